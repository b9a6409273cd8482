"""A running bot: the real application, polling the Bot API stand-in over HTTP."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.app import App
from bot.channels.telegram.application import UPDATES, build_application, set_commands
from bot.database import connect, sqlite_url
from bot.settings import Settings
from tests.botapi import BotApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.assistant import Assistant


@asynccontextmanager
async def running_bot(assistant: Assistant, database: str, api: BotApi) -> AsyncIterator[None]:
    """Connect the bot as ``mediation-bot run`` does, and stop it afterwards."""
    engine, sessions = await connect(database)
    app = App.of(Settings(), sessions, assistant)
    application = build_application(app, api.token, api.base_url)
    async with application:
        await set_commands(application.bot, assistant)
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=UPDATES)
        yield
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
