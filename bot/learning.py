"""From the knowledge files to recognisers; what was learned is kept by the files' hash.

Learning takes some seconds. The result lies in the cache folder, which may be deleted at any
time; a damaged or missing file only means learning once more.
"""

from __future__ import annotations

import logging
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from bot.errors import DataFileError
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE, load_knowledge
from bot.understanding.danger import HARMLESS, TOPICS, DangerRecogniser, Rule
from bot.understanding.features import FeatureReader, Vectorizer
from bot.understanding.language import Counts, LanguageRecogniser
from bot.understanding.linear import LinearModel
from bot.understanding.message import REFERRAL, MessageReader
from bot.understanding.places import PlaceRecogniser
from bot.understanding.service_types import ServiceTypeRecogniser
from bot.understanding.smalltalk import SmalltalkRecogniser
from bot.understanding.text import words
from bot.understanding.topics import PLACE, TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.faq.knowledge import Knowledge, LanguageKnowledge
    from bot.gazetteer import Gazetteer

_log = logging.getLogger(__name__)
#: Raise when features or training change, so that no old cache is read.
_FORMAT = "10"
#: Words that speak of a service, in all languages and common misspellings.
_LOOK_UP = re.compile(
    r"bem[ie]d|vredere|^juge$|verzoen|medi?at|medias|medeat|dienst|^serv|^concil|^gas|^sac$|buren|buurt|^contact|^coordon"
    r"|^conflit|^ruzie|^boete|^amende|^adres|^telefoon|^telephone|^num|^terecht|^competent|^bevoegd"
)
#: How often a word of what is out of scope must occur to count as a word of the language.
_COMMON = 3
#: States of the knowledge files whose learning is kept in the cache folder.
_KEPT = 4


@dataclass(frozen=True, slots=True)
class _Learned:
    """What was learned of one language."""

    topics: TopicRecogniser
    danger: TopicRecogniser
    counts: Counts
    """How often each word and group of letters occurs in the files."""
    language_words: frozenset[str]
    """Words that are no names of places."""


def is_learned(cache_dir: Path, version: str) -> bool:
    """Whether a state of the knowledge files has been learned already."""
    return _cache_path(cache_dir, version).exists()


def build_reader(
    knowledge: Knowledge, gazetteer: Gazetteer, data_dir: Path, cache_dir: Path
) -> MessageReader:
    """Make all recognisers for one state of the knowledge files.

    Args:
        knowledge: The files, loaded.
        gazetteer: All places.
        data_dir: Folder with ``places.yaml``.
        cache_dir: Where what was learned is kept.
    """
    path = _cache_path(cache_dir, knowledge.version)
    learned = _load(path, knowledge) or _learn_and_keep(path, knowledge)
    hints = _place_hints(data_dir / "places.yaml")
    known = knowledge.languages.values()
    function_words = frozenset(word for one in known for word in one.words.function_words)
    return MessageReader(
        languages=LanguageRecogniser(
            {code: one.counts for code, one in learned.items()}, knowledge.other_languages
        ),
        places=PlaceRecogniser(
            gazetteer,
            ordinary_names=hints["ordinary_names"].split(),
            usually_meant={str(nis) for nis in hints["usually_meant"]},
            foreign_names=hints["foreign_names"].split(),
            vocabulary=frozenset().union(*(one.language_words for one in learned.values())),
            look_up=_LOOK_UP,
            function_words=function_words,
        ),
        danger=DangerRecogniser(
            [
                Rule.of(name, rule.topic, rule.first, rule.any_of, rule.all_of, rule.unless)
                for name, rule in knowledge.danger_rules.items()
            ],
            {code: one.danger for code, one in learned.items()},
            function_words,
        ),
        smalltalk=SmalltalkRecogniser(
            {code: one.smalltalk for code, one in knowledge.languages.items()}
        ),
        service_types=ServiceTypeRecogniser(
            [one.service_types for one in known], function_words=function_words
        ),
        topics={code: one.topics for code, one in learned.items()},
    )


# -- learning -------------------------------------------------------------------------------


def _learn_and_keep(path: Path, knowledge: Knowledge) -> dict[str, _Learned]:
    _log.warning("learning from the knowledge files, this takes some seconds ...")
    if not all(known.utterances for known in knowledge.languages.values()):
        knowledge = load_knowledge(knowledge.folder)
    learned = {code: _learn(knowledge, code) for code in knowledge.languages}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part.npz")
        np.savez(temporary, **_arrays(learned))
        temporary.replace(path)
        _tidy(path.parent)
    except OSError as error:
        _log.warning("what was learned cannot be kept in %s: %s", path.parent, error)
    return learned


def _tidy(folder: Path) -> None:
    """Keep what was learned last; older states of the files seldom come back."""
    held = sorted(folder.glob("learned-*.npz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in held[_KEPT:]:
        old.unlink(missing_ok=True)


def _learn(knowledge: Knowledge, code: str) -> _Learned:
    known = knowledge.languages[code]
    counts = Counts.of(sentences(known), known.words.function_words)
    reader = _feature_reader(known, code, counts.words)
    topics, danger = topic_examples(knowledge, code), danger_examples(knowledge, code)
    texts = {text.replace(PLACE, " "): None for listed in danger.values() for text in listed}
    vectorizer = Vectorizer.fit(reader, list(texts))
    return _Learned(
        TopicRecogniser.learn_with(vectorizer, topics),
        TopicRecogniser.learn_with(vectorizer, danger),
        counts,
        _language_words(known),
    )


def _feature_reader(
    known: LanguageKnowledge, code: str, vocabulary: Mapping[str, int]
) -> FeatureReader:
    return FeatureReader(code, known.words.spellings, known.words.concepts, vocabulary)


def topic_examples(knowledge: Knowledge, code: str) -> dict[str, list[str]]:
    """All ways to ask, by label: topics, look-ups, referrals, what is out of scope."""
    known = knowledge.languages[code]
    examples: dict[str, list[str]] = {key: list(v) for key, v in known.utterances.items()}
    for topic, entry in known.entries.items():
        examples.setdefault(topic, []).extend([entry.question, *entry.variants])
    for name, referral in knowledge.referrals.items():
        examples[REFERRAL + name] = list(referral.words.get(code, ()))
    return {label: texts for label, texts in examples.items() if texts}


def danger_examples(knowledge: Knowledge, code: str) -> dict[str, list[str]]:
    """Messages of people in danger by topic, and everything else as harmless."""
    known = knowledge.languages[code]
    examples: dict[str, list[str]] = {HARMLESS: []}
    for texts in known.smalltalk.values():
        examples[HARMLESS].extend(texts)
    for listed in (topic_examples(knowledge, code), known.danger_examples):
        for label, texts in listed.items():
            examples.setdefault(label if label in TOPICS else HARMLESS, []).extend(texts)
    return examples


def sentences(known: LanguageKnowledge) -> list[str]:
    """Every text of a language that was written by a person."""
    texts = [text.replace(PLACE, " ") for listed in known.utterances.values() for text in listed]
    for entry in known.entries.values():
        texts.extend([entry.question, entry.answer, *entry.variants])
    for listed in (*known.smalltalk.values(), *known.danger_examples.values()):
        texts.extend(listed)
    return texts


def _language_words(known: LanguageKnowledge) -> frozenset[str]:
    """Words that are no place: what is out of scope is full of names, so only its common words."""
    elsewhere = {OUT_OF_SCOPE, FIND_SERVICE}
    ours = replace(
        known, utterances={k: v for k, v in known.utterances.items() if k not in elsewhere}
    )
    theirs = Counter(
        word for key in elsewhere for text in known.utterances.get(key, ()) for word in words(text)
    )
    common = {word for word, count in theirs.items() if count >= _COMMON}
    return frozenset(word for text in sentences(ours) for word in words(text)) | common


# -- keeping --------------------------------------------------------------------------------


def _cache_path(cache_dir: Path, version: str) -> Path:
    return cache_dir / f"learned-{version}-{_FORMAT}.npz"


def _arrays(learned: Mapping[str, _Learned]) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    for code, one in learned.items():
        vectorizer = one.topics.vectorizer
        arrays[f"{code}.names"] = _packed(vectorizer.names)
        arrays[f"{code}.idf"] = vectorizer.weights
        for name, model in (("topics", one.topics.model), ("danger", one.danger.model)):
            arrays[f"{code}.{name}.labels"] = _packed(model.labels)
            arrays[f"{code}.{name}.weights"] = model.weights.astype(np.float16)
            arrays[f"{code}.{name}.offsets"] = model.offsets
        for name, counted in (("words", one.counts.words), ("letters", one.counts.letters)):
            arrays[f"{code}.{name}"] = _packed(counted)
            arrays[f"{code}.{name}.counts"] = np.array(list(counted.values()), dtype=np.int32)
        arrays[f"{code}.language_words"] = _packed(sorted(one.language_words))
    return arrays


def _load(path: Path, knowledge: Knowledge) -> dict[str, _Learned] | None:
    try:
        with np.load(path, allow_pickle=False) as held:
            return {
                code: _restored(held, code, known) for code, known in knowledge.languages.items()
            }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        _log.warning("%s cannot be read (%s)", path, error)
        return None


def _restored(held: Mapping[str, np.ndarray], code: str, known: LanguageKnowledge) -> _Learned:
    counts = Counts(
        *(
            dict(
                zip(
                    _unpacked(held[f"{code}.{name}"]),
                    held[f"{code}.{name}.counts"].tolist(),
                    strict=True,
                )
            )
            for name in ("words", "letters")
        )
    )
    vectorizer = Vectorizer(
        _feature_reader(known, code, counts.words),
        _unpacked(held[f"{code}.names"]),
        held[f"{code}.idf"],
    )
    models = {
        name: LinearModel(
            tuple(_unpacked(held[f"{code}.{name}.labels"])),
            held[f"{code}.{name}.weights"],
            held[f"{code}.{name}.offsets"],
        )
        for name in ("topics", "danger")
    }
    return _Learned(
        TopicRecogniser(vectorizer, models["topics"]),
        TopicRecogniser(vectorizer, models["danger"]),
        counts,
        frozenset(_unpacked(held[f"{code}.language_words"])),
    )


def _packed(texts: Iterable[str]) -> np.ndarray:
    """Texts as one array of bytes: quicker to read than an array of strings, and no pickle."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(array: np.ndarray) -> list[str]:
    return array.tobytes().decode().split("\n")


def _place_hints(path: Path) -> dict[str, Any]:
    try:
        hints = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return {key: hints[key] for key in ("ordinary_names", "usually_meant", "foreign_names")}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error}", "put the file back as it was delivered"
        ) from error
