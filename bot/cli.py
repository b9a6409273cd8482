"""The commands. Each is a few lines that call the part which does the work."""

from __future__ import annotations

import io
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import __version__
from bot.cli_services import services
from bot.errors import MediationBotError
from bot.findings import exit_code
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.assistant import Assistant


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mediation-bot")
def cli() -> None:
    """Tell people in Belgium what local public mediation is and where to find it."""


@cli.command()
@click.option("--lang", default="nl", show_default=True, help="Language to begin in.")
def chat(lang: str) -> None:
    """Talk with the assistant in this terminal. Needs no token."""
    import asyncio  # noqa: PLC0415 - keeps `ask` quick

    asyncio.run(_chat(load_settings(), lang))


@cli.command()
@click.argument("question", required=False)
@click.option("--lang", default=None, help="The chat's language, for messages that show none.")
@click.option("--explain", is_flag=True, help="Also tell why: language, place, topics, words.")
@click.option(
    "--jsonl", is_flag=True, help="Read JSON Lines from standard input, write JSON Lines."
)
def ask(question: str | None, lang: str | None, *, explain: bool, jsonl: bool) -> None:
    """Answer one QUESTION, or with --jsonl each line of standard input."""
    if jsonl == (question is not None):
        raise click.UsageError("give a question, or --jsonl and lines on standard input")
    fine = _ask(load_settings(), question, lang, explain=explain)
    sys.exit(0 if fine else 1)


@cli.command()
def run() -> None:
    """Serve the assistant on Telegram by long polling. Needs TELEGRAM_BOT_TOKEN."""
    import asyncio  # noqa: PLC0415 - keeps `ask` quick

    from bot.channels.telegram.application import serve  # noqa: PLC0415 - slow, only needed here

    asyncio.run(serve(load_settings()))


@cli.command()
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--quick", is_flag=True, help="Do not learn without each variant: seconds, not a minute."
)
def check(*, strict: bool, quick: bool) -> None:
    """Tell what is wrong in the knowledge files, with file, line and mend."""
    from bot.faq.checking import check_knowledge  # noqa: PLC0415 - slow to import

    folder = load_settings().knowledge_dir
    findings = check_knowledge(
        folder,
        today=datetime.now(UTC).date(),
        leave_out=not quick,
        progress=lambda doing: click.echo(f"{doing} ...", err=True),
    )
    for finding in findings:
        click.echo(str(finding))
    errors = sum(1 for finding in findings if finding.severity == "error")
    click.echo(f"{errors} errors, {len(findings) - errors} warnings in {folder}.")
    sys.exit(exit_code(findings, strict=strict))


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--misses/--no-misses", default=True, help="Also tell each miss, and why.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Keep the run in a file."
)
@click.option("--baseline", type=click.Path(path_type=Path, exists=True), help="An earlier --json.")
def evaluate(
    files: tuple[Path, ...], *, misses: bool, json_file: Path | None, baseline: Path | None
) -> None:
    """Measure how labelled questions (JSON Lines FILES) are understood."""
    from bot import evaluation  # noqa: PLC0415 - keeps --help quick

    assistant = _assistant(load_settings())
    names = assistant.gazetteer.by_name()
    for path in files:
        report = evaluation.evaluate(assistant, evaluation.read_questions(path, names))
        click.echo(f"{path} (knowledge {report.version})")
        lines = evaluation.figures(report)
        if misses:
            lines += evaluation.misses(report)
        if baseline:
            old = baseline.read_text(encoding="utf-8")
            lines += evaluation.compare(report, old, baseline)
        click.echo("\n".join(lines) + "\n")
        if json_file:
            json_file.write_text(report.to_json(), encoding="utf-8")


cli.add_command(services)


async def _chat(settings: Settings, language: str) -> None:
    from bot.app import open_app  # noqa: PLC0415 - keeps --help quick
    from bot.channels.terminal import Terminal  # noqa: PLC0415

    async with open_app(settings) as app:
        if language not in app.assistant.languages:
            known = ", ".join(app.assistant.languages)
            raise click.BadParameter(f"choose one of {known}", param_hint="--lang")
        Terminal(app.assistant, language).run()


def _ask(settings: Settings, question: str | None, language: str | None, *, explain: bool) -> bool:
    from bot.channels import script  # noqa: PLC0415 - keeps --help quick

    assistant = _assistant(settings)
    if language is not None and language not in assistant.languages:
        known = ", ".join(assistant.languages)
        raise click.BadParameter(f"choose one of {known}", param_hint="--lang")
    if question is None:
        lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        return script.answer_lines(assistant, lines, sys.stdout)
    reply = script.ask(assistant, question, language)
    click.echo(reply.plain())
    for choice in reply.choices:
        click.echo(f"  [{choice.label}]")
    if explain:
        click.echo("\n" + "\n".join(script.explain(assistant, question, language)))
    return True


def _assistant(settings: Settings) -> Assistant:
    """For single questions: from the files, which is much quicker, where they are the truth.

    They are, where no database is named and nobody imported other services into the usual one.
    """
    from bot.directory.origin import holds_own_services  # noqa: PLC0415 - keeps --help quick

    if settings.database_url is None and not holds_own_services(settings.database_file):
        from bot.assembly import assemble_from_files  # noqa: PLC0415 - keeps --help quick

        return assemble_from_files(settings)
    import asyncio  # noqa: PLC0415 - keeps `ask` quick

    return asyncio.run(_assistant_of_database(settings))


async def _assistant_of_database(settings: Settings) -> Assistant:
    from bot.app import open_app  # noqa: PLC0415 - keeps --help quick

    async with open_app(settings) as app:
        return app.assistant


def main() -> None:
    """Entry point: what is wrong is said in one message, never as a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        cli()
    except MediationBotError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
