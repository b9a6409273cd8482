"""Figures in words: the message to an admin, and the rows of a table for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.csv_rows import escape_formula
from bot.figures import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.figures import Figures, Judged, Missing
    from bot.gazetteer import Gazetteer

OUTCOME_WORDS = {
    "answered": "answered", "asked": "asked back", "declined": "declined", "danger": "danger",
}  # fmt: skip
CSV_COLUMNS = (
    "day", "what", "language", "result", "subject", "municipality", "service_type", "count",
)  # fmt: skip
_MOST_LINES = 5


def place_name(nis: str, gazetteer: Gazetteer) -> str:
    """The name of a municipality; its code where it is no more."""
    return gazetteer[nis].name(gazetteer[nis].languages[0]) if nis in gazetteer else nis


def subject_name(subject: str, gazetteer: Gazetteer) -> str:
    """What was judged, for an admin: ids stay ids."""
    return "no answer" if subject == "none" else place_name(subject, gazetteer)


def reasons(judged: Judged) -> str:
    """Why it did not help: "wrong 2, unclear 1"."""
    return ", ".join(f"{reason} {count}" for reason, count in judged.reasons.items())


def kinds(missing: Missing) -> str:
    """Which kinds were looked for: "any 2, school 1"."""
    return ", ".join(f"{kind or 'any'} {count}" for kind, count in missing.kinds.items())


def headline(figures: Figures) -> list[str]:
    """The period, the questions and how they ended."""
    days = len(figures.days)
    lines = [
        f"{figures.first} to {figures.last} ({days} days, UTC)",
        f"Questions: {figures.questions}, {figures.questions / days:.1f} a day",
    ]
    lines += [
        f"- {OUTCOME_WORDS[outcome]}: {figures.outcomes[outcome]} ({figures.share(outcome):.0%})"
        + (f", {figures.referred} with the right door" if outcome == "declined" else "")
        for outcome in OUTCOMES
    ]
    return [*lines, f"Small talk beside these: {figures.smalltalk}"]


def summary(figures: Figures, gazetteer: Gazetteer) -> str:
    """The figures in short, for one message."""
    lines = headline(figures)
    if figures.by_language:
        told = ", ".join(f"{code} {c.total()}" for code, c in figures.by_language.items())
        lines.append(f"Languages: {told}")
    helpful = sum(j.helpful for j in figures.judged)
    unhelpful = sum(j.unhelpful for j in figures.judged)
    lines += ["", f"Helped: {helpful}, did not help: {unhelpful}"]
    for judged in [j for j in figures.judged if j.unhelpful][:_MOST_LINES]:
        why = f" ({reasons(judged)})" if judged.reasons else ""
        name = subject_name(judged.subject, gazetteer)
        lines.append(f"- {name}: {judged.unhelpful} of {judged.helpful + judged.unhelpful}{why}")
    missed = sum(one.missed for one in figures.look_ups)
    total = missed + sum(one.found for one in figures.look_ups)
    lines += ["", f"Look-ups: {total}, no service known: {missed}"]
    lines += [
        f"- {place_name(one.nis, gazetteer)}: {one.times} ({kinds(one)})"
        for one in figures.missing[:_MOST_LINES]
    ]
    return "\n".join(lines)


def csv_rows(figures: Figures, gazetteer: Gazetteer) -> Iterator[list[str]]:
    """Every count of the period under :data:`CSV_COLUMNS`, day by day."""
    rows = [
        (row.day.isoformat(), "reply", row.language, row.outcome, row.topic, "", "", row.count)
        for row in figures.answers
    ]
    rows += [
        (
            row.day.isoformat(), "feedback", row.language, row.verdict, row.topic,
            place_name(row.topic, gazetteer) if row.topic in gazetteer else "", "", row.count,
        )
        for row in figures.verdicts
    ]  # fmt: skip
    rows += [
        (
            row.day.isoformat(), "look-up", "", "found" if row.found else "none", row.nis,
            place_name(row.nis, gazetteer), row.service_type, row.count,
        )
        for row in figures.look_up_rows
    ]  # fmt: skip
    yield from ([escape_formula(str(cell)) for cell in row] for row in sorted(rows))
