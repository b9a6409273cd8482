"""How a text is dressed does not change what it means, and no text does harm."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant, Message
from bot.conversations.state import Conversation

MESSAGES = [
    "Wat kost bemiddeling?", "Où trouver un médiateur à Liège ?", "J'habite à Mons, le voisin crie",
    "burenbemiddeling in Sint-Niklaas", "Bonjour", "merci", "ik woon in Mol", "Halle", "9000",
    "Au secours, il a un couteau !", "La haie de mon voisin dépasse de chez lui", "hoe laat is het",
    "de buren maken lawaai in Ledeberg", "Écaussinnes-Lalaing", "GAS-boete gekregen, wat nu?",
    "médiation scolaire Saint-Gilles", "prijs", "t' is voor Aalst", "What time is it in London?",
]  # fmt: skip
LOOSE = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def meaning(assistant: Assistant, text: str) -> tuple[object, ...]:
    reply = assistant.answer(Message(text), Conversation(language="nl"))
    return (reply.kind, reply.language, reply.topic, reply.places, reply.service_type)


def without_accents(text: str) -> str:
    marks = unicodedata.normalize("NFD", text)
    return "".join(c for c in marks if unicodedata.category(c) != "Mn")


@pytest.mark.parametrize("text", MESSAGES)
def test_case_accents_spaces_and_final_punctuation_change_nothing(
    assistant: Assistant, text: str
) -> None:
    plain = meaning(assistant, text)
    bare = text.rstrip("?! .")
    dressed = [
        text.upper(), text.lower(), text.swapcase(), without_accents(text), f"  {text}\n\n",
        bare, f"{bare}!!!", f"{bare}...", f"{bare} ??", unicodedata.normalize("NFD", text),
        text.replace("'", "\u2019"),
    ]  # fmt: skip
    assert [d for d in dressed if meaning(assistant, d) != plain] == []


@LOOSE
@given(st.text(max_size=400))
def test_no_text_whatever_raises(assistant: Assistant, text: str) -> None:
    meaning(assistant, text)


@LOOSE
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_case_and_spaces_change_nothing_in_any_text(assistant: Assistant, text: str) -> None:
    # Letters whose upper case folds to others (the dotless i) are a text of their own.
    if text.upper().lower() == text.lower():
        assert meaning(assistant, f" {text.upper()} ") == meaning(assistant, text.lower())


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4096, "lawaai " * 600, "😀" * 2048, "<b>" * 1000, "\u202e" * 4096, "'" * 4096,
        "1 " * 2048, "\x00" * 100, "[x](y)" * 600, "الجار " * 600, "ik woon in " * 300, "🏳️‍🌈" * 500,
    ],
)  # fmt: skip
def test_very_long_and_very_odd_messages_get_an_answer(assistant: Assistant, text: str) -> None:
    reply = assistant.answer(Message(text), Conversation())
    assert reply.plain().strip()


@pytest.mark.parametrize("dress", ["<b>{}</b>", "{}\u200b", "\u202b{}\u202c", "{} 😡", "\x07{}"])
@pytest.mark.parametrize("text", ["Wat kost bemiddeling?", "médiateur à Namur", "Halle"])
def test_markup_marks_and_emoji_do_not_hide_the_question(
    assistant: Assistant, text: str, dress: str
) -> None:
    plain = assistant.answer(Message(text), Conversation())
    dressed = assistant.answer(Message(dress.format(text)), Conversation())
    assert (dressed.topic, dressed.places) == (plain.topic, plain.places)
