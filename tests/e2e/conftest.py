"""A running bot: the real application, polling the Bot API stand-in over HTTP."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.app import open_app
from bot.channels.telegram.application import build_application, set_commands
from bot.settings import Settings
from tests.botapi import BotApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@asynccontextmanager
async def running_bot(settings: Settings, api: BotApi) -> AsyncIterator[None]:
    """Start the bot as ``mediation-bot run`` does, and stop it afterwards."""
    async with open_app(settings) as app:
        application = build_application(app, api.token, api.base_url)
        async with application:
            await set_commands(application.bot, app.assistant)
            await application.start()
            assert application.updater is not None
            await application.updater.start_polling(allowed_updates=["message", "callback_query"])
            yield
            await application.updater.stop()
            await application.stop()


@pytest.fixture
def bot_settings(settings: Settings, tmp_path: Path) -> Settings:
    """The session's settings with a database of this test's own."""
    return settings.model_copy(
        update={"database_url": f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite3'}"}
    )


@pytest.fixture
async def api(bot_settings: Settings, reader: object) -> AsyncIterator[BotApi]:
    """The stand-in with the bot connected. Leaving it fails when the bot broke Telegram's rules."""
    del reader  # learned once for the session, so that the bot starts quickly
    async with BotApi() as server, running_bot(bot_settings, server):
        yield server
        assert not server.refusals, server.refusals
        assert not server.warnings, server.warnings
