"""Inline mode: answers and services to pass on, while somebody types ``@bot gent`` in any chat."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.rendering import NO_PREVIEW, render_one
from bot.conversations.state import Conversation
from bot.links import deep_link
from bot.reply import Action, Link
from bot.search import search_of

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes

    from bot.reloading import Live
    from bot.search import Suggestion

_log = logging.getLogger(__name__)
_CACHE_SECONDS = 300
"""So long somebody who repeats a query may see an answer that an admin has changed meanwhile."""
_CACHE_NOTHING_SECONDS = 10
"""Nothing found: the next letters, or the next version of the knowledge, may find something."""


class InlineMode:
    """Answers inline queries. Nothing of them is kept or logged.

    Args:
        live: Who speaks.
    """

    def __init__(self, live: Live) -> None:
        self._live = live

    async def answer(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what fits the query typed so far; when nothing does, the way to the assistant."""
        query = update.inline_query
        if query is None:
            return
        assistant = self._live.assistant
        language = assistant.language_for(Conversation(), query.from_user.language_code)
        found = search_of(assistant).suggest(query.query, language)
        ask = InlineQueryResultsButton(
            assistant.compose.texts(language)("search-ask"),
            start_parameter=Action("help", language=language).encode(),
        )
        try:
            await query.answer(
                [self._result(suggestion, context.bot.username) for suggestion in found],
                cache_time=_CACHE_SECONDS if found else _CACHE_NOTHING_SECONDS,
                is_personal=True,  # the searcher's language decides
                button=None if found else ask,
            )
        except BadRequest as error:
            if "query is too old" not in str(error).lower():
                raise
            _log.info("an inline query was answered too late")

    def _result(self, suggestion: Suggestion, username: str) -> InlineQueryResultArticle:
        texts = self._live.assistant.compose.texts(suggestion.reply.language)
        link = deep_link(username, suggestion.action)
        return InlineQueryResultArticle(
            suggestion.id,
            suggestion.title,
            InputTextMessageContent(
                render_one(suggestion.reply, Link(texts("search-read-on"), link)),
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
            ),
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(texts("button-open"), link)]]),
            description=suggestion.description,
        )
