"""A message as the reading of places sees it: its words, and what joins or bars them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.understanding.place_names import fold_saints
from bot.understanding.text import word_matches

if TYPE_CHECKING:
    from bot.understanding.place_words import PlaceWords

_HYPHEN = re.compile(r"[-\u2010-\u2013]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one message, and what holds for all of them."""

    tokens: list[str]
    keys: list[str]
    """The words as they stand in the key of a name."""
    hyphened: frozenset[int]
    """Positions of words that a hyphen joins to the next one."""
    barred: frozenset[int]
    """Positions of words that are no place in this phrase."""
    looks_up: bool
    """It speaks of a service."""
    expected: bool
    """It answers the question which municipality."""

    @classmethod
    def read(cls, text: str, words: PlaceWords, *, expected: bool) -> Sentence:
        """Read a message."""
        found = word_matches(text)
        tokens = [m.group() for m in found]
        line = " ".join(tokens)
        return cls(
            tokens,
            [t.rstrip("'") for t in fold_saints(tokens)],
            frozenset(
                i
                for i, (one, other) in enumerate(pairwise(found))
                if _HYPHEN.fullmatch(one.string, one.end(), other.start())
            ),
            frozenset(
                line.count(" ", 0, position)
                for start, end in words.no_place.spans(line)
                for position in range(start, end)
            ),
            words.look_up.find(line) is not None,
            expected,
        )

    def key(self, start: int, end: int) -> str:
        """The key under which a name of these words is held."""
        return " ".join(self.keys[start:end])

    def before(self, start: int) -> str:
        """The word before a position; empty at the beginning."""
        return self.tokens[start - 1] if start > 0 else ""

    def after(self, end: int) -> str:
        """The word at a position; empty past the end."""
        return self.tokens[end] if end < len(self.tokens) else ""

    def is_hyphened(self, start: int, end: int) -> bool:
        """Do hyphens join all words of a span?"""
        return all(i in self.hyphened for i in range(start, end - 1))

    def hyphened_around(self, start: int, end: int) -> list[str]:
        """The words outside a span that a hyphen joins to it."""
        outer = []
        if start - 1 in self.hyphened:
            outer.append(self.before(start))
        if end - 1 in self.hyphened:
            outer.append(self.after(end))
        return outer
