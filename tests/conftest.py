"""What most tests stand on: the real files, and an assistant made from them once per session."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.app import open_app
from bot.assistant import Assistant, Message
from bot.conversations.store import Conversation
from bot.database import Sessions, connect, sqlite_url
from bot.faq.knowledge import Knowledge, load_knowledge
from bot.gazetteer import Gazetteer
from bot.learning import build_reader
from bot.settings import Settings
from tests.browser import browser  # noqa: F401 - a fixture for every test

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.reply import Reply
    from bot.understanding.message import MessageReader

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The repository's own files; a cache shared by the session; a database that is thrown away.

    MEDIATION_BOT_TEST_CACHE names a folder to keep what was learned between two runs.
    """
    kept = os.environ.get("MEDIATION_BOT_TEST_CACHE")
    return Settings(
        telegram_bot_token=None,
        knowledge_dir=ROOT / "knowledge",
        data_dir=ROOT / "data",
        locale_dir=ROOT / "bot" / "locale",
        cache_dir=Path(kept) if kept else tmp_path_factory.mktemp("cache"),
        database_url=sqlite_url(tmp_path_factory.mktemp("database") / "test.sqlite3"),
    )


@pytest.fixture(scope="session")
def knowledge(settings: Settings) -> Knowledge:
    return load_knowledge(settings.knowledge_dir)


@pytest.fixture(scope="session")
def gazetteer(settings: Settings) -> Gazetteer:
    return Gazetteer.load(settings.data_dir)


@pytest.fixture(scope="session")
def reader(settings: Settings, knowledge: Knowledge, gazetteer: Gazetteer) -> MessageReader:
    return build_reader(knowledge, gazetteer, settings.data_dir, settings.cache_dir)


@pytest.fixture(scope="session")
def assistant(settings: Settings, reader: MessageReader) -> Assistant:
    """The assistant as a user's program opens it. It needs no database once it is loaded."""
    del reader  # what it learned lies in the cache by now

    async def load() -> Assistant:
        async with open_app(settings) as app:
            return app.assistant

    return asyncio.run(load())


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Callable[..., Reply]:
    """Send one text, in a fresh conversation unless one is given."""

    def send(text: str, conversation: Conversation | None = None) -> Reply:
        chat = Conversation() if conversation is None else conversation
        return assistant.answer(Message(text=text), chat)

    return send


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    """An empty database of this test's own, with today's tables."""
    engine, made = await connect(sqlite_url(tmp_path / "empty.sqlite3"))
    yield made
    await engine.dispose()


# -- a whole folder of knowledge files, as small as one can be --------------------------------

ENTRY = """\
{topic}:
  question: {question}
  variants:
    - {question} alstublieft
  answer: |
    Het antwoord.
  links:
    - label: Meer
      url: https://example.org/page
      verified: true
  related: [{related}]
  audience: citizen
  sources:
    - https://example.org/source
  reviewed: 2026-11-23
"""
TOPICS = ("apples", "pears", "plums")


def entry(topic: str) -> str:
    related = ", ".join(other for other in TOPICS if other != topic)
    return ENTRY.format(topic=topic, question=f"Wat zijn {topic}?", related=related)


@pytest.fixture
def knowledge_folder(tmp_path: Path) -> Path:
    """Three topics in two languages, without a fault. Each entry of faq_xx.yaml has 15 lines."""
    made = tmp_path / "knowledge"
    made.mkdir()
    for code in ("nl", "fr"):
        files = {
            "faq": "".join(entry(topic) for topic in TOPICS),
            "utterances": (
                "apples:\n  - wat is een appel\nfind-service:\n  - waar is er een in {place}\n"
            ),
            "words": "spellings:\n  kheb: ik heb\nfunction_words: [de, het]\n",
            "smalltalk": "greeting:\n  - hallo\n",
            "service_types": "neighbour: [buren]\n",
            "danger_examples": "emergency:\n  - er is brand\n",
        }
        for name, text in files.items():
            (made / f"{name}_{code}.yaml").write_text(text, encoding="utf-8")
    (made / "referrals.yaml").write_text(
        "elsewhere:\n  words: {nl: [schulden], fr: [dettes]}\n"
        "  answer: {nl: Ga daarheen., fr: Allez-y.}\n  links: {}\n  sources: [de wet]\n",
        encoding="utf-8",
    )
    (made / "danger.yaml").write_text(
        "fire:\n  topic: emergency\n  first: fire\n  any_of: [er is brand]\n", encoding="utf-8"
    )
    lines = "".join(
        f"{name}: {{nl: Bel 112., fr: Appelez le 112.}}\n"
        for name in (
            "police", "medical", "fire", "suicide", "partner", "child", "emergency",
            "domestic-violence",
        )
    )  # fmt: skip
    (made / "helplines.yaml").write_text(lines, encoding="utf-8")
    (made / "other_languages.yaml").write_text("en: [the, is]\n", encoding="utf-8")
    (made / "private.yaml").write_text(
        "titles: [mevrouw]\nintroductions: [ik heet]\nstreet_ends: [straat]\n"
        "street_starts: [rue]\nnumber_words: [nummer]\n",
        encoding="utf-8",
    )
    return made
