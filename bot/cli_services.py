"""``mediation-bot services``: the commands for those who keep the services table."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bot.errors import MediationBotError
from bot.findings import exit_code
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine

    from bot.database import Sessions
    from bot.gazetteer import Gazetteer

_Result = TypeVar("_Result")
_HISTORY_LINES = 50
_FILE = click.Path(path_type=Path, dir_okay=False)
_SHEET = click.option("--sheet", help="The sheet of an XLSX file, where it is not the first.")


@click.group()
def services() -> None:
    """Keep the services table: import, export, check, coverage and history."""


@services.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask, however many services are removed.")
@_SHEET
def import_(file: Path, *, dry_run: bool, yes: bool, sheet: str | None) -> None:
    """Make the services those of FILE (CSV or XLSX), all or nothing.

    Services that are not in FILE become inactive; nothing is ever deleted.
    """
    run_on_database(_import(file, sheet, dry_run=dry_run, yes=yes))


@services.command()
@click.argument("file", type=_FILE)
def export(file: Path) -> None:
    """Write all services into FILE: name.csv to work on, name.json for HSDS 3."""
    if file.suffix.lower() not in {".csv", ".json"}:
        raise click.UsageError("give FILE a name that ends in .csv or .json (HSDS)")
    run_on_database(_export(file))


@services.command()
@click.argument("file", type=_FILE, required=False)
@_SHEET
def check(file: Path | None, *, sheet: str | None) -> None:
    """Tell what is wrong or doubtful in the services, or in FILE (CSV or XLSX)."""
    sys.exit(run_on_database(_check(file, sheet)))


@services.command()
@click.option("--missing", metavar="TYPE", help="Name the municipalities without this type.")
@click.option("--csv", "csv_file", type=_FILE, help="Write a row for each municipality here.")
def coverage(*, missing: str | None, csv_file: Path | None) -> None:
    """Count the municipalities with and without a service, by region and type."""
    run_on_database(_coverage(missing, csv_file))


@services.command()
@click.argument("service_id", metavar="[ID]", required=False)
def history(service_id: str | None) -> None:
    """Tell what was changed, when and from which file: of the service ID, or the latest."""
    run_on_database(_history(service_id))


async def _import(file: Path, sheet: str | None, *, dry_run: bool, yes: bool) -> None:
    from bot.directory.files import read_services  # noqa: PLC0415 - keeps --help quick
    from bot.directory.importing import import_services, plan_import  # noqa: PLC0415

    async with _open(follow_files=False) as (gazetteer, sessions):
        records = read_services(file, gazetteer.municipalities, sheet=sheet)
        changes = await plan_import(sessions, records)
        click.echo("\n".join(changes.lines()))
        if dry_run:
            click.echo("This was a dry run: nothing was written.")
            return
        if changes.removes_many and not yes:
            _confirm(f"{changes.deactivated} of {changes.active} active services would be removed.")
        if not await import_services(sessions, file, records, changes):
            raise MediationBotError(
                "The services were changed by somebody else just now: nothing was written. "
                "Run the command again."
            )
        click.echo("Written. The assistant serves it within a minute, or at once after /reload.")


@asynccontextmanager
async def _open(*, follow_files: bool = True) -> AsyncIterator[tuple[Gazetteer, Sessions]]:
    from bot.directory.opening import open_directory  # noqa: PLC0415 - keeps --help quick
    from bot.gazetteer import Gazetteer  # noqa: PLC0415

    settings = load_settings()
    gazetteer = Gazetteer.load(settings.data_dir)
    async with open_directory(
        settings.database, settings.data_dir, gazetteer, follow_files=follow_files
    ) as sessions:
        yield gazetteer, sessions


def _confirm(warning: str) -> None:
    if not sys.stdin.isatty():
        raise MediationBotError(
            f"{warning} Nothing was written. If that is right, add --yes to the command."
        )
    click.confirm(f"{warning} Is that right?", abort=True)


async def _export(file: Path) -> None:
    from bot.directory.export import to_csv  # noqa: PLC0415 - keeps --help quick
    from bot.directory.hsds import to_hsds  # noqa: PLC0415
    from bot.directory.queries import load_records  # noqa: PLC0415

    async with _open() as (gazetteer, sessions):
        async with sessions() as session:
            records = list((await load_records(session)).values())
        is_csv = file.suffix.lower() == ".csv"
        _write(file, to_csv(records) if is_csv else to_hsds(records, gazetteer))
    click.echo(f"{len(records)} services written to {file}.")


async def _check(file: Path | None, sheet: str | None) -> int:
    from bot.directory.checking import check_database, check_file  # noqa: PLC0415 - as above
    from bot.gazetteer import Gazetteer  # noqa: PLC0415

    today = datetime.now(UTC).date()
    if file is not None:
        gazetteer = Gazetteer.load(load_settings().data_dir)
        findings = check_file(file, gazetteer, today=today, sheet=sheet)
    else:
        async with _open() as (gazetteer, sessions):
            findings = await check_database(sessions, gazetteer, today=today)
    for finding in findings:
        click.echo(str(finding))
    errors = sum(finding.severity == "error" for finding in findings)
    where = file or "the database"
    click.echo(f"{errors} errors, {len(findings) - errors} warnings in {where}.")
    return exit_code(findings)


async def _coverage(missing: str | None, csv_file: Path | None) -> None:
    from bot.directory import coverage as counting  # noqa: PLC0415 - keeps --help quick
    from bot.directory.export import table_to_csv  # noqa: PLC0415
    from bot.directory.queries import load_directory  # noqa: PLC0415

    if missing is not None and missing not in counting.KINDS:
        known = ", ".join(counting.KINDS)
        raise click.BadParameter(f"choose one of {known}", param_hint="--missing")
    async with _open() as (gazetteer, sessions):
        counted = counting.coverage(await load_directory(sessions), gazetteer)
    click.echo("\n".join(counted.missing_lines(missing) if missing else counted.lines()))
    if csv_file:
        _write(csv_file, table_to_csv(counted.rows()))
        click.echo(f"Written to {csv_file}.")


async def _history(service_id: str | None) -> None:
    from bot.directory.changes import history_line  # noqa: PLC0415 - keeps --help quick
    from bot.directory.queries import load_history  # noqa: PLC0415

    async with _open(follow_files=False) as (_, sessions), sessions() as session:
        rows = await load_history(session, service_id, None if service_id else _HISTORY_LINES)
    for row in rows:
        click.echo(history_line(row))
    if not rows:
        click.echo(f"Nothing is known of {service_id}." if service_id else "Nothing yet.")


def run_on_database(command: Coroutine[None, None, _Result]) -> _Result:
    """Run a command that uses the database; that it cannot be used is said in words."""
    import asyncio  # noqa: PLC0415 - keeps `ask` quick

    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - as above

    try:
        return asyncio.run(command)
    except DBAPIError as error:
        raise MediationBotError(f"The database cannot be used: {error.orig}.") from error


def _write(file: Path, text: str) -> None:
    try:
        file.write_bytes(text.encode())
    except OSError as error:
        raise MediationBotError(f"{file} cannot be written: {error.strerror}") from error
