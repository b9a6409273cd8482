"""The files of services and of the charter, read and checked row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.csv_rows import read_rows
from bot.directory.records import CharterSignatory, Directory
from bot.directory.service_record import COLUMNS, ServiceRecord, check_cells
from bot.directory.spreadsheets import read_table
from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_CHARTER = frozenset({"nis", "municipality", "signed", "signed_note", "source_url"})


@dataclass(frozen=True, slots=True)
class CharterRecord:
    """One line of ``charter.csv``."""

    nis: str
    signed: str | None
    note: str | None
    source_url: str


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
        DataFileError: a line names no known municipality or no source.
    """
    rows: list[CharterRecord] = []
    faults: list[DataFileError] = []
    seen: dict[str, int] = {}
    for line, cells in read_rows(path, _CHARTER):
        if cells["nis"] in seen:
            faults.append(
                DataFileError(
                    path,
                    line,
                    f"{cells['municipality']} stands on line {seen[cells['nis']]} too",
                    "remove one of the lines",
                )
            )
        seen[cells["nis"]] = line
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
            CharterRecord(
                nis=cells["nis"],
                signed=cells["signed"] or None,
                note=cells["signed_note"] or None,
                source_url=cells["source_url"],
            )
        )
    DataFileError.raise_all(faults)
    return rows


def read_directory(folder: Path, known_nis: Collection[str]) -> Directory:
    """The directory straight from its files, as a fresh database would hold it, and quickly.

    Raises:
        DataFileError: with all faults of a file.
    """
    services = read_services(folder / "services.csv", known_nis, quick=True)
    charter = read_charter(folder / "charter.csv", known_nis)
    return Directory.of(
        [record.to_service() for record in services if record.status == "active"],
        [CharterSignatory(row.nis, row.signed, row.source_url) for row in charter],
    )
