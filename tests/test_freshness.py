"""What is past its review date: told by the check, and to the admins once a month."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.app import App
from bot.cli import cli
from bot.conversations.jobs import last_runs
from bot.directory.records import Directory
from bot.freshness import REMINDER, Reminder, Stale, check_services
from bot.review_dates import is_past_review
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.database import Sessions
    from bot.directory.records import Service

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AFTER = datetime(2030, 1, 15, tzinfo=UTC)
"""By then every answer and every dated service is past its review date."""


@pytest.mark.parametrize(
    ("checked", "past"),
    [
        (date(2025, 11, 23), True),
        (date(2025, 11, 24), False),
        (date(2026, 11, 24), False),
        (date(2024, 12, 31), True),
    ],
)
def test_twelve_months_to_the_day_are_not_too_long(checked: date, past: bool) -> None:
    assert is_past_review(checked, NOW.date()) is past


def test_what_was_checked_on_the_last_of_february_is_old_a_year_later() -> None:
    assert not is_past_review(date(2024, 2, 29), date(2025, 2, 28))
    assert is_past_review(date(2024, 2, 29), date(2025, 3, 1))


def some(assistant: Assistant, *days: date | None) -> Directory:
    """A directory with services of these days."""
    service: Service = next(iter(assistant.directory.services.values()))
    return Directory.of(
        replace(service, id=f"service-{number}", assured_date=day)
        for number, day in enumerate(days)
    )


def test_answers_and_services_are_told_the_oldest_first(assistant: Assistant) -> None:
    directory = some(assistant, date(2025, 1, 2), None, date(2026, 11, 1), date(2019, 5, 6), None)
    stale = Stale.of(assistant.knowledge, directory, NOW.date())
    assert stale == Stale((), ((date(2019, 5, 6), "service-3"), (date(2025, 1, 2), "service-0")), 2)
    assert stale.message() == (
        "Checked more than 12 months ago: 0 answers, 2 services. "
        "Of 2 services no date is known.\n\n"
        "- service service-3, 2019-05-06\n"
        "- service service-0, 2025-01-02"
    )


def test_the_message_tells_the_first_ten_and_how_many_more(assistant: Assistant) -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(12)]
    stale = Stale.of(assistant.knowledge, some(assistant, *days), LONG_AFTER.date())
    answers = sum(len(k.entries) for k in assistant.knowledge.languages.values())
    first, *lines = stale.message().split("\n\n")[1].splitlines()
    assert first == "- service service-0, 2020-01-01"
    assert len(lines) == 10
    assert lines[-1] == f"and {answers + 2} more: mediation-bot check tells all."
    assert f": {answers} answers, 12 services." in stale.message()


# -- once a month -----------------------------------------------------------------------------


class Admins:
    """Hear what they are told, if they can be reached."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.reachable = True

    async def tell(self, text: str) -> bool:
        await asyncio.sleep(0)
        if self.reachable:
            self.heard.append(text)
        return self.reachable


@pytest.fixture
def admins() -> Admins:
    return Admins()


def reminder(assistant: Assistant, sessions: Sessions, admins: Admins, now: datetime) -> Reminder:
    live = App.of(Settings(), sessions, assistant).live
    return Reminder(live, sessions, admins.tell, lambda: now)


async def test_the_message_comes_once_a_month_whoever_restarts(
    assistant: Assistant, sessions: Sessions, admins: Admins
) -> None:
    for now, expected in (
        (LONG_AFTER, 1),
        (LONG_AFTER + timedelta(days=16), 1),
        (LONG_AFTER + timedelta(days=17), 2),
        (LONG_AFTER + timedelta(days=20), 2),
    ):
        await reminder(assistant, sessions, admins, now).remind()
        assert len(admins.heard) == expected, now
    assert "answers" in (await last_runs(sessions))[REMINDER].result


async def test_of_several_that_run_at_the_same_moment_one_tells(
    assistant: Assistant, sessions: Sessions, admins: Admins
) -> None:
    several = [reminder(assistant, sessions, admins, LONG_AFTER) for _ in range(8)]
    await asyncio.gather(*(one.remind() for one in several))
    assert len(admins.heard) == 1


async def test_nothing_is_sent_when_everything_is_fresh(
    assistant: Assistant, sessions: Sessions, admins: Admins
) -> None:
    earliest = min(
        entry.reviewed
        for known in assistant.knowledge.languages.values()
        for entry in known.entries.values()
    )
    long_before = datetime(2000, 1, 1, tzinfo=UTC)
    assert long_before.date() < earliest
    await reminder(assistant, sessions, admins, long_before).remind()
    assert admins.heard == []
    assert REMINDER not in await last_runs(sessions)


async def test_a_message_that_reached_nobody_is_tried_again(
    assistant: Assistant, sessions: Sessions, admins: Admins
) -> None:
    admins.reachable = False
    one = reminder(assistant, sessions, admins, LONG_AFTER)
    await one.remind()
    admins.reachable = True
    await one.remind()
    await one.remind()
    assert len(admins.heard) == 1


def test_a_service_that_is_not_in_the_file_is_told_of_the_database(
    assistant: Assistant, root: Path
) -> None:
    directory = some(assistant, date(2019, 5, 6))
    (found,) = check_services(directory, root / "data" / "services.csv", NOW.date())
    assert str(found).startswith("database (service-0): warning: column assured_date: 2019-05-06 ")


# -- the check --------------------------------------------------------------------------------


@pytest.fixture
def data_folder(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data tables, to be changed."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in (root / "data").iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.setenv("DATABASE_URL", "")
    return folder


def test_the_check_lists_old_services_by_line_and_counts_those_without_a_date(
    data_folder: Path, knowledge_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DIR", str(knowledge_folder))
    path = data_folder / "services.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    fields = header.split(",")

    def row(id_: str, assured: str) -> str:
        cells = dict.fromkeys(fields, "") | {
            "id": id_, "name_nl": id_, "service_types": "local", "service_area": "44021",
            "status": "active", "assured_date": assured, "source_url": "https://bron.example/",
        }  # fmt: skip
        return ",".join(cells.values())

    today = datetime.now(UTC).date()
    rows = [row("a", ""), row("b", "2019-05-06"), row("c", today.isoformat()), row("d", "")]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    told = CliRunner().invoke(cli, ["check", "--quick"]).output
    assert (
        f"{path}:3 (b): warning: column assured_date: 2019-05-06 is more than 12 months ago. "
        "Mend: look whether the facts still hold, and write the date of the source." in told
    )
    assert "(c)" not in told
    assert "not known how old their facts are: 2." in told
