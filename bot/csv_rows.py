"""Reading a CSV table so that every fault is told with file, line and mend."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


def read_rows(path: Path, columns: Collection[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with their line numbers, from 2.

    Args:
        path: The file, in UTF-8.
        columns: Columns that must be there.

    Raises:
        DataFileError: the file cannot be read, lacks a column, or a row does not fit.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := set(columns) - set(reader.fieldnames or ()):
                raise DataFileError(
                    path, 1, f"there is no column {', '.join(sorted(missing))}", "put it back"
                )
            for row in reader:
                if None in row or None in row.values():
                    raise DataFileError(
                        path,
                        reader.line_num,
                        "this row has more or fewer cells than the first line has columns",
                        "count the commas; put a cell that holds a comma between double quotes",
                    )
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error}", "put the file back, saved as CSV in UTF-8"
        ) from error


def safe_cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
