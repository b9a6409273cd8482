"""``mediation-bot review``: questions that were not answered well, one group after the other."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot import evaluation
from bot.csv_rows import escape_formula
from bot.errors import KnowledgeError
from bot.faq.knowledge import TOPIC_ID
from bot.reviewing import group_questions, proposal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.app import App
    from bot.reviewing import Group, Proposal
    from bot.settings import Settings

_HELP = (
    "1, 2, 3 or a topic's id: add it as a way to ask that topic.  n: a new topic.  "
    "o: does not belong here.\n  d: delete.  s: skip.  w: show the effect and write.  "
    "q: stop, write nothing."
)
_MOST_OTHERS = 4


async def review(
    settings: Settings, app: App, *, labelled: Path | None, csv_file: Path | None
) -> None:
    """Go through the questions that were kept, with an admin at the terminal.

    Raises:
        FileError: a file cannot be read or written.
    """
    groups = group_questions(await app.questions.all(), app.assistant)
    if csv_file:
        _write_csv(csv_file, groups)
        click.echo(f"{len(groups)} groups of questions written to {csv_file}.")
        return
    if not groups:
        click.echo("No questions are waiting.")
        return
    with proposal(settings) as proposed:
        done = _dialogue(app, groups, proposed)
        if done is None:
            click.echo("Nothing was written.")
            return
        if proposed.edits and not _agreed(app, proposed, labelled):
            click.echo("Nothing was written.")
            return
        for path in proposed.accept():
            click.echo(f"written: {path}")
    await app.questions.remove([row.id for group in done for row in group.questions])
    click.echo(f"{len(done)} groups of questions are dealt with, {len(groups) - len(done)} wait.")


def _dialogue(app: App, groups: Sequence[Group], proposed: Proposal) -> list[Group] | None:
    """Ask what to do with each group. None: stop without writing."""
    click.echo(f"{len(groups)} groups of questions.\n  {_HELP}\n")
    done: list[Group] = []
    for number, group in enumerate(groups, start=1):
        click.echo(f"[{number}/{len(groups)}] {group.language}, {group.outcomes}: {group.texts[0]}")
        for other in group.texts[1 : 1 + _MOST_OTHERS]:
            click.echo(f"      also: {other}")
        entries = app.assistant.knowledge.languages[group.language].entries
        for rank, (topic, confidence) in enumerate(group.nearest, start=1):
            click.echo(f"   {rank}  {topic} ({confidence:.0%}): {entries[topic].question}")
        while True:
            try:
                choice = click.prompt("  What to do", default="s").strip()
            except click.Abort:
                return None
            if choice in {"w", "q"}:
                return done if choice == "w" else None
            if choice == "s":
                break
            try:
                if _apply(choice, group, proposed):
                    done.append(group)
                    break
            except KnowledgeError as error:
                click.echo(f"  {error.fault}. {error.mend.capitalize()}.")
    return done


def _apply(choice: str, group: Group, proposed: Proposal) -> bool:
    """Do what was chosen. False: the choice was not understood."""
    if choice == "d":
        return True
    if choice == "o":
        proposed.add_out_of_scope(group, _text(group))
        return True
    if choice == "n":
        topic = click.prompt("  Id of the new topic (small letters, digits, hyphens)").strip()
        if not TOPIC_ID.fullmatch(topic):
            click.echo("  That cannot be an id.")
            return False
        proposed.add_draft(group, topic, _text(group), datetime.now(UTC).date())
        return True
    if choice.isdigit() and 1 <= int(choice) <= len(group.nearest):
        choice = group.nearest[int(choice) - 1][0]
    if not TOPIC_ID.fullmatch(choice) or len(choice) == 1:
        click.echo(f"  {_HELP}")
        return False
    proposed.add_variant(group, choice, _text(group))
    return True


def _text(group: Group) -> str:
    """The words to write; what was blanked out should not stand in the files."""
    return str(click.prompt("  As text", default=group.texts[0])).strip()


def _agreed(app: App, proposed: Proposal, labelled: Path | None) -> bool:
    """Show what the edits change, and ask."""
    click.echo("\nTo be written:\n" + "\n".join(f"  {edit}" for edit in proposed.edits))
    click.echo("Learning, to see what else changes ...")
    old = app.assistant
    questions = evaluation.read_questions(labelled, old.gazetteer.by_name()) if labelled else []
    new, moved = proposed.effects(old, [(q.language, q.text) for q in questions])
    click.echo(f"Questions that get another reply: {len(moved)}")
    click.echo("\n".join(f"  {one}" for one in moved))
    if labelled:
        before = evaluation.evaluate(old, questions)
        after = evaluation.evaluate(new, questions)
        click.echo("\n".join(evaluation.compare(after, before.to_json(), labelled)))
    try:
        return click.confirm("Write this?", default=False)
    except click.Abort:
        return False


def _write_csv(path: Path, groups: Sequence[Group]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["times", "language", "outcomes", "question", "also", *(
            f"nearest {n}" for n in (1, 2, 3)), "first day", "last day"])  # fmt: skip
        for group in groups:
            nearest = [f"{topic} ({confidence:.0%})" for topic, confidence in group.nearest]
            days = [row.day for row in group.questions]
            cells = [
                str(len(group.questions)), group.language, group.outcomes, group.texts[0],
                " | ".join(group.texts[1:]), *(nearest + [""] * 3)[:3],
                min(days).isoformat(), max(days).isoformat(),
            ]  # fmt: skip
            out.writerow([escape_formula(cell) for cell in cells])
