"""All knowledge files of a folder, loaded and checked as a whole."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.errors import KnowledgeError
from bot.faq.files import line_of, read_entries, read_lists, read_model, read_yaml
from bot.faq.schema import DangerRule, Entry, Referral, Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Utterances under these ids are no topic: people looking for a service, and what is not ours.
FIND_SERVICE = "find-service"
OUT_OF_SCOPE = "out-of-scope"
#: Lines of helplines.yaml that a reply to danger cannot do without.
NEEDED_HELPLINES = ("emergency", "domestic-violence")
#: A file that changes while it is read makes the version a lie: all is read once more then.
_MOST_READINGS = 5
#: Lists of private.yaml.
PRIVATE_WORDS = ("titles", "introductions", "street_ends", "street_starts", "number_words")
TOPIC_ID = re.compile(r"(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class LanguageKnowledge:
    """What is known in one language."""

    entries: dict[str, Entry]
    utterances: dict[str, list[str]]
    """Further ways to ask, by topic id, with ``find-service`` and ``out-of-scope``."""
    words: Words
    smalltalk: dict[str, list[str]]
    service_types: dict[str, list[str]]
    danger_examples: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the admins edit, by language, and what does not depend on one."""

    languages: dict[str, LanguageKnowledge]
    referrals: dict[str, Referral]
    danger_rules: dict[str, DangerRule]
    helplines: dict[str, dict[str, str]]
    """First line of a reply to danger: by kind of help, by language."""
    other_languages: dict[str, list[str]]
    """Frequent words of languages the assistant does not speak, by language code."""
    private: dict[str, list[str]]
    """Words before or in what is private: names, houses."""
    folder: Path
    version: str
    """Hash of all files: two programs with the same version give the same answers."""

    @property
    def topics(self) -> list[str]:
        """Ids of all topics."""
        return list(next(iter(self.languages.values())).entries)


def load_knowledge(folder: Path, *, examples: bool = True) -> Knowledge:
    """Load a folder of knowledge files.

    Args:
        folder: The files.
        examples: Also read the utterances and the examples of danger. They are the larger part
            and serve learning only: a start that finds everything learned can do without.

    Raises:
        KnowledgeError: with all faults found, each with file, line, entry and mend.
    """
    for _ in range(_MOST_READINGS):
        version = knowledge_version(folder)
        loaded = _load(folder, version, examples=examples)
        if knowledge_version(folder) == version:
            return loaded
    raise KnowledgeError(folder, 1, "the files keep changing", "wait until they are written")


def _load(folder: Path, version: str, *, examples: bool) -> Knowledge:
    languages: dict[str, LanguageKnowledge] = {}
    faults: list[KnowledgeError] = []
    codes = sorted(path.stem.removeprefix("faq_") for path in folder.glob("faq_*.yaml"))
    if not codes:
        raise KnowledgeError(folder, 1, "there is no faq_xx.yaml here", "put back faq_nl.yaml")
    for code in codes:
        try:
            languages[code] = _load_language(folder, code, examples=examples)
        except KnowledgeError as error:
            faults.append(error)
    KnowledgeError.raise_all(faults)
    check_ids(folder, languages)
    leave_out_drafts(languages)
    referrals = read_entries(folder / "referrals.yaml", Referral)
    danger_rules = read_entries(folder / "danger.yaml", DangerRule)
    helplines = read_maps(folder / "helplines.yaml")
    _check_helplines(folder / "helplines.yaml", helplines, danger_rules, codes)
    return Knowledge(
        languages=languages,
        referrals=referrals,
        danger_rules=danger_rules,
        helplines=helplines,
        other_languages=read_lists(folder / "other_languages.yaml"),
        private=read_private(folder / "private.yaml"),
        folder=folder,
        version=version,
    )


def read_private(path: Path) -> dict[str, list[str]]:
    """The words by which names and houses are known.

    Raises:
        KnowledgeError: a list is missing or odd: nothing could be blanked out without it.
    """
    lists = read_lists(path)
    KnowledgeError.raise_all(
        [
            KnowledgeError(path, 1, f"the list {name} is {fault}", "write titles, introductions, "
                           "street_ends, street_starts and number_words, each with words")
            for fault, names in (
                ("missing or empty", [name for name in PRIVATE_WORDS if not lists.get(name)]),
                ("not known", sorted(set(lists) - set(PRIVATE_WORDS))),
            )
            for name in names
        ]
    )  # fmt: skip
    return lists


def leave_out_drafts(languages: Mapping[str, LanguageKnowledge]) -> None:
    """A topic that is being written in any language is not served in any."""
    drafts = {
        t for known in languages.values() for t, entry in known.entries.items() if entry.draft
    }
    for known in languages.values():
        for topic in drafts:
            known.entries.pop(topic, None)
            known.utterances.pop(topic, None)
            known.danger_examples.pop(topic, None)


def _check_helplines(
    path: Path,
    helplines: Mapping[str, Mapping[str, str]],
    rules: Mapping[str, DangerRule],
    codes: Sequence[str],
) -> None:
    """Somebody in danger must not meet a gap: each line needed stands there in every language."""
    faults = []
    for name in sorted({*NEEDED_HELPLINES, *(rule.first for rule in rules.values())}):
        lines = helplines.get(name, {})
        missing = [code for code in codes if not lines.get(code, "").strip()]
        if missing:
            languages = f" in {', '.join(missing)}" if lines else ""
            faults.append(
                KnowledgeError(
                    path, line_of(path, (name,)), f"the line {name} is missing{languages}",
                    "write it: a number to call and what to do, in one sentence", name,
                )
            )  # fmt: skip
    KnowledgeError.raise_all(faults)


def read_maps(path: Path) -> dict[str, dict[str, str]]:
    """A file of texts by language, by id."""
    content = read_yaml(path)
    if not isinstance(content, dict) or not all(
        isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        for value in content.values()
    ):
        raise KnowledgeError(
            path, 1, "this is not a list of texts by language", "write id:, then nl: text, fr: text"
        )
    return content


def _load_language(folder: Path, code: str, *, examples: bool) -> LanguageKnowledge:
    return LanguageKnowledge(
        entries=read_entries(folder / f"faq_{code}.yaml", Entry),
        utterances=read_lists(folder / f"utterances_{code}.yaml") if examples else {},
        words=read_model(folder / f"words_{code}.yaml", Words),
        smalltalk=read_lists(folder / f"smalltalk_{code}.yaml"),
        service_types=read_lists(folder / f"service_types_{code}.yaml"),
        danger_examples=read_lists(folder / f"danger_examples_{code}.yaml") if examples else {},
    )


def check_ids(folder: Path, languages: dict[str, LanguageKnowledge]) -> None:
    """Hold the ids of all languages against one another.

    Raises:
        KnowledgeError: with all ids that are missing, odd or refer to nothing.
    """
    faults: list[KnowledgeError] = []
    every = {topic for known in languages.values() for topic in known.entries}
    for code, known in languages.items():
        path = folder / f"faq_{code}.yaml"
        faults.extend(
            KnowledgeError(
                path, 1, f"the topic {topic} is missing in this language",
                "write it, or remove it from the other languages' files", topic,
            )
            for topic in sorted(every - set(known.entries))
        )  # fmt: skip
        for topic, entry in known.entries.items():
            if not TOPIC_ID.fullmatch(topic):
                faults.append(
                    KnowledgeError(
                        path, line_of(path, (topic,)), f"{topic!r} cannot be an id",
                        "use at most 40 small letters, digits and hyphens", topic,
                    )
                )  # fmt: skip
            faults.extend(
                KnowledgeError(
                    path, line_of(path, (topic, "related")),
                    f"related: there is no topic {other!r}", "use the id of another topic", topic,
                )
                for other in entry.related
                if other not in every or other == topic
            )  # fmt: skip
        path = folder / f"utterances_{code}.yaml"
        faults.extend(
            KnowledgeError(
                path, line_of(path, (key,)), f"there is no topic {key!r}",
                f"use a topic id, {FIND_SERVICE} or {OUT_OF_SCOPE}", key,
            )
            for key in known.utterances
            if key not in every | {FIND_SERVICE, OUT_OF_SCOPE}
        )  # fmt: skip
    KnowledgeError.raise_all(faults)


def knowledge_version(folder: Path) -> str:
    """Hash of all files of a folder.

    Raises:
        KnowledgeError: a file cannot be read.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        digest.update(path.name.encode())
        try:
            digest.update(path.read_bytes())
        except OSError as error:
            raise KnowledgeError(
                path, 1, f"cannot be read: {error.strerror or error}", "put the file back"
            ) from error
    return digest.hexdigest()[:16]
