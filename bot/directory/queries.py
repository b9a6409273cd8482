"""The directory, read from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.directory.records import CharterSignatory, Directory, Service, by_language
from bot.directory.tables import CharterSignatoryRow, ServiceRow

if TYPE_CHECKING:
    from bot.database import Sessions


async def load_directory(sessions: Sessions) -> Directory:
    """Read all active services and all charter signatories."""
    statement = (
        select(ServiceRow)
        .where(ServiceRow.status == "active")
        .options(
            selectinload(ServiceRow.areas),
            selectinload(ServiceRow.phones),
            selectinload(ServiceRow.schedules),
            selectinload(ServiceRow.languages),
            selectinload(ServiceRow.locations),
        )
    )
    async with sessions() as session:
        services = [_service(row) for row in await session.scalars(statement)]
        charter = [
            CharterSignatory(row.nis, row.signed, row.source_url, row.checked_date)
            for row in await session.scalars(select(CharterSignatoryRow))
        ]
    return Directory.of(services, charter)


def _service(row: ServiceRow) -> Service:
    location = row.locations[0] if row.locations else None
    schedule = row.schedules[0] if row.schedules else None
    return Service(
        id=row.id,
        names=by_language(row.name_nl, row.name_fr),
        service_types=tuple(row.service_types.split(";")),
        areas=frozenset(area.nis for area in row.areas),
        languages=tuple(sorted(language.code for language in row.languages)),
        phones=tuple(phone.number for phone in row.phones),
        email=row.email,
        url=row.url,
        address=location.address if location else None,
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        schedules=by_language(schedule.description_nl, schedule.description_fr) if schedule else {},
        free=True if row.fees == "free" else None,
        eligibility=by_language(row.eligibility_nl, row.eligibility_fr),
        alerts=by_language(row.alert_nl, row.alert_fr),
        assured_date=row.assured_date,
        source_url=row.source_url,
    )
