"""Links to what is shown: the share button below an answer, and the command /link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.assistant import Message
from bot.channels.telegram.rendering import NO_PREVIEW
from bot.conversations.state import Conversation
from bot.links import deep_link
from bot.search import search_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Bot, Update
    from telegram.ext import ContextTypes

    from bot.assistant import Assistant
    from bot.conversations.store import ConversationStore
    from bot.reloading import Live
    from bot.reply import Action, Reply
    from bot.search import Search, Suggestion
    from bot.texts import Texts

_MOST_LINKS = 5


def share_button(reply: Reply, label: str, bot: Bot) -> InlineKeyboardButton | None:
    """The button that passes an answer on to another chat; None when it cannot be shared.

    With inline mode the answer itself is passed on; where BotFather has not switched that on, its
    link is.
    """
    if reply.share is None:
        return None
    if bot.supports_inline_queries:
        return InlineKeyboardButton(label, switch_inline_query=reply.share.encode())
    address = urlencode({"url": deep_link(bot.username, reply.share)})
    return InlineKeyboardButton(label, url=f"https://t.me/share/url?{address}")


class Links:
    """The command that tells a link.

    Args:
        live: Who knows the answers.
        conversations: What was last shown in each chat.
    """

    def __init__(self, live: Live, conversations: ConversationStore) -> None:
        self._live = live
        self._conversations = conversations

    @property
    def _assistant(self) -> Assistant:
        return self._live.assistant

    @property
    def _search(self) -> Search:
        return search_of(self._live.assistant)

    async def tell(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/link: of what was last shown here. /link with a municipality or question: of that."""
        chat, person = update.effective_chat, update.effective_user
        if chat is None:
            return
        conversation = await self._conversations.load(str(chat.id))
        client_language = person.language_code if person else None
        language = self._assistant.language_for(conversation, client_language)
        texts = self._assistant.compose.texts(language)
        asked = " ".join(context.args or ())
        found = self._meant(asked, language) if asked else self._shown(conversation, language)
        links: dict[str, str] = {}
        if found and found[0].reply.kind == "safety":
            lines = [found[0].reply.plain()]  # whoever is in danger needs the numbers, no link
        elif len(found) == 1:
            lines, links = self._one(found[0], texts, context.bot.username)
        elif found:
            links = {s.title: deep_link(context.bot.username, s.action) for s in found}
            lines = [texts("share-which"), *map("\n".join, links.items())]
        else:
            nothing = texts("share-unknown" if asked else "share-nothing")
            lines = [nothing, texts("share-usage")]
        await chat.send_message(
            "\n\n".join(lines), link_preview_options=NO_PREVIEW, reply_markup=_copy_buttons(links)
        )

    def _shown(self, conversation: Conversation, language: str) -> list[Suggestion]:
        """What was last shown, where it still exists."""
        shown = self._assistant.decode(conversation.shown or "")
        return self._search.suggest(shown.encode(), language) if shown else []

    def _meant(self, asked: str, language: str) -> list[Suggestion]:
        """What would be answered; where that is several things or none, what comes near."""
        reply = self._assistant.answer(Message(asked), Conversation(language))
        if reply.share is not None and not (reply.topic and reply.places):
            return self._search.suggest(reply.share.encode(), language)
        near: dict[Action, Suggestion] = {}
        for suggestion in self._search.suggest(asked, language):
            near.setdefault(suggestion.action, suggestion)
        return list(near.values())[:_MOST_LINKS]

    def _one(
        self, found: Suggestion, texts: Texts, username: str
    ) -> tuple[list[str], dict[str, str]]:
        """The paragraphs that tell a link in each language, and each link by its button."""
        compose = self._assistant.compose
        urls = {
            compose.texts(code)("language-name"): deep_link(
                username, replace(found.action, language=code)
            )
            for code in self._assistant.languages
        }
        lines = [
            texts("share-link", title=found.title),
            *(texts("share-line", language=name, url=url) for name, url in urls.items()),
            texts("share-how"),
        ]
        return lines, {texts("button-copy", language=name): url for name, url in urls.items()}


def _copy_buttons(links: Mapping[str, str]) -> InlineKeyboardMarkup | None:
    """Buttons that put a link on the clipboard; a press on the link itself would follow it."""
    if not links:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, copy_text=CopyTextButton(url))]
            for label, url in links.items()
        ]
    )
