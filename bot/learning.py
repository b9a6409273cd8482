"""From the knowledge files to recognisers. Learning takes some seconds, so it is kept."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from bot.errors import DataFileError
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE, load_knowledge
from bot.learned import Learned, LearnedCache, Material, feature_reader
from bot.understanding.danger import HARMLESS, TOPICS, DangerRecogniser, Rule
from bot.understanding.features import Vectorizer
from bot.understanding.language import Counts, LanguageRecogniser
from bot.understanding.message import REFERRAL, MessageReader
from bot.understanding.place_words import Lexicon, PlaceHints, PlaceWords
from bot.understanding.places import PlaceRecogniser
from bot.understanding.service_types import ServiceTypeRecogniser
from bot.understanding.smalltalk import SmalltalkRecogniser
from bot.understanding.text import words
from bot.understanding.topics import PLACE, TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.faq.knowledge import Knowledge, LanguageKnowledge
    from bot.gazetteer import Gazetteer

_log = logging.getLogger(__name__)
#: How often a word must occur in harmless messages to be harmless alone, and how many times as
#: often it may occur in messages of danger.
_PLAIN, _PLAIN_SHARE = 2, 1.0
#: How often a word of what is out of scope must occur to count as a word of the language.
_COMMON = 3


def is_learned(cache_dir: Path, version: str) -> bool:
    """Whether a state of the knowledge files has been learned already."""
    return bool(LearnedCache(cache_dir).keys(version))


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
    learned = _recall(knowledge, cache_dir) or learn(knowledge, cache_dir)
    known = knowledge.languages.values()
    function_words = frozenset(word for one in known for word in one.words.function_words)
    return MessageReader(
        languages=LanguageRecogniser(
            {code: one.counts for code, one in learned.items()}, knowledge.other_languages
        ),
        places=PlaceRecogniser(
            gazetteer,
            PlaceWords.of(one.words.places.model_dump() for one in known),
            place_hints(data_dir / "places.yaml"),
            Lexicon(
                frozenset().union(*(one.language_words for one in learned.values())),
                frozenset(word for text in function_words for word in words(text)),
                lambda word: max(one.counts.words.get(word, 0) for one in learned.values()),
            ),
        ),
        danger=DangerRecogniser(
            [
                Rule.of(
                    name,
                    rule.topic,
                    rule.first,
                    rule.any_of,
                    rule.all_of,
                    rule.unless,
                    rule.alone,
                )
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


def learn(knowledge: Knowledge, cache_dir: Path) -> dict[str, Learned]:
    """Learn every language, or recall it where nothing it is learned from has changed.

    Args:
        knowledge: The files; read again with their examples if these were left out.
        cache_dir: Where what was learned is kept.
    """
    if not all(known.utterances for known in knowledge.languages.values()):
        knowledge = load_knowledge(knowledge.folder)
    cache = LearnedCache(cache_dir)
    keys: dict[str, str] = {}
    learned: dict[str, Learned] = {}
    for code, known in knowledge.languages.items():
        material = _material(knowledge, code)
        keys[code] = material.key(code)
        held = cache.load(code, keys[code], known.words)
        if held is None:
            _log.warning(
                "learning from the knowledge files (%s), this takes some seconds ...", code
            )
            held = _learn(material, code)
            cache.keep(code, keys[code], held)
        learned[code] = held
    cache.keep_keys(knowledge.version, keys)
    return learned


def _recall(knowledge: Knowledge, cache_dir: Path) -> dict[str, Learned] | None:
    """What was learned of this state of the files; None when any of it is missing."""
    cache = LearnedCache(cache_dir)
    keys = cache.keys(knowledge.version)
    if set(keys) != set(knowledge.languages):
        return None
    learned: dict[str, Learned] = {}
    for code, known in knowledge.languages.items():
        held = cache.load(code, keys[code], known.words)
        if held is None:
            return None
        learned[code] = held
    return learned


def _material(knowledge: Knowledge, code: str) -> Material:
    known = knowledge.languages[code]
    return Material(
        topics=topic_examples(knowledge, code),
        danger=danger_examples(knowledge, code),
        sentences=sentences(known),
        language_words=_language_words(known),
        words=known.words,
    )


def _learn(material: Material, code: str) -> Learned:
    counts = Counts.of(material.sentences, material.words.function_words)
    texts = {t.replace(PLACE, " "): None for listed in material.danger.values() for t in listed}
    reader = feature_reader(code, material.words, counts.words)
    vectorizer = Vectorizer.fit(reader, list(texts))
    # Plain words are no messages: they tell the witness of danger, and not how rare a word is.
    harmless = [*material.danger[HARMLESS], *_plain_words(material.danger)]
    danger = {**material.danger, HARMLESS: harmless}
    return Learned(
        TopicRecogniser.learn_with(vectorizer, material.topics),
        TopicRecogniser.learn_with(vectorizer, danger),
        counts,
        material.language_words,
    )


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


def _plain_words(examples: Mapping[str, Sequence[str]]) -> list[str]:
    """Words that mean no danger when they stand alone: "train", "familie".

    Whole messages teach only what words mean together; without these, any word that is more
    frequent in stories of danger than elsewhere would raise the alarm by itself.
    """
    harmless, danger = Counter[str](), Counter[str]()
    for label, texts in examples.items():
        counts = harmless if label == HARMLESS else danger
        for text in texts:
            counts.update(set(words(text.replace(PLACE, " "))))
    # In order: what is learned must not depend on the order of a set.
    return sorted(w for w, n in harmless.items() if n >= _PLAIN and n * _PLAIN_SHARE >= danger[w])


def sentences(known: LanguageKnowledge) -> list[str]:
    """Every way to say something in a language; answers are not learned from."""
    texts = [text.replace(PLACE, " ") for listed in known.utterances.values() for text in listed]
    for entry in known.entries.values():
        texts.extend([entry.question, *entry.variants])
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


def place_hints(path: Path) -> PlaceHints:
    """What ``places.yaml`` tells of names.

    Raises:
        DataFileError: it cannot be read.
    """
    try:
        hints = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return PlaceHints(
            ordinary_names=hints["ordinary_names"].split(),
            usually_meant={str(nis) for nis in hints["usually_meant"]},
            foreign_names=hints["foreign_names"].split(),
            elsewhere={code: names.split() for code, names in hints["elsewhere"].items()},
            adjectives={str(nis): names.split() for nis, names in hints["adjectives"].items()},
        )
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error}", "put the file back as it was delivered"
        ) from error
