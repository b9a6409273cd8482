"""Files of services, as an admin's spreadsheet would save them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl

from bot.directory.service_record import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

#: Two numbers that can exist. Nobody is called.
PHONE, OTHER_PHONE = "+32 9 200 00 00", "+32 3 211 22 33"


def row(name: str, **cells: object) -> dict[str, object]:
    """A row without a fault."""
    filled = {
        "id": name,
        "name_nl": f"Bemiddeling {name}",
        "service_types": "neighbour",
        "service_area": "44021",
        "languages": "nl",
        "status": "active",
        "source_url": "https://example.org/source",
    }
    return {column: (filled | cells).get(column, "") for column in COLUMNS}


def write_csv(
    path: Path, *rows: dict[str, object], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, *rows: dict[str, object]) -> Path:
    """Write rows into the first sheet of a workbook."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(COLUMNS))
    for cells in rows:
        sheet.append([None if value == "" else value for value in cells.values()])
    book.save(path)
    return path
