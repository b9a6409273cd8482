"""Folding, words, stems and the parts of compounds: the one way this program reads letters.

Everything here treats a text and the same text in other case, with other accents or with other
final punctuation alike, so nothing that stands on it can depend on them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

#: Longest text that is looked at, in characters. Telegram's own limit for a message.
MAX_CHARACTERS = 4096

_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i",
        "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'",
    }
)  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+(?:'(?=[a-z0-9]))?")
#: Markup that was pasted along: it is no part of what is said.
_TAG = re.compile(r"</?[a-z][^<>]{0,60}>", re.IGNORECASE)
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SNOWBALL = {"nl": "dutch", "fr": "french", "de": "german", "en": "english"}
#: Joining letters between the parts of a Dutch compound: geluid-s-overlast, buren-bemiddeling.
_JOINTS = ("", "s", "e", "en", "er")
_SHORTEST_PART = 3


def fold(text: str) -> str:
    """Lower-case letters without accents; curly apostrophes straight; stretched letters cut.

    >>> fold("  MÉDIATRICE d’Écaussinnes, s.v.p.!!")
    "mediatrice d'ecaussinnes, s.v.p.!!"
    """
    text = text[:MAX_CHARACTERS].translate(_LETTERS)
    if not text.isascii():
        # Compatibility forms first: styled letters and ligatures become plain ones. Marks above
        # letters and invisible direction marks fall away.
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf", "Me"})
    text = text.lower().translate(_LETTERS)
    if not text.isascii():
        # Lower-casing can decompose once more (İ becomes i and a dot above).
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not _is_mark(c))
    return _STRETCHED.sub(r"\1\1", text).strip()


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Cf", "Me"}


def words(text: str) -> list[str]:
    """Folded words in order, without markup; an elided article stands alone with its apostrophe.

    >>> words("J'ai reçu l'amende")
    ["j'", 'ai', 'recu', "l'", 'amende']
    """
    return _WORD.findall(_without_markup(text))


def word_matches(text: str) -> list[re.Match[str]]:
    """The same words as matches, for who must see what stands between them."""
    return list(_WORD.finditer(_without_markup(text)))


def _without_markup(text: str) -> str:
    return fold(_TAG.sub(" ", text))


def content(text: str) -> str:
    """The letters of a text and nothing else: equal for texts that differ in marks only."""
    return " ".join(words(text))


class Stems:
    """Snowball stems of one language, remembered. An unknown language keeps words whole."""

    def __init__(self, language: str) -> None:
        algorithm = _SNOWBALL.get(language)
        self._stemmer = Stemmer.Stemmer(algorithm) if algorithm else None

    def __call__(self, word: str) -> str:
        """Return the stem of a folded word."""
        return word if self._stemmer is None else str(self._stemmer.stemWord(word))


class Compounds:
    """Parts of long words that are written together, found in a known vocabulary.

    Args:
        vocabulary: Folded words that may be a part.
    """

    def __init__(self, vocabulary: Collection[str]) -> None:
        self._parts = frozenset(w for w in vocabulary if len(w) >= _SHORTEST_PART and w.isalpha())
        self.split = lru_cache(maxsize=8192)(self._split)

    def _split(self, word: str) -> tuple[str, ...]:
        """Two or three known parts that make up the word, or nothing.

        >>> Compounds({"geluid", "overlast"}).split("geluidsoverlast")
        ('geluid', 'overlast')
        """
        return self._divide(word, 3) or ()

    def _divide(self, word: str, most: int) -> tuple[str, ...] | None:
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head = word[:cut]
            if head not in self._parts:
                continue
            for joint in _JOINTS:
                if not word.startswith(joint, cut):
                    continue
                tail = word[cut + len(joint) :]
                if len(tail) > _SHORTEST_PART and tail in self._parts:
                    return (head, tail)
                if most > 2 and (more := self._divide(tail, most - 1)):  # noqa: PLR2004 - pairs end it
                    return (head, *more)
        return None


def respell(tokens: Iterable[str], spellings: Mapping[str, str]) -> list[str]:
    """Replace everyday and SMS spellings by the usual words ("koi" becomes "quoi")."""
    result: list[str] = []
    for token in tokens:
        result.extend(spellings[token].split()) if token in spellings else result.append(token)
    return result
