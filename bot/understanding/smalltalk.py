"""message -> greeting, thanks, goodbye: only when it is nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.understanding.text import content, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Likeness, of 100, from which a short message is a known phrase with a slip in it.
_NEARLY = 86
_MOST_WORDS = 9


class SmalltalkRecogniser:
    """Recognises phrases of courtesy.

    Args:
        phrases: Phrases by kind, of all languages, as in ``smalltalk_xx.yaml``.
    """

    def __init__(self, phrases: Sequence[Mapping[str, Sequence[str]]]) -> None:
        self._kinds: dict[str, str] = {}
        for listed in phrases:
            for kind, texts in listed.items():
                for text in texts:
                    self._kinds.setdefault(content(text), kind)
        self._phrases = [p for p in self._kinds if p]
        self._vocabulary = {word for p in self._phrases for word in p.split()}
        self._longest = max((len(p.split()) for p in self._phrases), default=0)

    def find(self, text: str) -> str | None:
        """The kind of courtesy; None when the message says anything more."""
        tokens = words(text)
        if not tokens or len(tokens) > _MOST_WORDS:
            return None
        whole = " ".join(tokens)
        if whole in self._kinds:
            return self._kinds[whole]
        if kind := self._cover(tokens):
            return kind
        hit = process.extractOne(whole, self._phrases, scorer=fuzz.ratio, score_cutoff=_NEARLY)
        return self._kinds[hit[0]] if hit and len(whole) > 3 else None  # noqa: PLR2004

    def _cover(self, tokens: list[str]) -> str | None:
        """Kinds of the known phrases that together make up the message; the last one counts."""
        kinds: list[str] = []
        i = 0
        while i < len(tokens):
            for size in range(min(self._longest, len(tokens) - i), 0, -1):
                kind = self._kinds.get(" ".join(tokens[i : i + size]))
                if kind:
                    kinds.append(kind)
                    i += size
                    break
            else:
                if tokens[i] not in self._vocabulary:
                    return None
                i += 1
        serious = [k for k in kinds if k != "greeting"]
        return (serious or kinds)[-1] if kinds else None
