"""What does the threshold of an answer buy? Draws docs/understanding-thresholds.png.

    pip install matplotlib
    python benchmarks/thresholds.py

Left: the development questions, put to the whole assistant with each threshold in turn. Right:
three-fold cross-validation over all questions of the knowledge files, by the topic recogniser
alone; each held-out text is an unusual way to ask, so this is much harder.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import material
import numpy as np

from bot import assistant as decision
from bot.assembly import assemble_from_files
from bot.assistant import Message
from bot.conversations.state import Conversation
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE
from bot.learning import topic_examples
from bot.settings import Settings
from bot.understanding.confidence import topic_confidence
from bot.understanding.topics import PLACE, TopicRecogniser

_STEPS = np.round(np.arange(0.0, 0.96, 0.05), 2)
_FOLDS = 3
_ASK, _ANSWER = vars(decision)["_ASK"], vars(decision)["_ANSWER"]
_KNOWN = vars(decision)["_KNOWN"]
_PICTURE = Path(__file__).resolve().parent.parent / "docs" / "understanding-thresholds.png"
_SOURCES = ("the whole assistant, development set", "recogniser alone, cross-validation")


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of a threshold: shares, 0 to 1."""

    threshold: float
    answered: float
    """Of questions of the FAQ."""
    wrong: float
    """Of questions of the FAQ: answered from a wrong topic."""
    outside: float
    """Of what is out of scope: answered."""


def whole_assistant() -> list[Point]:
    """Every threshold, tried on the development questions."""
    made = assemble_from_files(Settings())
    asked = material.lines(material.EVALUATION / "faq.jsonl")
    outside = material.lines(material.EVALUATION / "out_of_scope.jsonl")
    points = []
    for step in _STEPS:
        with (
            patch("bot.assistant._ANSWER", float(step)),
            patch("bot.assistant._ASK", min(float(step), _ASK)),
        ):
            replies = [
                [made.answer(Message(r["text"]), Conversation(language=r["lang"])) for r in rows]
                for rows in (asked, outside)
            ]
        given = [
            (reply.topic in {row["topic"], *row["also_ok"]})
            for row, reply in zip(asked, replies[0], strict=True)
            if reply.topic
        ]
        false = sum(reply.topic is not None for reply in replies[1])
        points.append(
            Point(
                float(step),
                len(given) / len(asked),
                given.count(False) / len(asked),
                false / len(outside),
            )
        )
    return points


def held_out(code: str) -> dict[str, list[tuple[float, bool]]]:
    """Confidence, and whether the topic is right, of each text while it was not learned."""
    loaded = material.knowledge()
    topics, reader = set(loaded.topics), material.feature_reader(loaded, code)
    examples = topic_examples(loaded, code)
    chance = np.random.default_rng(material.SEED)
    folds = {label: chance.integers(_FOLDS, size=len(listed)) for label, listed in examples.items()}
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for fold in range(_FOLDS):
        learned = {
            label: [t for t, own in zip(listed, folds[label], strict=True) if own != fold]
            for label, listed in examples.items()
        }
        recogniser = TopicRecogniser.learn(reader, learned)
        for label, listed in examples.items():
            if label not in topics and label != OUT_OF_SCOPE:
                continue
            known = set(learned[label])
            for text, own in zip(listed, folds[label], strict=True):
                if own != fold or text in known:
                    continue
                vector = recogniser.vectorizer.read(text.replace(PLACE, " "))
                ranked = recogniser.rank_vector(vector)
                best = next(r.label for r in ranked if r.label in topics)
                confidence = topic_confidence(ranked, topics, {FIND_SERVICE})
                if vector.known_share < _KNOWN:
                    confidence = -1.0
                found["in" if label in topics else "out"].append((confidence, best == label))
    return found


def cross_validated() -> list[Point]:
    """Every threshold, tried on texts of the knowledge files that were not learned."""
    codes = list(material.knowledge().languages)
    with ProcessPoolExecutor() as processes:
        parts = list(processes.map(held_out, codes))
    inside = np.array([pair for part in parts for pair in part["in"]])
    outside = np.array([pair[0] for part in parts for pair in part["out"]])
    print(f"{len(inside)} questions held out, top-1 {inside[:, 1].mean():.1%};", end=" ")
    print(f"{len(outside)} out of scope")
    return [
        Point(
            float(step),
            float((inside[:, 0] >= step).mean()),
            float(((inside[:, 0] >= step) & (inside[:, 1] == 0)).mean()),
            float((outside >= step).mean()),
        )
        for step in _STEPS
    ]


def draw(curves: list[list[Point]]) -> None:
    """The picture: what goes wrong against what is answered, a mark for each threshold."""
    import matplotlib as mpl  # noqa: PLC0415 - for this picture only

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, panels = plt.subplots(1, 2, figsize=(9.2, 3.9), dpi=100)
    for panel, title, points in zip(panels, _SOURCES, curves, strict=True):
        answered = [100 * p.answered for p in points]
        for name, label, colour in (
            ("wrong", "questions answered from a wrong topic", "#b3261e"),
            ("outside", "out-of-scope messages answered", "#1f5fa8"),
        ):
            shares = [100 * getattr(p, name) for p in points]
            panel.plot(answered, shares, marker=".", color=colour, label=label)
            for p, x, y in zip(points, answered, shares, strict=True):
                if p.threshold in {_ANSWER, _ASK}:
                    filled = colour if p.threshold == _ANSWER else "white"
                    panel.plot(x, y, "o", ms=9, mec=colour, mfc=filled)
        panel.set_title(title, fontsize=10)
        panel.set_xlabel("FAQ questions answered, %")
        panel.set_ylim(bottom=0)
        if title == _SOURCES[0]:
            # Nearly everything goes well here: look closer. The line leaves the frame at the right.
            panel.set(xlim=(75, 101), ylim=(0, 10))
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("what goes wrong, %")
    for filled, text in (("#444444", f"answer: {_ANSWER}"), ("white", f"ask: {_ASK}")):
        panels[0].plot([], [], "o", ms=9, mec="#444444", mfc=filled, label=f"threshold to {text}")
    panels[0].legend(fontsize=8, loc="upper left")
    figure.tight_layout()
    figure.savefig(_PICTURE)


def main() -> None:
    """Run from the command line."""
    curves = [whole_assistant(), cross_validated()]
    for title, points in zip(_SOURCES, curves, strict=True):
        print(f"\n{title}\n\n| threshold | answered | wrong | out of scope answered |")
        print("|---|---|---|---|")
        for p in points:
            print(f"| {p.threshold} | {p.answered:.1%} | {p.wrong:.1%} | {p.outside:.1%} |")
    draw(curves)
    print(f"\n{_PICTURE}")


if __name__ == "__main__":
    main()
