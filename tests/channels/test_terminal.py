"""The assistant in a terminal, with a scripted person."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.channels.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.assistant import Assistant


class Chat:
    """A terminal that writes into memory; ``say`` returns what was shown for one line."""

    def __init__(self, assistant: Assistant, language: str = "nl") -> None:
        self.out = io.StringIO()
        self.console = Console(file=self.out, width=88, record=True, color_system=None)
        self.terminal = Terminal(assistant, language, self.console)

    def say(self, line: str) -> str:
        before = len(self.out.getvalue())
        self.terminal.say(line)
        return self.out.getvalue()[before:]


@pytest.fixture
def chat(assistant: Assistant) -> Chat:
    return Chat(assistant)


def words(assistant: Assistant, key: str, language: str = "nl", **values: object) -> str:
    return assistant.compose.texts(language)(key, **values)


def test_a_question_is_answered_with_numbered_choices(chat: Chat) -> None:
    shown = chat.say("wat kost bemiddeling?")
    assert "  1  " in shown
    assert "  2  " in shown
    assert len(shown.splitlines()) > 5


def test_a_number_does_what_stands_beside_it(chat: Chat, assistant: Assistant) -> None:
    chat.say("/faq")
    choices = chat.terminal._choices
    shown = chat.say("2")
    entry = assistant.knowledge.languages["nl"].entries[choices[1].action.value]
    assert " ".join(entry.answer.split())[:40] in " ".join(shown.split())


def test_a_number_that_stands_nowhere_is_told(chat: Chat, assistant: Assistant) -> None:
    chat.say("/faq")
    shown = " ".join(chat.say("42").split())
    assert shown == words(assistant, "terminal-no-choice")
    assert "0" not in {c.label for c in chat.terminal._choices}
    assert " ".join(chat.say("0").split()) == words(assistant, "terminal-no-choice")


def test_a_postcode_is_a_question_even_beside_choices(chat: Chat) -> None:
    chat.say("/faq")
    assert "Gent" in chat.say("9000")


def test_the_language_can_be_changed(chat: Chat, assistant: Assistant) -> None:
    assert words(assistant, "language-changed", "fr") in " ".join(chat.say("/language fr").split())
    assert words(assistant, "help-limits", "fr")[:30] in " ".join(chat.say("/help").split())


def test_a_language_that_nobody_speaks_here_is_told(chat: Chat) -> None:
    shown = chat.say("/language tlh")
    assert "fr" in shown
    assert "nl" in shown


def test_language_alone_offers_the_languages(chat: Chat, assistant: Assistant) -> None:
    shown = chat.say("/language")
    assert words(assistant, "language-name", "nl") in shown
    assert words(assistant, "language-name", "fr") in shown


def test_find_asks_for_a_place_and_takes_the_next_line_as_one(
    chat: Chat, assistant: Assistant
) -> None:
    assert words(assistant, "ask-place") in " ".join(chat.say("/find").split())
    assert "Gent" in chat.say("Gent")


def test_find_with_a_place_answers_at_once(chat: Chat, assistant: Assistant) -> None:
    shown = " ".join(chat.say("/find Gent").split())
    assert words(assistant, "services-in", name="Gent") in shown


def test_find_with_a_place_does_not_ask_for_one(chat: Chat, assistant: Assistant) -> None:
    assert words(assistant, "ask-place") not in " ".join(chat.say("/find Gent").split())


@pytest.mark.parametrize(
    "command", ["/start", "/help", "/faq", "/charter", "/map", "/contact", "/privacy"]
)
def test_each_command_shows_something_of_its_own(
    chat: Chat, assistant: Assistant, command: str
) -> None:
    shown = chat.say(command)
    assert words(assistant, "unknown-command") not in shown
    assert len(shown.split()) > 10


def test_an_unknown_command_is_told(chat: Chat, assistant: Assistant) -> None:
    assert " ".join(chat.say("/nonsense").split()) == words(assistant, "unknown-command")


def test_what_is_typed_is_never_read_as_markup(chat: Chat) -> None:
    chat.say("[bold]wat kost dat[/bold] [/] [red")
    assert "[bold]" not in chat.say("[link=https://evil.example]x[/link] Gent")


# -- a whole conversation ------------------------------------------------------------------------


@pytest.fixture
def talk(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Type lines into a terminal until they end, as a pipe does."""

    def run(*lines: str, language: str = "nl") -> str:
        made = Chat(assistant, language)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        monkeypatch.setattr("sys.stdout", io.StringIO())
        made.terminal.run()
        return made.out.getvalue()

    return run


def test_a_conversation_begins_with_a_welcome_and_ends_with_a_goodbye(
    talk: Callable[..., str], assistant: Assistant
) -> None:
    shown = " ".join(talk().split())
    assert words(assistant, "welcome") in shown
    assert words(assistant, "welcome-danger") in shown
    assert shown.endswith(words(assistant, "terminal-bye"))


def test_a_whole_conversation_in_two_languages(
    talk: Callable[..., str], assistant: Assistant
) -> None:
    shown = " ".join(talk("/faq", "1", "", "/language fr", "/find Namur").split())
    assert words(assistant, "faq-menu") in shown
    assert words(assistant, "language-changed", "fr") in shown
    assert words(assistant, "services-in", "fr", name="Namur") in shown
    assert shown.endswith(words(assistant, "terminal-bye", "fr"))


def test_the_language_to_begin_in_is_spoken(talk: Callable[..., str], assistant: Assistant) -> None:
    assert words(assistant, "welcome", "fr") in " ".join(talk(language="fr").split())


def test_what_a_pipe_types_is_shown_too(talk: Callable[..., str]) -> None:
    assert "wat kost bemiddeling?" in talk("wat kost bemiddeling?")
