"""Who the bot says it is: name, descriptions, commands and menu button, in every language.

Telegram keeps all of it. Each text is asked for at start and set only where it differs, for
Telegram allows few changes a day, of the name above all.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    MenuButtonCommands,
)
from telegram.error import BadRequest, RetryAfter, TelegramError

if TYPE_CHECKING:
    from telegram import BotCommandScope

    from bot.composer import Composer
    from bot.texts import Texts

_log = logging.getLogger(__name__)
#: Commands in the order in which Telegram shows them; the catalogues describe each.
PRIVATE_COMMANDS = (
    "find", "faq", "help", "language", "link", "charter", "map", "contact", "privacy", "mydata",
    "forget",
)  # fmt: skip
GROUP_COMMANDS = ("find", "faq", "help")


async def introduce(token: str, api_url: str, compose: Composer) -> None:
    """Tell Telegram who the bot is, where that has changed.

    What Telegram refuses (too many changes, a server in trouble) is logged in a line and left for
    the next start: people are answered all the same.

    Args:
        token: The bot's token.
        api_url: Base address of the Bot API, ending in ``/bot``.
        compose: Has the words.
    """
    try:
        # A bot of its own: that of the application has a rate limiter, which waits for hours.
        async with Bot(token, api_url) as bot:
            await _introduce(bot, compose)
    except TelegramError as error:
        _log.warning("the bot's profile stays as it is until the next start: %s", error)


async def _introduce(bot: Bot, compose: Composer) -> None:
    # The default first: languages without a text of their own fall back on it.
    languages = (None, *compose.languages)
    for what, set_it in _TEXTS.items():
        try:
            for language in languages:
                await set_it(bot, compose.texts(language or compose.languages[0]), language)
        except (BadRequest, RetryAfter) as error:
            _log.warning("the bot's %s stays as it is until the next start: %s", what, error)
    # The button beside the text field opens the list of commands.
    if await bot.get_chat_menu_button() != MenuButtonCommands():
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())


async def _set_name(bot: Bot, texts: Texts, language: str | None) -> None:
    wanted = texts("profile-name")
    if (await bot.get_my_name(language)).name != wanted:
        await bot.set_my_name(wanted, language)


async def _set_description(bot: Bot, texts: Texts, language: str | None) -> None:
    wanted = texts("profile-description")
    if (await bot.get_my_description(language)).description != wanted:
        await bot.set_my_description(wanted, language)


async def _set_short_description(bot: Bot, texts: Texts, language: str | None) -> None:
    wanted = texts("profile-short-description")
    if (await bot.get_my_short_description(language)).short_description != wanted:
        await bot.set_my_short_description(wanted, language)


async def _set_commands(bot: Bot, texts: Texts, language: str | None) -> None:
    scopes: tuple[tuple[BotCommandScope, tuple[str, ...]], ...] = (
        (BotCommandScopeAllPrivateChats(), PRIVATE_COMMANDS),
        (BotCommandScopeAllGroupChats(), GROUP_COMMANDS),
    )
    for scope, names in scopes:
        wanted = tuple(BotCommand(name, texts(f"command-{name}")) for name in names)
        if await bot.get_my_commands(scope, language) != wanted:
            await bot.set_my_commands(wanted, scope, language)


_TEXTS = {
    "name": _set_name,
    "description": _set_description,
    "short description": _set_short_description,
    "list of commands": _set_commands,
}
