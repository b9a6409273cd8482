"""Everything that is wrong in a folder of knowledge files, found in one pass.

A file or an entry that cannot be read does not end the pass: all the rest is still checked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

import numpy as np
import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from rapidfuzz import fuzz, process

from bot.directory.records import SERVICE_TYPES
from bot.errors import FileError, KnowledgeError
from bot.faq.files import read_entries, read_lists, read_model, read_text, read_yaml
from bot.faq.knowledge import (
    FIND_SERVICE,
    OUT_OF_SCOPE,
    Knowledge,
    LanguageKnowledge,
    _check_ids,
    load_knowledge,
    read_maps,
)
from bot.faq.schema import DangerRule, Entry, Referral, TopicId, Words
from bot.learning import _examples, _vocabulary
from bot.understanding.danger import HARMLESS
from bot.understanding.danger import TOPICS as DANGER_TOPICS
from bot.understanding.features import FeatureReader, Vectorizer
from bot.understanding.linear import train
from bot.understanding.message import REFERRAL
from bot.understanding.text import content, words
from bot.understanding.topics import PLACE, TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from bot.faq.schema import Link

_Model = TypeVar("_Model", bound=BaseModel)
_Result = TypeVar("_Result")
_Location = tuple[str | int, ...]

#: Topics that a command or a reply to danger shows by their ids.
_NEEDED = (*DANGER_TOPICS, "bot-privacy", "charter-what", "map-what", "project-contact")
_TOPIC_ID = TypeAdapter(TopicId)
_UNREAD = Entry.model_construct(related=[])
"""Stands for an entry with a fault of its own, so that its id is not said to be missing too."""
#: A Telegram message holds 4,096 UTF-16 units; a service's address may follow the answer.
_MOST_UNITS = 4096 - 500
_MOST_WORDS = 25
_REVIEW_AFTER = timedelta(days=365)
_FEWEST_UTTERANCES = 60
_FEWEST_VARIANTS, _MOST_VARIANTS = 8, 15
#: Likeness, of 100, from which two texts of at least so many words are nearly the same.
_ALIKE, _ALIKE_WORDS = 92, 4
_BLOCK = 256
_ROUNDS = 3
"""Variants are left out a third at a time: leaving out a twelfth gave nearly the same warnings
(94 of 100) and took four times as long."""
_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#][^\s<>\"{}|\\^`]*)?")
_MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>|&(?:[a-z]+|#\d+);|\*\*|__|`|\[[^\]]*\]\([^)]*\)|^#+ ", re.MULTILINE
)
_OTHER_LIST = re.compile(r"^\s*(?:[*•–]|\d{1,2}[.)])\s", re.MULTILINE)
_SENTENCE_END = re.compile(r"\n\s*\n|\n(?=\s*- )|(?<=[.!?])\s+(?=[A-ZÀ-ÖØ-Þ«\"'])")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend in a knowledge file."""

    path: Path
    line: int
    severity: Literal["error", "warning"]
    entry: str
    """The topic or other id it stands under; empty where the whole file is meant."""
    fault: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" + (f" ({self.entry})" if self.entry else "")
        return f"{where}: {self.severity}: {self.fault}. Mend: {self.mend}."


def check_knowledge(
    folder: Path,
    *,
    today: date,
    leave_out: bool = True,
    progress: Callable[[str], None] | None = None,
) -> list[Finding]:
    """Check a folder of knowledge files.

    Args:
        folder: The files.
        today: The day from which the age of reviews is counted.
        leave_out: Also learn without each variant and see where it goes: most of the time taken.
        progress: Told what is being done, in a few words.

    Returns:
        All findings, by file and line.
    """
    tell = progress or (lambda _: None)
    check = _Check(folder, today)
    tell("reading the files")
    knowledge = check.load()
    check.shared_files(knowledge)
    for code, known in knowledge.languages.items():
        tell(f"{code}: texts")
        check.entries(code, known)
        check.lists(code, known, knowledge)
        check.words(code, known.words)
        tell(f"{code}: duplicates")
        asked = list(check.ways_to_ask(code, knowledge))
        check.identical(asked)
        check.nearly(asked)
        check.danger_examples(code, known, asked)
        if leave_out:
            check.left_out(code, knowledge, tell)
    return sorted(check.found, key=lambda f: (f.path, f.line, f.severity, f.fault))


def exit_code(findings: Iterable[Finding], *, strict: bool = False) -> int:
    """1 where there is an error, or with ``strict`` any finding at all; else 0."""
    return int(any(strict or finding.severity == "error" for finding in findings))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A way to ask, and where it stands."""

    path: Path
    location: _Location
    topic: str
    text: str
    folded: str
    variant: bool


class _Files:
    """A folder of knowledge files, read as far as possible, and what was found in it.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: dict[Path, dict[_Location, int]] = {}
        self.found: set[Finding] = set()

    def error(self, path: Path, location: _Location, fault: str, mend: str) -> None:
        entry = str(location[0]) if location else ""
        line = self.line(path, location)
        self.found.add(Finding(path, line, "error", entry, fault, mend))

    def warn(self, path: Path, location: _Location, fault: str, mend: str) -> None:
        entry = str(location[0]) if location else ""
        line = self.line(path, location)
        self.found.add(Finding(path, line, "warning", entry, fault, mend))

    def line(self, path: Path, location: _Location) -> int:
        """The line of a part of a file, or of the nearest part around it."""
        lines = self._lines_of(path)
        return next(
            (lines[p] for n in range(len(location), 0, -1) if (p := location[:n]) in lines), 1
        )

    def _lines_of(self, path: Path) -> dict[_Location, int]:
        if path not in self._lines:
            self._lines[path] = {}
            with suppress(yaml.YAMLError, KnowledgeError):
                node = yaml.compose(read_text(path), Loader=yaml.CSafeLoader)
                self._lines[path] = dict(_positions(node, ()))
        return self._lines[path]

    def load(self) -> Knowledge:
        """The files as far as they can be read. What cannot becomes a finding."""
        folder = self.folder
        codes = sorted(path.stem.removeprefix("faq_") for path in folder.glob("faq_*.yaml"))
        languages = {code: self._language(code) for code in codes}
        with_ids = {}
        for code, known in languages.items():
            path = folder / f"faq_{code}.yaml"
            keys = {str(at[0]): _UNREAD for at in self._lines_of(path) if len(at) == 1}
            if keys:
                with_ids[code] = replace(known, entries=keys | known.entries)
                for topic in _NEEDED:
                    if topic not in keys:
                        fault = f"the topic {topic} is missing, which the program shows by its id"
                        self.error(path, (topic,), fault, "put it back")
        self._try(lambda: _check_ids(folder, with_ids), None)
        knowledge = Knowledge(
            languages=languages,
            referrals=self._entries(folder / "referrals.yaml", Referral),
            danger_rules=self._entries(folder / "danger.yaml", DangerRule),
            helplines=self._try(lambda: read_maps(folder / "helplines.yaml"), {}),
            other_languages=self._lists(folder / "other_languages.yaml"),
            version="",
        )
        # Whatever else keeps the program from starting is told as well.
        self._try(lambda: load_knowledge(folder), None)
        return knowledge

    def _language(self, code: str) -> LanguageKnowledge:
        folder = self.folder
        return LanguageKnowledge(
            entries=self._entries(folder / f"faq_{code}.yaml", Entry),
            utterances=self._lists(folder / f"utterances_{code}.yaml"),
            words=self._try(lambda: read_model(folder / f"words_{code}.yaml", Words), Words()),
            smalltalk=self._lists(folder / f"smalltalk_{code}.yaml"),
            service_types=self._lists(folder / f"service_types_{code}.yaml"),
            danger_examples=self._lists(folder / f"danger_examples_{code}.yaml"),
        )

    def _entries(self, path: Path, model: type[_Model]) -> dict[str, _Model]:
        entries = self._try(lambda: read_entries(path, model), None)
        if entries is None:
            entries = {}
            for key, value in self._mapping(path).items():
                with suppress(ValidationError):
                    entries[str(key)] = model.model_validate(value)
        return entries

    def _lists(self, path: Path) -> dict[str, list[str]]:
        lists = self._try(lambda: read_lists(path), None)
        if lists is None:
            lists = {
                # A line that is no text stays as an empty one, so that the others keep their lines.
                str(key): [line if isinstance(line, str) else "" for line in listed]
                for key, listed in self._mapping(path).items()
                if isinstance(listed, list)
            }
        return lists

    def _mapping(self, path: Path) -> dict[Any, Any]:
        read = self._try(lambda: read_yaml(path), {})
        return read if isinstance(read, dict) else {}

    def _try(self, read: Callable[[], _Result], otherwise: _Result) -> _Result:
        """What a reader returns; each fault that it raises becomes a finding."""
        try:
            return read()
        except FileError as error:
            faults = [error]
            while faults:
                fault = faults.pop()
                faults.extend(fault.others)
                self.found.add(
                    Finding(fault.path, fault.line, "error", fault.entry, fault.fault, fault.mend)
                )
            return otherwise


class _Texts:
    """Checks of each text by itself.

    Args:
        files: The folder.
        today: The day from which the age of reviews is counted.
    """

    def __init__(self, files: _Files, today: date) -> None:
        self._files, self._today = files, today

    def entries(self, code: str, known: LanguageKnowledge) -> None:
        """The entries of one language, each by itself."""
        path = self._files.folder / f"faq_{code}.yaml"
        for topic, entry in known.entries.items():
            try:
                _TOPIC_ID.validate_python(topic)
            except ValidationError:
                self._files.error(
                    path, (topic,), "this is not an id",
                    "use at most 40 small letters, digits and hyphens, such as noise-at-night",
                )  # fmt: skip
            if topic in {FIND_SERVICE, OUT_OF_SCOPE}:
                self._files.error(
                    path, (topic,), "this id has a meaning of its own", "choose another"
                )
            self._plain(path, (topic, "question"), entry.question)
            for number, text in enumerate(entry.variants):
                self._plain(path, (topic, "variants", number), text)
            if not _FEWEST_VARIANTS <= len(entry.variants) <= _MOST_VARIANTS:
                self._files.warn(
                    path, (topic, "variants"), f"{len(entry.variants)} variants",
                    f"write {_FEWEST_VARIANTS} to {_MOST_VARIANTS}; further ways to ask belong in "
                    f"utterances_{code}.yaml",
                )  # fmt: skip
            self._answer(path, (topic, "answer"), entry.answer, entry.links)
            self._links(path, (topic, "links"), entry.links)
            for other, times in Counter(entry.related).items():
                if times > 1:
                    self._files.error(
                        path, (topic, "related"), f"{other} stands here twice", "remove one"
                    )
            self._reviewed(path, topic, entry.reviewed)

    def _reviewed(self, path: Path, topic: str, reviewed: date) -> None:
        here = (topic, "reviewed")
        if reviewed > self._today:
            self._files.error(
                path, here, f"{reviewed} is still to come", "write the day it was checked"
            )
        elif self._today - reviewed > _REVIEW_AFTER:
            self._files.warn(
                path, here, f"last checked on {reviewed}, more than 12 months ago",
                "check that the answer is still true and write today's date",
            )  # fmt: skip

    def _plain(self, path: Path, location: _Location, text: str) -> None:
        """A text is shown as it stands: marks of other formats would be seen by the reader."""
        if mark := _MARKUP.search(text):
            self._files.error(
                path, location, f"{mark[0]!r} is markup, and would be shown as it stands",
                "write plain text; addresses belong under links",
            )  # fmt: skip
        odd = {c for c in text if unicodedata.category(c) == "Cc" and c != "\n"}
        for character in sorted(odd | set(_INVISIBLE.findall(text))):
            fault = f"an invisible character, U+{ord(character):04X}"
            self._files.error(path, location, fault, "type the text anew instead of copying it")

    def _answer(
        self, path: Path, location: _Location, text: str, links: Sequence[Link] = ()
    ) -> None:
        self._plain(path, location, text)
        if mark := _OTHER_LIST.search(text):
            self._files.error(
                path, location, f"lines that begin with {mark[0].strip()!r} would run together",
                "begin each line of a list with '- '",
            )  # fmt: skip
        shown = "\n".join([text, *(f"{link.label}: {link.url}" for link in links)])
        if (units := len(shown.encode("utf-16-le")) // 2) > _MOST_UNITS:
            self._files.error(
                path, location, f"{units} characters are too long for one Telegram message",
                f"shorten it to {_MOST_UNITS}, links included",
            )  # fmt: skip
        for sentence in _SENTENCE_END.split(text):
            spoken = [word for word in sentence.split() if any(map(str.isalnum, word))]
            if len(spoken) > _MOST_WORDS:
                begin = " ".join(spoken[:6])
                self._files.warn(
                    path, location, f"a sentence of {len(spoken)} words: {begin!r}...",
                    f"make two of it; {_MOST_WORDS} words is the most",
                )  # fmt: skip

    def _links(self, path: Path, location: _Location, links: Sequence[Link]) -> None:
        seen: set[str] = set()
        for number, link in enumerate(links):
            here = (*location, number)
            self._plain(path, here, link.label)
            if not _ADDRESS.fullmatch(link.url) or link.url[-1] in ".,;:":
                fault = f"{link.url!r} is not a whole address"
                self._files.error(
                    path, here, fault, "copy it again from the address bar of the browser"
                )
            if link.url in seen:
                self._files.error(path, here, f"{link.url} stands here twice", "remove one")
            seen.add(link.url)

    def shared_files(self, knowledge: Knowledge) -> None:
        """Referrals, danger rules, helplines and other languages."""
        path = self._files.folder / "referrals.yaml"
        for name, referral in knowledge.referrals.items():
            for field in ("words", "answer", "links"):
                texts = {code: value for code, value in getattr(referral, field).items() if value}
                self._languages(path, (name, field), texts, knowledge, needed=field != "links")
            for code, answer in referral.answer.items():
                self._answer(path, (name, "answer", code), answer)
            for code, links in referral.links.items():
                self._links(path, (name, "links", code), links)
        path = self._files.folder / "danger.yaml"
        for name, rule in knowledge.danger_rules.items():
            if not rule.any_of and not rule.all_of:
                self._files.error(path, (name,), "this rule has no words", "add any_of: or all_of:")
            for number, group in enumerate(rule.all_of):
                self._patterns(path, (name, "all_of", number), group)
                if not group:
                    fault = "an empty list: the rule can never speak"
                    self._files.error(
                        path, (name, "all_of", number), fault, "add words, or remove it"
                    )
            self._patterns(path, (name, "any_of"), rule.any_of)
            self._patterns(path, (name, "unless"), rule.unless)
        path = self._files.folder / "helplines.yaml"
        kinds = get_args(DangerRule.model_fields["first"].annotation)
        for kind in (*kinds, *DANGER_TOPICS) if knowledge.helplines else ():
            if kind not in knowledge.helplines:
                self._files.error(path, (kind,), f"the line {kind} is missing", "put it back")
        for kind, lines in knowledge.helplines.items():
            self._languages(path, (kind,), lines, knowledge)
            for code, line in lines.items():
                self._answer(path, (kind, code), line)
        for code in knowledge.other_languages.keys() & knowledge.languages.keys():
            self._files.error(
                self._files.folder / "other_languages.yaml", (code,),
                f"the assistant speaks this language: there is a faq_{code}.yaml",
                "remove this entry",
            )  # fmt: skip

    def _languages(
        self,
        path: Path,
        location: _Location,
        texts: dict[str, Any],
        knowledge: Knowledge,
        *,
        needed: bool = True,
    ) -> None:
        for code in knowledge.languages.keys() - texts.keys() if needed else ():
            self._files.error(path, location, f"nothing for the language {code}", f"add {code}:")
        for code in texts.keys() - knowledge.languages.keys():
            fault = f"{code} is not a language here: there is no faq_{code}.yaml"
            self._files.error(path, (*location, code), fault, "remove it, or correct the code")

    def _patterns(self, path: Path, location: _Location, phrases: Sequence[str]) -> None:
        for number, phrase in enumerate(phrases):
            if phrase and not words(phrase):
                fault = f"{phrase!r} has no letters and would fit every message"
                self._files.error(path, (*location, number), fault, "remove it")

    def lists(self, code: str, known: LanguageKnowledge, knowledge: Knowledge) -> None:
        """The lists of one language: utterances, courtesies, kinds of mediation, danger."""
        path = self._files.folder / f"utterances_{code}.yaml"
        for topic in (*known.entries, FIND_SERVICE, OUT_OF_SCOPE) if known.utterances else ():
            if (count := len(known.utterances.get(topic, ()))) < _FEWEST_UTTERANCES:
                mend = f"write at least {_FEWEST_UTTERANCES} ways to ask {topic}"
                self._files.warn(path, (topic,), f"only {count} utterances", mend)
        path = self._files.folder / f"smalltalk_{code}.yaml"
        kinds = {kind for other in knowledge.languages.values() for kind in other.smalltalk}
        self._kinds(path, kinds, known.smalltalk)
        seen: dict[str, str] = {}
        for kind, phrases in known.smalltalk.items():
            for number, phrase in enumerate(phrases):
                other = seen.setdefault(content(phrase), kind)
                if other != kind:
                    fault = f"{phrase!r} stands under {other} too"
                    self._files.error(path, (kind, number), fault, "keep it in one place")
        path = self._files.folder / f"service_types_{code}.yaml"
        self._kinds(path, set(SERVICE_TYPES), known.service_types)
        for kind, phrases in known.service_types.items():
            self._patterns(path, (kind,), phrases)
            if kind not in SERVICE_TYPES:
                fault = "this is not a kind of mediation that the program knows"
                self._files.error(path, (kind,), fault, f"use {', '.join(SERVICE_TYPES)}")
        path = self._files.folder / f"danger_examples_{code}.yaml"
        self._kinds(path, set(DANGER_TOPICS), known.danger_examples)

    def _kinds(self, path: Path, kinds: set[str], lists: dict[str, list[str]]) -> None:
        for kind in sorted(kinds) if lists else ():
            if not lists.get(kind):
                mend = f"write {kind}: with lines under it, or remove it from the other languages"
                self._files.error(path, (kind,), f"there is nothing under {kind}", mend)

    def words(self, code: str, known: Words) -> None:
        """Spellings and concepts that do nothing, or not what they seem to."""
        path = self._files.folder / f"words_{code}.yaml"
        for spelling, usual in known.spellings.items():
            here = ("spellings", spelling)
            if content(spelling) == content(usual):
                fault = f"{spelling!r} is replaced by itself"
                self._files.error(
                    path, here, fault, "remove the line: case and accents never matter"
                )
            elif len(words(spelling)) != 1:
                fault = f"{spelling!r} is read as {len(words(spelling))} words and never replaced"
                self._files.warn(path, here, fault, "write a spelling that is one word")
        for concept, listed in known.concepts.items():
            for number, (word, times) in enumerate(Counter(map(content, listed)).items()):
                here = ("concepts", concept, number)
                if times > 1:
                    self._files.warn(path, here, f"{concept} holds {word!r} twice", "remove one")
                if len(word.split()) != 1:
                    fault = f"{concept}: {word!r} is not one word and has no effect"
                    self._files.warn(path, here, fault, "write single words")


class _Examples:
    """Checks of what the assistant learns from in one language.

    Args:
        files: The folder.
        code: The language.
        knowledge: What was read from it.
    """

    def __init__(self, files: _Files, code: str, knowledge: Knowledge) -> None:
        self._files, self._code, self._knowledge = files, code, knowledge
        self._known = knowledge.languages[code]
        self._asked = list(self._ways_to_ask())

    def ways_to_ask(self, code: str, knowledge: Knowledge) -> Iterator[_Asked]:
        """All that the assistant learns topics from in one language."""
        known = knowledge.languages[code]
        path = self._files.folder / f"faq_{code}.yaml"
        for topic, entry in known.entries.items():
            yield _asked(path, (topic, "question"), topic, entry.question, variant=True)
            for number, text in enumerate(entry.variants):
                yield _asked(path, (topic, "variants", number), topic, text, variant=True)
        path = self._files.folder / f"utterances_{code}.yaml"
        for topic, texts in known.utterances.items():
            for number, text in enumerate(texts):
                yield _asked(path, (topic, number), topic, text)
        path = self._files.folder / "referrals.yaml"
        for name, referral in knowledge.referrals.items():
            for number, text in enumerate(referral.words.get(code, ())):
                yield _asked(path, (name, "words", code, number), REFERRAL + name, text)

    def identical(self, asked: Sequence[_Asked]) -> None:
        """The same words twice: under two topics an error, under one a line that does nothing."""
        seen: dict[str, _Asked] = {}
        for one in asked:
            if not one.text.strip():
                continue
            if not one.folded:
                fault = f"{one.text!r} holds no word to learn from"
                self._files.error(one.path, one.location, fault, "write a question, or remove it")
                continue
            first = seen.setdefault(one.folded, one)
            if first is one:
                continue
            fault = f"{one.text!r} stands under {first.topic} too, {self._at(first)}"
            if first.topic != one.topic:
                self._files.error(one.path, one.location, fault, "keep it under one topic")
            else:
                self._files.warn(one.path, one.location, fault, "remove one")

    def _at(self, asked: _Asked) -> str:
        return f"{asked.path.name}:{self._files.line(asked.path, asked.location)}"

    def nearly(self, asked: Sequence[_Asked]) -> None:
        """Nearly the same words under two topics, or in two variants of one topic."""
        unique = {one.folded: one for one in reversed(asked)}
        long = [one for folded, one in unique.items() if len(folded.split()) >= _ALIKE_WORDS]
        long.sort(key=lambda one: (len(one.folded), one.folded))
        texts = [one.folded for one in long]
        lengths = np.array([len(text) for text in texts])
        for start in range(0, len(texts), _BLOCK):
            block = texts[start : start + _BLOCK]
            # Texts of very different length cannot be alike: the longer ones need no look.
            longest = len(block[-1]) * (200 - _ALIKE) / _ALIKE
            end = int(np.searchsorted(lengths, longest, side="right"))
            table = process.cdist(
                block, texts[start:end], scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8
            )
            for row, column in np.argwhere(table):
                if column > row:
                    self._alike(long[start + row], long[start + column])

    def _alike(self, one: _Asked, other: _Asked) -> None:
        if one.topic == other.topic and not (one.variant and other.variant):
            return
        fault = f"{one.text!r} is nearly {other.text!r} under {other.topic}, {self._at(other)}"
        mend = (
            "remove one" if one.topic == other.topic else "keep it under the topic that fits best"
        )
        self._files.warn(one.path, one.location, fault, mend)

    def danger_examples(self, code: str, known: LanguageKnowledge, asked: Sequence[_Asked]) -> None:
        """The same words taught as danger in one place and as harmless in another."""
        path = self._files.folder / f"danger_examples_{code}.yaml"
        taught = {one.folded: (_danger(one.topic), self._at(one)) for one in asked}
        for label, texts in known.danger_examples.items():
            for number, text in enumerate(texts):
                here = f"{path.name}:{self._files.line(path, (label, number))}"
                other, where = taught.setdefault(content(text), (_danger(label), here))
                if text and other != _danger(label):
                    fault = f"{text!r} is {label} here and {other} in {where}"
                    self._files.error(path, (label, number), fault, "keep it in one place")

    def left_out(self, code: str, knowledge: Knowledge, tell: Callable[[str], None]) -> None:
        """Learn without some variants and see under which topic each of them would be answered."""
        known = knowledge.languages[code]
        examples = [
            (label, text)
            for label, listed in _examples(knowledge, code).items()
            for text in dict.fromkeys(content(text.replace(PLACE, " ")) for text in listed)
        ]
        reader = FeatureReader(
            code, known.words.spellings, known.words.concepts, _vocabulary(known)
        )
        tell(f"{code}: reading {len(examples)} examples")
        vectorizer = Vectorizer.fit(reader, [text for _, text in examples])
        vectors = [vectorizer.transform(reader.tokens(text)) for _, text in examples]
        variants: dict[tuple[str, str], tuple[int, _Asked]] = {}
        for one in self.ways_to_ask(code, knowledge):
            if one.variant and one.folded:
                turn = one.location[-1] if isinstance(one.location[-1], int) else -1
                variants.setdefault((one.topic, one.folded), (turn % _ROUNDS, one))
        for number in range(_ROUNDS):
            tell(f"{code}: learning without some variants, {number + 1} of {_ROUNDS}")
            held = {key: one for key, (turn, one) in variants.items() if turn == number}
            kept = [n for n, example in enumerate(examples) if example not in held]
            labels = [examples[n][0] for n in kept]
            if len(set(labels)) < 2:  # noqa: PLR2004 - with one topic there is no other to go to
                continue
            model = train([vectors[n] for n in kept], labels, len(vectorizer.names))
            recogniser = TopicRecogniser(vectorizer, model)
            for one in held.values():
                best = recogniser.rank(one.folded)[0]
                if best.label != one.topic:
                    self._files.warn(
                        one.path, one.location,
                        f"{one.text!r} goes to {best.label} instead of {one.topic} "
                        f"(confidence {best.confidence:.2f})",
                        f"word it more clearly, move it, or write utterances like it under "
                        f"{one.topic}",
                    )  # fmt: skip


def _asked(
    path: Path, location: _Location, topic: str, text: str, *, variant: bool = False
) -> _Asked:
    return _Asked(path, location, topic, text, content(text.replace(PLACE, " ")), variant)


def _danger(label: str) -> str:
    return label if label in DANGER_TOPICS else HARMLESS


def _positions(node: yaml.Node | None, location: _Location) -> Iterator[tuple[_Location, int]]:
    """Each part of a YAML file with its line, from 1."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*location, str(key.value))
            yield here, key.start_mark.line + 1
            yield from _positions(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*location, number), value.start_mark.line + 1
            yield from _positions(value, (*location, number))
