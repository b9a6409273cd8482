"""Courtesy, and nothing more than courtesy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.understanding.smalltalk import SmalltalkRecogniser

if TYPE_CHECKING:
    from bot.faq.knowledge import Knowledge
    from bot.understanding.message import MessageReader


@pytest.fixture
def small() -> SmalltalkRecogniser:
    return SmalltalkRecogniser(
        [
            {"greeting": ["hallo", "dag iedereen"], "thanks": ["dank u wel", "bedankt"]},
            {"greeting": ["bonjour"], "bye": ["au revoir"]},
        ]
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hallo!", "greeting"),
        ("BONJOUR", "greeting"),
        ("dank u wel", "thanks"),
        ("bedank", "thanks"),
        ("hallo bedankt", "thanks"),
        ("bedankt, au revoir", "bye"),
        ("hallo hallo", "greeting"),
        ("hallo iedereen", "greeting"),
    ],
)
def test_a_phrase_is_known_alone_with_a_slip_and_beside_another(
    small: SmalltalkRecogniser, text: str, kind: str
) -> None:
    assert small.find(text) == kind


@pytest.mark.parametrize(
    "text",
    ["hallo wat kost dat", "bedankt maar mijn buur is boos", "", "?", "hal", "hallo " * 10],
)
def test_a_message_that_says_more_or_nothing_is_no_courtesy(
    small: SmalltalkRecogniser, text: str
) -> None:
    assert small.find(text) is None


def test_what_is_more_than_a_greeting_goes_before_it(small: SmalltalkRecogniser) -> None:
    assert small.find("au revoir hallo") == "bye"


def test_no_phrases_give_no_courtesy() -> None:
    assert SmalltalkRecogniser([]).find("hallo") is None


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_phrase_of_the_files_is_found_as_some_courtesy(
    reader: MessageReader, knowledge: Knowledge, language: str
) -> None:
    phrases = [p for ps in knowledge.languages[language].smalltalk.values() for p in ps]
    # Emoji alone hold no word: the assistant answers those elsewhere.
    lost = [p for p in phrases if any(c.isalnum() for c in p) and not reader.smalltalk.find(p)]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hallo", "greeting"),
        ("goeiedag!", "greeting"),
        ("salut", "greeting"),
        ("merci beaucoup", "thanks"),
        ("dankjewel", "thanks"),
        ("tot ziens", "bye"),
        ("au revoir", "bye"),
    ],
)
def test_usual_courtesies_are_known(reader: MessageReader, text: str, kind: str) -> None:
    assert reader.smalltalk.find(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "hallo, wat kost bemiddeling?",
        "bonjour, mon voisin fait du bruit",
        "dag, waar vind ik een bemiddelaar",
        "merci de me donner l'adresse du médiateur",
    ],
)
def test_a_question_after_a_greeting_is_a_question(reader: MessageReader, text: str) -> None:
    assert reader.smalltalk.find(text) is None


def test_the_name_of_a_place_is_never_courtesy(reader: MessageReader) -> None:
    assert reader.read("Hallo Gent", stored=None, fallback="nl").smalltalk is None
