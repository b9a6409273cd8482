"""Which language is this message in? Learned from the knowledge files themselves."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Scripts of languages the assistant does not speak, by the first letters of Unicode names.
_SCRIPTS = {
    "ar": range(0x0600, 0x0780),
    "ru": range(0x0400, 0x0530),
    "el": range(0x0370, 0x0400),
    "he": range(0x0590, 0x0600),
    "zh": range(0x4E00, 0xA000),
    "ja": range(0x3040, 0x3100),
    "ko": range(0xAC00, 0xD7B0),
    "hi": range(0x0900, 0x0980),
    "ka": range(0x10A0, 0x1100),
    "am": range(0x1200, 0x1380),
}
_SMOOTHING = 0.4
_GRAMS = (2, 3, 4)
#: How much letter groups count beside whole words.
_GRAM_WEIGHT = 0.25
#: Log-odds from which a message shows its language.
_CLEAR = 1.2
_CLEAR_BY_LETTERS = 4.0
"""The same when no word is known and only the letters speak."""
_FUNCTION_WORD = 20
"""Occurrences that a little word is worth at least, and the most that weigh for its letters."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often words and groups of letters occur in a language."""

    words: dict[str, int]
    letters: dict[str, int]

    @classmethod
    def of(cls, sentences: Iterable[str], function_words: Iterable[str]) -> Counts:
        """Count sentences of a language; its little words count as frequent in any case."""
        seen: Counter[str] = Counter()
        for sentence in sentences:
            seen.update(words(sentence))
        for word in function_words:
            seen.update(dict.fromkeys(words(word), _FUNCTION_WORD))
        letters: Counter[str] = Counter()
        for word, count in seen.items():
            for gram in _letter_groups(word):
                letters[gram] += min(count, _FUNCTION_WORD)
        return cls(dict(seen), dict(letters))


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language a message shows.

    ``language`` is None when the message could be in any. ``foreign`` is the code of a language
    that the assistant does not speak, when the message is in one.
    """

    language: str | None
    foreign: str | None = None
    margin: float = 0.0


class LanguageRecogniser:
    """Naive Bayes over words and groups of letters.

    Args:
        counts: How often each word and each group of letters occurs, by language spoken.
        foreign: Frequent words of other languages.
    """

    def __init__(self, counts: Mapping[str, Counts], foreign: Mapping[str, Iterable[str]]) -> None:
        self.languages = tuple(counts)
        self._counts = counts
        self._word_totals = {k: sum(v.words.values()) for k, v in counts.items()}
        self._gram_totals = {k: sum(v.letters.values()) for k, v in counts.items()}
        self._foreign = {code: frozenset(listed) for code, listed in foreign.items()}

    def guess(self, text: str, ignore: Iterable[str] = ()) -> LanguageGuess:
        """The language of a message.

        Args:
            text: The message.
            ignore: Words that show nothing, such as names of places.
        """
        if script := _script(text):
            return LanguageGuess(None, script)
        skipped = set(ignore)
        tokens = [w for w in words(text) if not w.isdigit() and w not in skipped]
        if not tokens:
            return LanguageGuess(None)
        scores = {language: self._score(tokens, language) for language in self.languages}
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        best, top = ranked[0]
        margin = top - ranked[1][1] if len(ranked) > 1 else math.inf
        if foreign := self._foreign_language(tokens):
            return LanguageGuess(None, foreign, margin)
        known = any(t in counts.words for t in tokens for counts in self._counts.values())
        clear = margin >= (_CLEAR if known else _CLEAR_BY_LETTERS)
        return LanguageGuess(best if clear else None, None, margin)

    def _score(self, tokens: list[str], language: str) -> float:
        known, total = self._counts[language].words, self._word_totals[language]
        grams, gram_total = self._counts[language].letters, self._gram_totals[language]
        score = 0.0
        for token, times in Counter(tokens).items():
            score += times * math.log((known.get(token, 0) + _SMOOTHING) / (total + 1000))
            inner = [
                math.log((grams.get(g, 0) + _SMOOTHING) / (gram_total + 1000))
                for g in _letter_groups(token)
            ]
            if inner:
                score += times * _GRAM_WEIGHT * sum(inner) / math.sqrt(len(inner))
        return score

    def _foreign_language(self, tokens: list[str]) -> str | None:
        """A language not spoken here whose little words outnumber those of ours."""
        unique = set(tokens)
        best, hits = "", 0
        for code, listed in self._foreign.items():
            if (count := len(unique & listed)) > hits:
                best, hits = code, count
        # "Is" and "in" are words of ours too: only what the other language does not share counts.
        rest = unique - self._foreign.get(best, frozenset())
        ours = max(
            sum(1 for t in rest if counts.words.get(t, 0) > 1) for counts in self._counts.values()
        )
        if len(unique) == 1 and any(
            unique <= counts.words.keys() for counts in self._counts.values()
        ):
            return None
        share = hits / len(unique)
        enough = hits >= 2 or (hits == 1 and len(unique) == 1 and ours == 0)  # noqa: PLR2004
        return best if enough and hits > ours and share >= 0.3 else None  # noqa: PLR2004


def _letter_groups(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[i : i + n] for n in _GRAMS for i in range(len(padded) - n + 1)]


def _script(text: str) -> str | None:
    letters = [ord(c) for c in text if c.isalpha()]
    if not letters:
        return None
    for code, block in _SCRIPTS.items():
        if sum(1 for c in letters if c in block) > len(letters) / 2:
            return code
    return None
