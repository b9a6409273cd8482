"""What of a message is compared: stems, their pairs, parts of compounds, concepts, letter groups.

Words carry the meaning and letter groups forgive the spelling; each
kind is weighed by how rare it is (inverse document frequency) and scaled to length one, so that a
long message counts as a short one.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.text import Compounds, Stems, respell, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_GRAMS = (3, 4, 5)
_RARE = 2
"""A letter group or a pair of words that occurs in one example only says little about another."""


class FeatureReader:
    """Turns a text into the names of its features. Knows one language; keeps no state.

    Args:
        language: Its code, for the stemmer.
        spellings: Everyday spellings and the usual words.
        concepts: Words which mean the same here, by concept.
        vocabulary: Words that may be a part of a compound.
    """

    def __init__(
        self,
        language: str,
        spellings: Mapping[str, str],
        concepts: Mapping[str, Iterable[str]],
        vocabulary: Iterable[str],
    ) -> None:
        self._stem = Stems(language)
        self._spellings = {
            " ".join(words(key)): " ".join(words(value)) for key, value in spellings.items()
        }
        self._compounds = Compounds(frozenset(vocabulary))
        self._concepts: dict[str, set[str]] = {}
        for concept, listed in concepts.items():
            for text in listed:
                tokens = words(text)
                if len(tokens) == 1:
                    self._concepts.setdefault(self._stem(tokens[0]), set()).add(concept)

    def tokens(self, text: str) -> list[str]:
        """Folded words with everyday spellings replaced."""
        return respell(words(text), self._spellings)

    def word_features(self, tokens: Sequence[str]) -> list[str]:
        """Stems, stems of compound parts, concepts and pairs of neighbouring stems."""
        stems = [self._stem(token) for token in tokens]
        found = list(stems)
        for token in tokens:
            found.extend(self._stem(part) for part in self._compounds.split(token))
        for stem in tuple(found):
            found.extend(f"@{concept}" for concept in self._concepts.get(stem, ()))
        found.extend(f"{a} {b}" for a, b in itertools.pairwise(stems))
        return found

    @staticmethod
    def letter_features(tokens: Sequence[str]) -> list[str]:
        """Groups of three to five letters, word by word."""
        found: list[str] = []
        for token in tokens:
            padded = f" {token} "
            for size in _GRAMS:
                found.extend(f"#{padded[i : i + size]}" for i in range(len(padded) - size + 1))
        return found


@dataclass(frozen=True, slots=True)
class Vector:
    """A text as numbers."""

    numbers: np.ndarray
    """Numbers of its known features."""
    values: np.ndarray
    """What each weighs; words and letters each of length one."""
    known_share: float
    """Share, 0 to 1, of its words that occur in any example."""


class Vectorizer:
    """Features as numbers: which ones are known and how much each weighs.

    Args:
        reader: Reads features off a text.
        names: Known features, in the order of their numbers.
        weights: Inverse document frequency of each.
    """

    def __init__(self, reader: FeatureReader, names: Sequence[str], weights: np.ndarray) -> None:
        self.reader = reader
        self.names = names
        self.weights = weights

    @cached_property
    def _index(self) -> dict[str, int]:
        """Numbers by feature. Made when first needed: one question needs one language."""
        return {name: number for number, name in enumerate(self.names)}

    @classmethod
    def fit(cls, reader: FeatureReader, texts: Sequence[str]) -> Vectorizer:
        """Learn which features there are and how rare each is."""
        documents: Counter[str] = Counter()
        for text in texts:
            tokens = reader.tokens(text)
            documents.update(set(reader.word_features(tokens)))
            documents.update(set(reader.letter_features(tokens)))
        names = sorted(
            n for n, c in documents.items() if c >= _RARE or (n[0] != "#" and " " not in n)
        )
        total = len(texts) + 1
        weights = np.array(
            [math.log(total / (documents[name] + 1)) + 1.0 for name in names], dtype=np.float32
        )
        return cls(reader, names, weights)

    def read(self, text: str) -> Vector:
        """A text as numbers."""
        tokens = self.reader.tokens(text)
        numbers: list[int] = []
        values: list[float] = []
        features = self.reader.word_features(tokens)
        # The first features are the stems, one for each word.
        known = sum(1 for stem in features[: len(tokens)] if stem in self._index)
        for found in (features, self.reader.letter_features(tokens)):
            part: list[int] = []
            amounts: list[float] = []
            for name, count in Counter(found).items():
                number = self._index.get(name)
                if number is not None:
                    part.append(number)
                    amounts.append((1.0 + math.log(count)) * float(self.weights[number]))
            length = math.sqrt(sum(a * a for a in amounts)) or 1.0
            numbers.extend(part)
            values.extend(a / length for a in amounts)
        share = known / len(tokens) if tokens else 0.0
        return Vector(np.array(numbers, dtype=np.int64), np.array(values, dtype=np.float32), share)
