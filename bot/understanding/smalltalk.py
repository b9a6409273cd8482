"""message -> greeting, thanks, goodbye: only when it is little else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.understanding.text import content, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Likeness, of 100, from which a short message is a known phrase with a slip in it.
_NEARLY = 86
_MOST_WORDS = 9
_SHORTEST_PART = 4
"""Letters of a phrase that may speak for a message with other words in it."""


@dataclass(frozen=True, slots=True)
class Smalltalk:
    """A courtesy."""

    kind: str
    language: str | None
    """The one language that says it so; None when several do ("merci", "hey")."""
    whole: bool
    """The message is nothing else; False when it only begins or ends so."""


class SmalltalkRecogniser:
    """Recognises phrases of courtesy.

    Args:
        phrases: Phrases by language and kind, as in ``smalltalk_xx.yaml``.
    """

    def __init__(self, phrases: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._kinds: dict[str, str] = {}
        self._languages: dict[str, set[str]] = {}
        for language, listed in phrases.items():
            for kind, texts in listed.items():
                for text in texts:
                    if phrase := content(text):
                        self._kinds.setdefault(phrase, kind)
                        self._languages.setdefault(phrase, set()).add(language)
        self._phrases = list(self._kinds)
        self._vocabulary = {word for p in self._phrases for word in p.split()}
        self._longest = max((len(p.split()) for p in self._phrases), default=0)

    def find(self, text: str) -> Smalltalk | None:
        """The courtesy a short message consists of, or begins or ends with."""
        tokens = words(text)
        if not tokens or len(tokens) > _MOST_WORDS:
            return None
        whole = " ".join(tokens)
        if whole in self._kinds:
            return self._courtesy([whole], whole=True)
        if covering := self._cover(tokens):
            return self._courtesy(covering, whole=True)
        hit = process.extractOne(whole, self._phrases, scorer=fuzz.ratio, score_cutoff=_NEARLY)
        if hit and len(whole) >= _SHORTEST_PART:
            return self._courtesy([hit[0]], whole=True)
        if part := self._edge(tokens):
            return self._courtesy([part], whole=False)
        return None

    def _courtesy(self, phrases: Sequence[str], *, whole: bool) -> Smalltalk:
        # "Bonjour, merci": the greeting is the lesser part.
        serious = [p for p in phrases if self._kinds[p] != "greeting"]
        spoken = set.intersection(*(self._languages[p] for p in phrases))
        language = next(iter(spoken)) if len(spoken) == 1 else None
        return Smalltalk(self._kinds[(serious or phrases)[-1]], language, whole)

    def _cover(self, tokens: list[str]) -> list[str]:
        """Known phrases that together make up the message; none when a word is unknown."""
        found: list[str] = []
        i = 0
        while i < len(tokens):
            for size in range(min(self._longest, len(tokens) - i), 0, -1):
                phrase = " ".join(tokens[i : i + size])
                if phrase in self._kinds:
                    found.append(phrase)
                    i += size
                    break
            else:
                if tokens[i] not in self._vocabulary:
                    return []
                i += 1
        return found

    def _edge(self, tokens: list[str]) -> str | None:
        """The longest known phrase with which the message ends or begins."""
        for size in range(min(self._longest, len(tokens)), 0, -1):
            for part in (tokens[-size:], tokens[:size]):
                phrase = " ".join(part)
                if phrase in self._kinds and len(phrase) >= _SHORTEST_PART:
                    return phrase
        return None
