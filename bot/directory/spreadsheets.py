"""A table that an admin made in a spreadsheet, CSV or XLSX, as rows of text.

What spreadsheets do to data is mended where that is certain (a code that became a number, blank
rows and columns, capitals in the header) and told with its place where it is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from bot.csv_rows import read_cells, unescape_formula
from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
TYPE_IT_AGAIN = "format the column as text and type it again"


class Trouble(NamedTuple):
    """Stands in for a cell that holds nothing of use: what it holds instead, and the mend."""

    fault: str
    mend: str


#: What a cell may hold. A number without decimals is text already.
Value = str | float | date | Trouble


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, by column."""

    number: int
    """Line of a CSV file or row of a sheet, from 1."""
    cells: dict[str, str]
    unread: frozenset[str] = frozenset()
    """Columns that are empty here only because what stands there was told to be a fault."""


@dataclass(frozen=True, slots=True)
class Table:
    """What was read of a file, and all that could not be."""

    path: Path
    letters: dict[str, str] = field(default_factory=dict)
    """Letters of the columns of a sheet; none for a CSV file."""
    rows: list[Row] = field(default_factory=list)
    faults: list[DataFileError] = field(default_factory=list)

    def fault(
        self, number: int, column: str, fault: str, mend: str, entry: str = ""
    ) -> DataFileError:
        """A fault in a cell: of a sheet ``row 5, column D (phone)``, else its line and column."""
        place = f"column {column}"
        if self.letters:
            letter = self.letters.get(column)
            place = f"row {number}, " + (f"column {letter} ({column})" if letter else place)
        return DataFileError(self.path, number, f"{place}: {fault}", mend, entry)


def read_table(
    path: Path,
    columns: Sequence[str],
    *,
    dates: Collection[str] = (),
    decimals: Collection[str] = (),
    sheet: str | None = None,
) -> Table:
    """Read a table of which the first filled row names the columns.

    Args:
        path: CSV or XLSX; which of them, its content tells.
        columns: All columns there must be, in any order.
        dates: Those in which a spreadsheet may hold a date.
        decimals: Those in which a spreadsheet may hold a number with decimals.
        sheet: Title of the sheet of an XLSX file, where it is not the first.

    Raises:
        DataFileError: nothing of the file can be used.
    """
    table = Table(path)
    rows: list[tuple[int, list[Value]]]
    if is_sheet := _is_workbook(path):
        from bot.directory import workbooks  # noqa: PLC0415 - openpyxl is slow to import

        book = workbooks.read_sheet(path, sheet, MOST_ROWS)
        rows = book.rows
    elif sheet is not None:
        raise DataFileError(path, 1, "a CSV file has no sheets", "leave out --sheet")
    else:
        lines = read_cells(path, from_excel=True)
        rows = [(line, [_csv_value(cell) for cell in cells]) for line, cells in lines]
    if not rows:
        raise DataFileError(path, 1, "the file is empty", f"begin with {', '.join(columns)}")
    if len(rows) > MOST_ROWS + 1:
        raise DataFileError(path, rows[-1][0], f"more than {MOST_ROWS:,} rows", "split the file")
    (first, header), *others = rows
    at = _positions(table, first, header, columns, is_sheet=is_sheet)
    if is_sheet:
        table.letters.update({name: _letter(position) for name, position in at.items()})
        names = {position: name for name, position in at.items()}
        for number, column, cells in book.merged:
            name = names.get(column - 1, _letter(column - 1))
            mend = "take them apart and fill in each cell"
            table.faults.append(table.fault(number, name, f"merged cells {cells}", mend))
    for number, values in others:
        _read_row(table, number, values, at, columns, set(dates), set(decimals))
        if any(value != "" for value in values[len(header) :]):
            fault = "a value behind the last column that has a name"
            mend = "remove it; a text that holds a comma or semicolon needs double quotes"
            table.faults.append(DataFileError(path, number, fault, mend))
    return table


def unusable(path: Path) -> DataFileError:
    """What is said of a file that is no XLSX file, or a broken one."""
    return DataFileError(
        path, 1, "not an XLSX file that can be read",
        "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx), no password",
    )  # fmt: skip


def _is_workbook(path: Path) -> bool:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error.strerror}", "look whether the name is right"
        ) from error
    if size > MOST_BYTES:
        raise DataFileError(
            path, 1, f"{size:,} bytes, where at most {MOST_BYTES:,} are read",
            "copy the table alone into a new file",
        )  # fmt: skip
    if start != _ZIP and (start == _OLE or path.suffix.lower() in _WORKBOOKS):
        raise unusable(path)
    return start == _ZIP


def _positions(
    table: Table, number: int, header: Sequence[Value], columns: Sequence[str], *, is_sheet: bool
) -> dict[str, int]:
    """Where each known column stands; what is wrong with the header becomes a fault."""
    positions: dict[str, int] = {}
    faults: list[tuple[int, str, str]] = []
    for at, value in enumerate(header):
        title = str(value).strip()
        name = re.sub(r"[\s_-]+", "_", title.lower())
        if name in positions:
            faults.append((at, f"the column {name} stands here twice", "remove one of the two"))
        elif name in columns:
            positions[name] = at
        elif name:
            close = get_close_matches(name, columns, 1)
            meant = f"write {close[0]} if that is meant, else remove it" if close else "remove it"
            faults.append((at, f"this table has no column {title!r}", meant))
    for at, fault, mend in faults:
        where = f"row {number}, column {_letter(at)}: " if is_sheet else ""
        table.faults.append(DataFileError(table.path, number, where + fault, mend))
    if missing := [name for name in columns if name not in positions]:
        fault = f"there is no column {', '.join(missing)}"
        mend = "put it back, with empty cells where nothing is known"
        table.faults.append(DataFileError(table.path, number, fault, mend))
    return positions


def _read_row(
    table: Table,
    number: int,
    values: Sequence[Value],
    at: Mapping[str, int],
    columns: Sequence[str],
    dates: Collection[str],
    decimals: Collection[str],
) -> None:
    cells = dict.fromkeys(columns, "")
    missing = set(columns) - set(at)
    unread = set(missing)
    for name, position in at.items():
        value = values[position] if position < len(values) else ""
        fault = mend = ""
        if isinstance(value, str):
            cells[name] = unescape_formula(value)
        elif isinstance(value, date) and name in dates:
            cells[name] = value.isoformat()
        elif isinstance(value, float) and name in decimals:
            cells[name] = repr(value)
        elif isinstance(value, Trouble):
            fault, mend = value
        else:
            kind = "date" if isinstance(value, date) else "number"
            fault = f"Excel made the {kind} {value} of this"
            mend = TYPE_IT_AGAIN
        if fault:
            unread.add(name)
            table.faults.append(table.fault(number, name, fault, mend))
    if any(cells.values()) or unread > missing:
        table.rows.append(Row(number, cells, frozenset(unread)))


def _csv_value(cell: str) -> Value:
    if cell.startswith("="):
        return Trouble("a formula", "write the value itself")
    return cell.strip()


def _letter(position: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    return str(get_column_letter(position + 1))
