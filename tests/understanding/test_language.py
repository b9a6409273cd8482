"""Which language a message shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.understanding.language import Counts, LanguageRecogniser

if TYPE_CHECKING:
    from bot.understanding.message import MessageReader


@pytest.fixture(scope="session")
def languages(reader: MessageReader) -> LanguageRecogniser:
    return reader.languages


@pytest.mark.parametrize(
    "text",
    [
        "mijn buurman zet elke nacht de muziek te luid",
        "wie betaalt de bemiddelaar",
        "goeiemorgen",
        "kheb ruzie me mn geburen",
        "MAG IK IEMAND MEEBRENGEN",
        "ik weet niet wat ik moet doen",
        "tot ziens",
        "help",
        "waar?",
    ],
)
def test_dutch_is_seen(languages: LanguageRecogniser, text: str) -> None:
    guess = languages.guess(text)
    assert (guess.language, guess.foreign) == ("nl", None)


@pytest.mark.parametrize(
    "text",
    [
        "mon voisin met la musique trop fort toutes les nuits",
        "qui paie le médiateur",
        "bonjour",
        "g un souci avec le voisin",
        "EST-CE QUE JE PEUX VENIR ACCOMPAGNÉ",
        "je ne sais pas quoi faire",
        "au revoir",
        "s'il vous plaît",
        "pourquoi ?",
    ],
)
def test_french_is_seen(languages: LanguageRecogniser, text: str) -> None:
    guess = languages.guess(text)
    assert (guess.language, guess.foreign) == ("fr", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("What can I do, my neighbour makes noise all the time", "en"),
        ("Hello, can you help me please, where do I find someone", "en"),
        ("Ich habe Ärger mit meinem Nachbarn, was kann ich machen bitte", "de"),
        ("Hola, mi vecino hace mucho ruido y necesito ayuda", "es"),
        ("Komşum çok gürültü yapıyor, yardım lütfen", "tr"),
        ("Dzień dobry, mój sąsiad jest bardzo głośny, proszę o pomoc", "pl"),
        ("جاري يصدر ضوضاء كل ليلة", "ar"),
        ("Мой сосед шумит каждую ночь", "ru"),
        ("我的邻居很吵", "zh"),
    ],
)
def test_a_language_the_assistant_does_not_speak_is_named(
    languages: LanguageRecogniser, text: str, code: str
) -> None:
    guess = languages.guess(text)
    assert (guess.language, guess.foreign) == (None, code)


@pytest.mark.parametrize("text", ["", "   ", "?!", "9000", "12 34", "🙂🙂"])
def test_what_holds_no_words_shows_no_language(languages: LanguageRecogniser, text: str) -> None:
    guess = languages.guess(text)
    assert (guess.language, guess.foreign) == (None, None)


def test_words_to_ignore_show_nothing(languages: LanguageRecogniser) -> None:
    assert languages.guess("Brussel", ignore={"brussel"}).language is None


def test_a_foreign_word_in_our_own_sentence_does_not_make_it_foreign(
    languages: LanguageRecogniser,
) -> None:
    assert languages.guess("mijn buurman is echt the worst, wat kan ik doen").foreign is None


@pytest.fixture
def tiny() -> LanguageRecogniser:
    return LanguageRecogniser(
        {
            "aa": Counts.of(["kabo teni kabo", "kabo lumi"], ["ke"]),
            "bb": Counts.of(["soru vika soru", "vika dado"], ["zo"]),
        },
        {"cc": ["mira", "pola", "luno"]},
    )


def test_the_languages_are_those_of_the_sentences_and_no_others(tiny: LanguageRecogniser) -> None:
    assert tiny.languages == ("aa", "bb")
    assert tiny.guess("kabo lumi").language == "aa"
    assert tiny.guess("vika dado").language == "bb"


def test_a_little_word_counts_without_any_sentence(tiny: LanguageRecogniser) -> None:
    assert tiny.guess("ke").language == "aa"
    assert tiny.guess("zo").language == "bb"


def test_a_word_that_nobody_knows_leaves_the_language_open(tiny: LanguageRecogniser) -> None:
    assert tiny.guess("xxyyqq").language is None


def test_two_words_of_another_language_are_enough_and_more_of_ours_outweigh_them(
    tiny: LanguageRecogniser,
) -> None:
    assert tiny.guess("mira pola").foreign == "cc"
    assert tiny.guess("mira ke").foreign is None


def test_the_margin_grows_with_the_evidence(tiny: LanguageRecogniser) -> None:
    assert tiny.guess("kabo kabo teni").margin > tiny.guess("kabo").margin > 0
