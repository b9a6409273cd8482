"""What is past its review date, and the message that tells the admins so once a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.conversations.jobs import claim_month, release
from bot.csv_rows import read_rows
from bot.findings import Finding
from bot.review_dates import is_past_review

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.database import Sessions
    from bot.directory.records import Directory
    from bot.faq.knowledge import Knowledge
    from bot.reloading import Live

#: The name of the monthly message among the jobs.
REMINDER = "tell what is past its review date"
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stale:
    """What nobody has checked for more than twelve months, the longest ago first."""

    answers: tuple[tuple[date, str], ...]
    """Day of the review, and topic with language."""
    services: tuple[tuple[date, str], ...]
    """Day of the source, and id."""
    undated: int
    """Services of which no day is known."""

    @classmethod
    def of(cls, knowledge: Knowledge, directory: Directory, today: date) -> Stale:
        """What is past its review date on a day."""
        answers = [
            (entry.reviewed, f"{topic} ({code})")
            for code, known in knowledge.languages.items()
            for topic, entry in known.entries.items()
            if is_past_review(entry.reviewed, today)
        ]
        return cls(tuple(sorted(answers)), _old_services(directory, today), undated(directory))

    def message(self) -> str:
        """The message to the admins."""
        named = [(day, f"answer {topic}") for day, topic in self.answers]
        named += [(day, f"service {id_}") for day, id_ in self.services]
        lines = [f"- {name}, {day}" for day, name in sorted(named)]
        shown = lines[:_MOST_SHOWN]
        if more := len(lines) - len(shown):
            shown.append(f"and {more} more: mediation-bot check tells all.")
        without = f" Of {_number(self.undated, 'service')} no date is known."
        return (
            f"Checked more than 12 months ago: {_number(len(self.answers), 'answer')}, "
            f"{_number(len(self.services), 'service')}.{without if self.undated else ''}\n\n"
            + "\n".join(shown)
        )


def undated(directory: Directory) -> int:
    """How many services there are of which it is not known how old their facts are."""
    return sum(service.assured_date is None for service in directory.services.values())


def check_services(directory: Directory, path: Path, today: date) -> list[Finding]:
    """The services that are past their review date, as findings in their table.

    One that was imported from elsewhere has no line there: it is found in the database.

    Raises:
        DataFileError: the table cannot be read.
    """
    lines = {row["id"]: line for line, row in read_rows(path, {"id"})}
    mend = "look whether the facts still hold, and write the date of the source"
    return [
        Finding(
            path if id_ in lines else None, lines.get(id_, 0), "warning", id_,
            f"column assured_date: {day} is more than 12 months ago", mend,
        )
        for day, id_ in _old_services(directory, today)
    ]  # fmt: skip


def _old_services(directory: Directory, today: date) -> tuple[tuple[date, str], ...]:
    dates = [(service.assured_date, id_) for id_, service in directory.services.items()]
    return tuple(sorted((day, id_) for day, id_ in dates if day and is_past_review(day, today)))


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _now() -> datetime:
    return datetime.now(UTC)


class Reminder:
    """Tells the admins once a month what is past its review date.

    Args:
        live: Has the answers and services that are served.
        sessions: Where is written down that this month's message was sent.
        tell: Sends a message to the admins; False when it reached none of them.
        now: The clock.
    """

    def __init__(
        self,
        live: Live,
        sessions: Sessions,
        tell: Callable[[str], Awaitable[bool]],
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._live = live
        self._sessions = sessions
        self._tell = tell
        self._now = now

    async def remind(self) -> None:
        """Send this month's message, unless it was sent already or nothing is past its date."""
        assistant, now = self._live.assistant, self._now()
        stale = Stale.of(assistant.knowledge, assistant.directory, now.date())
        if not (stale.answers or stale.services):
            return
        result = f"{len(stale.answers)} answers, {len(stale.services)} services"
        # Claimed before it is sent: of two that run at the same time, one sends it.
        if not await claim_month(self._sessions, REMINDER, now, result):
            return
        if not await self._tell(stale.message()):
            await release(self._sessions, REMINDER)
