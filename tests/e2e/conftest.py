"""A running bot: the real application, polling the Bot API stand-in over HTTP."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.app import App
from bot.channels.telegram.application import ALLOWED_UPDATES, build_application
from bot.database import connect, sqlite_url
from bot.settings import Settings
from tests.botapi import BotApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.database import Sessions


@asynccontextmanager
async def running_bot(
    assistant: Assistant,
    database: str,
    api: BotApi,
    *,
    messages_a_second: float = 30.0,
    admins: Collection[int] = (),
) -> AsyncIterator[Sessions]:
    """Connect the bot as ``mediation-bot run`` does, its profile left out; stop it afterwards."""
    engine, sessions = await connect(database)
    app = App.of(Settings(admin_ids=frozenset(admins)), sessions, assistant)
    application = build_application(
        app, api.token, api.base_url, messages_a_second=messages_a_second
    )
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        try:
            yield sessions
        finally:
            await application.updater.stop()
            await application.stop()
            await engine.dispose()


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database of this test's own."""
    return sqlite_url(tmp_path / "bot.sqlite3")


@pytest.fixture
async def api(assistant: Assistant, database: str) -> AsyncIterator[BotApi]:
    """The stand-in with the bot connected. Leaving it fails when the bot broke Telegram's rules."""
    async with BotApi() as server, running_bot(assistant, database, server):
        yield server
        assert not server.refusals, server.refusals
        assert not server.warnings, server.warnings
