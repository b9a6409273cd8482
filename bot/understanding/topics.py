"""message -> FAQ topics with confidence, best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.features import Vectorizer
from bot.understanding.linear import train
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.understanding.features import FeatureReader, Vector
    from bot.understanding.linear import LinearModel

#: Stands in utterances for the name of a municipality, which is taken out before ranking.
PLACE = "{place}"
_MOST_RANKED = 128
"""More labels than these cannot matter: the rest is not told."""
_SHARPNESS = 6.0
"""How sharply a lead in score becomes confidence; from cross-validation, docs/understanding.md."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A label and the confidence, 0 to 1, that the message means it."""

    label: str
    confidence: float
    score: float


class TopicRecogniser:
    """Ranks labels (topics, look-up, referrals, out of scope) for a message of one language.

    Args:
        vectorizer: Reads features.
        model: Weighs them.
    """

    def __init__(self, vectorizer: Vectorizer, model: LinearModel) -> None:
        self.vectorizer = vectorizer
        self.model = model

    @classmethod
    def learn(cls, reader: FeatureReader, examples: Mapping[str, Sequence[str]]) -> TopicRecogniser:
        """Learn features and weights from examples by label."""
        texts = [text for listed in examples.values() for text in _unique(listed)]
        return cls.learn_with(Vectorizer.fit(reader, texts), examples)

    @classmethod
    def learn_with(
        cls, vectorizer: Vectorizer, examples: Mapping[str, Sequence[str]]
    ) -> TopicRecogniser:
        """Learn weights for known features; an example that is written twice counts once."""
        texts: list[str] = []
        labels: list[str] = []
        for label, listed in examples.items():
            unique = _unique(listed)
            texts.extend(unique)
            labels.extend([label] * len(unique))
        vectors = [vectorizer.read(text) for text in texts]
        return cls(vectorizer, train(vectors, labels, len(vectorizer.names)))

    def rank(self, text: str) -> list[Ranked]:
        """All labels, the likeliest first."""
        return self.rank_vector(self.vectorizer.read(text))

    def rank_vector(self, vector: Vector) -> list[Ranked]:
        """The likeliest labels for a text that has been read already, best first."""
        scores = self.model.scores(vector)
        raised = np.exp(_SHARPNESS * (scores - scores.max()))
        confidences = raised / raised.sum()
        order = np.argsort(-scores, kind="stable")[:_MOST_RANKED]
        return [
            Ranked(self.model.labels[i], float(confidences[i]), float(scores[i])) for i in order
        ]

    def explain(self, text: str, label: str, most: int = 8) -> list[tuple[str, float]]:
        """The features that spoke most for a label, with how much."""
        vector = self.vectorizer.read(text)
        column = self.model.labels.index(label)
        weights = self.model.weights[vector.numbers, column].astype(np.float32) * vector.values
        order = np.argsort(-weights)[:most]
        return [
            (self.vectorizer.names[int(vector.numbers[i])], float(weights[i]))
            for i in order
            if weights[i] > 0
        ]


def _unique(texts: Sequence[str]) -> list[str]:
    """Folded texts without repeats, and without the mark that stands for a place."""
    return list(dict.fromkeys(content(text.replace(PLACE, " ")) for text in texts))
