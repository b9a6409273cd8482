"""What happens on each kind of update. Every handler hands over to the assistant and renders."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import BadRequest, Forbidden

from bot.assistant import Message
from bot.channels.telegram.addressing import is_addressed, words_of
from bot.channels.telegram.keyboards import QUESTION, after_feedback
from bot.channels.telegram.sending import Sender, accessible_message, quietly, typing
from bot.personal_data import as_document, forgotten, shown
from bot.reply import Action

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.ext import ContextTypes

    from bot.assistant import Assistant
    from bot.conversations.counts import Counts
    from bot.conversations.feedback import FeedbackStore
    from bot.conversations.forgetting import ChatData, Records
    from bot.conversations.questions import QuestionLog
    from bot.conversations.state import Conversation
    from bot.conversations.store import ConversationStore
    from bot.reloading import Live
    from bot.reply import Reply

    Context = ContextTypes.DEFAULT_TYPE

_log = logging.getLogger(__name__)
_MOST_REMEMBERED = 1000
#: Buttons whose answer takes the place of the message they stood under, whatever that is.
_REPLACES = {"language", "languages"}
#: Parts of a message that the assistant cannot use, and the text that answers each.
_UNREADABLE = {
    "voice": "voice", "audio": "voice", "video_note": "voice",
    "animation": "picture", "photo": "picture", "video": "picture", "story": "picture",
    "sticker": "sticker", "dice": "sticker", "game": "sticker",
    "contact": "contact-received", "poll": "poll-received", "document": "document-received",
}  # fmt: skip


class Handlers:
    """The handlers of one bot.

    Args:
        live: Who answers.
        conversations: What is remembered of each chat.
        feedback: Where is counted what helped.
        questions: Where questions without an answer are kept.
        counts: Where replies are counted.
        chat_data: All that is tied to a chat.
    """

    def __init__(
        self,
        live: Live,
        conversations: ConversationStore,
        feedback: FeedbackStore,
        questions: QuestionLog,
        counts: Counts,
        chat_data: ChatData,
    ) -> None:
        self._live = live
        self._conversations = conversations
        self._feedback = feedback
        self._questions = questions
        self._counts = counts
        self._chat_data = chat_data
        self._sender = Sender(live)
        self._asked: OrderedDict[str, tuple[str | None, str]] = OrderedDict()
        """By chat, what was judged and the question: in memory only, and only the last ones."""

    @property
    def _assistant(self) -> Assistant:
        return self._live.assistant

    # -- commands ---------------------------------------------------------------------------

    async def start(self, update: Update, context: Context) -> None:
        """/start, and /start with a deep link."""
        code = " ".join(context.args or ())
        if code and (action := self._assistant.decode(code)):
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
        if place:
            await self._answer(update, Message(place, client_language=_language(update)), find=True)
        else:
            await self._act(update, Action("ask_place"))

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
        name = text.split("@")[0].split()[0].removeprefix("/").lower()
        await self._tell(update, lambda language: self._assistant.compose.page(name, language))

    async def forget(self, update: Update, _context: Context) -> None:
        """/forget: deletes what is kept of this chat, looks again and tells."""
        conversation = await self._load(update)
        language = self._assistant.language_for(conversation, _language(update))
        in_memory = self._in_memory(_chat(update))
        self._asked.pop(_chat(update), None)
        done = await self._chat_data.forget(_chat(update))
        left = done.left | self._in_memory(_chat(update))
        texts = self._assistant.compose.texts(language)
        reply = forgotten(done.deleted | in_memory, left, texts)
        await self._sender.send(update, reply, waited=_waits(conversation))
        self._sender.forget(update)

    async def my_data(self, update: Update, _context: Context) -> None:
        """/mydata: all that is kept of this chat, to read and as a file."""
        language = self._assistant.language_for(await self._load(update), _language(update))
        held = await self._chat_data.read(_chat(update)) | self._in_memory(_chat(update))
        await self._sender.send(update, shown(held, self._assistant.compose.texts(language)))
        if held:
            await self._sender.send_file(update, "mydata.json", as_document(held))

    def _in_memory(self, chat: str) -> Records:
        """What the running program knows of a chat besides the database."""
        _, text = self._asked.get(chat, (None, ""))
        return {"memory": [{"text": text}]} if text else {}

    async def unknown_command(self, update: Update, context: Context) -> None:
        """Any other command; in a group only with the bot's name behind it."""
        message = update.effective_message
        if message is not None and is_addressed(message, context.bot):
            await self._tell(
                update, lambda code: self._assistant.compose.guide("unknown-command", code)
            )

    # -- messages ---------------------------------------------------------------------------

    async def text(self, update: Update, context: Context) -> None:
        """What somebody typed, also under a picture. An edited message is answered anew."""
        message = update.effective_message
        if message is not None and is_addressed(message, context.bot):
            words = words_of(message, context.bot)
            await self._answer(update, Message(words, client_language=_language(update)))

    async def location(self, update: Update, context: Context) -> None:
        """A shared location: used for this reply, kept nowhere."""
        message = update.effective_message
        if message is None or message.location is None or not is_addressed(message, context.bot):
            return
        where = (message.location.latitude, message.location.longitude)
        await self._answer(update, Message(location=where, client_language=_language(update)))

    async def other_content(self, update: Update, context: Context) -> None:
        """Voice, picture, sticker, contact, poll: a kind word and a way on instead of silence."""
        message = update.effective_message
        if message is not None and is_addressed(message, context.bot):
            found = (key for part, key in _UNREADABLE.items() if getattr(message, part, None))
            key = next(found, "other-content")
            await self._tell(update, lambda code: self._assistant.compose.guide(key, code))

    async def migrated(self, update: Update, _context: Context) -> None:
        """A group grew into a supergroup: what is remembered goes with it."""
        message = update.effective_message
        if message is not None and message.migrate_to_chat_id is not None:
            await self._conversations.move(_chat(update), str(message.migrate_to_chat_id))

    # -- buttons ----------------------------------------------------------------------------

    async def button(self, update: Update, _context: Context) -> None:
        """A pressed button. Telegram is told at once, so that the clock on it stops."""
        query = update.callback_query
        if query is None:
            return
        code = query.data or ""
        action = self._assistant.decode(code.removeprefix(QUESTION))
        if action is None or update.effective_chat is None:
            language = self._assistant.language_for(await self._load(update), _language(update))
            await quietly(query.answer(self._assistant.compose.texts(language)("old-button")))
        elif action.kind == "feedback":
            await self._count_feedback(update, action)
        else:
            await quietly(query.answer())
            replace = code.startswith(QUESTION) or action.kind in _REPLACES
            await self._act(update, action, replace=replace)

    async def _count_feedback(self, update: Update, action: Action) -> None:
        """Thank, change the keyboard, count.

        A press that changes no keyboard is not counted: it is a second one, or a forged one.
        """
        query = update.callback_query
        if query is None:
            return
        compose = self._assistant.compose
        language = action.language or self._assistant.languages[0]
        refused = action.verdict == "no"
        said = compose.texts(language)("feedback-why" if refused else "feedback-thanks")
        await quietly(query.answer(said))
        message = accessible_message(update)
        if message is None:
            return
        reasons = compose.feedback_reasons(action.value, language) if refused else ()
        try:
            await query.edit_message_reply_markup(after_feedback(message.reply_markup, reasons))
        except BadRequest as error:
            _log.info("feedback not counted: %s", error)
        else:
            await self._feedback.add(language, action.value, action.verdict)
            if refused:
                await self._keep_unhelpful(update, action.value, language)

    async def _keep_unhelpful(self, update: Update, subject: str, language: str) -> None:
        """Keep the question that was answered so, if it is still known."""
        judged, text = self._asked.pop(_chat(update), (None, ""))
        if judged == subject:
            await self._questions.note_unhelpful(text, language)

    # -- trouble ----------------------------------------------------------------------------

    async def error(self, update: object, context: Context) -> None:
        """Anything that went wrong: logged for us, one kind line for the person."""
        if isinstance(context.error, Forbidden):
            _log.info("nobody is left to answer: %s", context.error)
            return  # the person has blocked the bot, or it was thrown out of the group
        _log.error("an update could not be handled", exc_info=context.error)
        if isinstance(update, Update) and update.effective_chat is not None:
            language = self._assistant.language_for(await self._load(update), _language(update))
            reply = self._assistant.compose.say("error", language)
            await quietly(self._sender.send(update, reply))

    # -- doing it ---------------------------------------------------------------------------

    async def _load(self, update: Update) -> Conversation:
        return await self._conversations.load(_chat(update))

    async def _tell(self, update: Update, page: Callable[[str], Reply]) -> None:
        """Show a page that is the same for everybody; a pending question stays open."""
        conversation = await self._load(update)
        reply = page(self._assistant.language_for(conversation, _language(update)))
        if reply.share is not None:
            conversation.shown = reply.share.encode()
            await self._conversations.save(_chat(update), conversation)
        async with typing(update):
            await self._sender.send(update, reply)

    async def _answer(self, update: Update, message: Message, *, find: bool = False) -> None:
        """Answer what somebody said; ``find``: it names the place to look in."""
        async with typing(update):
            conversation = await self._load(update)
            waited = _waits(conversation)
            if find and not waited:
                conversation.pending = ""
            reply = self._assistant.answer(message, conversation)
            await self._conversations.save(_chat(update), conversation)
            await self._sender.send(update, reply, waited=waited)
        await self._questions.note(message.text, reply)
        self._remember(_chat(update), reply.feedback_on, message.text)
        await self._counts.note(reply)

    def _remember(self, chat: str, judged: str | None, text: str) -> None:
        self._asked.pop(chat, None)
        if judged is not None and text:
            self._asked[chat] = (judged, text)
        if len(self._asked) > _MOST_REMEMBERED:
            self._asked.popitem(last=False)

    async def _act(self, update: Update, action: Action, *, replace: bool = False) -> None:
        """Do what a button or a deep link says."""
        async with typing(update):
            conversation = await self._load(update)
            waited = _waits(conversation)
            if conversation.language is None and not action.language:
                conversation.language = self._assistant.language_for(
                    conversation, _language(update)
                )
            reply = self._assistant.act(action, conversation)
            await self._conversations.save(_chat(update), conversation)
            # Under "Which Halle?" no keyboard stands open: that message closed it.
            chosen = replace and action.kind == "services"
            await self._sender.send(update, reply, replace=replace, waited=waited and not chosen)
        await self._counts.note(reply, action)


def _waits(conversation: Conversation) -> bool:
    """Whether a place was asked for, so that a location keyboard may stand open."""
    return conversation.pending is not None


def _chat(update: Update) -> str:
    return str(update.effective_chat.id) if update.effective_chat else ""


def _language(update: Update) -> str | None:
    return update.effective_user.language_code if update.effective_user else None
