"""Matching the word patterns of the knowledge files: ``burenbemid*``, ``gas boete*``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable


class Patterns:
    """A set of words and phrases, each with an optional ``*`` for any letters.

    Args:
        phrases: As an admin writes them; case and accents do not matter.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        parts = sorted({e for p in phrases if (e := _expression(p))}, key=len, reverse=True)
        self._expression = (
            re.compile(rf"(?<![a-z0-9])(?:{'|'.join(parts)})(?![a-z0-9])") if parts else None
        )

    def find(self, prepared: str) -> re.Match[str] | None:
        """The first match in a text made by :func:`prepare`."""
        return self._expression.search(prepared) if self._expression else None

    def spans(self, prepared: str) -> list[tuple[int, int]]:
        """Where all matches stand."""
        return [m.span() for m in self._expression.finditer(prepared)] if self._expression else []


def prepare(text: str) -> str:
    """Folded words with one space between, as :class:`Patterns` expects them."""
    return " ".join(words(text))


def _expression(phrase: str) -> str:
    tokens = re.findall(r"[a-z0-9*]+(?:'(?=[a-z0-9]))?", fold(phrase))
    return " ".join(re.escape(token).replace(r"\*", "[a-z0-9]*") for token in tokens)
