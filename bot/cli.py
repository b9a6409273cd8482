"""The commands. Each is a few lines that call the part which does the work."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import __version__
from bot.cli_services import run_on_database, services
from bot.cli_stats import stats
from bot.errors import FileError, MediationBotError
from bot.findings import exit_code
from bot.posters.command import poster
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.assistant import Assistant
    from bot.directory.records import Directory
    from bot.gazetteer import Gazetteer


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mediation-bot")
def cli() -> None:
    """Tell people in Belgium what local public mediation is and where to find it."""


cli.add_command(poster)
cli.add_command(services)
cli.add_command(stats)


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
@click.option("--port", default=8765, show_default=True, help="Where to listen; 0: any free port.")
@click.option("--open/--no-open", "browser", default=True, help="Open a browser if there is one.")
def preview(port: int, *, browser: bool) -> None:
    """Try the assistant in a browser, and see why it answers so. Needs no token."""
    import asyncio  # noqa: PLC0415 - keeps `ask` quick
    from contextlib import suppress  # noqa: PLC0415

    from bot.channels.preview.server import serve  # noqa: PLC0415 - slow, only needed here

    def tell(address: str) -> None:
        click.echo(f"Open {address} in a browser on this computer. Ctrl-C stops.")

    with suppress(KeyboardInterrupt):
        asyncio.run(serve(load_settings(), port, browser=browser, tell=tell))


@cli.command()
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--quick", is_flag=True, help="Do not learn without each variant: seconds, not a minute."
)
@click.option("--links", is_flag=True, help="Ask every address that is shown, and nothing else.")
def check(*, strict: bool, quick: bool, links: bool) -> None:
    """Tell what is wrong or old in the knowledge and data files, with file, line and mend."""
    settings, today = load_settings(), datetime.now(UTC).date()
    if links:
        sys.exit(_check_links(settings))
    from bot.data_checking import check_data  # noqa: PLC0415 - slow to import
    from bot.faq.checking import check_knowledge  # noqa: PLC0415
    from bot.freshness import check_services, undated  # noqa: PLC0415
    from bot.gazetteer import Gazetteer  # noqa: PLC0415

    findings = check_data(settings.data_dir)
    findings += check_knowledge(
        settings.knowledge_dir,
        today=today,
        leave_out=not quick,
        progress=lambda doing: click.echo(f"{doing} ...", err=True),
    )
    for finding in findings:
        click.echo(str(finding))
    with suppress(FileError):  # tables that cannot be read were told of by check_data
        directory = _directory(settings, Gazetteer.load(settings.data_dir))
        old = check_services(directory, settings.data_dir / "services.csv", today)
        for finding in old:
            click.echo(str(finding))
        findings += old
        if without := undated(directory):
            click.echo(f"Services of which it is not known how old their facts are: {without}.")
    errors = sum(1 for finding in findings if finding.severity == "error")
    click.echo(
        f"{errors} errors, {len(findings) - errors} warnings in {settings.knowledge_dir} and"
        f" {settings.data_dir}."
    )
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
    kept = evaluation.Report(assistant.knowledge.version)
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
        kept.outcomes += report.outcomes
    if json_file:
        json_file.write_text(kept.to_json(), encoding="utf-8")


@cli.command()
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write them to a file.")
@click.option(
    "--labelled",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Labelled questions (JSON Lines) to compare on before writing.",
)
def review(csv_file: Path | None, labelled: Path | None) -> None:
    """Go through the questions that were not answered well, and mend the knowledge files."""
    import asyncio  # noqa: PLC0415 - keeps `ask` quick

    asyncio.run(_review(load_settings(), csv_file, labelled))


@cli.command()
@click.argument("old")
@click.argument("new", default="knowledge")
def diff(old: str, new: str) -> None:
    """Tell what changes for citizens from OLD to NEW: folders, or revisions of git."""
    from bot.cli_diff import differences  # noqa: PLC0415 - keeps --help quick

    for line in differences(load_settings(), old, new):
        click.echo(line)


@cli.command(name="learn")
def learn_command() -> None:
    """Learn from the knowledge files now, so that the next start is quick."""
    from bot.faq.knowledge import load_knowledge  # noqa: PLC0415 - keeps --help quick
    from bot.learning import learn  # noqa: PLC0415

    settings = load_settings()
    knowledge = load_knowledge(settings.knowledge_dir)
    learn(knowledge, settings.cache_dir)
    click.echo(f"Version {knowledge.version} is learned; kept in {settings.cache_dir}.")


def _check_links(settings: Settings) -> int:
    import asyncio  # noqa: PLC0415 - keeps `ask` quick

    from bot.assembly import load_links  # noqa: PLC0415 - keeps --help quick
    from bot.link_check import all_links, check_links, report  # noqa: PLC0415

    assistant = _assistant(settings)
    found = all_links(
        assistant.knowledge, assistant.directory, load_links(settings.data_dir / "links.yaml")
    )
    click.echo(f"Asking {len(found)} addresses ...", err=True)
    results = asyncio.run(check_links(found))
    click.echo("\n".join(report(results)))
    return int(any(result.verdict == "dead" for result in results))


@cli.command("map")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", default=None, help="Language in which the page opens.")
def map_command(file: Path, lang: str | None) -> None:
    """Write the map of all known services, a page for a browser, to FILE."""
    from bot.assembly import load_site  # noqa: PLC0415 - keeps --help quick
    from bot.gazetteer import Gazetteer  # noqa: PLC0415
    from bot.pages.map import map_page  # noqa: PLC0415
    from bot.texts import load_texts  # noqa: PLC0415

    settings = load_settings()
    gazetteer, texts = Gazetteer.load(settings.data_dir), load_texts(settings.locale_dir)
    language = lang or settings.default_language
    _check_language(language, texts)
    directory = _directory(settings, gazetteer)
    page = map_page(
        directory,
        gazetteer,
        texts=texts,
        site=load_site(settings, texts),
        language=language,
        today=datetime.now(UTC).date(),
    )
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{len(directory.services)} services in {file}.")


async def _chat(settings: Settings, language: str) -> None:
    from bot.app import open_app  # noqa: PLC0415 - keeps --help quick
    from bot.channels.terminal import Terminal  # noqa: PLC0415

    async with open_app(settings) as app:
        _check_language(language, app.assistant.languages)
        Terminal(app.assistant, language).run()


async def _review(settings: Settings, csv_file: Path | None, labelled: Path | None) -> None:
    from bot import cli_review  # noqa: PLC0415 - keeps --help quick
    from bot.app import open_app  # noqa: PLC0415

    async with open_app(settings) as app:
        await cli_review.review(settings, app, csv_file=csv_file, labelled=labelled)


def _ask(settings: Settings, question: str | None, language: str | None, *, explain: bool) -> bool:
    from bot.channels import script  # noqa: PLC0415 - keeps --help quick

    assistant = _assistant(settings)
    if language is not None:
        _check_language(language, assistant.languages)
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
    """For single questions, which leave nothing to remember."""
    from bot.assembly import assemble  # noqa: PLC0415 - keeps --help quick
    from bot.gazetteer import Gazetteer  # noqa: PLC0415

    gazetteer = Gazetteer.load(settings.data_dir)
    return assemble(settings, gazetteer, _directory(settings, gazetteer))


def _directory(settings: Settings, gazetteer: Gazetteer) -> Directory:
    """The services: from the files, which is much quicker, where they are the truth.

    They are, where no database is named and nobody imported other services into the usual one.
    """
    from bot.directory.origin import holds_own_services  # noqa: PLC0415 - keeps --help quick

    if settings.database_url is None and not holds_own_services(settings.database_file):
        from bot.directory.files import read_directory  # noqa: PLC0415 - keeps --help quick

        return read_directory(settings.data_dir, gazetteer.municipalities)
    return run_on_database(_directory_of_database(settings, gazetteer))


async def _directory_of_database(settings: Settings, gazetteer: Gazetteer) -> Directory:
    from bot.directory.opening import open_directory  # noqa: PLC0415 - slow, and seldom needed
    from bot.directory.queries import load_directory  # noqa: PLC0415

    async with open_directory(settings.database, settings.data_dir, gazetteer) as sessions:
        return await load_directory(sessions)


def _check_language(language: str, known: Collection[str]) -> None:
    if language not in known:
        raise click.BadParameter(f"choose one of {', '.join(known)}", param_hint="--lang")


def main() -> None:
    """Entry point: what is wrong is said in one message, never as a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        cli()
    except MediationBotError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
