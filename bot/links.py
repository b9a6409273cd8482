"""Addresses that open the assistant on Telegram, for posters and web pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.reply import Action


def telegram_username(text: str) -> str:
    """A bot's user name as BotFather gave it; a leading @ is left out.

    Raises:
        ValueError: this is no user name.
    """
    name = text.strip().removeprefix("@")
    if not re.fullmatch(r"[A-Za-z0-9_]{5,32}", name):
        raise ValueError(
            "a user name on Telegram has 5 to 32 letters, digits and underscores, such as"
            " @ExampleBot; write the name alone, without https://t.me/"
        )
    return name


def deep_link(username: str, action: Action) -> str:
    """The address which opens the chat with the bot and does an action there.

    Args:
        username: The bot's user name, without @.
        action: What pressing "Start" does.

    >>> from bot.reply import Action
    >>> deep_link("ExampleBot", Action("services", "44021", language="nl"))
    'https://t.me/ExampleBot?start=m-44021-nl'
    """
    return f"https://t.me/{username}?start={action.encode()}"
