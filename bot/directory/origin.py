"""Whose services a SQLite file holds, found out without the slow opening of a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def holds_own_services(file: Path) -> bool:
    """Whether somebody imported services by hand, or that cannot be found out quickly."""
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT 1 FROM data_import WHERE origin = 'admin' LIMIT 1")
            return found.fetchone() is not None
    except sqlite3.Error:  # such as a database of an older version of this program
        return True
