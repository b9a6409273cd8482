"""How a reply reaches a chat: new or in place of a question, and what to do when Telegram refuses.

One rule for pressed buttons: a choice under a *question* ("Which Halle?", "Did you mean ...?", a
language) takes the question's place, for nobody needs it any more. What is pressed under an
*answer* comes as a new message, so that the answer stays to be read.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import replace as changed
from typing import TYPE_CHECKING, TypeVar

from telegram import InputFile, LinkPreviewOptions, Message, ReplyKeyboardRemove, ReplyParameters
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.keyboards import inline_keyboard, location_keyboard, place_answer
from bot.channels.telegram.rendering import NO_PREVIEW, render
from bot.reply import Paragraph

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from telegram import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, Update

    from bot.composer import Composer
    from bot.reloading import Live
    from bot.reply import Reply

    Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_TYPING_AFTER_SECONDS = 0.3
_SECOND_TRY_AFTER_SECONDS = 0.5


class Sender:
    """Sends replies.

    Args:
        live: Has the words for what only this channel shows.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._asked_by_buttons: set[int] = set()
        """Chats whose open question has buttons of its own: no location keyboard stands there."""

    @property
    def _compose(self) -> Composer:
        return self._live.assistant.compose

    async def send(
        self, update: Update, reply: Reply, *, replace: bool = False, waited: bool = False
    ) -> None:
        """Send a reply to where an update came from; its buttons stand under the last message.

        Args:
            update: What is answered.
            reply: The answer.
            replace: The answer may take the place of the message whose button was pressed.
            waited: A place was asked for, and the reply ends that.
        """
        chat = update.effective_chat
        if chat is None:
            return
        private = chat.type == ChatType.PRIVATE
        if reply.asks_place and not reply.choices:
            self._asked_by_buttons.discard(chat.id)
            await _send_new(update, *self._ask_place(reply, private=private))
            return
        closing = waited and private and chat.id not in self._asked_by_buttons
        if reply.asks_place:
            self._asked_by_buttons.add(chat.id)
        elif waited:
            self._asked_by_buttons.discard(chat.id)
        messages = render(reply)
        buttons = inline_keyboard(reply, self._compose, update.get_bot())
        preview = LinkPreviewOptions(url=reply.preview) if reply.preview else NO_PREVIEW
        if closing:
            messages, markups = self._close_keyboard(reply, buttons)
            await _send_new(update, messages, markups, preview)
        elif not (
            replace and len(messages) == 1 and await _edit(update, messages[0], buttons, preview)
        ):
            await _send_new(update, messages, _under_last(messages, buttons), preview)
        if reply.spot and private:
            # An extra: when it fails, the card with the address is there already.
            spot = reply.spot
            await quietly(chat.send_venue(spot.latitude, spot.longitude, spot.title, spot.address))

    async def send_file(self, update: Update, name: str, content: bytes) -> None:
        """Send a file to where an update came from."""
        chat = update.effective_chat
        if chat is not None:
            await _twice(lambda: chat.send_document(InputFile(content, filename=name)))

    def forget(self, update: Update) -> None:
        """Let go of what is remembered of a chat."""
        if update.effective_chat is not None:
            self._asked_by_buttons.discard(update.effective_chat.id)

    def _ask_place(self, reply: Reply, *, private: bool) -> tuple[list[str], list[Markup]]:
        """The question where somebody lives, with the means to answer it."""
        texts = self._compose.texts(reply.language)
        if not private:
            return render(reply), [place_answer(texts)]
        hint = Paragraph(texts("share-location-hint"))
        return render(changed(reply, blocks=(*reply.blocks, hint))), [location_keyboard(texts)]

    def _close_keyboard(
        self, reply: Reply, buttons: InlineKeyboardMarkup | None
    ) -> tuple[list[str], list[Markup]]:
        """The reply's messages, the first of which removes the keyboard of the question.

        One message cannot do that and carry buttons too: these stand under the rest.
        """
        if buttons is None:
            messages = render(reply)
        else:
            below = Paragraph(self._compose.texts(reply.language)("choose-below"))
            first, rest = reply.blocks[:1], reply.blocks[1:] or (below,)
            messages = render(changed(reply, blocks=first)) + render(changed(reply, blocks=rest))
        markups = _under_last(messages, buttons)
        markups[0] = ReplyKeyboardRemove()
        return messages, markups


@asynccontextmanager
async def typing(update: Update) -> AsyncIterator[None]:
    """Show "typing" while something takes longer than a person expects."""
    task = asyncio.create_task(_type_later(update))
    try:
        yield
    finally:
        task.cancel()


async def quietly(doing: Awaitable[object]) -> bool:
    """Do something whose failure must not stop the answer: an expired button, a left chat.

    Returns:
        Whether it was done.
    """
    try:
        await doing
    except TelegramError as error:
        _log.info("Telegram refused: %s", error)
        return False
    return True


async def _type_later(update: Update) -> None:
    await asyncio.sleep(_TYPING_AFTER_SECONDS)
    if update.effective_chat is not None:
        await quietly(update.effective_chat.send_action(ChatAction.TYPING))


def _under_last(messages: list[str], markup: Markup) -> list[Markup]:
    return [*([None] * (len(messages) - 1)), markup]


def accessible_message(update: Update) -> Message | None:
    """What is answered; None when a button was pressed in a message that is deleted or very old."""
    message = update.callback_query.message if update.callback_query else update.effective_message
    # Of such a message Telegram gives the number alone; the library still calls it a Message.
    return message if isinstance(message, Message) and message.is_accessible else None


async def _edit(
    update: Update,
    text: str,
    buttons: InlineKeyboardMarkup | None,
    preview: LinkPreviewOptions,
) -> bool:
    """Put a text in the place of the pressed button's message, if that can be done."""
    query = update.callback_query
    if query is None or accessible_message(update) is None:
        return False
    try:
        await _twice(
            lambda: query.edit_message_text(
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=preview,
                reply_markup=buttons,
            )
        )
    except BadRequest as error:
        if "not modified" in str(error).lower():
            return True  # pressed twice: it stands there already
        _log.info("a message could not be edited (%s): sending a new one", error)
        return False
    return True


async def _send_new(
    update: Update,
    messages: list[str],
    markups: list[Markup],
    preview: LinkPreviewOptions = NO_PREVIEW,
) -> None:
    """Send messages, each with its keyboard; in a group as an answer to the person's own."""
    chat, message = update.effective_chat, accessible_message(update)
    if chat is None:
        return
    chat_id = chat.id
    # After an edit, too, it must be clear what is answered.
    points = chat.type != ChatType.PRIVATE or update.edited_message is not None
    answered = (
        ReplyParameters(message.message_id, allow_sending_without_reply=True)
        if points and message
        else None
    )
    for number, (text, markup) in enumerate(zip(messages, markups, strict=True), start=1):
        shown = preview if number == len(messages) else NO_PREVIEW
        try:
            await _send_one(update, chat_id, text, markup, shown, answered)
        except ChatMigrated as moved:
            # The group has grown into a supergroup, where its messages have other numbers.
            chat_id, answered = moved.new_chat_id, None
            await _send_one(update, chat_id, text, markup, shown, answered)


async def _send_one(
    update: Update,
    chat_id: int,
    text: str,
    markup: Markup,
    preview: LinkPreviewOptions,
    answered: ReplyParameters | None,
) -> None:
    await _twice(
        lambda: update.get_bot().send_message(
            chat_id,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=preview,
            reply_markup=markup,
            reply_parameters=answered,
        )
    )


async def _twice(doing: Callable[[], Awaitable[_Result]]) -> _Result:
    """Try again once after a hiccup of Telegram's, so that an answer is not lost by it.

    Not after a time-out: then the message has often arrived, and would arrive twice.
    """
    try:
        return await doing()
    except (BadRequest, TimedOut):  # both are network errors to the library
        raise
    except NetworkError as error:
        _log.info("Telegram failed (%s): trying once more", error)
        await asyncio.sleep(_SECOND_TRY_AFTER_SECONDS)
        return await doing()
