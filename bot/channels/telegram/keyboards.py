"""The keyboards of the bot. Every button says in words what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.channels.telegram.sharing import share_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot

    from bot.composer import Composer
    from bot.reply import Choice, Reply
    from bot.texts import Texts

#: Before the code of a choice that stands under a question: its answer replaces the question.
QUESTION = "q-"
_FEEDBACK = "f-"


def inline_keyboard(reply: Reply, compose: Composer, bot: Bot) -> InlineKeyboardMarkup | None:
    """The choices, one on each row so that their words fit; "share" and "did it help?" last."""
    prefix = QUESTION if reply.is_question else ""
    rows = [[_button(choice, prefix)] for choice in reply.choices]
    share = share_button(reply, compose.texts(reply.language)("button-share"), bot)
    if share is not None:
        rows.append([share])
    if reply.feedback_on:
        asked = compose.feedback_question(reply.feedback_on, reply.language)
        rows.append([_button(choice) for choice in asked])
    return InlineKeyboardMarkup(rows) if rows else None


def after_feedback(
    keyboard: InlineKeyboardMarkup | None, reasons: Sequence[Choice] = ()
) -> InlineKeyboardMarkup:
    """A keyboard in which the reasons, two on a row, have taken the place of the question."""
    rows = [] if keyboard is None else list(keyboard.inline_keyboard)
    kept = [row for row in rows if not any(_is_feedback(button) for button in row)]
    asked = [_button(choice) for choice in reasons]
    return InlineKeyboardMarkup([*kept, *(asked[n : n + 2] for n in range(0, len(asked), 2))])


def location_keyboard(texts: Texts) -> ReplyKeyboardMarkup:
    """One button that shares where the person is. Telegram shows it in private chats only."""
    return ReplyKeyboardMarkup(
        [[KeyboardButton(texts("share-location"), request_location=True)]],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=texts("place-placeholder"),
    )


def place_answer(texts: Texts) -> ForceReply:
    """In a group: opens an answer to the bot's question, which the bot is then sure to get."""
    return ForceReply(selective=True, input_field_placeholder=texts("place-placeholder"))


def _button(choice: Choice, prefix: str = "") -> InlineKeyboardButton:
    return InlineKeyboardButton(choice.label, callback_data=prefix + choice.action.encode())


def _is_feedback(button: InlineKeyboardButton) -> bool:
    return str(button.callback_data or "").startswith(_FEEDBACK)
