"""Putting the program together: settings in, a ready assistant out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from bot.assistant import Assistant, Site
from bot.database import connect
from bot.directory.importing import import_data
from bot.directory.queries import load_directory
from bot.errors import DataFileError
from bot.faq.knowledge import knowledge_version, load_knowledge
from bot.gazetteer import Gazetteer
from bot.learning import build_reader, is_learned
from bot.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

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
    gazetteer = Gazetteer.load(settings.data_dir)
    learned = is_learned(settings.cache_dir, knowledge_version(settings.knowledge_dir))
    knowledge = load_knowledge(settings.knowledge_dir, examples=not learned)
    reader = build_reader(knowledge, gazetteer, settings.data_dir, settings.cache_dir)
    engine, sessions = await connect(settings.database)
    try:
        await import_data(sessions, settings.data_dir, gazetteer.municipalities)
        assistant = Assistant(
            knowledge,
            reader,
            gazetteer,
            await load_directory(sessions),
            texts=load_texts(settings.locale_dir),
            site=Site(_load_links(settings.data_dir / "links.yaml")),
        )
        yield App(assistant, sessions)
    finally:
        await engine.dispose()


def _load_links(path: Path) -> dict[str, dict[str, str]]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {
            name: {code: link["url"] for code, link in links.items()}
            for name, links in content.items()
        }
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error}", "write name:, then nl: {url: ..., verified: ...}"
        ) from error
