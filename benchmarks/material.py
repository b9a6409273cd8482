"""What the benchmarks measure on: knowledge files, labelled questions, messages."""

from __future__ import annotations

import json
import logging
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.faq.knowledge import load_knowledge
from bot.learning import sentences
from bot.settings import Settings
from bot.understanding.features import FeatureReader
from bot.understanding.language import Counts
from bot.understanding.topics import PLACE

if TYPE_CHECKING:
    from bot.faq.knowledge import Knowledge

SEED = 20261123
#: Labelled questions for development; they lie beside the checkout and are not part of it.
EVALUATION = Path(__file__).resolve().parents[2] / "shared" / "eval"
_PLACES = ("Gent", "Namur", "Hasselt", "Liège", "Brugge", "Charleroi")


def knowledge() -> Knowledge:
    """The knowledge files that the settings name, with all examples."""
    logging.disable(logging.WARNING)
    return load_knowledge(Settings().knowledge_dir)


def feature_reader(loaded: Knowledge, code: str) -> FeatureReader:
    """Reads features as the assistant does."""
    known = loaded.languages[code]
    vocabulary = Counts.of(sentences(known), known.words.function_words).words
    return FeatureReader(code, known.words.spellings, known.words.concepts, vocabulary)


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON Lines file; none when there is no such file."""
    if not path.exists():
        return []
    return [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row]


def messages(loaded: Knowledge, most: int) -> list[str]:
    """Messages as people write them: all development questions, then utterances by chance."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    asked = [row["text"] for path in sorted(EVALUATION.glob("*.jsonl")) for row in lines(path)]
    written = [
        text.replace(PLACE, chance.choice(_PLACES))
        for known in loaded.languages.values()
        for listed in known.utterances.values()
        for text in listed
    ]
    chance.shuffle(asked)
    half = asked[: most // 2]
    mixed = half + chance.sample(written, min(len(written), most - len(half)))
    chance.shuffle(mixed)
    return mixed
