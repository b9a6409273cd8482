"""The word patterns an admin writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.patterns import Patterns, prepare


def found(pattern: str, text: str) -> bool:
    return Patterns([pattern]).find(prepare(text)) is not None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("burenbemid*", "de burenbemiddelaar van Gent"),
        ("*bemiddeling", "een schoolbemiddeling"),
        ("gas boete*", "mijn GAS-boetes!"),
        ("médiation", "MEDIATION?"),
        ("mediation", "médiation"),
        ("prête", "je suis prete"),
        ("d'amende", "pas d’amende"),
        ("mes", "hij heeft een mes."),
    ],
)
def test_a_pattern_finds_its_words_in_any_case_and_with_any_marks(pattern: str, text: str) -> None:
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("mes", "messen en mesdames"),
        ("gas", "gasboete"),
        ("buren*", "geburen"),
        ("gas boete", "gas en boete"),
        ("a.c", "abc"),
        ("buur", ""),
    ],
)
def test_a_pattern_does_not_find_a_part_of_a_word_or_another_text(pattern: str, text: str) -> None:
    assert not found(pattern, text)


def test_no_pattern_finds_nothing() -> None:
    assert Patterns([]).find("alles") is None
    assert Patterns([]).spans("alles") == []


def test_spans_tell_every_place_where_a_pattern_stands() -> None:
    text = prepare("buur en BUUR")
    assert [text[a:b] for a, b in Patterns(["buur"]).spans(text)] == ["buur", "buur"]


def test_the_longest_of_several_patterns_is_the_match() -> None:
    match = Patterns(["gas", "gas boete"]).find(prepare("een gas boete"))
    assert match is not None
    assert match.group() == "gas boete"


@given(st.text(max_size=20), st.text(max_size=40))
def test_no_pattern_that_can_be_typed_breaks_the_matching(pattern: str, text: str) -> None:
    match = Patterns([pattern]).find(prepare(text))
    assert match is None or match.group() in prepare(text)


@pytest.mark.parametrize("pattern", ["?", "...", "🙂"])
def test_a_pattern_without_letters_finds_nothing(pattern: str) -> None:
    assert not any(found(pattern, text) for text in ("", "een", "een twee"))
