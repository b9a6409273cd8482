"""Reading a CSV table so that every fault is told with file, line and mend."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

#: What Dutch, French and German texts are written with. Anything else in a file read as
#: Windows-1252 means that it was saved in yet another encoding.
_WESTERN = re.compile("[\t\n\r -~\xa0-\xff€…‘’“”–—Œœ]*")
#: Signs for which a spreadsheet takes a text for a formula, after apostrophes that prevent it.
_FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9 .]*")


def read_rows(path: Path, columns: Collection[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with their line numbers, from 2.

    Args:
        path: The file.
        columns: Columns that must be there.

    Raises:
        DataFileError: the file cannot be read, lacks a column, or a row does not fit.
    """
    rows = read_cells(path)
    _, header = next(rows, (1, []))
    if missing := set(columns) - set(header):
        raise DataFileError(
            path, 1, f"there is no column {', '.join(sorted(missing))}", "put it back"
        )
    for line, cells in rows:
        if len(cells) != len(header):
            raise DataFileError(
                path,
                line,
                "this row has more or fewer cells than the first line has columns",
                "count the commas; put a cell that holds a comma between double quotes",
            )
        yield line, dict(zip(header, cells, strict=True))


def read_cells(path: Path, *, from_excel: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything at all, each with the number of the line on which it begins.

    Cells are divided by commas or semicolons, whichever the first line holds more of.

    Args:
        path: The file, in UTF-8 with or without a byte order mark.
        from_excel: It may be Windows-1252 too, in which Excel here saves plain CSV.

    Raises:
        DataFileError: the file cannot be read.
    """
    text = _text(path, from_excel=from_excel)
    first = text.lstrip().partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    # Strict: a quote that is never closed would silently swallow all rows after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataFileError(
                path, line, f"cannot be read: {error}", "look at the double quotes from here on"
            ) from error
        if any(map(str.strip, cells)):
            yield line, cells


def _text(path: Path, *, from_excel: bool) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error.strerror}", "put the file back, saved as CSV in UTF-8"
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = content.decode("cp1252", errors="replace")
        if from_excel and _WESTERN.fullmatch(text):
            return text
        raise DataFileError(
            path, 1, f"cannot be read: {error}",
            "save it in UTF-8; in Excel, as 'CSV UTF-8 (Comma delimited)'",
        ) from error  # fmt: skip


def escape_formula(value: str) -> str:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it.

    Numbers, and so telephone numbers, stay as they are. See :func:`unescape_formula`.
    """
    return f"'{value}" if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value


def unescape_formula(value: str) -> str:
    """A text without the apostrophe of :func:`escape_formula`."""
    return value[1:] if value.startswith("'") and _FORMULA.match(value) else value
