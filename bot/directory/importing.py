"""``services.csv`` and ``charter.csv`` into the tables: all or nothing, any number of times.

A service that is no longer in the file stays in the table with the status ``inactive``.
"""

from __future__ import annotations

import csv
import hashlib
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from sqlalchemy import delete, select, update

from bot.directory.records import SERVICE_TYPES
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
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.database import Sessions

_PHONE = re.compile(r"\+32 [1-9][0-9 ]{6,12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


def _semicolons(value: object) -> object:
    return tuple(filter(None, value.split(";"))) if isinstance(value, str) else value


def _known_type(value: str) -> str:
    if value not in SERVICE_TYPES:
        raise ValueError(f"{value!r} is not a service type; use {', '.join(SERVICE_TYPES)}")
    return value


def _phone(value: str | None) -> str | None:
    if value and not _PHONE.fullmatch(value):
        raise ValueError("write the number as +32 9 123 45 67")
    return value


def _email(value: str | None) -> str | None:
    if value and not _EMAIL.fullmatch(value):
        raise ValueError("write an address such as service@municipality.be")
    return value


def _web(value: str | None) -> str | None:
    if value and not re.match(r"https?://[^\s]+\.[^\s]+", value):
        raise ValueError("write the whole address, beginning with https://")
    return value


def _required(value: str) -> str:
    if not value.strip():
        raise ValueError("this cell must not be empty")
    return value


def _fees(value: str | None) -> str | None:
    if value not in {None, "free"}:
        raise ValueError('write "free" where the source says so, else leave the cell empty')
    return value


def _status(value: str) -> str:
    if value not in {"active", "inactive", "temporarily closed"}:
        raise ValueError('write "active", "inactive" or "temporarily closed"')
    return value


Optional = Annotated[str | None, BeforeValidator(_empty_is_none)]
Several = BeforeValidator(_semicolons)


class ServiceRecord(BaseModel):
    """One line of ``services.csv``."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, AfterValidator(_required)]
    name_nl: Optional
    name_fr: Optional
    organization: Optional
    service_types: Annotated[tuple[Annotated[str, AfterValidator(_known_type)], ...], Several]
    service_area: Annotated[tuple[str, ...], Several]
    languages: Annotated[tuple[str, ...], Several]
    phone: Annotated[Optional, AfterValidator(_phone)]
    email: Annotated[Optional, AfterValidator(_email)]
    url: Annotated[Optional, AfterValidator(_web)]
    address: Optional
    latitude: Annotated[float | None, BeforeValidator(_empty_is_none)]
    longitude: Annotated[float | None, BeforeValidator(_empty_is_none)]
    schedule_nl: Optional
    schedule_fr: Optional
    fees: Annotated[Optional, AfterValidator(_fees)]
    eligibility_nl: Optional
    eligibility_fr: Optional
    alert_nl: Optional
    alert_fr: Optional
    status: Annotated[str, AfterValidator(_status)]
    assured_date: Annotated[date | None, BeforeValidator(_empty_is_none)]
    source_url: Annotated[str, AfterValidator(_required), AfterValidator(_web)]
    note: Optional

    def to_row(self) -> ServiceRow:
        """The table row with all that hangs on it."""
        return ServiceRow(
            id=self.id,
            organization_id=self.id,
            name_nl=self.name_nl,
            name_fr=self.name_fr,
            service_types=";".join(self.service_types),
            email=self.email,
            url=self.url,
            fees=self.fees,
            eligibility_nl=self.eligibility_nl,
            eligibility_fr=self.eligibility_fr,
            alert_nl=self.alert_nl,
            alert_fr=self.alert_fr,
            status=self.status,
            assured_date=self.assured_date,
            source_url=self.source_url,
            note=self.note,
            areas=[ServiceAreaRow(nis=nis) for nis in self.service_area],
            languages=[LanguageRow(code=code) for code in self.languages],
            phones=[PhoneRow(number=self.phone)] if self.phone else [],
            locations=[
                LocationRow(address=self.address, latitude=self.latitude, longitude=self.longitude)
            ]
            if self.address
            else [],
            schedules=[
                ScheduleRow(description_nl=self.schedule_nl, description_fr=self.schedule_fr)
            ]
            if self.schedule_nl or self.schedule_fr
            else [],
        )


def read_services(path: Path, known_nis: Collection[str]) -> list[ServiceRecord]:
    """Read and check every line of a services file.

    Raises:
        DataFileError: with all faults of the file, each with line, column and mend.
    """
    records: list[ServiceRecord] = []
    faults: list[DataFileError] = []
    seen: dict[str, int] = {}
    for line, cells in _lines(path):
        entry = cells.get("id") or "no id"
        try:
            record = ServiceRecord.model_validate(cells)
        except ValidationError as error:
            for problem in error.errors():
                column = ".".join(str(part) for part in problem["loc"])
                faults.append(
                    DataFileError(
                        path,
                        line,
                        f"column {column}: {problem['msg'].removeprefix('Value error, ')}",
                        f"correct {problem['input']!r}",
                        entry,
                    )
                )
            continue
        if record.id in seen:
            faults.append(
                DataFileError(
                    path,
                    line,
                    f"the id stands on line {seen[record.id]} too",
                    "give each service an id of its own",
                    entry,
                )
            )
        seen[record.id] = line
        if not (record.name_nl or record.name_fr):
            faults.append(DataFileError(path, line, "no name", "fill in name_nl or name_fr", entry))
        if not record.service_types or not record.service_area:
            faults.append(
                DataFileError(
                    path,
                    line,
                    "no service type or no area",
                    "fill in service_types and service_area (NIS codes)",
                    entry,
                )
            )
        faults.extend(
            DataFileError(
                path,
                line,
                f"column service_area: no municipality has the NIS code {nis!r}",
                "use codes of municipalities.csv",
                entry,
            )
            for nis in record.service_area
            if nis not in known_nis
        )
        records.append(record)
    DataFileError.raise_all(faults)
    return records


def read_charter(path: Path, known_nis: Collection[str]) -> list[CharterSignatoryRow]:
    """Read the charter's known signatories.

    Raises:
        DataFileError: a line names no known municipality or no source.
    """
    rows: list[CharterSignatoryRow] = []
    faults: list[DataFileError] = []
    for line, cells in _lines(path):
        if cells["nis"] not in known_nis:
            faults.append(
                DataFileError(
                    path, line, f"no municipality has the NIS code {cells['nis']!r}",
                    "use a code of municipalities.csv",
                )
            )  # fmt: skip
        if not cells["source_url"]:
            faults.append(
                DataFileError(path, line, "no source", "fill in source_url", cells["municipality"])
            )
        rows.append(
            CharterSignatoryRow(
                nis=cells["nis"],
                signed=cells["signed"] or None,
                note=cells["signed_note"] or None,
                source_url=cells["source_url"],
            )
        )
    DataFileError.raise_all(faults)
    return rows


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
        session.add_all(charter)
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
        await session.merge(record.to_row())


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataFileError(path, 1, f"cannot be read: {error}", "put the file back") from error


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for cells in reader:
                if None in cells or None in cells.values():
                    raise DataFileError(
                        path,
                        reader.line_num,
                        "this line has more or fewer cells than the first line has columns",
                        "count the commas; put a cell that holds a comma between double quotes",
                    )
                yield reader.line_num, {k: (v or "") for k, v in cells.items()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error}", "save it as CSV in UTF-8"
        ) from error
