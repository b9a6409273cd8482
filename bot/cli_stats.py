"""``mediation-bot stats``: the figures in the terminal, as a page or as a table."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.table import Table

    from bot.figures import Figures
    from bot.gazetteer import Gazetteer
    from bot.settings import Settings

_MOST_ROWS = 15
_MOST_DAYS = 31
"""A longer period is told by month."""
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option(
    "--days",
    type=click.IntRange(1, 400),
    default=30,
    show_default=True,
    help="How many days to count, today included.",
)
@click.option("--html", "html_file", type=_FILE, help="Write a page with charts to a file.")
@click.option("--csv", "csv_file", type=_FILE, help="Write every count to a file.")
@click.option("--lang", help="Language of the page. Default: DEFAULT_LANGUAGE.")
def stats(days: int, html_file: Path | None, csv_file: Path | None, lang: str | None) -> None:
    """Tell how questions ended, what helped, and where no service is known. Counts only."""
    import asyncio  # noqa: PLC0415 - keeps --help quick

    from bot.gazetteer import Gazetteer  # noqa: PLC0415

    settings = load_settings()
    gazetteer = Gazetteer.load(settings.data_dir)
    figures = asyncio.run(_gather(settings, datetime.now(UTC).date(), days))
    try:
        if html_file:
            page = _page(settings, figures, gazetteer, lang or settings.default_language)
            html_file.write_text(page, encoding="utf-8")
            click.echo(f"{figures.questions} questions in {html_file}.")
        if csv_file:
            _write_csv(csv_file, figures, gazetteer)
            click.echo(f"{figures.questions} questions in {csv_file}.")
    except OSError as error:
        raise click.ClickException(
            f"{error.filename} cannot be written: {error.strerror}"
        ) from error
    if not (html_file or csv_file):
        _print(figures, gazetteer)


async def _gather(settings: Settings, today: date, days: int) -> Figures:
    from bot.database import connect  # noqa: PLC0415 - keeps --help quick
    from bot.figures import gather_figures  # noqa: PLC0415

    engine, sessions = await connect(settings.database)
    try:
        return await gather_figures(sessions, today, days)
    finally:
        await engine.dispose()


def _page(settings: Settings, figures: Figures, gazetteer: Gazetteer, language: str) -> str:
    from bot.faq.knowledge import load_knowledge  # noqa: PLC0415 - keeps --help quick
    from bot.pages.figures import figures_page  # noqa: PLC0415
    from bot.texts import load_texts  # noqa: PLC0415

    texts = load_texts(settings.locale_dir)
    if language not in texts:
        raise click.BadParameter(f"choose one of {', '.join(texts)}", param_hint="--lang")
    known = load_knowledge(settings.knowledge_dir, examples=False).languages.get(language)
    questions = {topic: entry.question for topic, entry in known.entries.items()} if known else {}
    return figures_page(figures, gazetteer, questions=questions, texts=texts[language])


def _write_csv(path: Path, figures: Figures, gazetteer: Gazetteer) -> None:
    import csv  # noqa: PLC0415 - keeps --help quick

    from bot.figures_text import CSV_COLUMNS, csv_rows  # noqa: PLC0415

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(CSV_COLUMNS)
        out.writerows(csv_rows(figures, gazetteer))


def _print(figures: Figures, gazetteer: Gazetteer) -> None:
    from rich.console import Console  # noqa: PLC0415 - keeps --help quick

    from bot.figures_text import headline  # noqa: PLC0415

    click.echo("\n".join(headline(figures)))
    console = Console(highlight=False)
    for table in _tables(figures, gazetteer):
        if table.row_count:
            console.print()
            console.print(table)


def _tables(figures: Figures, gazetteer: Gazetteer) -> Iterator[Table]:
    from bot.figures import OUTCOMES  # noqa: PLC0415 - keeps --help quick
    from bot.figures_text import (  # noqa: PLC0415
        OUTCOME_WORDS,
        kinds,
        place_name,
        reasons,
        subject_name,
    )

    endings = [OUTCOME_WORDS[outcome] for outcome in OUTCOMES]
    long = len(figures.days) > _MOST_DAYS
    periods: dict[str, Counter[str]] = {}
    for day, counts in figures.by_day.items():
        period = f"{day:%Y-%m}" if long else str(day)
        if counts:
            periods[period] = periods.get(period, Counter()) + counts
    for title, heading, counted in (
        ("Questions", "month" if long else "day", periods),
        ("Questions by language", "language", figures.by_language),
    ):
        table = _table(title, heading, "questions", *endings)
        for key, counts in counted.items():
            table.add_row(key, *map(str, [counts.total(), *(counts[o] for o in OUTCOMES)]))
        yield table
    table = _table("Answered most", "topic", "times")
    for topic, count in figures.topics[:_MOST_ROWS]:
        table.add_row(topic, str(count))
    yield table
    table = _table("Helped or not", "topic or place", "yes", "no")
    table.add_column("why not")
    for judged in figures.judged[:_MOST_ROWS]:
        name = subject_name(judged.subject, gazetteer)
        table.add_row(name, str(judged.helpful), str(judged.unhelpful), reasons(judged))
    yield table
    table = _table("Looked up, no service known", "municipality", "times")
    table.add_column("kind asked for")
    for missing in figures.missing:
        table.add_row(place_name(missing.nis, gazetteer), str(missing.times), kinds(missing))
    yield table
    table = _table("Looked up most, a service known", "municipality", "times")
    table.add_column("kind asked for")
    found = sorted((one for one in figures.look_ups if one.found), key=lambda one: -one.found)
    for one in found[:_MOST_ROWS]:
        place = place_name(one.nis, gazetteer)
        table.add_row(place, str(one.found), one.service_type or "any")
    yield table


def _table(title: str, first: str, *numbers: str) -> Table:
    from rich.table import Table  # noqa: PLC0415 - keeps --help quick

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column(first)
    for name in numbers:
        table.add_column(name, justify="right")
    return table
