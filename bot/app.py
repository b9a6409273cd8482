"""The running program: the assistant on its database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.assembly import assemble
from bot.directory.opening import open_directory
from bot.directory.queries import load_directory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.assistant import Assistant
    from bot.database import Sessions
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
    async with open_directory(settings.database, settings.data_dir) as (gazetteer, sessions):
        directory = await load_directory(sessions)
        yield App(assemble(settings, gazetteer, directory), sessions)
