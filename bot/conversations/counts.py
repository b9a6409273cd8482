"""Counting how questions end and which services are looked up: numbers by day, never who."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete

from bot.conversations.counting import add_one
from bot.conversations.jobs import write_down
from bot.conversations.tables import AnswerCountRow, FeedbackRow, LookupCountRow
from bot.understanding.danger import TOPICS as DANGER_TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.database import Sessions
    from bot.reply import Action, Reply

_log = logging.getLogger(__name__)
#: The name of their clean-up among the jobs.
CLEAN_UP_COUNTS = "delete old counts"
KEEP_COUNTS_DAYS = 400
"""A year and a month, so that a month can be laid beside the same one of the year before."""
#: Buttons and links that ask a question; the others only lead to one.
_QUESTIONS = {"topic", "services", "example"}

Outcome = Literal["answered", "asked", "declined", "danger", "smalltalk"]
_OUTCOMES: dict[str, Outcome] = {
    "faq": "answered",
    "services": "answered",
    "choose_topic": "asked",
    "choose_place": "asked",
    "safety": "danger",
    "smalltalk": "smalltalk",
    "declined": "declined",
}


def _today() -> date:
    return datetime.now(UTC).date()


class Counts:
    """Counts replies in the database.

    Args:
        sessions: The database.
        today: The day to count on, in UTC.
    """

    def __init__(self, sessions: Sessions, today: Callable[[], date] = _today) -> None:
        self._sessions = sessions
        self._today = today
        self._failing = False

    async def note(self, reply: Reply, action: Action | None = None) -> None:
        """Count a reply that was given. When that fails it is logged, once, and nothing else.

        Args:
            reply: What was said.
            action: The button or link that asked for it; None for a message.
        """
        if action and action.kind not in _QUESTIONS:
            return
        try:
            async with self._sessions() as session, session.begin():
                await self._count(session, reply)
        except Exception as error:  # noqa: BLE001 - the answer was given; no fault may spoil it
            if not self._failing:
                _log.warning("replies are not counted: %s", type(error).__name__)
            self._failing = True
        else:
            self._failing = False

    async def _count(self, session: AsyncSession, reply: Reply) -> None:
        day, outcome = self._today(), _outcome(reply)
        # Of danger nothing but the number is kept: no topic, no place.
        subject = "" if outcome == "danger" else reply.topic or reply.referral or ""
        await add_one(
            session,
            AnswerCountRow,
            day=day,
            language=reply.language,
            outcome=outcome,
            topic=subject,
        )
        if reply.looked_up and outcome == "answered":
            await add_one(
                session,
                LookupCountRow,
                day=day,
                nis=reply.looked_up,
                service_type=reply.service_type or "",
                found=bool(reply.services),
            )

    async def delete_old(self) -> None:
        """Delete all counts older than 400 days, feedback too, and write down that it was done."""
        limit = self._today() - timedelta(days=KEEP_COUNTS_DAYS)
        async with self._sessions() as session, session.begin():
            for table in (AnswerCountRow, LookupCountRow, FeedbackRow):
                await session.execute(delete(table).where(table.day < limit))
            told = f"counts from before {limit.isoformat()} deleted"
            await write_down(session, CLEAN_UP_COUNTS, told)


def _outcome(reply: Reply) -> Outcome:
    return "danger" if reply.topic in DANGER_TOPICS else _OUTCOMES[reply.kind]
