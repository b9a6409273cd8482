"""Counts for tests of what is made from them: a small period in which everything happens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.conversations.tables import AnswerCountRow, FeedbackRow, LookupCountRow

if TYPE_CHECKING:
    from bot.database import Sessions

TODAY = date(2026, 11, 24)
GENT, BLEGNY, GONE = "44021", "62119", "99999"
"""A municipality with services, one without, and a code that is none any more."""


async def fill(sessions: Sessions, today: date = TODAY) -> None:
    """Thirteen questions of two days, five verdicts, nine look-ups; and some of long ago."""
    yesterday, long_ago = today - timedelta(days=1), today - timedelta(days=60)
    answers = [
        (today, "nl", "answered", "cost", 4),
        (today, "nl", "asked", "", 2),
        (today, "nl", "smalltalk", "", 7),
        (today, "fr", "danger", "", 1),
        (yesterday, "fr", "answered", "cost", 1),
        (yesterday, "nl", "answered", "", 2),
        (yesterday, "nl", "declined", "", 1),
        (yesterday, "nl", "declined", "debts", 2),
        (long_ago, "nl", "answered", "noise", 50),
    ]
    verdicts = [
        ("cost", "yes", 1),
        ("cost", "no", 2),
        ("cost", "wrong", 1),
        ("cost", "unclear", 1),
        (GENT, "yes", 1),
        ("none", "no", 1),
    ]
    look_ups = [
        (today, GENT, "", True, 3),
        (today, BLEGNY, "school", False, 1),
        (yesterday, BLEGNY, "", False, 2),
        (yesterday, BLEGNY, "", True, 1),
        (yesterday, GONE, "", False, 2),
        (long_ago, GENT, "family", False, 50),
    ]
    async with sessions() as session, session.begin():
        for day, language, outcome, topic, count in answers:
            session.add(
                AnswerCountRow(
                    day=day, language=language, outcome=outcome, topic=topic, count=count
                )
            )
        for topic, verdict, count in verdicts:
            session.add(
                FeedbackRow(day=today, language="nl", topic=topic, verdict=verdict, count=count)
            )
        for day, nis, kind, found, count in look_ups:
            session.add(
                LookupCountRow(day=day, nis=nis, service_type=kind, found=found, count=count)
            )
