"""What happens on each kind of update. Every handler hands over to the assistant and renders."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden

from bot.assistant import Message
from bot.channels.telegram.rendering import NO_PREVIEW, keyboard, render
from bot.channels.telegram.sharing import share_button
from bot.reply import Action

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram.ext import ContextTypes

    from bot.assistant import Assistant
    from bot.conversations.state import Conversation
    from bot.conversations.store import ConversationStore
    from bot.reply import Reply

    Context = ContextTypes.DEFAULT_TYPE

_log = logging.getLogger(__name__)
#: Buttons whose answer takes the place of the question they stood under.
_REPLACES = {"services", "language", "none", "languages"}


class Handlers:
    """The handlers of one bot.

    Args:
        assistant: Who answers.
        conversations: What is remembered of each chat.
    """

    def __init__(self, assistant: Assistant, conversations: ConversationStore) -> None:
        self._assistant = assistant
        self._conversations = conversations

    # -- commands ---------------------------------------------------------------------------

    async def start(self, update: Update, context: Context) -> None:
        """/start, and /start with a deep link."""
        code = " ".join(context.args or ())
        if action := self._assistant.decode(code):
            await self._act(update, action)
        elif code:
            await self._tell(update, self._assistant.compose.old_link)
        else:
            await self._tell(update, self._assistant.compose.greet)

    async def help(self, update: Update, _context: Context) -> None:
        """/help."""
        await self._tell(update, self._assistant.compose.help)

    async def faq(self, update: Update, _context: Context) -> None:
        """/faq."""
        await self._tell(update, self._assistant.compose.faq_menu)

    async def find(self, update: Update, context: Context) -> None:
        """/find, and /find with a municipality."""
        place = " ".join(context.args or ())
        if not place:
            await self._act(update, Action("ask_place"))
            return
        conversation = await self._load(update)
        conversation.pending = conversation.pending or ""
        await self._answer(update, Message(place, client_language=_language(update)), conversation)

    async def language(self, update: Update, context: Context) -> None:
        """/language, and /language with a code."""
        code = "".join(context.args or ()).lower()
        if code in self._assistant.languages:
            await self._act(update, Action("language", code))
        else:
            await self._tell(update, self._assistant.compose.language_menu)

    async def page(self, update: Update, _context: Context) -> None:
        """/charter, /map, /contact, /privacy."""
        text = (update.effective_message and update.effective_message.text) or ""
        name = text.split("@")[0].split()[0].removeprefix("/")
        await self._tell(update, lambda language: self._assistant.compose.page(name, language))

    async def forget(self, update: Update, _context: Context) -> None:
        """/forget: deletes what is kept of this chat."""
        conversation = await self._load(update)
        language = self._assistant.language_for(conversation, _language(update))
        known = await self._conversations.forget(_chat(update))
        reply = self._assistant.compose.say("forgotten" if known else "nothing-to-forget", language)
        await self._send(update, reply)

    async def unknown_command(self, update: Update, _context: Context) -> None:
        """Any other command."""
        await self._tell(update, lambda code: self._assistant.compose.say("unknown-command", code))

    # -- messages ---------------------------------------------------------------------------

    async def text(self, update: Update, context: Context) -> None:
        """A typed message; in a group only when it is meant for the bot."""
        message = update.effective_message
        if message is None or not _is_addressed(update, context.bot.username, context.bot.id):
            return
        typed = (message.text or "").replace(f"@{context.bot.username}", " ").strip()
        conversation = await self._load(update)
        await self._answer(update, Message(typed, client_language=_language(update)), conversation)

    async def location(self, update: Update, _context: Context) -> None:
        """A shared location: used for this reply, kept nowhere."""
        message = update.effective_message
        if message is None or message.location is None:
            return
        where = (message.location.latitude, message.location.longitude)
        conversation = await self._load(update)
        await self._answer(
            update, Message(location=where, client_language=_language(update)), conversation
        )

    async def other_content(self, update: Update, _context: Context) -> None:
        """Voice, picture, sticker, contact, poll: a kind word instead of silence."""
        message = update.effective_message
        if message is None or message.chat.type != ChatType.PRIVATE:
            return
        if message.voice or message.audio or message.video_note:
            key = "voice"
        elif message.photo or message.video or message.animation:
            key = "picture"
        else:
            key = "sticker" if message.sticker else "other-content"
        await self._tell(update, lambda language: self._assistant.compose.say(key, language))

    # -- buttons ----------------------------------------------------------------------------

    async def button(self, update: Update, _context: Context) -> None:
        """A pressed button. Telegram is told at once, so that the clock on it stops."""
        query = update.callback_query
        if query is None:
            return
        action = self._assistant.decode(query.data or "")
        if action is None:
            conversation = await self._load(update)
            language = self._assistant.language_for(conversation, _language(update))
            await _quietly(query.answer(self._assistant.compose.texts(language)("old-button")))
            return
        await _quietly(query.answer())
        await self._act(update, action, replace=action.kind in _REPLACES)

    # -- trouble ----------------------------------------------------------------------------

    async def error(self, update: object, context: Context) -> None:
        """Anything that went wrong: logged for us, one kind line for the person."""
        if isinstance(context.error, Forbidden):
            return  # the person has blocked the bot: nobody is left to answer
        _log.error("an update could not be handled", exc_info=context.error)
        if isinstance(update, Update) and update.effective_chat is not None:
            language = self._assistant.language_for(await self._load(update), _language(update))
            await _quietly(self._send(update, self._assistant.compose.say("error", language)))

    # -- doing it ---------------------------------------------------------------------------

    async def _load(self, update: Update) -> Conversation:
        return await self._conversations.load(_chat(update))

    async def _tell(self, update: Update, page: Callable[[str], Reply]) -> None:
        conversation = await self._load(update)
        reply = page(self._assistant.language_for(conversation, _language(update)))
        if reply.share is not None:
            conversation.shown = reply.share.encode()
            await self._conversations.save(_chat(update), conversation)
        await self._send(update, reply)

    async def _answer(self, update: Update, message: Message, conversation: Conversation) -> None:
        reply = self._assistant.answer(message, conversation)
        await self._conversations.save(_chat(update), conversation)
        await self._send(update, reply)

    async def _act(self, update: Update, action: Action, *, replace: bool = False) -> None:
        conversation = await self._load(update)
        if conversation.language is None and not action.language:
            conversation.language = self._assistant.language_for(conversation, _language(update))
        reply = self._assistant.act(action, conversation)
        await self._conversations.save(_chat(update), conversation)
        await self._send(update, reply, replace=replace)

    async def _send(self, update: Update, reply: Reply, *, replace: bool = False) -> None:
        """Send a reply; the buttons stand under its last message."""
        chat, message = update.effective_chat, update.effective_message
        if chat is None:
            return
        texts = render(reply)
        label = self._assistant.compose.texts(reply.language)("button-share")
        buttons = keyboard(reply.choices, share_button(reply, label, update.get_bot()))
        if replace and message is not None and len(texts) == 1 and update.callback_query:
            try:
                await update.callback_query.edit_message_text(
                    texts[0],
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=buttons,
                )
            except BadRequest as error:
                if "not modified" in str(error).lower():
                    return
                _log.info("a message could not be edited (%s): sending a new one", error)
            else:
                return
        in_group = chat.type != ChatType.PRIVATE
        for number, text in enumerate(texts, start=1):
            await chat.send_message(
                text,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=buttons if number == len(texts) else None,
                reply_to_message_id=message.message_id if in_group and message else None,
                allow_sending_without_reply=True if in_group else None,
            )


async def _quietly(doing: Awaitable[object]) -> None:
    """Do something whose failure must not stop the answer: an expired button, a left chat."""
    try:
        await doing
    except (BadRequest, Forbidden) as error:
        _log.info("Telegram refused: %s", error)


def _chat(update: Update) -> str:
    return str(update.effective_chat.id) if update.effective_chat else ""


def _language(update: Update) -> str | None:
    return update.effective_user.language_code if update.effective_user else None


def _is_addressed(update: Update, username: str, bot_id: int) -> bool:
    """Private messages always; in a group a mention of the bot, or a reply to it.

    Never our own words: an answer that somebody posted here through inline mode.
    """
    message = update.effective_message
    if message is None:
        return True
    if message.via_bot and message.via_bot.id == bot_id:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == bot_id:
        return True
    return f"@{username}".lower() in (message.text or "").lower()
