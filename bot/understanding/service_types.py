"""message -> kind of mediation asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.understanding.patterns import Patterns, prepare

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: Words for mediation and for a service, in any of the languages, as far as they are spelled alike.
_SERVICE = re.compile(
    r".*bem[il]*d+el|.*bemid|.*medi?at|.*medias|.*dienst|servi[cs]|conciliat|gas|sac$|adres|contact"
    r"|coordon|telefoon|telephone|num"
)

#: When a message names several kinds, the more special one is meant: "buurt" stands near all.
_MOST_SPECIAL_FIRST = (
    "sanctions", "restorative", "school", "family", "community", "neighbour", "local",
)  # fmt: skip


#: "Mediation" alone, however spelled, is no kind of it.
_PLAIN = re.compile(r"bem[ie]d|medi?at|medias")
_LONG = 6
"""Letters from which a word may be misspelt and still be told from others."""
_NEARLY = 84
"""Likeness, of 100, from which a word is a known one with slips in it."""


def _whole(phrase: str) -> str:
    """The word behind a pattern of one word: "burenbemid*" stands for burenbemiddeling."""
    if " " in phrase:
        return ""
    word = phrase.rstrip("*")
    return f"{word}deling" if word.endswith("bemid") else word


class ServiceTypeRecogniser:
    """Finds the kind of mediation by the words that name it.

    Args:
        words: Patterns by kind, as in ``service_types_xx.yaml``, of all languages together.
        function_words: Little words that say nothing of their own.
    """

    def __init__(
        self, words: Sequence[Mapping[str, Sequence[str]]], function_words: Collection[str] = ()
    ) -> None:
        self._little = {word for text in function_words for word in prepare(text).split()}
        self._patterns = {
            kind: Patterns([phrase for listed in words for phrase in listed.get(kind, ())])
            for kind in _MOST_SPECIAL_FIRST
        }
        self._words = {
            word: kind
            for kind in reversed(_MOST_SPECIAL_FIRST)
            for listed in words
            for phrase in listed.get(kind, ())
            if len(word := _whole(phrase)) >= _LONG
        }

    def find(self, text: str) -> str | None:
        """The kind asked for; None when no word names one."""
        prepared = prepare(text)
        for kind, patterns in self._patterns.items():
            if patterns.find(prepared):
                return kind
        return self._nearly(prepared)

    def _nearly(self, prepared: str) -> str | None:
        """The kind whose word is misspelt here."""
        for token in prepared.split():
            if len(token) >= _LONG and not _PLAIN.match(token) and token not in self._little:
                hit = process.extractOne(
                    token, list(self._words), scorer=fuzz.ratio, score_cutoff=_NEARLY
                )
                if hit:
                    return self._words[hit[0]]
        return None

    def names_service_only(self, text: str) -> bool:
        """Whether a text says "mediation" or "service", perhaps its kind, and nothing more."""
        prepared = prepare(text)
        covered = {
            position
            for patterns in self._patterns.values()
            for start, end in patterns.spans(prepared)
            for position in range(start, end)
        }
        service = False
        position = 0
        for token in prepared.split():
            if _SERVICE.match(token):
                service = True
            elif token not in self._little and position not in covered:
                return False
            position += len(token) + 1
        return service
