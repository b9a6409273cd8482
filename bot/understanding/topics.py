"""message -> FAQ topics with confidence, best first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.understanding.features import FeatureReader, Vectorizer
from bot.understanding.linear import LinearModel, train
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Stands in utterances for the name of a municipality, which is taken out before ranking.
PLACE = "{place}"
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
        self._vectorizer = vectorizer
        self._model = model

    @classmethod
    def learn(cls, reader: FeatureReader, examples: Mapping[str, Sequence[str]]) -> TopicRecogniser:
        """Learn from examples by label; one that is written twice counts once."""
        texts: list[str] = []
        labels: list[str] = []
        for label, listed in examples.items():
            unique = {content(text.replace(PLACE, " ")): None for text in listed}
            texts.extend(unique)
            labels.extend([label] * len(unique))
        vectorizer = Vectorizer.fit(reader, texts)
        vectors = [vectorizer.transform(reader.tokens(text)) for text in texts]
        return cls(vectorizer, train(vectors, labels, len(vectorizer.names)))

    def rank(self, text: str) -> list[Ranked]:
        """All labels, the likeliest first."""
        tokens = self._vectorizer.reader.tokens(text)
        numbers, values = self._vectorizer.transform(tokens)
        scores = self._model.scores(numbers, values)
        raised = np.exp(_SHARPNESS * (scores - scores.max()))
        confidences = raised / raised.sum()
        order = np.argsort(-scores, kind="stable")
        return [
            Ranked(self._model.labels[i], float(confidences[i]), float(scores[i])) for i in order
        ]

    def known_share(self, text: str) -> float:
        """Share, 0 to 1, of the words of a message that were ever seen in an example."""
        tokens = self._vectorizer.reader.tokens(text)
        if not tokens:
            return 0.0
        known = sum(1 for t in tokens if self._vectorizer.knows_word(t))
        return known / len(tokens)

    def explain(self, text: str, label: str, most: int = 8) -> list[tuple[str, float]]:
        """The features that spoke most for a label, with how much."""
        tokens = self._vectorizer.reader.tokens(text)
        numbers, values = self._vectorizer.transform(tokens)
        column = self._model.labels.index(label)
        weights = self._model.weights[numbers, column].astype(np.float32) * values
        order = np.argsort(-weights)[:most]
        return [
            (self._vectorizer.names[int(numbers[i])], float(weights[i]))
            for i in order
            if weights[i] > 0
        ]

    def save(self, path: Path) -> None:
        """Write what was learned, so that the next start need not learn again."""
        temporary = path.with_suffix(".part.npz")
        np.savez(
            temporary,
            names=np.array("\n".join(self._vectorizer.names)),
            labels=np.array("\n".join(self._model.labels)),
            idf=self._vectorizer.weights,
            weights=self._model.weights.astype(np.float16),
            offsets=self._model.offsets,
        )
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path, reader: FeatureReader) -> TopicRecogniser:
        """Read what :meth:`save` wrote.

        Raises:
            OSError, ValueError, KeyError: there is no such file, or it is damaged.
        """
        with np.load(path, allow_pickle=False) as held:
            names = str(held["names"]).split("\n")
            labels = tuple(str(held["labels"]).split("\n"))
            vectorizer = Vectorizer(reader, names, held["idf"])
            return cls(vectorizer, LinearModel(labels, held["weights"], held["offsets"]))
