"""The assistant of files that somebody is editing: always one that works, as new as can be."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING

from watchfiles import awatch

from bot.assembly import assemble_from_files
from bot.errors import FileError
from bot.faq.knowledge import knowledge_version, load_knowledge
from bot.learning import is_learned

if TYPE_CHECKING:
    from watchfiles import Change

    from bot.assistant import Assistant
    from bot.settings import Settings

_SUFFIXES = (".yaml", ".csv")


@dataclass(frozen=True, slots=True)
class Status:
    """How the assistant that answers now stands to the files as they are now."""

    loaded: datetime
    """When it was made, in local time."""
    learning: bool = False
    """The files have changed; a new one is being made."""
    error: FileError | None = None
    """Why the files as they are now cannot be used; it answers from those before."""


class Reloader:
    """Makes the assistant anew when a file changes, and keeps the old one until that is done.

    Args:
        settings: Where the files are.

    Raises:
        FileError: the files cannot be used to begin with.
    """

    current: Assistant
    """The newest that works."""
    status: Status

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loads = 0
        self._take(assemble_from_files(settings))

    @property
    def version(self) -> str:
        """Differs after every load."""
        return f"{self.current.knowledge.version}-{self._loads}"

    async def watch(self) -> None:
        """Load again at every change, until cancelled."""
        folders = (self._settings.knowledge_dir, self._settings.data_dir)
        async for _ in awatch(*folders, watch_filter=_is_ours, recursive=False):
            await self.reload()

    async def reload(self) -> None:
        """Load the files as they are now; what is wrong in them stands in ``status``."""
        self.status = replace(self.status, learning=True)
        try:
            await self._learn()
            self._take(await asyncio.to_thread(assemble_from_files, self._settings))
        except FileError as error:
            self.status = replace(self.status, learning=False, error=error)

    def _take(self, assistant: Assistant) -> None:
        self.current = assistant
        self._loads += 1
        self.status = Status(datetime.now().astimezone())

    async def _learn(self) -> None:
        """Learn in a process of its own: the page stays quick, and Ctrl-C need not wait."""
        settings = self._settings
        # Faults are found here, in a second: only files without any are worth learning.
        await asyncio.to_thread(load_knowledge, settings.knowledge_dir)
        if is_learned(settings.cache_dir, knowledge_version(settings.knowledge_dir)):
            return
        process = get_context("spawn").Process(target=_learn_here, args=(settings,))
        process.start()
        try:
            await asyncio.to_thread(process.join)
        finally:
            process.terminate()


def _learn_here(settings: Settings) -> None:
    """Leave in the cache what the files teach; who asked for it loads them too and meets faults."""
    with suppress(FileError, KeyboardInterrupt):
        assemble_from_files(settings)


def _is_ours(_change: Change, path: str) -> bool:
    return path.endswith(_SUFFIXES)
