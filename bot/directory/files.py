"""The files of services and of the charter, read and checked row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.csv_rows import read_rows
from bot.directory.records import CharterSignatory, Directory
from bot.directory.service_record import COLUMNS, ServiceRecord, check_cells
from bot.directory.spreadsheets import read_table
from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_CHARTER = frozenset({"nis", "municipality", "signed", "signed_note", "source_url", "checked_date"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class CharterRecord:
    """One line of ``charter.csv``."""

    nis: str
    signed: str | None
    note: str | None
    source_url: str
    checked_date: date


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """A file of services as far as it can be read."""

    path: Path
    records: list[tuple[int, ServiceRecord]]
    """Each with its line or row, from 1. Rows at fault are left out."""
    faults: list[DataFileError]


def inspect_services(
    path: Path, known_nis: Collection[str], *, sheet: str | None = None, quick: bool = False
) -> ServiceFile:
    """Read a file of services, CSV or XLSX, and check every cell of it.

    Args:
        path: The file.
        known_nis: NIS codes of all municipalities.
        sheet: Title of the sheet of an XLSX file, where it is not the first.
        quick: See :func:`bot.directory.service_record.check_cells`.

    Raises:
        DataFileError: nothing of the file can be used.
    """
    table = read_table(
        path, COLUMNS, dates={"assured_date"}, decimals={"latitude", "longitude"}, sheet=sheet
    )
    records: list[tuple[int, ServiceRecord]] = []
    faults = list(table.faults)
    seen: dict[str, int] = {}
    for row in table.rows:
        name = row.cells["id"].strip()
        record, wrong = check_cells(row.cells, known_nis, quick=quick)
        faults.extend(
            table.fault(row.number, column, fault, mend, name or "no id")
            for column, fault, mend in wrong
            if column not in row.unread
        )
        if name in seen:
            fault = f"{name} stands on {'row' if table.letters else 'line'} {seen[name]} too"
            mend = "give each service an id of its own"
            faults.append(table.fault(row.number, "id", fault, mend, name))
        elif name:
            seen[name] = row.number
        if record is not None:
            records.append((row.number, record))
    if not table.rows and not faults:
        fault = "the file names columns, but holds no service"
        faults.append(DataFileError(path, 1, fault, "fill in a row for each service"))
    faults.sort(key=lambda fault: fault.line)
    return ServiceFile(path, records, faults)


def read_services(
    path: Path, known_nis: Collection[str], *, sheet: str | None = None, quick: bool = False
) -> list[ServiceRecord]:
    """As :func:`inspect_services`, where nothing may be wrong.

    Raises:
        DataFileError: with all faults of the file, each with its place and mend.
    """
    file = inspect_services(path, known_nis, sheet=sheet, quick=quick)
    DataFileError.raise_all(file.faults)
    return [record for _, record in file.records]


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
    """The directory straight from its files, as a fresh database would hold it, and quickly.

    Raises:
        DataFileError: with all faults of a file.
    """
    services = read_services(folder / "services.csv", known_nis, quick=True)
    charter = read_charter(folder / "charter.csv", known_nis)
    return Directory.of(
        [record.to_service() for record in services if record.status == "active"],
        [
            CharterSignatory(row.nis, row.signed, row.source_url, row.checked_date)
            for row in charter
        ],
    )
