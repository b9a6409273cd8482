"""Unfinished words -> the places and topics they may become, for lists that grow while one types.

Nothing is guessed here: what is found begins with, or holds, the very letters that were typed.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.place_names import ARTICLES, Place, fold_saints, merge
from bot.understanding.text import content, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.gazetteer import Gazetteer

_SHORTEST_PLACE = 2
"""Letters or digits from which a list of places is short enough to help."""
_SHORTEST_WORD = 3
"""Letters from which the beginning of a word says something."""


class PlacePrefixes:
    """Places by the beginning of their names, in any language, and of their postcodes."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        named: dict[tuple[str, str], Place] = {}
        for m in gazetteer.municipalities.values():
            place = Place(m.nis, None)
            for key in (*m.postcodes, *(key for name in m.names.values() for key in _keys(name))):
                named.setdefault((key, m.nis), place)
        for locality in gazetteer.localities:
            for name in locality.names.values():
                for key in _keys(name):
                    named.setdefault((key, locality.nis), Place(locality.nis, name))
        ordered = sorted(named.items(), key=lambda item: item[0])
        self._keys = [key for (key, _), _ in ordered]
        self._places = [place for _, place in ordered]

    def find(self, text: str) -> list[Place]:
        """Places whose name begins with a text, one of each municipality.

        Today's municipalities first, then their parts; within each in the order of the alphabet.
        """
        prefix = content(text)
        if len(prefix) < _SHORTEST_PLACE:
            return []
        found: list[Place] = []
        at = bisect_left(self._keys, prefix)
        while at < len(self._keys) and self._keys[at].startswith(prefix):
            found.append(self._places[at])
            at += 1
        found.sort(key=lambda place: place.locality is not None)
        return list(merge([found]))


def _keys(name: str) -> Iterator[str]:
    """A name as people begin to type it: as written, with St for Saint, without its article."""
    tokens = words(name.replace("/", " ").split("(")[0])
    yield " ".join(tokens)
    yield " ".join(fold_saints(tokens))
    if len(tokens) > 1 and tokens[0] in ARTICLES:
        yield " ".join(tokens[1:])


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A question, or another way to ask it."""

    topic: str
    text: str
    words: frozenset[str]
    is_question: bool


class TopicPrefixes:
    """Topics by the words, begun or whole, of their questions and variants.

    Args:
        phrases: The ways to ask for each topic, its own question first.
        function_words: Little words, which show no topic.
    """

    def __init__(
        self, phrases: Mapping[str, Sequence[str]], function_words: Collection[str]
    ) -> None:
        self._phrases = [
            _Phrase(topic, content(text), frozenset(words(text)), number == 0)
            for topic, texts in phrases.items()
            for number, text in enumerate(texts)
        ]
        self._little = frozenset(word for text in function_words for word in words(text))
        self._known = self._little.union(*(phrase.words for phrase in self._phrases))

    def knows(self, word: str) -> bool:
        """Whether a word stands whole in any of the phrases."""
        return content(word) in self._known

    def find(self, text: str) -> list[str]:
        """Topics that a text may become, the likeliest first.

        First those whose question begins so, then those with all words of the text in their
        question, then those with all of them in one variant.
        """
        wanted = content(text)
        if len(wanted) < _SHORTEST_WORD:
            return []
        telling = [word for word in wanted.split() if word not in self._little]
        ranks: dict[str, int] = {}
        for phrase in self._phrases:
            rank = self._rank(phrase, wanted, telling)
            if rank is not None:
                ranks[phrase.topic] = min(rank, ranks.get(phrase.topic, rank))
        return sorted(ranks, key=ranks.__getitem__)

    def _rank(self, phrase: _Phrase, wanted: str, telling: Sequence[str]) -> int | None:
        if phrase.is_question and phrase.text.startswith(wanted):
            return 0
        if not telling or not all(self._holds(phrase, word) for word in telling):
            return None
        return 1 if phrase.is_question else 2

    def _holds(self, phrase: _Phrase, word: str) -> bool:
        """Whether a phrase holds a word; in a variant, a word that is whole already stays so."""
        if word in phrase.words:
            return True
        if len(word) < _SHORTEST_WORD or (word in self._known and not phrase.is_question):
            return False
        return any(other.startswith(word) for other in phrase.words)
