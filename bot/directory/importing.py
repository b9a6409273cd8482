"""``services.csv`` and ``charter.csv`` into the tables: all or nothing, any number of times.

A service that is no longer in the file stays in the table with the status ``inactive``.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from bot.directory.files import ServiceRecord, read_charter, read_services
from bot.directory.tables import (
    CharterSignatoryRow,
    DataImportRow,
    LanguageRow,
    LocationRow,
    OrganizationRow,
    PhoneRow,
    ScheduleRow,
    ServiceAreaRow,
    ServiceRow,
)
from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.database import Sessions


async def import_data(sessions: Sessions, folder: Path, known_nis: Collection[str]) -> bool:
    """Bring the tables to what the files say, in one transaction.

    Returns:
        Whether anything had to be read: False when the tables already hold these files.

    Raises:
        DataFileError: something is wrong in a file; nothing is written then.
    """
    files = [folder / "services.csv", folder / "charter.csv"]
    digests = {path.name: _digest(path) for path in files}
    async with sessions() as session, session.begin():
        held = {row.file: row.sha256 for row in (await session.scalars(select(DataImportRow)))}
        if held == digests:
            return False
        services = read_services(files[0], known_nis)
        charter = read_charter(files[1], known_nis)
        await _write_services(session, services)
        await session.execute(delete(CharterSignatoryRow))
        session.add_all(
            CharterSignatoryRow(
                nis=row.nis,
                signed=row.signed,
                note=row.note,
                source_url=row.source_url,
                checked_date=row.checked_date,
            )
            for row in charter
        )
        now = datetime.now(UTC).replace(tzinfo=None)
        for name, digest in digests.items():
            await session.merge(DataImportRow(file=name, sha256=digest, imported_at=now))
    return True


async def _write_services(session: AsyncSession, records: list[ServiceRecord]) -> None:
    for table in (ServiceAreaRow, LanguageRow, PhoneRow, LocationRow, ScheduleRow):
        await session.execute(delete(table))
    await session.execute(update(ServiceRow).values(status="inactive"))
    for record in records:
        name = record.organization or record.name_nl or record.name_fr or record.id
        await session.merge(OrganizationRow(id=record.id, name=name))
    await session.flush()
    for record in records:
        await session.merge(_row(record))


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


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataFileError(path, 1, f"cannot be read: {error}", "put the file back") from error
