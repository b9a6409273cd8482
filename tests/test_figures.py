"""The figures of a period: right, short enough for a message, fit for a spreadsheet."""

from __future__ import annotations

import asyncio
import csv
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.conversations.tables import FeedbackRow, LookupCountRow
from bot.database import connect, sqlite_url
from bot.figures import Judged, LookUp, Missing, gather_figures
from bot.figures_text import summary
from tests.counted import BLEGNY, GENT, GONE, TODAY, fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.database import Sessions
    from bot.figures import Figures
    from bot.gazetteer import Gazetteer
    from bot.settings import Settings

LONGEST_MESSAGE = 4096


@pytest.fixture
async def figures(sessions: Sessions) -> Figures:
    await fill(sessions)
    return await gather_figures(sessions, TODAY)


def test_questions_are_counted_by_day_language_and_outcome(figures: Figures) -> None:
    """Small talk is no question, and what lies before the period does not count."""
    assert (figures.questions, figures.smalltalk, figures.referred) == (13, 7, 2)
    assert figures.outcomes == {"answered": 7, "asked": 2, "declined": 3, "danger": 1}
    assert {day: dict(c) for day, c in figures.by_day.items() if c} == {
        date(2026, 11, 23): {"answered": 3, "declined": 3},
        date(2026, 11, 24): {"answered": 4, "asked": 2, "danger": 1},
    }
    assert {code: c.total() for code, c in figures.by_language.items()} == {"nl": 11, "fr": 2}
    assert list(figures.by_language) == ["nl", "fr"]
    assert sum(map(figures.share, figures.outcomes)) == pytest.approx(1)


def test_a_period_is_as_long_as_asked_with_today_in_it(figures: Figures) -> None:
    assert len(figures.days) == 30
    assert figures.days[-1] == TODAY
    assert list(figures.by_day) == figures.days


async def test_one_day_is_a_period_too(sessions: Sessions) -> None:
    await fill(sessions)
    assert (await gather_figures(sessions, TODAY, 1)).questions == 7


def test_what_helped_is_told_by_subject_with_the_reasons(figures: Figures) -> None:
    assert figures.judged == [
        Judged("cost", 1, 2, {"wrong": 1, "unclear": 1}),
        Judged("none", 0, 1, {}),
        Judged(GENT, 1, 0, {}),
    ]


def test_look_ups_are_told_by_municipality_and_kind(figures: Figures) -> None:
    """Those without a service first: they are the list to act on."""
    assert figures.look_ups == [
        LookUp(BLEGNY, "", 1, 2),
        LookUp(GONE, "", 0, 2),
        LookUp(BLEGNY, "school", 0, 1),
        LookUp(GENT, "", 3, 0),
    ]
    assert figures.missing == [
        Missing(BLEGNY, 3, {"": 2, "school": 1}),
        Missing(GONE, 2, {"": 2}),
    ]


def test_the_topics_asked_most_come_first(figures: Figures) -> None:
    assert figures.topics == [("cost", 5)]


async def test_a_database_without_counts_gives_figures_of_nothing(
    sessions: Sessions, gazetteer: Gazetteer
) -> None:
    figures = await gather_figures(sessions, TODAY)
    assert (figures.questions, figures.judged, figures.missing) == (0, [], [])
    assert figures.share("answered") == 0
    assert "Questions: 0" in summary(figures, gazetteer)


def test_the_summary_tells_all_of_it_in_short(figures: Figures, gazetteer: Gazetteer) -> None:
    assert summary(figures, gazetteer) == (
        "2026-10-26 to 2026-11-24 (30 days, UTC)\n"
        "Questions: 13, 0.4 a day\n"
        "- answered: 7 (54%)\n"
        "- asked back: 2 (15%)\n"
        "- declined: 3 (23%), 2 with the right door\n"
        "- danger: 1 (8%)\n"
        "Small talk beside these: 7\n"
        "Languages: nl 11, fr 2\n"
        "\n"
        "Helped: 2, did not help: 3\n"
        "- cost: 2 of 3 (wrong 1, unclear 1)\n"
        "- no answer: 1 of 1\n"
        "\n"
        "Look-ups: 9, no service known: 5\n"
        "- Blégny: 3 (any 2, school 1)\n"
        "- 99999: 2 (any 2)"
    )


async def test_the_summary_of_a_busy_year_fits_one_message(
    sessions: Sessions, gazetteer: Gazetteer
) -> None:
    kinds = ("", "neighbour", "local", "community", "sanctions", "school", "family", "restorative")
    async with sessions() as session, session.begin():
        for nis in gazetteer.municipalities:
            session.add_all(
                LookupCountRow(day=TODAY, nis=nis, service_type=kind, found=False, count=10**6)
                for kind in kinds
            )
        for number in range(100):
            session.add_all(
                FeedbackRow(
                    day=TODAY, language="nl", topic=f"{'t' * 60}{number}", verdict=v, count=10**6
                )
                for v in ("no", "wrong", "incomplete", "outdated", "unclear")
            )
    figures = await gather_figures(sessions, TODAY, 400)
    assert len(summary(figures, gazetteer)) < LONGEST_MESSAGE / 2


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def stats(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> Callable[..., tuple[int, str]]:
    """The command, on a database with the counts of a few days."""
    for name in ("knowledge_dir", "data_dir", "locale_dir", "cache_dir"):
        monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
    url = sqlite_url(tmp_path / "counted.sqlite3")
    monkeypatch.setenv("DATABASE_URL", url)

    async def prepare() -> None:
        engine, sessions = await connect(url)
        await fill(sessions, datetime.now(UTC).date())
        await engine.dispose()

    asyncio.run(prepare())

    def invoke(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["stats", *arguments])
        assert not isinstance(done.exception, OSError)
        return done.exit_code, done.output

    return invoke


def test_the_terminal_shows_every_table(stats: Callable[..., tuple[int, str]]) -> None:
    code, said = stats()
    lines = [line.split() for line in said.splitlines()]
    today = str(datetime.now(UTC).date())
    assert code == 0
    assert "Questions: 13, 0.4 a day" in said
    for row in (
        [today, "7", "4", "2", "0", "1"],
        ["nl", "11", "6", "2", "3", "0"],
        ["cost", "5"],
        ["cost", "1", "2", "wrong", "1,", "unclear", "1"],
        ["Blégny", "3", "any", "2,", "school", "1"],
        ["Gent", "3", "any"],
    ):
        assert row in lines, row


def test_a_long_period_is_told_by_month(stats: Callable[..., tuple[int, str]]) -> None:
    _, said = stats("--days", "90")
    lines = [line.split() for line in said.splitlines()]
    assert "Questions: 63" in said
    assert not any(line[0] == str(datetime.now(UTC).date()) for line in lines if len(line) == 6)
    months = [line for line in lines if line and line[0][:2] == "20" and line[1] != "to"]
    assert sum(int(month[1]) for month in months) == 63


def test_every_count_goes_to_a_table_for_a_spreadsheet(
    stats: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = tmp_path / "counts.csv"
    assert stats("--csv", str(file), "--days", "2")[0] == 0
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert sum(int(row["count"]) for row in rows if row["what"] == "reply") == 20
    assert sum(int(row["count"]) for row in rows if row["result"] == "none") == 5
    today = str(datetime.now(UTC).date())
    assert {
        "day": today, "what": "look-up", "language": "", "result": "none", "subject": BLEGNY,
        "municipality": "Blégny", "service_type": "school", "count": "1",
    } in rows  # fmt: skip


def test_the_page_is_written_in_the_language_that_was_asked(
    stats: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = tmp_path / "figures.html"
    assert stats("--html", str(file), "--lang", "fr") == (0, f"13 questions in {file}.\n")
    assert '<html lang="fr">' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--html", "x.html", "--lang", "xx"), "choose one of fr, nl"),
        (("--days", "0"), "0 is not in the range"),
        (("--html", "/nowhere/x.html"), "/nowhere/x.html cannot be written"),
        (("--csv", "/nowhere/x.csv"), "/nowhere/x.csv cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    stats: Callable[..., tuple[int, str]], arguments: tuple[str, ...], said: str
) -> None:
    code, told = stats(*arguments)
    assert code != 0
    assert said in told
    assert "Traceback" not in told
