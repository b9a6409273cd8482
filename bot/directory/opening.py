"""The database with the services in it, opened for the assistant or for a command."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.database import connect
from bot.directory.importing import import_data

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.database import Sessions
    from bot.gazetteer import Gazetteer


@asynccontextmanager
async def open_directory(
    database: str, data_dir: Path, gazetteer: Gazetteer, *, follow_files: bool = True
) -> AsyncIterator[Sessions]:
    """Open the database and bring it up to date.

    Args:
        database: Its SQLAlchemy address.
        data_dir: Folder of the data tables.
        gazetteer: The municipalities there are.
        follow_files: Take over the files there when they have changed. Without it, services and
            charter stay as they are, also where there are none yet.

    Raises:
        DataFileError: something is wrong in a file; the message tells the mend.
    """
    engine, sessions = await connect(database)
    try:
        if follow_files:
            await import_data(sessions, data_dir, gazetteer.municipalities)
        yield sessions
    finally:
        await engine.dispose()
