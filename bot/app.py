"""The running program: the assistant on its database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.assembly import assemble
from bot.database import connect
from bot.directory.importing import import_data
from bot.directory.queries import load_directory
from bot.gazetteer import Gazetteer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.assistant import Assistant
    from bot.database import Sessions
    from bot.directory.records import Directory
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class App:
    """The assistant and the database it remembers conversations in."""

    assistant: Assistant
    sessions: Sessions


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """Open the database, bring it up to date and load all that the assistant needs.

    Raises:
        FileError: something is wrong in a file of ours; the message tells the mend.
    """
    gazetteer = Gazetteer.load(settings.data_dir)
    async with open_directory(settings, gazetteer) as (directory, sessions):
        yield App(assemble(settings, gazetteer, directory), sessions)


@asynccontextmanager
async def open_directory(
    settings: Settings, gazetteer: Gazetteer
) -> AsyncIterator[tuple[Directory, Sessions]]:
    """Open the database and bring its services up to date.

    Raises:
        FileError: something is wrong in a file of ours; the message tells the mend.
    """
    engine, sessions = await connect(settings.database)
    try:
        await import_data(sessions, settings.data_dir, gazetteer.municipalities)
        yield await load_directory(sessions), sessions
    finally:
        await engine.dispose()
