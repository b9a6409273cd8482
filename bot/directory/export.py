"""All services as a CSV file, in the form in which they are imported."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from bot.csv_rows import escape_formula
from bot.directory.service_record import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.directory.service_record import ServiceRecord


def to_csv(records: Iterable[ServiceRecord]) -> str:
    """The services as CSV: importing it changes nothing.

    With a byte order mark and semicolons, so that a Belgian Excel opens it with accents and
    columns right; no cell of it is taken for a formula.
    """
    return table_to_csv([COLUMNS, *(record.cells().values() for record in records)])


def table_to_csv(rows: Iterable[Iterable[str]]) -> str:
    """Any table in the same form, the names of its columns first."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([escape_formula(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()
