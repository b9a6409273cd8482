"""Questions that were not answered well, kept for a while so that the FAQ can be mended.

Nothing tells who asked: no chat, no hour, and what is private in the text is blanked out first.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, select

from bot.conversations.tables import JobRow, QuestionRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from bot.database import Sessions
    from bot.reply import Reply

#: The name of the clean-up among the jobs.
CLEAN_UP = "delete old questions"

Outcome = Literal["declined", "asked", "unhelpful"]


class QuestionLog:
    """Keeps questions and deletes them after some days.

    Args:
        sessions: The database.
        redact: Blanks out what is private.
        retention_days: How long a question is kept.
    """

    def __init__(
        self, sessions: Sessions, redact: Callable[[str], str], retention_days: int
    ) -> None:
        self._sessions = sessions
        self._redact = redact
        self._retention = timedelta(days=retention_days)

    async def note(self, text: str, reply: Reply) -> None:
        """Keep a question if its reply was no answer. Danger and courtesy are never kept."""
        outcome = _outcome(reply)
        if outcome:
            await self._keep(text, reply.language, outcome)

    async def note_unhelpful(self, text: str, language: str) -> None:
        """Keep a question whose answer did not help."""
        await self._keep(text, language, "unhelpful")

    async def _keep(self, text: str, language: str, outcome: Outcome) -> None:
        redacted = self._redact(text)
        if not any(character.isalpha() for character in redacted):
            return
        today = datetime.now(UTC).date()
        async with self._sessions() as session, session.begin():
            session.add(QuestionRow(day=today, language=language, outcome=outcome, text=redacted))

    async def all(self) -> list[QuestionRow]:
        """Every question kept, oldest first."""
        async with self._sessions() as session:
            return list(await session.scalars(select(QuestionRow).order_by(QuestionRow.id)))

    async def remove(self, ids: Iterable[int]) -> None:
        """Delete questions that were dealt with."""
        async with self._sessions() as session, session.begin():
            await session.execute(delete(QuestionRow).where(QuestionRow.id.in_(list(ids))))

    async def delete_old(self, today: date | None = None) -> int:
        """Delete what is older than the retention time, and write down that it was done.

        Returns:
            How many questions were deleted.
        """
        now = datetime.now(UTC)
        limit = (today or now.date()) - self._retention
        async with self._sessions() as session, session.begin():
            old = list(await session.scalars(select(QuestionRow.id).where(QuestionRow.day < limit)))
            await session.execute(delete(QuestionRow).where(QuestionRow.day < limit))
            await session.merge(
                JobRow(
                    name=CLEAN_UP,
                    ran_at=now.replace(tzinfo=None),
                    result=f"{len(old)} questions from before {limit.isoformat()} deleted",
                )
            )
        return len(old)


def _outcome(reply: Reply) -> Outcome | None:
    if reply.kind == "choose_topic":
        return "asked"
    # A decline without topics was no question: no words, another language, an insult.
    if reply.kind == "declined" and (reply.topics or reply.referral):
        return "declined"
    return None
