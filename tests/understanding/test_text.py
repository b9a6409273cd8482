"""Folding, words, stems and compounds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text import MAX_CHARACTERS, Compounds, Stems, content, fold, respell, words

#: Letters people here write, with the accents of Dutch and French and of their neighbours.
LETTERS = "abcdefghijklmnopqrstuvwxyzàâäáçéèêëïîíôöóùûüúÿñœæßø"
latin = st.text(alphabet=LETTERS + " '-,.0123456789", max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("MÉDIATRICE d’Écaussinnes", "mediatrice d'ecaussinnes"),
        ("cœur", "coeur"),
        ("Straße", "strasse"),
        ("  spaties  ", "spaties"),
        ("heeeeel luid", "heel luid"),
        ("İstanbul", "istanbul"),
        ("ﬁets", "fiets"),
        ("𝐇𝐞𝐥𝐩", "help"),
        ("hal\u200flo", "hallo"),
        ("", ""),
    ],
)
def test_fold_leaves_plain_small_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_doubled_letter_stays_and_a_stretched_one_is_cut_to_two() -> None:
    assert fold("ballen balllen ballllen") == "ballen ballen ballen"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J'ai reçu l'amende", ["j'", "ai", "recu", "l'", "amende"]),
        ("J’ai reçu l’amende", ["j'", "ai", "recu", "l'", "amende"]),
        ("Sint-Niklaas", ["sint", "niklaas"]),
        ("9000 Gent", ["9000", "gent"]),
        ("'s avonds", ["s", "avonds"]),
        ("a.u.b.", ["a", "u", "b"]),
        ("?!… 🙂", []),
    ],
)
def test_words_are_folded_and_an_elided_article_stands_alone(
    text: str, expected: list[str]
) -> None:
    assert words(text) == expected


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(latin)
def test_case_changes_no_word(text: str) -> None:
    assert words(text.upper()) == words(text) == words(text.title())


@given(latin)
def test_accents_change_no_word(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    assert words(bare) == words(text)
    assert words(unicodedata.normalize("NFD", text)) == words(text)


@given(latin, st.text(alphabet="?!.,;:… ", max_size=5))
def test_final_punctuation_changes_no_word(text: str, marks: str) -> None:
    assert words(text + marks) == words(text)


@given(st.text(max_size=80))
def test_words_hold_plain_letters_digits_and_a_final_apostrophe_only(text: str) -> None:
    for word in words(text):
        assert word.isascii()
        assert word.removesuffix("'").isalnum()
        assert word == word.lower()


@given(st.text(max_size=80))
def test_content_is_equal_for_texts_that_differ_in_marks_only(text: str) -> None:
    assert content(f"  {text} !?") == content(text)


def test_nothing_behind_the_longest_message_is_looked_at() -> None:
    assert words("ja " * MAX_CHARACTERS) == words(("ja " * MAX_CHARACTERS)[:MAX_CHARACTERS])
    assert "einde" not in words("x " * MAX_CHARACTERS + "einde")


def test_stems_bring_forms_of_one_word_together_and_depend_on_the_language() -> None:
    assert Stems("nl")("bemiddelaars") == Stems("nl")("bemiddelaar")
    assert Stems("fr")("mediatrices") == Stems("fr")("mediatrice")
    assert Stems("nl")("amendes") != Stems("fr")("amendes")


def test_an_unknown_language_keeps_words_whole() -> None:
    assert Stems("xx")("bemiddelaars") == "bemiddelaars"


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("geluidsoverlast", ("geluid", "overlast")),
        ("burenbemiddeling", ("buren", "bemiddeling")),
        ("burenbemiddelingsdienst", ("buren", "bemiddeling", "dienst")),
        ("overlast", ()),
        ("xgeluidsoverlast", ()),
        ("geluid", ()),
        ("", ()),
    ],
)
def test_compounds_are_split_into_known_parts_and_nothing_else(
    word: str, parts: tuple[str, ...]
) -> None:
    vocabulary = {"geluid", "overlast", "buren", "bemiddeling", "dienst", "s", "en"}
    assert Compounds(vocabulary).split(word) == parts


@given(st.lists(st.sampled_from(["geluid", "buren", "dienst", "recht", "boom"]), max_size=3))
def test_the_parts_of_a_compound_are_always_known_words(parts: list[str]) -> None:
    known = {"geluid", "buren", "dienst", "recht", "boom"}
    assert set(Compounds(known).split("s".join(parts))) <= known


def test_everyday_spellings_are_replaced_by_one_or_more_usual_words() -> None:
    assert respell(["kheb", "ne", "hond"], {"kheb": "ik heb", "ne": "een"}) == [
        "ik", "heb", "een", "hond",
    ]  # fmt: skip
