"""A sheet of an XLSX file, as openpyxl reads it, in plain values."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils import column_index_from_string

from bot.directory.spreadsheets import TYPE_IT_AGAIN, Trouble, unusable
from bot.errors import DataFileError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.directory.spreadsheets import Value

#: An XLSX file is a compressed archive: what it unpacks to is what it costs to read.
MOST_UNPACKED_BYTES = 50_000_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref=["\']([A-Z]{1,3})([0-9]{1,7})((?::\w+)?)')


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows with anything in them, by number, and the merged cells."""

    rows: list[tuple[int, list[Value]]]
    merged: list[tuple[int, int, str]]
    """Row and column, both from 1, and the whole range such as ``D5:D7``."""


def read_sheet(path: Path, name: str | None, most_rows: int) -> Sheet:
    """Read one sheet.

    Args:
        path: An XLSX file.
        name: Title of the sheet; None for the first.
        most_rows: Rows with anything in them, at most.

    Raises:
        DataFileError: the file is broken or too large, or has no such sheet.
    """
    try:
        _check_size(path)
        # openpyxl tells of charts, rules and other things that it leaves out.
        with warnings.catch_warnings(action="ignore"):
            book = openpyxl.load_workbook(path, read_only=True)
            try:
                return _read(path, book, name, most_rows)
            finally:
                book.close()
    except DataFileError:
        raise
    except Exception as error:
        # openpyxl lets through whatever its parsers stumble over in a broken file.
        raise unusable(path) from error


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_UNPACKED_BYTES:
        fault = f"it unpacks to {unpacked:,} bytes, where at most {MOST_UNPACKED_BYTES:,} are read"
        raise DataFileError(path, 1, fault, "copy the table alone into a new file")


def _read(path: Path, book: Any, name: str | None, most_rows: int) -> Sheet:  # noqa: ANN401
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    sheet = sheets.get(name) if name is not None else next(iter(sheets.values()), None)
    if sheet is None:
        known = ", ".join(map(repr, sheets)) or "none at all"
        raise DataFileError(path, 1, f"there is no sheet {name!r}", f"the file has {known}")
    sheet.reset_dimensions()  # some programs write too small a size, and rows would be left out
    rows: list[tuple[int, list[Value]]] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        values = [_value(cell) for cell in cells]
        if any(value != "" for value in values):
            rows.append((number, values))
        if len(rows) > most_rows + 1:
            raise DataFileError(path, number, f"more than {most_rows:,} rows", "split the file")
    with zipfile.ZipFile(path) as archive:
        # Only the slow way of reading, which holds the whole sheet, tells of merged cells.
        source = archive.read(sheet._worksheet_path)  # noqa: SLF001
    merged = [
        (int(row), column_index_from_string(column), column + row + rest)
        for column, row, rest in (map(bytes.decode, found) for found in _MERGED.findall(source))
    ]
    return Sheet(rows, merged)


def _value(cell: Any) -> Value:  # noqa: ANN401 - openpyxl's cell, or its empty one
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Trouble("a formula", "write the value itself")
    if cell.data_type == "e":
        return Trouble(f"Excel shows {value} here", "write the value itself")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else float(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return Trouble(f"Excel made the time {value} of this", TYPE_IT_AGAIN)
