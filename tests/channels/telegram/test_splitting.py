"""Texts too long for one message, cut where a reader would pause."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.splitting import cut, pack, units

FAMILY = "👨‍👩‍👧‍👦"
SIGNS = (FAMILY, "👍🏽", "🇧🇪", "é", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "a", "&", "<", "😀")  # fmt: skip
TEXT = st.lists(st.sampled_from([*SIGNS, " ", ". ", "woord"]), max_size=80).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_short_text_stays_whole() -> None:
    assert list(cut("Kort. En goed.", 100)) == ["Kort. En goed."]


def test_a_long_text_is_cut_after_a_sentence() -> None:
    assert list(cut("Eerste zin hier. Tweede zin daar. Derde.", 34)) == [
        "Eerste zin hier. Tweede zin daar.",
        "Derde.",
    ]


def test_a_long_sentence_is_cut_between_words() -> None:
    assert list(cut("een twee drie vier", 10)) == ["een twee", "drie vier"]


def test_a_sentence_end_far_back_does_not_leave_a_message_nearly_empty() -> None:
    assert next(iter(cut("Ja. " + "woord " * 20, 60))).startswith("Ja. woord")


@given(TEXT, st.integers(40, 120))
def test_every_piece_fits_and_nothing_is_lost(text: str, most: int) -> None:
    pieces = list(cut(text, most))
    assert all(units(escape(piece)) <= most for piece in pieces)
    assert squeezed("".join(pieces)) == squeezed(text)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("most", range(40, 56))
def test_no_visible_sign_is_torn_in_two(sign: str, most: int) -> None:
    pieces = list(cut(sign * 60, most))
    assert len(pieces) > 1
    assert all(piece == sign * (len(piece) // len(sign)) for piece in pieces)


def test_pieces_are_put_together_while_they_fit() -> None:
    assert pack(["aa", "bb", "cc", "dddddd"], "\n", 5) == ["aa\nbb", "cc", "dddddd"]
    assert pack([], "\n", 5) == []
