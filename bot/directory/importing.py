"""Files into the tables: all or nothing, and every change of a service goes into its history.

``services.csv``, which comes with the program, fills the tables and is followed when it changes,
until somebody imports a file by hand: from then on the database is the truth. A service that is no
longer in a file stays in the tables with the status ``inactive``.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.directory.changes import Changes, compare
from bot.directory.files import read_charter, read_services
from bot.directory.queries import load_records
from bot.directory.tables import (
    CharterSignatoryRow,
    DataImportRow,
    LanguageRow,
    LocationRow,
    OrganizationRow,
    PhoneRow,
    ScheduleRow,
    ServiceAreaRow,
    ServiceHistoryRow,
    ServiceRow,
)
from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.database import Sessions
    from bot.directory.service_record import ServiceRecord

_log = logging.getLogger(__name__)
_PARTS = (ServiceAreaRow, LanguageRow, PhoneRow, LocationRow, ScheduleRow)


async def import_data(sessions: Sessions, folder: Path, known_nis: Collection[str]) -> bool:
    """Bring the tables to what the files that come with the program say, in one transaction.

    Returns:
        Whether anything had to be read: False when the tables already hold these files.

    Raises:
        DataFileError: something is wrong in a file; nothing is written then.
    """
    services, charter = folder / "services.csv", folder / "charter.csv"
    digests = {path: _digest(path) for path in (services, charter)}
    async with sessions() as session, session.begin():
        log = list(await session.scalars(select(DataImportRow).order_by(DataImportRow.id)))
        held = {row.file: row.sha256 for row in log if row.origin != "admin"}
        new = [path for path in digests if held.get(path.name) != digests[path]]
        if services in new and any(row.origin == "admin" for row in log):
            new.remove(services)
            session.add(_logged(services, digests[services], "skipped"))
            if services.name in held and digests[services] not in {row.sha256 for row in log}:
                _log.warning(
                    "%s has changed, but services were imported by hand and stay as they are. "
                    "To see what is new: mediation-bot services import --dry-run %s",
                    services,
                    services,
                )
        if services in new:
            read = read_services(services, known_nis)
            await _write_changes(session, compare(await load_records(session), read), services)
        if charter in new:
            await _write_charter(session, charter, known_nis)
        session.add_all(_logged(path, digests[path], "shipped") for path in new)
    return bool(new)


async def last_import(sessions: Sessions) -> int:
    """The number of the last import: it grows when the services in the database change.

    0 where it cannot be read: a database in trouble is no reason to look for changes.
    """
    try:
        async with sessions() as session:
            return await session.scalar(select(func.max(DataImportRow.id))) or 0
    except SQLAlchemyError:
        return 0


async def plan_import(sessions: Sessions, records: Sequence[ServiceRecord]) -> Changes:
    """What :func:`import_services` would change."""
    async with sessions() as session:
        return compare(await load_records(session), records)


async def import_services(
    sessions: Sessions, path: Path, records: Sequence[ServiceRecord], planned: Changes
) -> bool:
    """Make the services in the database those of a file that somebody imports, in one transaction.

    Args:
        sessions: The database.
        path: Where the records come from.
        records: All services there are to be.
        planned: The changes that were agreed to.

    Returns:
        False when the database has changed since the plan was made; nothing is written then.
    """
    async with sessions() as session:
        # Writing first keeps other writers out of a SQLite file until all is done.
        session.add(_logged(path, _digest(path), "admin"))
        await session.flush()
        if compare(await load_records(session), records) != planned:
            return False  # closing a session takes back what was not committed
        await _write_changes(session, planned, path)
        await session.commit()
    return True


async def _write_changes(session: AsyncSession, changes: Changes, path: Path) -> None:
    records = []
    for change in changes.services:
        if [part.field for part in change.fields] != ["status"]:
            records.append(change.record)
        else:  # all that hangs on the service stays untouched
            found = update(ServiceRow).where(ServiceRow.id == change.record.id)
            await session.execute(found.values(status=change.record.status))
    ids = [record.id for record in records]
    for table in _PARTS:
        await session.execute(delete(table).where(table.service_id.in_(ids)))
    session.expunge_all()
    for record in records:
        name = record.organization or record.name
        await session.merge(OrganizationRow(id=record.id, name=name))
    await session.flush()
    for record in records:
        await session.merge(_row(record))
    await session.flush()
    session.add_all(_history(changes, path.name))


def _history(changes: Changes, file: str) -> list[ServiceHistoryRow]:
    now = _now()
    rows = []
    for change in changes.services:
        whole = {
            "service_id": change.record.id,
            "changed_at": now,
            "file": file,
            "change": change.kind,
        }
        rows += [
            ServiceHistoryRow(**whole, field=part.field, old=part.old, new=part.new)
            for part in change.fields
        ] or [ServiceHistoryRow(**whole)]
    return rows


def _row(record: ServiceRecord) -> ServiceRow:
    """The table row with all that hangs on it."""
    return ServiceRow(
        id=record.id,
        organization_id=record.id,
        name_nl=record.name_nl,
        name_fr=record.name_fr,
        service_types=";".join(record.service_types),
        email=record.email,
        url=record.url,
        fees=record.fees,
        eligibility_nl=record.eligibility_nl,
        eligibility_fr=record.eligibility_fr,
        alert_nl=record.alert_nl,
        alert_fr=record.alert_fr,
        status=record.status,
        assured_date=record.assured_date,
        source_url=record.source_url,
        note=record.note,
        areas=[ServiceAreaRow(nis=nis) for nis in record.service_area],
        languages=[LanguageRow(code=code) for code in record.languages],
        phones=[PhoneRow(number=record.phone)] if record.phone else [],
        locations=[
            LocationRow(
                address=record.address, latitude=record.latitude, longitude=record.longitude
            )
        ]
        if record.address
        else [],
        schedules=[
            ScheduleRow(description_nl=record.schedule_nl, description_fr=record.schedule_fr)
        ]
        if record.schedule_nl or record.schedule_fr
        else [],
    )


async def _write_charter(session: AsyncSession, path: Path, known_nis: Collection[str]) -> None:
    rows = read_charter(path, known_nis)
    await session.execute(delete(CharterSignatoryRow))
    session.add_all(
        CharterSignatoryRow(
            nis=row.nis,
            signed=row.signed,
            note=row.note,
            source_url=row.source_url,
            checked_date=row.checked_date,
        )
        for row in rows
    )


def _logged(
    path: Path, digest: str, origin: Literal["shipped", "admin", "skipped"]
) -> DataImportRow:
    return DataImportRow(file=path.name, sha256=digest, imported_at=_now(), origin=origin)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataFileError(path, 1, f"cannot be read: {error}", "put the file back") from error
