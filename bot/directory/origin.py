"""Whose services a SQLite file holds, found out without the slow opening of a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def holds_own_services(file: Path) -> bool:
    """Whether somebody imported services by hand, or that cannot be found out quickly.

    The file is only read: an older version's tables, which know of no such imports, stay as they
    are.
    """
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            columns = database.execute("SELECT name FROM pragma_table_info('data_import')")
            if ("origin",) not in columns.fetchall():
                return False
            found = database.execute("SELECT 1 FROM data_import WHERE origin = 'admin' LIMIT 1")
            return found.fetchone() is not None
    except sqlite3.Error:  # such as a file that is locked, or no database
        return True
