"""The figures of a period as one HTML file: charts drawn as SVG, every number in a table too.

It loads nothing, runs no script, and its own content security policy holds that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel.numbers import format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.figures import OUTCOMES
from bot.reply import NO_TOPIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bot.figures import Figures
    from bot.gazetteer import Gazetteer
    from bot.texts import Texts

_FOLDER = Path(__file__).parent
_MOST_TOPICS = 20


@dataclass(frozen=True, slots=True)
class _Piece:
    """One coloured piece of a day's bar, in units of the drawing: 1 wide a day, 100 high."""

    outcome: str
    top: float
    height: float


def figures_page(
    figures: Figures, gazetteer: Gazetteer, *, questions: Mapping[str, str], texts: Texts
) -> str:
    """The page.

    Args:
        figures: What to show.
        gazetteer: Names the municipalities.
        questions: The question of each topic in the page's language.
        texts: The interface in the page's language.
    """

    def place(nis: str) -> str:
        return gazetteer[nis].name(texts.language) if nis in gazetteer else nis

    def subject(name: str) -> str:
        if name == NO_TOPIC:
            return texts("figures-no-answer")
        return questions.get(name) or place(name)

    def percent(share: float) -> str:
        return format_percent(share, locale=texts.language)

    highest = max(counts.total() for counts in figures.by_day.values())
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("figures.html").render(
        figures=figures,
        texts=texts,
        outcomes=OUTCOMES,
        highest=highest,
        bars={day: list(_pieces(figures, day, highest)) for day in figures.days},
        topics=figures.topics[:_MOST_TOPICS],
        place=place,
        subject=subject,
        percent=percent,
        style=Markup((_FOLDER / "figures.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
    )


def _pieces(figures: Figures, day: date, highest: int) -> Iterator[_Piece]:
    """A day's bar from the ground up."""
    top = 100.0
    for outcome in OUTCOMES:
        if count := figures.by_day[day][outcome]:
            height = 100 * count / highest
            top -= height
            yield _Piece(outcome, round(top, 2), round(height, 2))
