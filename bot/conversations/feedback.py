"""Counting what people found of an answer: numbers by day, never who."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.conversations.counting import add_one
from bot.conversations.tables import FeedbackRow

if TYPE_CHECKING:
    from bot.database import Sessions


class FeedbackStore:
    """Counts verdicts in the database.

    Args:
        sessions: The database.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def add(self, language: str, topic: str, verdict: str) -> None:
        """Count one verdict on today's page; two at the same moment are both counted.

        Args:
            language: Language of the answer.
            topic: What was judged: a topic, a NIS code, a referral or ``none``.
            verdict: One of :data:`bot.reply.VERDICTS`.
        """
        day = datetime.now(UTC).date()
        async with self._sessions() as session, session.begin():
            await add_one(
                session, FeedbackRow, day=day, language=language, topic=topic, verdict=verdict
            )
