"""Which words of a message are a misspelt name: those that nothing else explains."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.understanding.place_evidence import DIRECT
from bot.understanding.place_names import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from bot.understanding.place_evidence import Evidence
    from bot.understanding.place_mentions import Mention
    from bot.understanding.place_names import PlaceNames
    from bot.understanding.place_sentence import Sentence
    from bot.understanding.place_spelling import Near, Spelling

    _Read = Callable[[Sequence[str]], Near | None]

_LONGEST_NAME = 6
_LONGEST_MISSPELT = 5
_MOST_SPANS = 40
"""Spans of one message that are held against all names: who writes more tells a story."""


@dataclass(frozen=True, slots=True)
class Misspelt:
    """Words of a message, and the names they most likely were to be."""

    start: int
    end: int
    near: Near


class MisspeltNames:
    """Finds misspelt names in messages.

    Args:
        index: All names.
        spelling: Finds names by what is nearly written so.
        evidence: Judges words by their surroundings.
        vocabulary: Words of the languages.
        around: Words beside a name in a message that is only a place.
    """

    def __init__(
        self,
        index: PlaceNames,
        spelling: Spelling,
        evidence: Evidence,
        vocabulary: Collection[str],
        around: Collection[str],
    ) -> None:
        self._names = index.names
        self._spelling = spelling
        self._evidence = evidence
        self._vocabulary = vocabulary
        self._around = around

    def find(self, s: Sentence) -> Misspelt | None:
        """The best reading of any words as a misspelt name, by their letters, else by ear."""
        spans = list(islice(self._strange_spans(s), _MOST_SPANS))
        for read in (self._spelling.near, self._spelling.sounding):
            found = [
                Misspelt(start, end, near)
                for start, end, rarer_than in spans
                if (near := self._reading(s, start, end, rarer_than, read))
            ]
            if found:
                return max(found, key=lambda one: one.near.rank)
        return None

    def widen(self, s: Sentence, mention: Mention) -> Misspelt | None:
        """The longer, misspelt name of which one found is a part: "Mechelen-aan-de-Mas"."""
        entry = self._names.get(s.key(mention.start, mention.end))
        if entry is None:
            return None  # a postcode
        for size in range(_LONGEST_NAME, mention.end - mention.start, -1):
            for start in range(max(0, mention.end - size), mention.start + 1):
                end = start + size
                if end > len(s.tokens) or not self._may_widen(s, mention, start, end):
                    continue
                near = self._near(s, start, end, self._spelling.near)
                if near and (near.slips <= 1 or entry.partial):
                    return Misspelt(start, end, near)
        return None

    def _may_widen(self, s: Sentence, mention: Mention, start: int, end: int) -> bool:
        """Is there something around a name that is no word, or that a hyphen joins to it?"""
        others = [s.tokens[i] for i in (*range(start, mention.start), *range(mention.end, end))]
        if s.is_hyphened(start, end):
            # "Bruxelles-Lille" are two names.
            return not all(t in self._names and not self._names[t].partial for t in others)
        return not all(t in self._vocabulary or t in self._around or t.isdigit() for t in others)

    def _strange_spans(self, s: Sentence) -> Iterator[tuple[int, int, int]]:
        """Words that nothing explains and where a name may stand, the longest runs first."""
        strange = {i for i, t in enumerate(s.tokens) if t not in self._vocabulary}
        for size in range(min(_LONGEST_MISSPELT, len(s.tokens)), 0, -1):
            for start in range(len(s.tokens) - size + 1):
                end = start + size
                span = range(start, end)
                if strange.isdisjoint(span) and (size == 1 or not s.is_hyphened(start, end)):
                    continue
                if s.key(start, end) in self._names or not s.barred.isdisjoint(span):
                    continue  # a name, but nothing says that it is meant as one
                if any(t.isdigit() for t in s.tokens[start:end]) or self._is_framed(s, start, end):
                    continue
                if rarer_than := self._evidence.for_misspelt(s, start, end):
                    yield start, end, rarer_than

    def _is_framed(self, s: Sentence, start: int, end: int) -> bool:
        """Does a run of several words begin or end with one that only stands beside names?"""
        first, last = s.tokens[start], s.tokens[end - 1]
        return (
            end - start > 1
            and not s.is_hyphened(start, end)
            and ((first in self._around and first not in ARTICLES) or last in self._around)
        )

    def _reading(
        self, s: Sentence, start: int, end: int, rarer_than: int, read: _Read
    ) -> Near | None:
        """What words are read as, unless an ordinary word is likelier."""
        near = self._near(s, start, end, read)
        if near is None or (near.doubtful and rarer_than < DIRECT):
            return None
        one_word = end - start - (s.tokens[start] in ARTICLES) == 1
        if one_word and self._spelling.as_likely_word(s.tokens[end - 1], near) >= rarer_than:
            return None
        return near

    def _near(self, s: Sentence, start: int, end: int, read: _Read) -> Near | None:
        tokens = s.tokens[start:end]
        near = read(tokens)
        if near is None or len(tokens) == 1:
            return near
        return near if any(self._spelling.fits(tokens, n, near.slips) for n in near.names) else None
