"""Names that a misspelt word may stand for, the likeliest slip of the finger first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.place_names import ARTICLES, fold_saints, phonetic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.understanding.place_names import PlaceNames
    from bot.understanding.place_words import Lexicon

_SHORTEST = 5
"""Letters a word must have to be a misspelt name; shorter ones are near too many."""
_TWO_SLIPS = 8
"""Letters from which two slips are allowed."""
_SHORTEST_SOUND = 4
#: Ways to write Saint in a name that PlaceNames holds as "st" or "ste".
_SAINTS = ({"st": "saint", "ste": "sainte"}, {"st": "sint", "ste": "sinte"}, {"st": "sankt"})

# What a difference costs. A letter left out, swapped with the next, typed twice or hit on the key
# beside it is a slip that fingers make. Any other letter is far less likely to have got there.
_SPACING, _LIKELY, _UNLIKELY, _TWO, _SOUND = 0, 1, 2, 3, 4
_CONFIDENCE = {_SPACING: 0.95, _LIKELY: 0.9, _UNLIKELY: 0.9, _TWO: 0.75, _SOUND: 0.7}
#: The keyboard of Belgium.
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")


@dataclass(frozen=True, slots=True)
class Near:
    """Names that are equally near to what was typed."""

    names: tuple[str, ...]
    """Their keys in :class:`PlaceNames`; also folded names of places abroad."""
    cost: int
    letters: int
    """Length of what was typed."""

    @property
    def confidence(self) -> float:
        """From 0 to 1."""
        return _CONFIDENCE[self.cost]

    @property
    def slips(self) -> int:
        """How many slips of the finger lie between; what only sounds alike counts as two."""
        return (0, 1, 1, 2, 2)[self.cost]

    @property
    def rank(self) -> int:
        """The more letters a name explains, with the fewer slips, the likelier it is."""
        return 10 * (self.letters - 3 * self.slips) - self.cost

    @property
    def doubtful(self) -> bool:
        """A short name with a letter in it that fingers seldom put there: "sukkel" is no Ukkel."""
        short = self.letters <= _SHORTEST + 1 and min(map(len, self.names)) <= _SHORTEST
        return short and self.cost == _UNLIKELY


class Spelling:
    """Finds names by what is nearly written so. All its tables are made when first needed.

    Args:
        index: All names.
        foreign: Folded names of places abroad: they are no misspelt Belgian ones.
        lexicon: The words of the languages.
    """

    def __init__(self, index: PlaceNames, foreign: Collection[str], lexicon: Lexicon) -> None:
        self._index = index
        self._foreign = foreign
        self._lexicon = lexicon

    @cached_property
    def _spelt(self) -> dict[str, list[str]]:
        """Names by their letters, in each way to write Saint."""
        spelt: dict[str, list[str]] = {}
        for key in (*self._index.names, *self._foreign):
            for letters in _spellings(key):
                spelt.setdefault(letters, []).append(key)
        return spelt

    @cached_property
    def _names(self) -> _ByLength:
        return _ByLength(self._spelt)

    @cached_property
    def _words(self) -> _ByLength:
        return _ByLength(self._lexicon.vocabulary)

    def near(self, tokens: Sequence[str]) -> Near | None:
        """The names that some words, written as they stand, most likely were to be."""
        typed = "".join(tokens).replace("'", "")
        if len(typed) < _SHORTEST:
            return None
        article = len(tokens[0]) if _is_article(tokens[0]) else 0
        slips = 1 if len(typed) - article < _TWO_SLIPS else 2
        hits = self._hits(typed, slips)
        if not hits:
            return None
        nearest = min(hits.values())
        names = [name for name, cost in hits.items() if cost == nearest]
        near = Near(tuple(self._whole(names)), nearest, len(typed))
        # Two slips must leave no second reading.
        return near if near.slips <= 1 or len(self._places(near.names)) == 1 else None

    def _hits(self, typed: str, slips: int) -> dict[str, int]:
        hits: dict[str, int] = {}
        for letters, distance, _ in process.extract(
            typed,
            self._names.near(len(typed), slips),
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=None,
        ):
            cost = _slip(typed, letters) if distance <= 1 else _TWO
            for name in self._spelt[letters]:
                # Half a name with an unlikely slip in it is too little to go by.
                if cost <= _LIKELY or not self._is_partial(name):
                    hits[name] = min(cost, hits.get(name, cost))
        return hits

    def sounding(self, tokens: Sequence[str]) -> Near | None:
        """The names of as many words that sound the same."""
        typed = "".join(tokens).replace("'", "")
        sound = phonetic(typed)
        names = [
            name
            for name in sorted(self._index.sounding.get(sound, ()))
            if name.count(" ") == len(tokens) - 1
        ]
        if len(sound) < _SHORTEST_SOUND or len(self._places(names)) != 1:
            return None
        return Near(tuple(names), _SOUND, len(typed))

    def _whole(self, names: list[str]) -> list[str]:
        """Whole names go before parts of names."""
        return [n for n in names if not self._is_partial(n)] or names

    def _is_partial(self, name: str) -> bool:
        entry = self._index.names.get(name)
        return entry is not None and entry.partial

    def _places(self, names: Iterable[str]) -> set[str]:
        index = self._index.names
        return {p.nis for name in names if name in index for p in index[name].places}

    def fits(self, tokens: Sequence[str], name: str, slips: int) -> bool:
        """Do several words look like one name, rather than like words that happen to stand so?"""
        if _is_article(tokens[0]) and not _is_article(name.split(maxsplit=1)[0]):
            return False
        parts = set(name.split())
        folded = [t.rstrip("'") for t in fold_saints(tokens)]
        if parts.issubset(folded):
            return False  # the name itself, and words beside it
        odd = [t for t in folded if t not in parts and t in self._lexicon.vocabulary]
        sure = any(len(t) >= _SHORTEST - 1 and t in parts for t in folded)
        return not odd or (sure and len(odd) == 1 and slips <= 1)

    def as_likely_word(self, token: str, near: Near) -> int:
        """How often the most frequent word occurs that is no farther from a token than a name."""
        slips = max(1, near.slips)
        words = process.extract(
            token,
            self._words.near(len(token), slips),
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=None,
        )
        of_names = {part for name in near.names for part in name.split()}
        return max(
            (
                self._lexicon.how_often(word)
                for word, distance, _ in words
                if word not in of_names and (distance > 1 or _slip(token, word) <= near.cost)
            ),
            default=0,
        )


def _is_article(word: str) -> bool:
    return word in ARTICLES or f"{word}'" in ARTICLES


def _spellings(name: str) -> set[str]:
    """The letters of a name, in each way to write Saint."""
    plain = name.replace(" ", "")
    if "st" not in name:
        return {plain}
    tokens = name.split()
    return {plain, *("".join(ways.get(t, t) for t in tokens) for ways in _SAINTS)}


def _slip(typed: str, meant: str) -> int:
    """What one slip of the finger, or none, costs."""
    if typed == meant:
        return _SPACING
    at = next(
        (i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b),
        min(len(typed), len(meant)),
    )
    if len(typed) < len(meant):
        return _LIKELY
    if len(typed) > len(meant):
        return _LIKELY if at and typed[at] == typed[at - 1] else _UNLIKELY
    swapped = typed[at + 1 :] != meant[at + 1 :]
    return _LIKELY if swapped or typed[at] in _BESIDE.get(meant[at], "") else _UNLIKELY


def _keys_beside() -> dict[str, str]:
    """For each letter those on the keys beside it."""
    beside: dict[str, str] = {}
    for row in _ROWS:
        for i, letter in enumerate(row):
            beside[letter] = row[max(0, i - 1) : i] + row[i + 1 : i + 2]
    return beside


_BESIDE = _keys_beside()


class _ByLength:
    """Texts by length: slips change a length by little."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._held: dict[int, list[str]] = defaultdict(list)
        for text in texts:
            self._held[len(text)].append(text)
        self._near: dict[tuple[int, int], list[str]] = {}

    def near(self, length: int, slips: int) -> list[str]:
        """Texts whose length differs by at most so many letters."""
        if (length, slips) not in self._near:
            sizes = range(max(_SHORTEST - 1, length - slips), length + slips + 1)
            self._near[length, slips] = [text for n in sizes for text in self._held.get(n, ())]
        return self._near[length, slips]
