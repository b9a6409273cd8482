"""The directory, read from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.directory.records import CharterSignatory, Directory, Service, by_language
from bot.directory.service_record import ServiceRecord
from bot.directory.tables import (
    CharterSignatoryRow,
    OrganizationRow,
    ServiceHistoryRow,
    ServiceRow,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.database import Sessions

_WITH_ALL_PARTS = (
    selectinload(ServiceRow.areas),
    selectinload(ServiceRow.phones),
    selectinload(ServiceRow.schedules),
    selectinload(ServiceRow.languages),
    selectinload(ServiceRow.locations),
)


async def load_directory(sessions: Sessions) -> Directory:
    """Read all active services and all charter signatories."""
    statement = select(ServiceRow).where(ServiceRow.status == "active").options(*_WITH_ALL_PARTS)
    async with sessions() as session:
        services = [_service(row) for row in await session.scalars(statement)]
        charter = [
            CharterSignatory(row.nis, row.signed, row.source_url, row.checked_date)
            for row in await session.scalars(select(CharterSignatoryRow))
        ]
    return Directory.of(services, charter)


async def load_records(session: AsyncSession) -> dict[str, ServiceRecord]:
    """Read all services as rows of the services table, those that are not active too, by id."""
    statement = (
        select(ServiceRow, OrganizationRow.name)
        .join(OrganizationRow, OrganizationRow.id == ServiceRow.organization_id)
        .order_by(ServiceRow.id)
        .options(*_WITH_ALL_PARTS)
    )
    return {row.id: _record(row, name) for row, name in await session.execute(statement)}


async def load_history(
    session: AsyncSession, service_id: str | None = None, newest: int | None = None
) -> list[ServiceHistoryRow]:
    """Read what was changed, oldest first.

    Args:
        session: The database.
        service_id: Of this service only; None for all.
        newest: At most so many, the newest; None for all.
    """
    statement = select(ServiceHistoryRow).order_by(ServiceHistoryRow.id.desc()).limit(newest)
    if service_id is not None:
        statement = statement.where(ServiceHistoryRow.service_id == service_id)
    return list(await session.scalars(statement))[::-1]


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


def _record(row: ServiceRow, organization: str) -> ServiceRecord:
    location = row.locations[0] if row.locations else None
    schedule = row.schedules[0] if row.schedules else None
    name = row.name_nl or row.name_fr or row.id
    return ServiceRecord.model_construct(
        id=row.id,
        name_nl=row.name_nl,
        name_fr=row.name_fr,
        organization=None if organization == name else organization,
        service_types=tuple(row.service_types.split(";")),
        service_area=tuple(sorted(area.nis for area in row.areas)),
        languages=tuple(sorted(language.code for language in row.languages)),
        phone=row.phones[0].number if row.phones else None,
        email=row.email,
        url=row.url,
        address=location.address if location else None,
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        schedule_nl=schedule.description_nl if schedule else None,
        schedule_fr=schedule.description_fr if schedule else None,
        fees=row.fees,
        eligibility_nl=row.eligibility_nl,
        eligibility_fr=row.eligibility_fr,
        alert_nl=row.alert_nl,
        alert_fr=row.alert_fr,
        status=row.status,
        assured_date=row.assured_date,
        source_url=row.source_url,
        note=row.note,
    )
