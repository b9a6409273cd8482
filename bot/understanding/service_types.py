"""message -> kind of mediation asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

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

    def find(self, text: str) -> str | None:
        """The kind asked for; None when no word names one."""
        prepared = prepare(text)
        for kind, patterns in self._patterns.items():
            if patterns.find(prepared):
                return kind
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
