"""`mediation-bot run` as a process of its own, as an operator starts it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from tests.botapi import BotApi

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings


async def start(log: Path, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """Start the program; it writes to a file, for a pipe that nobody reads would stop it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TELEGRAM")}
    with log.open("wb") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            env=kept | environment, stdout=output, stderr=output,
        )  # fmt: skip


async def test_it_serves_and_stops_when_told(
    settings: Settings, reader: object, tmp_path: Path
) -> None:
    del reader  # learned once for the session: the process finds it in the cache
    log = tmp_path / "log"
    async with BotApi() as api:
        bot = await start(
            log,
            "run",
            TELEGRAM_BOT_TOKEN=api.token,
            TELEGRAM_API_URL=api.base_url,
            DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}",
            CACHE_DIR=str(settings.cache_dir),
            LOG_LEVEL="DEBUG",
        )
        try:
            ana = api.user("Ana", language_code="fr")
            await ana.send("9000")
            reply = (await ana.wait_for_reply(timeout=60))[0]
            assert "+32 9 266 82 17" in reply.text
            await api.wait_for_call("getChatMenuButton")
            assert api.world.name("fr") == "Médiation près de chez vous"
        finally:
            bot.send_signal(signal.SIGTERM)
            await asyncio.wait_for(bot.wait(), timeout=10)
    written = log.read_text(encoding="utf-8")
    assert bot.returncode == 0, written[-2000:]
    assert "sendMessage" in written
    assert api.token not in written


async def test_without_a_token_it_says_what_to_do(tmp_path: Path) -> None:
    log = tmp_path / "log"
    bot = await start(log, "run", DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    await asyncio.wait_for(bot.wait(), timeout=30)
    written = log.read_text(encoding="utf-8")
    assert bot.returncode == 1
    assert "TELEGRAM_BOT_TOKEN" in written
    assert "Traceback" not in written
