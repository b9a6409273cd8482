"""The running program: the assistant on its database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.assembly import assemble
from bot.conversations.counts import Counts
from bot.conversations.forgetting import delete_idle
from bot.conversations.questions import QuestionLog
from bot.conversations.redaction import Redactor
from bot.directory.importing import import_data, last_import
from bot.directory.opening import open_directory
from bot.directory.queries import load_directory
from bot.gazetteer import Gazetteer
from bot.reloading import Live

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.assistant import Assistant
    from bot.conversations.jobs import Job
    from bot.database import Sessions
    from bot.directory.records import Directory
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class App:
    """The assistant that serves and the database it remembers conversations in."""

    live: Live
    sessions: Sessions
    questions: QuestionLog
    counts: Counts
    admin_ids: frozenset[int] = frozenset()
    """Who may do what only admins may, by their numbers on Telegram."""
    clean_ups: tuple[Job, ...] = ()
    """What deletes what has been kept long enough."""

    @classmethod
    def of(cls, settings: Settings, sessions: Sessions, assistant: Assistant) -> App:
        """The program around an assistant and a database."""

        async def read_directory(gazetteer: Gazetteer) -> Directory:
            await import_data(sessions, settings.data_dir, gazetteer.municipalities)
            return await load_directory(sessions)

        async def stamp() -> str:
            return str(await last_import(sessions))

        live = Live(settings, assistant, read_directory, stamp)

        def redact(text: str) -> str:
            return Redactor(**live.assistant.knowledge.private).redact(text)

        questions = QuestionLog(sessions, redact, settings.retention_days)
        counts = Counts(sessions)
        clean_ups = (
            questions.delete_old,
            counts.delete_old,
            partial(delete_idle, sessions, settings.conversation_days),
        )
        return cls(live, sessions, questions, counts, settings.admin_ids, clean_ups)

    @property
    def assistant(self) -> Assistant:
        """The assistant that serves at this moment."""
        return self.live.assistant


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """Open the database, bring it up to date and load all that the assistant needs.

    Raises:
        FileError: something is wrong in a file of ours; the message tells the mend.
    """
    gazetteer = Gazetteer.load(settings.data_dir)
    async with open_directory(settings.database, settings.data_dir, gazetteer) as sessions:
        directory = await load_directory(sessions)
        yield App.of(settings, sessions, assemble(settings, gazetteer, directory))
