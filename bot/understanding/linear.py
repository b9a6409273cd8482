"""A small linear classifier: one against all others, squared hinge loss, AdaGrad, NumPy alone.

On the knowledge files it does as well as a linear support vector machine of scikit-learn and
needs neither scikit-learn nor SciPy. With the same examples it always learns the same weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.understanding.features import Vector

_EPOCHS = 6
_BATCH = 32
_RATE = 0.7
_AVERAGED = 4
_SHRINK = 1e-5
_SEED = 20261123


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights by feature and label, with one offset for each label."""

    labels: tuple[str, ...]
    weights: np.ndarray
    offsets: np.ndarray

    def scores(self, vector: Vector) -> np.ndarray:
        """One score for each label: above zero speaks for it."""
        rows = self.weights[vector.numbers].astype(np.float32)
        return np.asarray(vector.values @ rows + self.offsets, dtype=np.float32)


def train(examples: Sequence[Vector], labels: Sequence[str], features: int) -> LinearModel:
    """Learn weights from examples.

    Args:
        examples: What is learned from.
        labels: The label of each.
        features: How many features there are.
    """
    names = tuple(sorted(set(labels)))
    position = {name: number for number, name in enumerate(names)}
    targets = np.array([position[label] for label in labels])
    weights = np.zeros((features, len(names)), np.float32)
    offsets = np.zeros(len(names), np.float32)
    speed = np.full(features, 1e-3, np.float32)
    offset_speed = np.full(len(names), 1e-3, np.float32)
    order = np.random.default_rng(_SEED)
    mean_weights, mean_offsets = np.zeros_like(weights), np.zeros_like(offsets)
    for epoch in range(_EPOCHS):
        shuffled = order.permutation(len(examples))
        for start in range(0, len(examples), _BATCH):
            chosen = shuffled[start : start + _BATCH]
            numbers = np.concatenate([examples[i].numbers for i in chosen])
            if numbers.size == 0:
                continue
            values = np.concatenate([examples[i].values for i in chosen])
            rows = np.repeat(np.arange(len(chosen)), [len(examples[i].numbers) for i in chosen])
            # Only the features of this batch move: a dense block of them is quick to multiply.
            used, columns = np.unique(numbers, return_inverse=True)
            block = np.zeros((len(chosen), len(used)), np.float32)
            block[rows, columns] = values
            current = weights[used]
            signs = np.full((len(chosen), len(names)), -1.0, np.float32)
            signs[np.arange(len(chosen)), targets[chosen]] = 1.0
            short = np.maximum(0.0, 1.0 - signs * (block @ current + offsets))
            slope = -2.0 * short * signs / len(chosen)
            gradient = block.T @ slope + _SHRINK * current
            speed[used] += (gradient * gradient).sum(axis=1)
            weights[used] = current - _RATE * gradient / np.sqrt(speed[used])[:, None]
            push = slope.sum(axis=0)
            offset_speed += push * push
            offsets -= 0.1 * push / np.sqrt(offset_speed)
        # The mean of the last passes depends less on the order in which the examples came.
        if epoch >= _EPOCHS - _AVERAGED:
            mean_weights += weights / _AVERAGED
            mean_offsets += offsets / _AVERAGED
    return LinearModel(names, mean_weights, mean_offsets)
