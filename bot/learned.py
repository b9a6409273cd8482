"""What was learned from the knowledge files, and how it is kept in the cache folder.

Each language is kept by the hash of what it was learned from: an edit of an answer means no new
learning, and an edit of the Dutch files none of French. A second small file tells which of them
belong to a state of the knowledge files, so that a start need not read all examples to know.
The folder may be deleted at any time; a damaged or missing file only means learning once more.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.understanding.features import FeatureReader, Vectorizer
from bot.understanding.language import Counts
from bot.understanding.linear import LinearModel
from bot.understanding.topics import TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.faq.schema import Words

_log = logging.getLogger(__name__)
#: Raise when features or training change, so that no old cache is read.
_FORMAT = "14"
#: Languages and states of the files whose learning is kept.
_KEPT = 12


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learned from, of one language."""

    topics: dict[str, list[str]]
    """Ways to ask by label."""
    danger: dict[str, list[str]]
    """Messages of people in danger by topic, and harmless ones."""
    sentences: list[str]
    """Every text that shows the language."""
    language_words: frozenset[str]
    """Words that are no names of places."""
    words: Words

    def key(self, code: str) -> str:
        """Hash of all of it: the same material gives the same learning."""
        parts = (
            _FORMAT, code, self.topics, self.danger, self.sentences,
            sorted(self.language_words), self.words.model_dump(mode="json", exclude={"places"}),
        )  # fmt: skip
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of one language."""

    topics: TopicRecogniser
    danger: TopicRecogniser
    counts: Counts
    """How often each word and group of letters occurs in the files."""
    language_words: frozenset[str]
    """Words that are no names of places."""


class LearnedCache:
    """The folder in which learning is kept.

    Args:
        folder: Where; made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keys(self, version: str) -> dict[str, str]:
        """The keys by language of a state of the knowledge files; empty when it is not known."""
        try:
            keys = json.loads(self._state(version).read_text(encoding="utf-8"))
            known = all(self._learned(code, key).is_file() for code, key in keys.items())
        except (OSError, ValueError, AttributeError):
            return {}
        return keys if known else {}

    def load(self, code: str, key: str, words: Words) -> Learned | None:
        """What is kept of a language; None when there is nothing that can be read."""
        path = self._learned(code, key)
        try:
            with np.load(path, allow_pickle=False) as held:
                return _restored(held, code, words)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            _log.warning("%s cannot be read (%s)", path, error)
            return None

    def keep(self, code: str, key: str, learned: Learned) -> None:
        """Keep what was learned of a language. Failing costs a warning only."""
        path = self._learned(code, key)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(f".{os.getpid()}.part.npz")
            np.savez(temporary, **_arrays(learned))
            temporary.replace(path)
        except OSError as error:
            _log.warning("what was learned cannot be kept in %s: %s", self._folder, error)

    def keep_keys(self, version: str, keys: Mapping[str, str]) -> None:
        """Keep which learning belongs to a state of the knowledge files, and tidy up."""
        path = self._state(version)
        try:
            temporary = path.with_suffix(f".{os.getpid()}.part")
            temporary.write_text(json.dumps(keys), encoding="utf-8")
            temporary.replace(path)
            for pattern in ("learned-*.npz", "state-*.json"):
                held = sorted(self._folder.glob(pattern), key=lambda p: p.stat().st_mtime)
                for old in held[:-_KEPT]:
                    old.unlink(missing_ok=True)
        except OSError:
            return  # the warning was given when the learning itself could not be kept

    def _state(self, version: str) -> Path:
        return self._folder / f"state-{version}-{_FORMAT}.json"

    def _learned(self, code: str, key: str) -> Path:
        return self._folder / f"learned-{code}-{key}.npz"


def feature_reader(code: str, words: Words, vocabulary: Mapping[str, int]) -> FeatureReader:
    """What reads the features of a language."""
    return FeatureReader(code, words.spellings, words.concepts, vocabulary)


def _arrays(learned: Learned) -> dict[str, Any]:
    vectorizer = learned.topics.vectorizer
    arrays: dict[str, Any] = {"names": _packed(vectorizer.names), "idf": vectorizer.weights}
    for name, model in (("topics", learned.topics.model), ("danger", learned.danger.model)):
        arrays[f"{name}.labels"] = _packed(model.labels)
        arrays[f"{name}.weights"] = model.weights.astype(np.float16)
        arrays[f"{name}.offsets"] = model.offsets
    for name, counted in (("words", learned.counts.words), ("letters", learned.counts.letters)):
        arrays[name] = _packed(counted)
        arrays[f"{name}.counts"] = np.array(list(counted.values()), dtype=np.int32)
    arrays["language_words"] = _packed(sorted(learned.language_words))
    return arrays


def _restored(held: Mapping[str, np.ndarray], code: str, words: Words) -> Learned:
    counts = Counts(
        *(
            dict(zip(_unpacked(held[name]), held[f"{name}.counts"].tolist(), strict=True))
            for name in ("words", "letters")
        )
    )
    vectorizer = Vectorizer(
        feature_reader(code, words, counts.words), _unpacked(held["names"]), held["idf"]
    )
    models = {
        name: LinearModel(
            tuple(_unpacked(held[f"{name}.labels"])),
            held[f"{name}.weights"],
            held[f"{name}.offsets"],
        )
        for name in ("topics", "danger")
    }
    return Learned(
        TopicRecogniser(vectorizer, models["topics"]),
        TopicRecogniser(vectorizer, models["danger"]),
        counts,
        frozenset(_unpacked(held["language_words"])),
    )


def _packed(texts: Iterable[str]) -> np.ndarray:
    """Texts as one array of bytes: quicker to read than an array of strings, and no pickle."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(array: np.ndarray) -> list[str]:
    return array.tobytes().decode().split("\n")
