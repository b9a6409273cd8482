"""message -> kind of mediation asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understanding.patterns import Patterns, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: When a message names several kinds, the more special one is meant: "buurt" stands near all.
_MOST_SPECIAL_FIRST = (
    "sanctions", "restorative", "school", "family", "community", "neighbour", "local",
)  # fmt: skip


class ServiceTypeRecogniser:
    """Finds the kind of mediation by the words that name it.

    Args:
        words: Patterns by kind, as in ``service_types_xx.yaml``, of all languages together.
    """

    def __init__(self, words: Sequence[Mapping[str, Sequence[str]]]) -> None:
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
