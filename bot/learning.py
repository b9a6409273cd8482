"""From the knowledge files to recognisers; what was learned is kept by the files' hash.

Learning takes a few seconds. The result lies in the cache folder, which may be deleted at any
time; a damaged or missing file only means learning once more.
"""

from __future__ import annotations

import logging
import re
import zipfile
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import yaml

from bot.errors import DataFileError
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE, LanguageKnowledge
from bot.understanding.danger import HARMLESS, DangerRecogniser, Rule
from bot.understanding.features import FeatureReader
from bot.understanding.language import LanguageRecogniser
from bot.understanding.message import REFERRAL, MessageReader
from bot.understanding.places import PlaceRecogniser
from bot.understanding.service_types import ServiceTypeRecogniser
from bot.understanding.smalltalk import SmalltalkRecogniser
from bot.understanding.text import words
from bot.understanding.topics import PLACE, TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.faq.knowledge import Knowledge
    from bot.gazetteer import Gazetteer

_log = logging.getLogger(__name__)
#: Raise when features or training change, so that no old cache is read.
_FORMAT = "5"
#: Words that speak of a service, in all languages and common misspellings.
_LOOK_UP = re.compile(
    r"bem[ie]d|medi?at|medias|medeat|dienst|^serv|^concil|^gas|^sac$|buren|buurt|^contact|^coordon"
    r"|^conflit|^ruzie|^boete|^amende|^adres|^telefoon|^telephone|^num|^terecht|^competent|^bevoegd"
)
#: How often a word of what is out of scope must occur to count as a word of the language.
_COMMON = 3


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
    vocabulary = {code: _vocabulary(known) for code, known in knowledge.languages.items()}
    readers = {
        code: FeatureReader(code, known.words.spellings, known.words.concepts, vocabulary[code])
        for code, known in knowledge.languages.items()
    }
    topics = {}
    danger = {}
    for code, reader in readers.items():
        cache = cache_dir / f"{knowledge.version}-{_FORMAT}-{code}"
        topics[code] = _learned(
            cache.with_suffix(".topics.npz"), reader, partial(_examples, knowledge, code)
        )
        danger[code] = _learned(
            cache.with_suffix(".danger.npz"), reader, partial(_danger_examples, knowledge, code)
        )
    hints = _place_hints(data_dir / "places.yaml")
    return MessageReader(
        languages=LanguageRecogniser(
            {code: _sentences(known) for code, known in knowledge.languages.items()},
            {code: known.words.function_words for code, known in knowledge.languages.items()},
            knowledge.other_languages,
        ),
        places=PlaceRecogniser(
            gazetteer,
            ordinary_names=hints["ordinary_names"].split(),
            usually_meant={str(nis) for nis in hints["usually_meant"]},
            foreign_names=hints["foreign_names"].split(),
            vocabulary=frozenset().union(*map(_language_words, knowledge.languages.values())),
            look_up=_LOOK_UP,
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
                )
                for name, rule in knowledge.danger_rules.items()
            ],
            danger,
        ),
        smalltalk=SmalltalkRecogniser([k.smalltalk for k in knowledge.languages.values()]),
        service_types=ServiceTypeRecogniser(
            [k.service_types for k in knowledge.languages.values()]
        ),
        topics=topics,
    )


def _learned(
    path: Path, reader: FeatureReader, examples: Callable[[], dict[str, list[str]]]
) -> TopicRecogniser:
    try:
        return TopicRecogniser.load(path, reader)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        _log.warning("%s cannot be read (%s): learning again", path, error)
    _log.info("learning from the knowledge files: %s", path.stem)
    recogniser = TopicRecogniser.learn(reader, examples())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        recogniser.save(path)
    except OSError as error:
        _log.warning("what was learned cannot be kept in %s: %s", path.parent, error)
    return recogniser


def _examples(knowledge: Knowledge, code: str) -> dict[str, list[str]]:
    known = knowledge.languages[code]
    examples: dict[str, list[str]] = {key: list(v) for key, v in known.utterances.items()}
    for topic, entry in known.entries.items():
        examples.setdefault(topic, []).extend([entry.question, *entry.variants])
    for name, referral in knowledge.referrals.items():
        examples[REFERRAL + name] = list(referral.words.get(code, ()))
    return {label: texts for label, texts in examples.items() if texts}


def _danger_examples(knowledge: Knowledge, code: str) -> dict[str, list[str]]:
    examples: dict[str, list[str]] = {HARMLESS: []}
    for label, texts in _examples(knowledge, code).items():
        target = label if label in {"emergency", "domestic-violence"} else HARMLESS
        examples.setdefault(target, []).extend(texts)
    for texts in knowledge.languages[code].smalltalk.values():
        examples[HARMLESS].extend(texts)
    for label, texts in knowledge.languages[code].danger_examples.items():
        target = label if label in {"emergency", "domestic-violence"} else HARMLESS
        examples.setdefault(target, []).extend(texts)
    return examples


def _vocabulary(known: LanguageKnowledge) -> frozenset[str]:
    return frozenset(word for text in _sentences(known) for word in words(text))


def _language_words(known: LanguageKnowledge) -> frozenset[str]:
    """Words that are no place: what is out of scope is full of names, so only its common words."""
    elsewhere = {OUT_OF_SCOPE, FIND_SERVICE}
    ours = LanguageKnowledge(
        entries=known.entries,
        utterances={k: v for k, v in known.utterances.items() if k not in elsewhere},
        words=known.words,
        smalltalk=known.smalltalk,
        service_types=known.service_types,
        danger_examples=known.danger_examples,
    )
    counted = Counter(
        word for key in elsewhere for text in known.utterances.get(key, ()) for word in words(text)
    )
    return _vocabulary(ours) | {word for word, count in counted.items() if count >= _COMMON}


def _sentences(known: LanguageKnowledge) -> list[str]:
    texts = [text.replace(PLACE, " ") for listed in known.utterances.values() for text in listed]
    for entry in known.entries.values():
        texts.extend([entry.question, entry.answer, *entry.variants])
    for listed in (*known.smalltalk.values(), *known.danger_examples.values()):
        texts.extend(listed)
    return texts


def _place_hints(path: Path) -> dict[str, Any]:
    try:
        hints = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {key: hints[key] for key in ("ordinary_names", "usually_meant", "foreign_names")}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error}", "put the file back as it was delivered"
        ) from error
