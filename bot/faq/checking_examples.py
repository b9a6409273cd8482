"""Checks of what the assistant learns from: duplicates, and questions that go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from bot.learning import sentences, topic_examples
from bot.understanding.danger import HARMLESS
from bot.understanding.danger import TOPICS as DANGER_TOPICS
from bot.understanding.features import FeatureReader, Vectorizer
from bot.understanding.linear import train
from bot.understanding.message import REFERRAL
from bot.understanding.text import content, words
from bot.understanding.topics import PLACE, TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.faq.findings import KnowledgeFiles, Location
    from bot.faq.knowledge import (
        Knowledge,
    )

#: Likeness, of 100, from which two texts of at least so many words are nearly the same.
_ALIKE, _ALIKE_WORDS = 92, 4
_BLOCK = 256
_ROUNDS = 3
"""Variants are left out a third at a time: leaving out a twelfth gave nearly the same warnings
(94 of 100) and took four times as long."""


@dataclass(frozen=True)
class _Asked:
    """A way to ask, and where it stands."""

    path: Path
    location: Location
    topic: str
    text: str
    variant: bool = False

    @cached_property
    def folded(self) -> str:
        """The text as it is learned: without marks, and without the place."""
        return content(self.text.replace(PLACE, " "))


class ExampleChecks:
    """Checks of what the assistant learns from in one language."""

    def __init__(self, files: KnowledgeFiles, knowledge: Knowledge, code: str) -> None:
        self._files, self._knowledge, self._code = files, knowledge, code
        self._known = knowledge.languages[code]
        self._asked = [one for one in self._all_asked() if one.text.strip()]

    def _all_asked(self) -> Iterator[_Asked]:
        """All that topics and referrals are learned from."""
        path = self._files.folder / f"faq_{self._code}.yaml"
        for topic, entry in self._known.entries.items():
            yield _Asked(path, (topic, "question"), topic, entry.question, variant=True)
            for number, text in enumerate(entry.variants):
                yield _Asked(path, (topic, "variants", number), topic, text, variant=True)
        path = self._files.folder / f"utterances_{self._code}.yaml"
        for topic, texts in self._known.utterances.items():
            for number, text in enumerate(texts):
                yield _Asked(path, (topic, number), topic, text)
        path = self._files.folder / "referrals.yaml"
        for name, referral in self._knowledge.referrals.items():
            for number, text in enumerate(referral.words.get(self._code, ())):
                here = (name, "words", self._code, number)
                yield _Asked(path, here, REFERRAL + name, text)

    def check_duplicates(self) -> None:
        """The same, or nearly the same, in two places."""
        self._identical()
        self._nearly_identical()
        self._danger_examples()

    def _identical(self) -> None:
        """The same words twice: under two topics an error, under one a line that does nothing."""
        seen: dict[str, _Asked] = {}
        for one in self._asked:
            first = seen.setdefault(one.folded, one)
            fault = f"{one.text!r} stands under {first.topic} too, {self._at(first)}"
            if not one.folded:
                fault = f"{one.text!r} holds no word to learn from"
                self._files.error(one.path, one.location, fault, "write a question, or remove it")
            elif first.topic != one.topic:
                self._files.error(one.path, one.location, fault, "keep it under one topic")
            elif first is not one:
                self._files.warn(one.path, one.location, fault, "remove one")

    def _at(self, asked: _Asked) -> str:
        return f"{asked.path.name}:{self._files.line(asked.path, asked.location)}"

    def _nearly_identical(self) -> None:
        """Nearly the same words under two topics, or in two variants of one topic."""
        unique = {one.folded: one for one in reversed(self._asked)}
        long = [one for folded, one in unique.items() if len(folded.split()) >= _ALIKE_WORDS]
        long.sort(key=lambda one: (len(one.folded), one.folded))
        texts = [one.folded for one in long]
        lengths = np.array([len(text) for text in texts])
        for start in range(0, len(texts), _BLOCK):
            block = texts[start : start + _BLOCK]
            # Texts of very different length cannot be alike: the longer ones need no look.
            longest = len(block[-1]) * (200 - _ALIKE) / _ALIKE
            end = int(np.searchsorted(lengths, longest, side="right"))
            table = process.cdist(
                block, texts[start:end], scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8
            )
            for row, column in np.argwhere(table):
                if column > row:
                    self._alike(long[start + row], long[start + column])

    def _alike(self, one: _Asked, other: _Asked) -> None:
        if one.topic == other.topic and not (one.variant and other.variant):
            return
        fault = f"{one.text!r} is nearly {other.text!r} under {other.topic}, {self._at(other)}"
        self._files.warn(one.path, one.location, fault, "keep one, under the topic that fits best")

    def _danger_examples(self) -> None:
        """The same words taught as danger in one place and as harmless in another."""
        path = self._files.folder / f"danger_examples_{self._code}.yaml"
        taught = {one.folded: (_danger(one.topic), self._at(one)) for one in self._asked}
        for label, texts in self._known.danger_examples.items():
            for number, text in enumerate(texts):
                here = f"{path.name}:{self._files.line(path, (label, number))}"
                other, where = taught.setdefault(content(text), (_danger(label), here))
                if text and other != _danger(label):
                    fault = f"{text!r} is {_danger(label)} here and {other} in {where}"
                    self._files.error(path, (label, number), fault, "keep it in one place")

    def check_left_out(self, tell: Callable[[str], None]) -> None:
        """Learn without some variants and see where each of them would be sent."""
        examples = [
            (label, text)
            for label, listed in topic_examples(self._knowledge, self._code).items()
            for text in dict.fromkeys(content(text.replace(PLACE, " ")) for text in listed)
        ]
        tell(f"{self._code}: reading {len(examples)} examples")
        usage = self._known.words
        vocabulary = {word for text in sentences(self._known) for word in words(text)}
        reader = FeatureReader(self._code, usage.spellings, usage.concepts, vocabulary)
        vectorizer = Vectorizer.fit(reader, [text for _, text in examples])
        vectors = [vectorizer.read(text) for _, text in examples]
        variants = {(one.topic, one.folded): one for one in self._asked if one.variant}
        for number in range(_ROUNDS):
            tell(f"{self._code}: learning without some variants, {number + 1} of {_ROUNDS}")
            held = dict(list(variants.items())[number::_ROUNDS])
            kept = [n for n, example in enumerate(examples) if example not in held]
            labels = [examples[n][0] for n in kept]
            if len(set(labels)) < 2:  # noqa: PLR2004 - with one topic there is no other to go to
                continue
            model = train([vectors[n] for n in kept], labels, len(vectorizer.names))
            self._sent_elsewhere(TopicRecogniser(vectorizer, model), held.values())

    def _sent_elsewhere(self, recogniser: TopicRecogniser, held: Iterable[_Asked]) -> None:
        for one in held:
            best = recogniser.rank(one.folded)[0]
            if best.label != one.topic:
                fault = (
                    f"{one.text!r} goes to {best.label} instead of {one.topic} "
                    f"(confidence {best.confidence:.2f})"
                )
                mend = f"word it more clearly, move it, or write more like it under {one.topic}"
                self._files.warn(one.path, one.location, fault, mend)


def _danger(label: str) -> str:
    return label if label in DANGER_TOPICS else HARMLESS
