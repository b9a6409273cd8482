"""At DEBUG, with everything going wrong: no secret in the log, and nothing of what people write."""

from __future__ import annotations

import asyncio
import io
import logging
import signal
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import pytest

from bot.logs import configure_logging
from bot.settings import Settings
from tests.botapi import BotApi
from tests.e2e.people import labels
from tests.e2e.test_process import start

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.botapi.users import User

WRONG_TOKEN = "123456789:AAHthisTokenIsOfNobodyAtAllx-9876543"  # noqa: S105 - of nobody
PASSWORD = "p4ssw0rd%2Fof-the-database"  # noqa: S105 - of nothing


@asynccontextmanager
async def program(
    log: Path, api: BotApi, settings: Settings, database: Path
) -> AsyncIterator[None]:
    """`mediation-bot run` at DEBUG, its token in a file, until told to stop."""
    secret = log.with_name("token")
    secret.write_text(f"{api.token}\n", encoding="utf-8")
    bot = await start(
        log,
        "run",
        TELEGRAM_BOT_TOKEN_FILE=str(secret),
        TELEGRAM_API_URL=api.base_url,
        DATABASE_URL=f"sqlite:///{database}",
        CACHE_DIR=str(settings.cache_dir),
        LOG_LEVEL="DEBUG",
    )
    try:
        yield
    finally:
        bot.send_signal(signal.SIGTERM)
        await asyncio.wait_for(bot.wait(), timeout=20)
    assert bot.returncode == 0


async def talk(api: BotApi, ana: User) -> None:
    """Everything a person can do, with words that stand nowhere else."""
    await ana.send("wat kost bemiddeling zonnebloemfiets?")
    answer = (await ana.wait_for_reply(timeout=60))[0]
    await ana.press(labels(answer)[0], answer)
    await ana.reply()
    await ana.press("Nee, dit hielp niet", answer)
    await ana.wait_for_edit()
    asked = await ana.send("zonnebloemfiets mijn buurman heet Krokusman")
    await ana.reply()
    await ana.edit(asked, "zonnebloemfiets ik woon in de Krokuslaan 12 te Gent")
    await ana.reply()
    await ana.send_location(51.054321, 3.717421)
    await ana.reply()
    await ana.send_photo(caption="zonnebloemfiets op de foto")
    await ana.reply()
    await ana.send_contact("+32470998877")
    await ana.reply()
    await ana.send_document(name="zonnebloemfiets.pdf")
    await ana.reply()
    await ana.ask_inline("zonnebloemfiets gent")
    await ana.press_raw("x-zonnebloemfiets")
    await ana.send("/zonnebloemfiets")
    await ana.reply()
    group = api.group("Zonnebloemfietsstraat")
    await group.send(ana, f"@{api.world.me()['username']} zonnebloemfiets wat kost het")
    await group.reply()
    await ana.send("/mydata")
    await ana.wait_for_reply(2)
    await ana.send("/forget")
    await ana.reply()


async def trouble(api: BotApi, ana: User, database: Path) -> None:
    """Telegram that breaks, and a database whose tables are gone: tracebacks for the log."""
    api.fail("sendMessage", error_code=500, times=2)
    await ana.send("zonnebloemfiets bij een storing")
    await ana.reply()
    api.fail("sendMessage", error_code=400, description="Bad Request: can't parse entities")
    await ana.send("zonnebloemfiets bij een weigering")
    await ana.reply()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TABLE question")
        connection.commit()
    await ana.send("waar is de zonnebloemfiets van de koning van Mongolië")
    await ana.wait_for_reply(2)


async def test_a_whole_life_at_debug_writes_no_secret_and_no_word_of_anybody(
    settings: Settings, reader: object, tmp_path: Path
) -> None:
    del reader  # learned once for the session: the process finds it in the cache
    log, database = tmp_path / "log", tmp_path / "bot.sqlite3"
    async with BotApi() as api, program(log, api, settings, database):
        ana = api.user(
            "Xylofoonana", last_name="Krokusman", username="tulpvogel", language_code="nl"
        )
        await talk(api, ana)
        await trouble(api, ana, database)
        token, number = api.token, str(ana.id)
    written = log.read_text(encoding="utf-8")
    assert "/bot[secret]/sendMessage" in written, "the filter had something to do"
    assert written.count("Traceback") >= 2, "both ways into a traceback were walked"
    assert "no such table: question" in written
    for secret in (token, token.split(":")[1]):
        assert secret not in written
    told = written.lower()
    for word in ("zonnebloemfiets", "krokus", "xylofoonana", "tulpvogel", "51.05", "470998877"):
        assert word not in told
    assert number not in written


async def test_a_token_that_telegram_refuses_is_not_repeated(
    settings: Settings, reader: object, tmp_path: Path
) -> None:
    del reader
    log = tmp_path / "log"
    async with BotApi() as api:
        bot = await start(
            log,
            "run",
            TELEGRAM_BOT_TOKEN=WRONG_TOKEN,
            TELEGRAM_API_URL=api.base_url,
            DATABASE_URL=f"sqlite:///{tmp_path / 'bot.sqlite3'}",
            CACHE_DIR=str(settings.cache_dir),
            LOG_LEVEL="DEBUG",
        )
        assert await asyncio.wait_for(bot.wait(), timeout=60) == 1
    written = log.read_text(encoding="utf-8")
    assert "TELEGRAM_BOT_TOKEN" in written
    assert "Traceback" not in written
    assert WRONG_TOKEN.split(":")[1] not in written


async def test_a_database_that_cannot_be_reached_keeps_its_password_out_of_the_log(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    bot = await start(
        log,
        "run",
        TELEGRAM_BOT_TOKEN=WRONG_TOKEN,
        DATABASE_URL=f"postgresql://mediation:{PASSWORD}@127.0.0.1:1/mediation",
        LOG_LEVEL="DEBUG",
    )
    assert await asyncio.wait_for(bot.wait(), timeout=60) == 1
    written = log.read_text(encoding="utf-8")
    assert written
    assert PASSWORD not in written
    assert "p4ssw0rd/of-the-database" not in written
    assert WRONG_TOKEN.split(":")[1] not in written


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is logged at DEBUG; all loggers are put back afterwards."""
    names = ("", "bot", "httpx", "sqlalchemy")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers, hook = logging.getLogger().handlers[:], sys.excepthook
    stream = io.StringIO()
    configure_logging("DEBUG", [WRONG_TOKEN, PASSWORD], stream)
    yield stream
    logging.getLogger().handlers[:] = handlers
    sys.excepthook = hook
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_secrets_are_blanked_out_of_messages_arguments_and_tracebacks(logged: io.StringIO) -> None:
    log = logging.getLogger("bot.test")
    log.debug("the address is https://api/bot%s/getMe", WRONG_TOKEN)
    try:
        int(PASSWORD)
    except ValueError:
        log.exception("it failed with %s", WRONG_TOKEN.split(":")[1])
    written = logged.getvalue()
    assert written.count("[secret]") == 3
    assert "Traceback" in written
    assert WRONG_TOKEN.split(":")[1] not in written
    assert PASSWORD not in written


def test_an_error_that_ends_the_program_goes_through_the_same_filter(logged: io.StringIO) -> None:
    error = ValueError(f"rejected: {WRONG_TOKEN}")
    sys.excepthook(ValueError, error, None)
    assert "stopped by an error" in logged.getvalue()
    assert "rejected: [secret]" in logged.getvalue()


def test_what_libraries_tell_below_info_is_left_out(logged: io.StringIO) -> None:
    logging.getLogger("telegram.ext.Application").debug("Processing update: hallo")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT INTO question")
    logging.getLogger("httpx").info("HTTP Request: POST")
    assert "hallo" not in logged.getvalue()
    assert "INSERT" not in logged.getvalue()
    assert "HTTP Request" in logged.getvalue()


def test_settings_show_no_secret_and_name_every_one_for_the_filter() -> None:
    settings = Settings(
        telegram_bot_token=WRONG_TOKEN,
        database_url=f"postgresql://mediation:{PASSWORD}@localhost/mediation",
    )
    for shown in (repr(settings), str(settings), str(settings.model_dump())):
        assert WRONG_TOKEN not in shown
        assert PASSWORD not in shown
    assert {WRONG_TOKEN, PASSWORD, "p4ssw0rd/of-the-database"} <= set(settings.secrets)
