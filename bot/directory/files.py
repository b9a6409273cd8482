"""``services.csv`` and ``charter.csv``, read and checked line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.csv_rows import read_rows
from bot.directory.records import SERVICE_TYPES, CharterSignatory, Directory, Service, by_language
from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_CHARTER = frozenset({"nis", "municipality", "signed", "signed_note", "source_url", "checked_date"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PHONE = re.compile(r"\+32 [1-9][0-9 ]{6,12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


def _semicolons(value: object) -> object:
    if not isinstance(value, str):
        return value
    # A value that stands twice means the same once.
    return tuple(dict.fromkeys(part.strip() for part in value.split(";") if part.strip()))


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


@dataclass(frozen=True, slots=True)
class CharterRecord:
    """One line of ``charter.csv``."""

    nis: str
    signed: str | None
    note: str | None
    source_url: str
    checked_date: date


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

    def to_service(self) -> Service:
        """The service as the rest of the program sees it."""
        return Service(
            id=self.id,
            names=by_language(self.name_nl, self.name_fr),
            service_types=self.service_types,
            areas=frozenset(self.service_area),
            languages=tuple(sorted(self.languages)),
            phones=(self.phone,) if self.phone else (),
            email=self.email,
            url=self.url,
            address=self.address,
            latitude=self.latitude,
            longitude=self.longitude,
            schedules=by_language(self.schedule_nl, self.schedule_fr),
            free=True if self.fees == "free" else None,
            eligibility=by_language(self.eligibility_nl, self.eligibility_fr),
            alerts=by_language(self.alert_nl, self.alert_fr),
            assured_date=self.assured_date,
            source_url=self.source_url,
        )


def read_services(path: Path, known_nis: Collection[str]) -> list[ServiceRecord]:
    """Read and check every line of a services file.

    Raises:
        DataFileError: with all faults of the file, each with line, column and mend.
    """
    records: list[ServiceRecord] = []
    faults: list[DataFileError] = []
    seen: dict[str, int] = {}
    for line, cells in read_rows(path):
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


def read_charter(path: Path, known_nis: Collection[str]) -> list[CharterRecord]:
    """Read the charter's known signatories.

    Raises:
        DataFileError: with all faults of the file, each with line and mend.
    """
    rows: list[CharterRecord] = []
    faults: list[DataFileError] = []
    seen: dict[str, int] = {}
    for line, cells in read_rows(path, _CHARTER):
        nis, name, signed = cells["nis"], cells["municipality"], cells["signed"]
        checked = _day(cells["checked_date"])
        found = []
        if nis in seen:
            found.append((f"{name} stands on line {seen[nis]} too", "remove one of the lines"))
        seen[nis] = line
        if nis not in known_nis:
            fault = f"no municipality has the NIS code {nis!r}"
            found.append((fault, "use a code of municipalities.csv"))
        if not cells["source_url"]:
            found.append(("no source", "fill in source_url"))
        if signed and not _is_period(signed):
            mend = "write 2023, 2023-03 or 2023-03-28, or leave it empty where it is only announced"
            found.append((f"column signed: {signed!r} is not a date", mend))
        if checked is None:
            fault = f"column checked_date: {cells['checked_date']!r} is not a date"
            found.append((fault, "write the day on which you last looked, such as 2026-11-23"))
        else:
            note = cells["signed_note"] or None
            rows.append(CharterRecord(nis, signed or None, note, cells["source_url"], checked))
        faults.extend(DataFileError(path, line, fault, mend, name) for fault, mend in found)
    DataFileError.raise_all(faults)
    return rows


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _is_period(text: str) -> bool:
    """A year, a month or a day."""
    return _day(text + "-01-01"[: 10 - len(text)]) is not None


def read_directory(folder: Path, known_nis: Collection[str]) -> Directory:
    """The directory straight from its files, as a fresh database would hold it.

    Raises:
        DataFileError: with all faults of a file.
    """
    services = read_services(folder / "services.csv", known_nis)
    charter = read_charter(folder / "charter.csv", known_nis)
    return Directory.of(
        [record.to_service() for record in services if record.status == "active"],
        [
            CharterSignatory(row.nis, row.signed, row.source_url, row.checked_date)
            for row in charter
        ],
    )
