"""The linear classifier by itself."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.features import Vector
from bot.understanding.linear import LinearModel, train


def example(*numbers: int, weight: float = 1.0) -> Vector:
    values = np.full(len(numbers), weight, dtype=np.float32)
    return Vector(np.array(numbers, dtype=np.int64), values, 1.0)


#: Feature 0 means fruit, 1 means beast, 2 stands in both.
EXAMPLES = [example(0, 2), example(1, 2), example(0), example(1)] * 10
LABELS = ["fruit", "beast", "fruit", "beast"] * 10


@pytest.fixture
def model() -> LinearModel:
    return train(EXAMPLES, LABELS, 3)


def test_labels_stand_once_and_sorted(model: LinearModel) -> None:
    assert model.labels == ("beast", "fruit")


def test_the_telling_feature_decides(model: LinearModel) -> None:
    for numbers, label in (((0,), "fruit"), ((1,), "beast"), ((0, 2), "fruit")):
        scores = model.scores(example(*numbers))
        assert model.labels[int(scores.argmax())] == label


def test_a_feature_of_both_labels_says_less_than_a_telling_one(model: LinearModel) -> None:
    assert np.ptp(model.weights[2]) < np.ptp(model.weights[0])


def test_the_same_examples_give_the_same_weights(model: LinearModel) -> None:
    again = train(EXAMPLES, LABELS, 3)
    assert np.array_equal(model.weights, again.weights)
    assert np.array_equal(model.offsets, again.offsets)


def test_a_message_without_a_known_feature_gets_the_offsets_alone(model: LinearModel) -> None:
    assert np.array_equal(model.scores(example()), model.offsets)


def test_a_feature_that_no_example_has_weighs_nothing() -> None:
    assert not train(EXAMPLES, LABELS, 4).weights[3].any()


def test_examples_without_features_are_passed_over() -> None:
    learned = train([example(), example(), *EXAMPLES], ["fruit", "beast", *LABELS], 3)
    assert learned.labels[int(learned.scores(example(0)).argmax())] == "fruit"
    assert np.isfinite(train([example()], ["alone"], 1).offsets).all()


def test_a_weight_counts_as_often_as_its_value_says(model: LinearModel) -> None:
    once = model.scores(example(0)) - model.offsets
    twice = model.scores(example(0, weight=2.0)) - model.offsets
    assert twice == pytest.approx(2 * once)
