"""Commands typed in a chat, for channels that keep nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.assistant import Message
from bot.composer import PAGES
from bot.reply import Action

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.conversations.state import Conversation
    from bot.reply import Reply


def obey(
    assistant: Assistant, line: str, conversation: Conversation, language: str
) -> Reply | None:
    """Do what a line beginning with a slash says; None when there is no such command.

    Args:
        assistant: Who answers.
        line: The command with its argument: ``/find Gent``.
        conversation: Is brought up to date.
        language: The language to speak.
    """
    name, _, argument = line[1:].partition(" ")
    argument = argument.strip()
    compose = assistant.compose
    match name:
        case "start":
            return compose.greet(language)
        case "help":
            return compose.help(language)
        case "faq":
            return compose.faq_menu(language)
        case "language" if argument.lower() in assistant.languages:
            return assistant.act(Action("language", argument.lower()), conversation)
        case "language":
            return compose.language_menu(language)
        case "find" if argument:
            conversation.pending = conversation.pending or ""
            return assistant.answer(Message(argument, client_language=language), conversation)
        case "find":
            return assistant.act(Action("ask_place", language=language), conversation)
        case page if page in PAGES:
            return compose.page(page, language)
    return None
