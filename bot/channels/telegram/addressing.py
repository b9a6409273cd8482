"""Whether a message is meant for the bot: always in private, in a group only when it says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telegram.constants import ChatType

if TYPE_CHECKING:
    from telegram import Bot, Message


def is_addressed(message: Message, bot: Bot) -> bool:
    """In a group: a mention of the bot, a command with its name, or a reply to its message."""
    if message.via_bot and message.via_bot.id == bot.id:
        return False  # the bot's own words, which somebody posted by inline mode
    if message.chat.type == ChatType.PRIVATE:
        return True
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == bot.id:
        return True
    return _mention(bot).search(message.text or message.caption or "") is not None


def words_of(message: Message, bot: Bot) -> str:
    """What somebody wrote, in a message or under a picture, without the bot's name."""
    return _mention(bot).sub(" ", message.text or message.caption or "").strip()


def _mention(bot: Bot) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(bot.username)}(?!\w)", re.IGNORECASE)
