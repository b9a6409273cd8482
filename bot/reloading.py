"""The assistant that serves, and how another takes its place when a file changes.

A new state is read, checked and learned beside the old one and swapped in as a whole; whatever is
wrong in it, the old one goes on serving. Learning runs in a process of its own, so that nobody who
is talking to the assistant meanwhile notices.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from watchfiles import awatch

from bot.assembly import assemble, assemble_from_files
from bot.directory.files import read_directory
from bot.errors import FileError, KnowledgeError
from bot.faq.knowledge import knowledge_version, load_knowledge
from bot.gazetteer import Gazetteer
from bot.learning import is_learned

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.directory.records import Directory
    from bot.settings import Settings

_log = logging.getLogger(__name__)
_SETTLED_SECONDS = 0.4
"""Files that did not change for so long are taken for wholly written."""
_MOST_SETTLING = 50
"""How often to wait for that: files that never rest are read all the same."""
_DEBOUNCE_MS = 400
_MOST_TRIES = 3
_LOOK_AGAIN_SECONDS = 60
"""A change of the database, or one that a mounted volume does not announce, is found by then."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of looking at the files once more."""

    version: str
    """Content hash of the knowledge that serves now."""
    changed: bool
    error: FileError | None = None
    """What is wrong in the files; the version before serves on."""


class Live:
    """Holds the assistant that serves.

    Args:
        settings: Where the files are.
        assistant: Serves at first.
        read_directory: Reads the services anew, for a gazetteer that was read anew.
        stamp: Tells two states of the services apart where they come from no file.
    """

    def __init__(
        self,
        settings: Settings,
        assistant: Assistant,
        read_directory: Callable[[Gazetteer], Awaitable[Directory]],
        stamp: Callable[[], Awaitable[str]],
    ) -> None:
        self.assistant = assistant
        self.loads = 1
        """How often an assistant was made, this one included."""
        self.loaded = datetime.now(UTC)
        self.busy = False
        """The files have changed; a new assistant is being made."""
        self.error: FileError | None = None
        """Why the files as they are now cannot be used; it answers from those before."""
        self._settings = settings
        self._read_directory = read_directory
        self._stamp = stamp
        self._one_at_a_time = asyncio.Lock()

    @property
    def version(self) -> str:
        """Content hash of the knowledge that serves: the same hash gives the same answers."""
        return self.assistant.knowledge.version

    async def reload(self) -> Outcome:
        """Read all files again and serve them, if nothing is wrong in them."""
        async with self._one_at_a_time:
            self.busy = True
            before = self.assistant
            try:
                self.assistant = await self._made_anew()
                self.loads += 1
                self.loaded = datetime.now(UTC)
                self.error = None
            except FileError as error:
                self.error = error
            finally:
                self.busy = False
        return Outcome(self.version, self.assistant is not before, self.error)

    async def watch(self, tell: Callable[[Outcome], Awaitable[None]]) -> None:
        """Reload whenever a file has changed, until cancelled.

        Args:
            tell: Hears of each new version, and of each fault once.
        """
        seen = await self._state()
        folders = (self._settings.knowledge_dir, self._settings.data_dir)
        while True:
            try:
                async for _ in awatch(
                    *folders,
                    recursive=False,
                    rust_timeout=_LOOK_AGAIN_SECONDS * 1000,
                    yield_on_timeout=True,
                    debounce=_DEBOUNCE_MS,
                ):
                    seen = await self._look(seen, tell)
            except (OSError, RuntimeError) as error:
                # A folder that is gone cannot be watched; it may come back.
                _log.warning("the files cannot be watched: %s", error)
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
                seen = await self._look(seen, tell)

    async def _look(self, seen: str, tell: Callable[[Outcome], Awaitable[None]]) -> str:
        """Reload if the files differ from those seen last."""
        state = await self._settled()
        if state == seen:
            return seen
        told = str(self.error)
        outcome = await self.reload()
        if outcome.error and str(outcome.error) != told:
            _log.error("the files are not used, version %s serves on:\n%s",
                       outcome.version, outcome.error)  # fmt: skip
            await tell(outcome)
        elif not outcome.error:
            _log.info("version %s serves now", outcome.version)
            await tell(outcome)
        return state

    async def _settled(self) -> str:
        """The state of the files once they rest."""
        state = await self._state()
        for _ in range(_MOST_SETTLING):
            await asyncio.sleep(_SETTLED_SECONDS)
            again = await self._state()
            if again == state:
                break
            state = again
        return state

    async def _state(self) -> str:
        return f"{await asyncio.to_thread(self._state_of_files)}\n{await self._stamp()}"

    def _state_of_files(self) -> str:
        """Tells two states of the folders apart; files that cannot be read are a state too."""
        stamps = []
        for folder in (self._settings.knowledge_dir, self._settings.data_dir):
            for path in sorted(folder.glob("*")):
                try:
                    stat = path.stat()
                except OSError as error:
                    stamps.append(f"{path.name} {error.errno}")
                else:
                    stamps.append(f"{path.name} {stat.st_size} {stat.st_mtime_ns} {stat.st_ino}")
        return "\n".join(stamps)

    async def _made_anew(self) -> Assistant:
        folder, cache = self._settings.knowledge_dir, self._settings.cache_dir
        gazetteer = await asyncio.to_thread(Gazetteer.load, self._settings.data_dir)
        directory = await self._read_directory(gazetteer)
        for _ in range(_MOST_TRIES):
            version = await asyncio.to_thread(knowledge_version, folder)
            if not is_learned(cache, version):
                # Faults are found here, in a second: only files without any are worth learning.
                await asyncio.to_thread(load_knowledge, folder)
                await _learn_apart(folder, cache)
            made = await asyncio.to_thread(assemble, self._settings, gazetteer, directory)
            if made.knowledge.version == version:
                break  # else a file changed on the way: what was learned is not what was read
        self._check_languages(made)
        return made

    def _check_languages(self, made: Assistant) -> None:
        """A language that vanishes while people talk in it is a slip, not a wish."""
        KnowledgeError.raise_all(
            [
                KnowledgeError(
                    self._settings.knowledge_dir / f"faq_{code}.yaml", 1, "the file is gone",
                    "put it back; a language is dropped by a restart without its files",
                )
                for code in self.assistant.languages
                if code not in made.languages
            ]
        )  # fmt: skip


def live_from_files(settings: Settings) -> Live:
    """An assistant that lives from its files alone, without a database.

    Raises:
        FileError: something is wrong in a file of ours; the message tells the mend.
    """

    async def from_file(gazetteer: Gazetteer) -> Directory:
        return await asyncio.to_thread(read_directory, settings.data_dir, gazetteer.municipalities)

    async def no_stamp() -> str:
        return ""

    return Live(settings, assemble_from_files(settings), from_file, no_stamp)


async def _learn_apart(folder: Path, cache: Path) -> None:
    """Learn in another process; the result is found in the cache."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "learn",
        env={**os.environ, "KNOWLEDGE_DIR": str(folder), "CACHE_DIR": str(cache)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        # It is learned in this one then: slower for whoever talks meanwhile, but not lost.
        _log.warning("learning apart failed: %s", said.decode(errors="replace").strip())
