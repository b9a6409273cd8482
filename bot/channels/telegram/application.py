"""The Telegram application: the one visible list of handlers, and how it runs."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Any

from telegram.error import InvalidToken
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
from bot.channels.telegram.admin import Admin
from bot.channels.telegram.handlers import Handlers
from bot.channels.telegram.inline import InlineMode
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.sharing import Links
from bot.composer import PAGES
from bot.conversations.feedback import FeedbackStore
from bot.conversations.forgetting import ChatData
from bot.conversations.jobs import run_hourly
from bot.conversations.store import ConversationStore
from bot.errors import SettingsError
from bot.freshness import Reminder
from bot.logs import configure_logging

if TYPE_CHECKING:
    from telegram import Bot

    from bot.app import App
    from bot.conversations.jobs import Job
    from bot.settings import Settings

_log = logging.getLogger(__name__)
#: What Telegram is asked to send; channel posts and memberships are nothing to answer.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query"]
#: Telegram's own limit for all chats together.
MESSAGES_A_SECOND = 30.0


def build_application(
    app: App, token: str, api_url: str, *, messages_a_second: float = MESSAGES_A_SECOND
) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application with all its handlers. Order matters: the first that fits is used.

    Args:
        app: The assistant and the database.
        token: The bot's token.
        api_url: Base address of the Bot API, ending in ``/bot``.
        messages_a_second: How many to send at most; 0 for a server without a limit.
    """
    new = filters.UpdateType.MESSAGE
    application = (
        Application.builder()
        .token(token)
        .base_url(api_url)
        .rate_limiter(AIORateLimiter(overall_max_rate=messages_a_second, max_retries=3))
        .build()
    )
    conversations = ConversationStore(app.sessions, "telegram")
    feedback, chat_data = FeedbackStore(app.sessions), ChatData(app.sessions, "telegram")
    do = Handlers(app.live, conversations, feedback, app.questions, app.counts, chat_data)
    links, admin = Links(app.live, conversations), Admin(app)
    application.add_handlers(
        [
            CommandHandler("start", do.start),
            CommandHandler("help", do.help),
            CommandHandler("faq", do.faq),
            CommandHandler("find", do.find),
            CommandHandler("language", do.language),
            CommandHandler("link", links.tell),
            CommandHandler(list(PAGES), do.page),
            CommandHandler("mydata", do.my_data),
            CommandHandler("forget", do.forget),
            CommandHandler("reload", admin.reload, filters.User(app.admin_ids)),
            CommandHandler("stats", admin.stats, filters.User(app.admin_ids)),
            MessageHandler(filters.COMMAND, do.unknown_command),
            CallbackQueryHandler(do.button),
            InlineQueryHandler(InlineMode(app.live).answer),
            # A live location is edited again and again: only its first message is answered.
            MessageHandler(new & filters.LOCATION, do.location),
            MessageHandler((filters.TEXT | filters.CAPTION) & ~filters.COMMAND, do.text),
            MessageHandler(filters.StatusUpdate.MIGRATE, do.migrated),
            MessageHandler(new & ~filters.COMMAND & ~filters.StatusUpdate.ALL, do.other_content),
        ]
    )
    application.add_error_handler(do.error)
    return application


def hourly_jobs(app: App, bot: Bot) -> list[Job]:
    """What is done by itself: old data is deleted, and the admins hear what wants a review."""
    jobs: list[Job] = [*app.clean_ups]
    if app.admin_ids:
        jobs.append(Reminder(app.live, app.sessions, Admin(app).tell_all(bot)).remind)
    return jobs


async def serve(settings: Settings) -> None:
    """Run on Telegram by long polling until SIGINT or SIGTERM.

    Raises:
        SettingsError: there is no token, or Telegram does not accept it.
    """
    if settings.telegram_bot_token is None:
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN is not set. Ask @BotFather on Telegram for a token, then run "
            "TELEGRAM_BOT_TOKEN=... make run. To try the assistant without one: make chat."
        )
    token = settings.telegram_bot_token.get_secret_value()
    configure_logging(settings.log_level, settings.secrets)
    try:
        await _serve(settings, token)
    except InvalidToken:
        # The library's own message holds the token.
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN: Telegram does not accept this token. Copy it again from "
            "@BotFather: /mybots, your bot, API Token."
        ) from None


async def _serve(settings: Settings, token: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with open_app(settings) as app:
        application = build_application(app, token, settings.telegram_api_url)
        async with application:
            await application.start()
            assert application.updater is not None  # noqa: S101 - the builder makes one
            await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
            _log.info("serving @%s", application.bot.username)
            # After the first question can be answered: none waits for a slow profile.
            await introduce(token, settings.telegram_api_url, app.assistant.compose)
            behind = [
                asyncio.create_task(app.live.watch(Admin(app).tell_outcome(application.bot))),
                asyncio.create_task(run_hourly(hourly_jobs(app, application.bot))),
            ]
            await stop.wait()
            for task in behind:
                task.cancel()
            await asyncio.gather(*behind, return_exceptions=True)
            await application.updater.stop()
            await application.stop()
