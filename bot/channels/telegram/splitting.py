"""Cutting a text that is too long for one message, where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SENTENCE_END = re.compile(r"[.!?…][»”\"')]*\s+")
_SPACE = re.compile(r"\s+")
_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> Iterator[str]:
    """A text in pieces of at most ``most`` UTF-16 units each once it is written as HTML.

    It is cut after a sentence, else between words, else between two signs: an emoji or an
    accented letter of several code points stays whole.
    """
    text = text.strip()
    while (end := _reach(text, most)) < len(text):
        at = _pause(text, end)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    yield text


def pack(pieces: Iterable[str], gap: str, most: int) -> list[str]:
    """Pieces joined with a gap, as many together as fit."""
    packed: list[str] = []
    for piece in pieces:
        joined = f"{packed[-1]}{gap}{piece}" if packed else piece
        if packed and units(joined) <= most:
            packed[-1] = joined
        else:
            packed.append(piece)
    return packed


def _reach(text: str, most: int) -> int:
    """How many characters of a text fit."""
    if units(escape(text)) <= most:
        return len(text)
    size = 0
    for count, character in enumerate(text):
        size += units(escape(character))
        if size > most:
            return max(count, 1)
    return len(text)


def _pause(text: str, end: int) -> int:
    """The best place to cut a text, not beyond ``end``."""
    for pause in (_SENTENCE_END, _SPACE):
        ends = [found.end() for found in pause.finditer(text, 0, end) if found.start() > 0]
        if ends and ends[-1] > end // 2:
            return ends[-1]
    at = end
    while at > 1 and _belong_together(text, at):
        at -= 1
    return at if at > 1 else end


def _belong_together(text: str, at: int) -> bool:
    """Whether a cut at ``at`` would tear one visible sign in two."""
    before, after = text[at - 1], text[at]
    if _JOINER in {before, after} or unicodedata.category(after).startswith("M"):
        return True
    if ord(after) in _SKIN_TONES or ord(after) in _TAGS:
        return True
    # A flag is a pair of letters: an odd number of them before the cut leaves one alone.
    start = at
    while start > 0 and ord(text[start - 1]) in _REGIONAL:
        start -= 1
    return ord(after) in _REGIONAL and (at - start) % 2 == 1
