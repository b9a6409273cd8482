"""What does a message cost? Time and memory: usual and long messages, more knowledge, a start.

    python benchmarks/understanding.py [--quick]

Each part runs in a process of its own, for its own peak memory. Ratios (to RapidFuzz's WRatio over
all variants, to the knowledge of today) travel better than milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import material
import numpy as np
from rapidfuzz import fuzz, process

from bot.assembly import assemble_from_files
from bot.assistant import Message
from bot.conversations.state import Conversation
from bot.faq.knowledge import FIND_SERVICE
from bot.gazetteer import Gazetteer
from bot.learning import build_reader, topic_examples
from bot.settings import Settings
from bot.understanding.confidence import topic_confidence
from bot.understanding.danger import DangerRecogniser
from bot.understanding.features import FeatureReader, Vectorizer
from bot.understanding.linear import LinearModel
from bot.understanding.text import MAX_CHARACTERS, content, words
from bot.understanding.topics import TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.faq.knowledge import Knowledge

_GROWTH = (1, 10, 100)
_GOAL = 10
"""Times the cost of today that a message may cost with a hundred times the knowledge."""
_HEAPS = 0.6
"""Words grow with texts to this power (Heaps' law; 0.4 to 0.6 is usual)."""
_WARM_UP = 50
_STARTS = 5
_NEW_WORD = 0.3
"""Share of words that are new ones in a message to the grown knowledge."""


def _times(work: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """Milliseconds that each text takes."""
    taken = []
    for text in texts:
        started = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _p99(taken: list[float]) -> float:
    return float(np.quantile(taken, 0.99))


def _peak() -> float:
    """Peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def usual(*, quick: bool) -> None:
    """Messages of every kind, against the peer; then very long ones."""
    loaded = material.knowledge()
    assistant = assemble_from_files(Settings())

    def answer(text: str) -> object:
        return assistant.answer(Message(text), Conversation())

    texts = material.messages(loaded, 300 if quick else 2000)
    _times(answer, texts[:_WARM_UP])
    ours = _times(answer, texts)
    print(f"answer: {len(texts)} messages, p50 {statistics.median(ours):.2f} ms,", end=" ")
    print(f"p99 {_p99(ours):.2f} ms, slowest {max(ours):.1f} ms; peak {_peak():.0f} MB")

    entries = [e for known in loaded.languages.values() for e in known.entries.values()]
    variants = [content(text) for e in entries for text in (e.question, *e.variants)]

    def peer(text: str) -> object:
        return process.extractOne(content(text), variants, scorer=fuzz.WRatio)

    theirs = _times(peer, texts[: 50 if quick else 400])
    middle = statistics.median(theirs)
    print(f"peer, WRatio over {len(variants)} variants: p50 {middle:.2f} ms,", end=" ")
    print(f"p99 {_p99(theirs):.2f} ms; ours / peer at p50: {statistics.median(ours) / middle:.2f}")
    kinds = {
        "words of utterances": " ".join(texts),
        "unknown words": " ".join(f"zq{i}x" for i in range(MAX_CHARACTERS)),
        "one word, repeated": "bemiddeling " * MAX_CHARACTERS,
        "one letter": "a" * MAX_CHARACTERS,
        "one letter, spaced": "a " * MAX_CHARACTERS,
        "digits": "0123456789" * MAX_CHARACTERS,
        "digits, spaced": "9000 " * MAX_CHARACTERS,
        "emoji": "\N{ANGRY FACE}" * MAX_CHARACTERS,
        "markup": "<b>[x](y)</b>*_`~ " * MAX_CHARACTERS,
        "names of places": "Gent Namur Sint-Niklaas Liège " * MAX_CHARACTERS,
    }
    for kind, text in kinds.items():
        taken = _times(answer, [text[:MAX_CHARACTERS]] * (3 if quick else 7))
        print(f"  4,096 characters, {kind}: {statistics.median(taken):.1f} ms")


def _new_words(known: list[str], count: int) -> list[str]:
    """Words that do not exist, put together from the halves of words that do."""
    chance = random.Random(material.SEED)  # noqa: S311 - made-up words, not secrets
    taken, made = set(known), dict[str, None]()
    while len(made) < count:
        first, second = chance.choice(known), chance.choice(known)
        word = first[: len(first) // 2 + 1] + second[len(second) // 2 :]
        if word not in taken:
            made[word] = None
    return list(made)


def _grown(
    loaded: Knowledge, code: str, reader: FeatureReader, times: int
) -> tuple[TopicRecogniser, list[str]]:
    """A recogniser of ``times`` the topics and variants, and the words that are new in it.

    Nothing is learned: weights are drawn by chance, as the cost of ranking does not depend on what
    they are. Stems and letter groups grow with the new words; pairs of words stay today's.
    """
    examples = topic_examples(loaded, code)
    texts = [text for listed in examples.values() for text in listed]
    now = Vectorizer.fit(reader, texts)
    vocabulary = sorted({word for text in texts for word in words(text)})
    made = _new_words(vocabulary, int(len(vocabulary) * (times**_HEAPS - 1)))
    further = {
        feature
        for word in made
        for feature in (*reader.word_features([word]), *reader.letter_features([word]))
    }
    names = [*now.names, *sorted(further - set(now.names))]
    topics = [f"{label}-{i}" for label in loaded.topics for i in range(times)]
    labels = [*topics, *(label for label in examples if label not in loaded.topics)]
    chance = np.random.default_rng(material.SEED)
    block = chance.normal(0, 0.1, (1000, len(labels))).astype(np.float16)
    weights = np.empty((len(names), len(labels)), np.float16)
    for start in range(0, len(names), len(block)):
        weights[start : start + len(block)] = block[: len(names) - start]
    rarity = np.resize(now.weights, len(names))
    model = LinearModel(tuple(labels), weights, np.zeros(len(labels), np.float32))
    print(f"{times}x: {len(topics)} topics, {len(texts) * times:,} texts,", end=" ")
    print(f"{len(names):,} features, {weights.nbytes / 2**20:.0f} MB of weights;", end=" ")
    return TopicRecogniser(Vectorizer(reader, names, rarity), model), made


def growth(times: int, *, quick: bool) -> float:
    """Cost of reading one Dutch message with ``times`` the knowledge; p50 in milliseconds."""
    loaded, settings, code = material.knowledge(), Settings(), "nl"
    feature_reader = material.feature_reader(loaded, code)
    recogniser, made = _grown(loaded, code, feature_reader, times)
    gazetteer = Gazetteer.load(settings.data_dir)
    reader = build_reader(loaded, gazetteer, settings.data_dir, settings.cache_dir)
    # Danger is read off the same features, by a model of three labels.
    chances = np.random.default_rng(material.SEED)
    columns = chances.normal(0, 0.01, (len(recogniser.vectorizer.names), 3)).astype(np.float16)
    offsets = np.array([-1, -1, 1], np.float32)
    alarm = LinearModel(("domestic-violence", "emergency", "harmless"), columns, offsets)
    danger = DangerRecogniser((), {code: TopicRecogniser(recogniser.vectorizer, alarm)})
    reader = replace(reader, topics={**reader.topics, code: recogniser}, danger=danger)
    topics = frozenset(recogniser.model.labels) - {FIND_SERVICE}
    chance = random.Random(material.SEED)  # noqa: S311 - a sample, not a secret
    # Frequent new words are met more often: Zipf's law over their ranks.
    ranks = [1.0 / rank for rank in range(1, len(made) + 1)]

    def renew(text: str) -> str:
        tokens = text.split()
        chosen = chance.choices(made, ranks, k=len(tokens)) if made else tokens
        return " ".join(
            n if chance.random() < _NEW_WORD else t for t, n in zip(tokens, chosen, strict=True)
        )

    def read(text: str) -> object:
        reading = reader.read(text, stored=code, fallback=code)
        return topic_confidence(reading.ranked, topics, {FIND_SERVICE})

    gc.freeze()  # Let no collection walk over the knowledge.
    own = replace(loaded, languages={code: loaded.languages[code]})
    texts = [renew(text) for text in material.messages(own, 200 if quick else 600)]
    _times(read, texts[:_WARM_UP])
    taken = _times(read, texts)
    middle = statistics.median(taken)
    print(f"p50 {middle:.2f} ms, p99 {_p99(taken):.2f} ms, peak {_peak():.0f} MB", end=" ")
    return middle


def start() -> None:
    """Wall time and peak memory of one question to a new process, everything learned already."""
    program = shutil.which("mediation-bot", path=str(Path(sys.executable).parent))
    command = [program] if program else [sys.executable, "-m", "bot"]
    taken, peaks = [], []
    for run in range(_STARTS + 1):
        started = time.perf_counter()
        with subprocess.Popen(  # noqa: S603 - our own program
            [*command, "ask", "Wat kost bemiddeling?"], stdout=subprocess.DEVNULL
        ) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if run:  # The first run learns where needed, and warms the disk.
            taken.append(time.perf_counter() - started)
            peaks.append(used.ru_maxrss / 1024)
    print(f"start: {statistics.median(taken):.2f} s ({min(taken):.2f}-{max(taken):.2f}),", end=" ")
    print(f"peak {statistics.median(peaks):.0f} MB ({min(peaks):.0f}-{max(peaks):.0f})")


def _part(*arguments: str) -> str:
    """Run one part in a process of its own."""
    with tempfile.TemporaryFile("w+") as held:
        command = [sys.executable, __file__, *arguments]
        subprocess.run(command, check=True, stdout=held)  # noqa: S603 - this very file
        held.seek(0)
        return held.read()


def main() -> None:
    """Run from the command line."""
    reads = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    reads.add_argument("--quick", action="store_true", help="fewer messages, no 100x")
    reads.add_argument("--part", help=argparse.SUPPRESS)
    given = reads.parse_args()
    if given.part == "usual":
        usual(quick=given.quick)
    elif given.part:
        print(f"| {growth(int(given.part), quick=given.quick)}")
    else:
        quick = ["--quick"] if given.quick else []
        start()
        print(_part("--part", "usual", *quick), end="", flush=True)
        base = 0.0
        for times in _GROWTH[: -1 if given.quick else None]:
            line, middle = _part("--part", str(times), *quick).rsplit("|", 1)
            base = base or float(middle)
            goal = f" (goal: at most {_GOAL})" if times == _GROWTH[-1] else ""
            print(f"{line}: {float(middle) / base:.1f} times 1x{goal}", flush=True)


if __name__ == "__main__":
    main()
