"""The Telegram application: the one visible list of handlers, and how it runs."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Any

from telegram import BotCommand
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.app import open_app
from bot.channels.telegram.handlers import Handlers
from bot.channels.telegram.inline import InlineMode
from bot.channels.telegram.sharing import Links
from bot.composer import PAGES
from bot.conversations.store import ConversationStore
from bot.errors import SettingsError
from bot.logs import configure_logging
from bot.search import Search

if TYPE_CHECKING:
    from telegram import Bot

    from bot.app import App
    from bot.assistant import Assistant
    from bot.settings import Settings

_log = logging.getLogger(__name__)
#: Commands in the order in which Telegram shows them; the catalogues describe each.
COMMANDS = (
    "find", "faq", "help", "language", "link", "charter", "map", "contact", "privacy", "forget",
)  # fmt: skip
#: Kinds of updates that Telegram is asked for.
UPDATES = ("message", "callback_query", "inline_query")


def build_application(
    app: App, token: str, api_url: str
) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application with all its handlers. Order matters: the first that fits is used.

    Args:
        app: The assistant and the database.
        token: The bot's token.
        api_url: Base address of the Bot API, ending in ``/bot``.
    """
    application = (
        Application.builder()
        .token(token)
        .base_url(api_url)
        .rate_limiter(AIORateLimiter(max_retries=3))
        .build()
    )
    conversations, search = ConversationStore(app.sessions, "telegram"), Search(app.assistant)
    do = Handlers(app.assistant, conversations)
    links = Links(app.assistant, search, conversations)
    application.add_handlers(
        [
            CommandHandler("start", do.start),
            CommandHandler("help", do.help),
            CommandHandler("faq", do.faq),
            CommandHandler("find", do.find),
            CommandHandler("language", do.language),
            CommandHandler("link", links.tell),
            CommandHandler(list(PAGES), do.page),
            CommandHandler("forget", do.forget),
            MessageHandler(filters.COMMAND & filters.ChatType.PRIVATE, do.unknown_command),
            CallbackQueryHandler(do.button),
            InlineQueryHandler(InlineMode(app.assistant, search).answer),
            MessageHandler(filters.LOCATION, do.location),
            MessageHandler(filters.TEXT & ~filters.COMMAND, do.text),
            MessageHandler(
                filters.ALL & ~filters.TEXT & ~filters.StatusUpdate.ALL, do.other_content
            ),
        ]
    )
    application.add_error_handler(do.error)
    return application


async def set_commands(bot: Bot, assistant: Assistant) -> None:
    """Tell Telegram the commands in each language, where they have changed."""
    for language in (None, *assistant.languages):
        texts = assistant.compose.texts(language or assistant.languages[0])
        wanted = tuple(BotCommand(name, texts(f"command-{name}")) for name in COMMANDS)
        if await bot.get_my_commands(language_code=language) != wanted:
            await bot.set_my_commands(wanted, language_code=language)


async def serve(settings: Settings) -> None:
    """Run on Telegram by long polling until SIGINT or SIGTERM.

    Raises:
        SettingsError: there is no token.
    """
    if settings.telegram_bot_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Ask @BotFather on Telegram for a token, then run "
            "TELEGRAM_BOT_TOKEN=... make run. To try the assistant without one: make chat."
        )
    token = settings.telegram_bot_token.get_secret_value()
    configure_logging(settings.log_level, [token])
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_app(settings) as app:
        application = build_application(app, token, settings.telegram_api_url)
        async with application:
            await set_commands(application.bot, app.assistant)
            await application.start()
            assert application.updater is not None  # noqa: S101 - the builder makes one
            await application.updater.start_polling(allowed_updates=UPDATES)
            _log.info("serving @%s", application.bot.username)
            await stop.wait()
            await application.updater.stop()
            await application.stop()
