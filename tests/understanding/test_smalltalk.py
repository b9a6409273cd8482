"""Courtesy, and nothing more than courtesy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.understanding.smalltalk import SmalltalkRecogniser

if TYPE_CHECKING:
    from bot.faq.knowledge import Knowledge
    from bot.understanding.message import MessageReader


def whole(recogniser: SmalltalkRecogniser, text: str) -> str | None:
    """The kind of courtesy that a message consists of."""
    found = recogniser.find(text)
    return found.kind if found and found.whole else None


@pytest.fixture
def small() -> SmalltalkRecogniser:
    return SmalltalkRecogniser(
        {
            "nl": {
                "greeting": ["hallo", "dag iedereen"],
                "thanks": ["dank u wel", "bedankt", "merci"],
            },
            "fr": {"greeting": ["bonjour"], "bye": ["au revoir"], "thanks": ["merci"]},
        }
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
    assert whole(small, text) == kind


@pytest.mark.parametrize(
    "text",
    ["hallo wat kost dat", "bedankt maar mijn buur is boos", "", "?", "hal", "hallo " * 10],
)
def test_a_message_that_says_more_or_nothing_is_not_wholly_a_courtesy(
    small: SmalltalkRecogniser, text: str
) -> None:
    assert whole(small, text) is None


def test_a_courtesy_at_the_edge_of_a_message_is_known_as_a_part_of_it(
    small: SmalltalkRecogniser,
) -> None:
    found = small.find("hallo wat kost dat")
    assert found is not None
    assert (found.kind, found.whole) == ("greeting", False)
    assert small.find("wat kost dat") is None


def test_a_courtesy_shows_its_language_unless_several_languages_say_it(
    small: SmalltalkRecogniser,
) -> None:
    shown = {
        text: found.language
        for text in ("hallo", "bonjour", "merci")
        if (found := small.find(text))
    }
    assert shown == {"hallo": "nl", "bonjour": "fr", "merci": None}


def test_what_is_more_than_a_greeting_goes_before_it(small: SmalltalkRecogniser) -> None:
    assert whole(small, "au revoir hallo") == "bye"


def test_no_phrases_give_no_courtesy() -> None:
    assert SmalltalkRecogniser({}).find("hallo") is None


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_phrase_of_the_files_is_found_as_some_courtesy(
    reader: MessageReader, knowledge: Knowledge, language: str
) -> None:
    phrases = [p for ps in knowledge.languages[language].smalltalk.values() for p in ps]
    # Emoji alone hold no word: the assistant answers those elsewhere.
    lost = [p for p in phrases if any(c.isalnum() for c in p) and not whole(reader.smalltalk, p)]
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
    assert whole(reader.smalltalk, text) == kind


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
    assert whole(reader.smalltalk, text) is None


def test_the_name_of_a_place_is_never_courtesy(reader: MessageReader) -> None:
    assert reader.read("Hallo Gent", stored=None, fallback="nl").smalltalk is None
