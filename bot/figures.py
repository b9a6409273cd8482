"""The figures of a period: how questions ended, what helped, which services were looked for.

Only counts, never people: there is nothing else in the tables they come from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from bot.conversations.tables import AnswerCountRow, FeedbackRow, LookupCountRow
from bot.reply import REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.database import Sessions

    _Row = TypeVar("_Row", AnswerCountRow, FeedbackRow, LookupCountRow)

DEFAULT_DAYS = 30
#: How a question can end; small talk is no question.
OUTCOMES = ("answered", "asked", "declined", "danger")


@dataclass(frozen=True, slots=True)
class Judged:
    """What people found of one answer."""

    subject: str
    """A topic, a municipality (NIS code), a referral, or ``none`` where there was no answer."""
    helpful: int
    unhelpful: int
    reasons: dict[str, int]
    """Why it did not help, where somebody said so."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """How often services of one kind were looked for in one municipality."""

    nis: str
    service_type: str
    """Empty where no kind was asked for."""
    found: int
    missed: int
    """Look-ups for which no service is known."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A municipality in which people looked for services that are not known."""

    nis: str
    times: int
    kinds: dict[str, int]
    """How often by kind asked for, the most frequent first; empty where none was asked for."""


@dataclass(frozen=True)
class Figures:
    """The counts of a period, and what can be read from them."""

    first: date
    last: date
    answers: Sequence[AnswerCountRow]
    verdicts: Sequence[FeedbackRow]
    look_up_rows: Sequence[LookupCountRow]

    @property
    def days(self) -> list[date]:
        """Every day of the period, also those without a question. In UTC."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @cached_property
    def by_day(self) -> dict[date, Counter[str]]:
        """Questions by day and outcome; every day is there."""
        counts: dict[date, Counter[str]] = {day: Counter() for day in self.days}
        for row in self._questions():
            counts[row.day][row.outcome] += row.count
        return counts

    @cached_property
    def by_language(self) -> dict[str, Counter[str]]:
        """Questions by language and outcome, the language of most questions first."""
        counts: dict[str, Counter[str]] = {}
        for row in self._questions():
            counts.setdefault(row.language, Counter())[row.outcome] += row.count
        return dict(sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])))

    @cached_property
    def outcomes(self) -> Counter[str]:
        """Questions by outcome."""
        return sum(self.by_language.values(), Counter())

    @property
    def questions(self) -> int:
        """How many questions there were; small talk does not count."""
        return self.outcomes.total()

    @property
    def smalltalk(self) -> int:
        """How often people said hello, thanks or goodbye."""
        return sum(row.count for row in self.answers if row.outcome == "smalltalk")

    @property
    def referred(self) -> int:
        """Declined questions for which the right door was known."""
        return sum(r.count for r in self.answers if r.outcome == "declined" and r.topic)

    @property
    def topics(self) -> list[tuple[str, int]]:
        """Topics that were answered, the most asked first."""
        counts: Counter[str] = Counter()
        for row in self.answers:
            if row.outcome == "answered" and row.topic:
                counts[row.topic] += row.count
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    @property
    def judged(self) -> list[Judged]:
        """What was judged, what helped least often first."""
        counts: dict[str, Counter[str]] = {}
        for row in self.verdicts:
            counts.setdefault(row.topic, Counter())[row.verdict] += row.count
        judged = [
            Judged(
                subject, c["yes"], c["no"], {reason: c[reason] for reason in REASONS if c[reason]}
            )
            for subject, c in counts.items()
        ]
        return sorted(judged, key=lambda j: (-j.unhelpful, -j.helpful, j.subject))

    @property
    def look_ups(self) -> list[LookUp]:
        """Look-ups, those that most often found no service first."""
        counts: dict[tuple[str, str], Counter[bool]] = {}
        for row in self.look_up_rows:
            counts.setdefault((row.nis, row.service_type), Counter())[row.found] += row.count
        found = [LookUp(nis, kind, c[True], c[False]) for (nis, kind), c in counts.items()]
        return sorted(found, key=lambda one: (-one.missed, -one.found, one.nis, one.service_type))

    @property
    def missing(self) -> list[Missing]:
        """Where no service is known, the municipality of most such look-ups first."""
        kinds: dict[str, dict[str, int]] = {}
        for one in self.look_ups:
            if one.missed:
                kinds.setdefault(one.nis, {})[one.service_type] = one.missed
        found = [Missing(nis, sum(counts.values()), counts) for nis, counts in kinds.items()]
        return sorted(found, key=lambda one: (-one.times, one.nis))

    def share(self, outcome: str) -> float:
        """The part of all questions that ended so, from 0 to 1."""
        return self.outcomes[outcome] / self.questions if self.questions else 0.0

    def _questions(self) -> Iterator[AnswerCountRow]:
        return (row for row in self.answers if row.outcome in OUTCOMES)


async def gather_figures(sessions: Sessions, today: date, days: int = DEFAULT_DAYS) -> Figures:
    """The figures of the last days, today included."""
    first = today - timedelta(days=days - 1)
    return Figures(
        first,
        today,
        await _rows(sessions, AnswerCountRow, first, today),
        await _rows(sessions, FeedbackRow, first, today),
        await _rows(sessions, LookupCountRow, first, today),
    )


async def _rows(sessions: Sessions, table: type[_Row], first: date, last: date) -> list[_Row]:
    """The rows of some days, in the order of their keys."""
    statement = (
        select(table)
        .where(table.day >= first, table.day <= last)
        .order_by(*table.__table__.primary_key)
    )
    async with sessions() as session:
        return list(await session.scalars(statement))
