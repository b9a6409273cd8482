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
from functools import cached_property, partialmethod
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import yaml
from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.directory.records import SERVICE_TYPES
from bot.errors import FileError, KnowledgeError
from bot.faq.files import read_entries, read_lists, read_model, read_text, read_yaml
from bot.faq.knowledge import (
    FIND_SERVICE,
    OUT_OF_SCOPE,
    Knowledge,
    LanguageKnowledge,
    check_ids,
    load_knowledge,
    read_maps,
)
from bot.faq.schema import DangerRule, Entry, Referral, Words
from bot.findings import Finding
from bot.learning import sentences, topic_examples
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
    from bot.findings import Severity

_Model = TypeVar("_Model", bound=BaseModel)
_Result = TypeVar("_Result")
_Location = tuple[str | int, ...]

#: Topics that a command or a reply to danger shows by their ids.
_NEEDED = (*DANGER_TOPICS, "bot-privacy", "charter-what", "map-what", "project-contact")
_UNREAD = Entry.model_construct(related=[])  # type: ignore[call-arg]
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
    files = _Files(folder)
    knowledge = files.load()
    texts = _Texts(files, knowledge, today)
    texts.check_shared()
    for code in knowledge.languages:
        tell(f"{code}: texts and duplicates")
        texts.check_language(code)
        examples = _Examples(files, knowledge, code)
        examples.check_duplicates()
        if leave_out:
            examples.check_left_out(tell)
    return sorted(files.found, key=lambda f: (str(f.path), f.line, f.severity, f.fault))


@dataclass(frozen=True)
class _Asked:
    """A way to ask, and where it stands."""

    path: Path
    location: _Location
    topic: str
    text: str
    variant: bool = False

    @cached_property
    def folded(self) -> str:
        """The text as it is learned: without marks, and without the place."""
        return content(self.text.replace(PLACE, " "))


class _Files:
    """A folder of knowledge files, read as far as possible, and what was found in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: dict[Path, dict[_Location, int]] = {}
        self.found: set[Finding] = set()

    def _add(
        self, severity: Severity, path: Path, location: _Location, fault: str, mend: str
    ) -> None:
        entry = str(location[0]) if location else ""
        line = self.line(path, location)
        self.found.add(Finding(path, line, severity, entry, fault, mend))

    error = partialmethod(_add, "error")
    warn = partialmethod(_add, "warning")

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
        """The files as far as they can be read; what cannot be read becomes a finding."""
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
        self._try(lambda: check_ids(folder, with_ids), None)
        knowledge = Knowledge(
            languages=languages,
            referrals=self._entries(folder / "referrals.yaml", Referral),
            danger_rules=self._entries(folder / "danger.yaml", DangerRule),
            helplines=self._try(lambda: read_maps(folder / "helplines.yaml"), {}),
            other_languages=self._lists(folder / "other_languages.yaml"),
            folder=folder,
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
        read = self._try(lambda: read_yaml(path), None)
        return read if isinstance(read, dict) else {}

    def _try(self, read: Callable[[], _Result], otherwise: _Result) -> _Result:
        """What a reader returns; each fault that it raises becomes a finding."""
        try:
            return read()
        except FileError as error:
            self.found.update(_findings(error))
            return otherwise


class _Texts:
    """Checks of each text by itself."""

    def __init__(self, files: _Files, knowledge: Knowledge, today: date) -> None:
        self._files, self._knowledge, self._today = files, knowledge, today

    def check_language(self, code: str) -> None:
        """All files of one language."""
        known = self._knowledge.languages[code]
        self._entries(code, known)
        self._utterances(code, known)
        self._smalltalk(code, known)
        self._service_types(code, known)
        self._words(code, known.words)
        path = self._files.folder / f"danger_examples_{code}.yaml"
        self._kinds(path, set(DANGER_TOPICS), known.danger_examples)

    def check_shared(self) -> None:
        """The files that hold all languages."""
        self._referrals()
        self._danger_rules()
        self._helplines()
        path = self._files.folder / "other_languages.yaml"
        for code in self._knowledge.other_languages.keys() & self._knowledge.languages.keys():
            fault = f"the assistant speaks {code}: there is a faq_{code}.yaml"
            self._files.error(path, (code,), fault, "remove this entry")

    def _entries(self, code: str, known: LanguageKnowledge) -> None:
        path = self._files.folder / f"faq_{code}.yaml"
        for topic, entry in known.entries.items():
            if topic in {FIND_SERVICE, OUT_OF_SCOPE}:
                fault = "this id has a meaning of its own"
                self._files.error(path, (topic,), fault, "choose another id")
            self._plain(path, (topic, "question"), entry.question)
            for number, text in enumerate(entry.variants):
                self._plain(path, (topic, "variants", number), text)
            if not _FEWEST_VARIANTS <= len(entry.variants) <= _MOST_VARIANTS:
                mend = f"write {_FEWEST_VARIANTS} to {_MOST_VARIANTS}; others are utterances"
                self._files.warn(path, (topic, "variants"), f"{len(entry.variants)} variants", mend)
            self._answer(path, (topic, "answer"), entry.answer, entry.links)
            self._links(path, (topic, "links"), entry.links)
            if twice := [id_ for id_, times in Counter(entry.related).items() if times > 1]:
                fault = f"{', '.join(twice)} stands here twice"
                self._files.error(path, (topic, "related"), fault, "remove one")
            self._reviewed(path, topic, entry.reviewed)

    def _reviewed(self, path: Path, topic: str, reviewed: date) -> None:
        here = (topic, "reviewed")
        if reviewed > self._today:
            self._files.error(path, here, f"{reviewed} is still to come", "write today's date")
        elif self._today - reviewed > _REVIEW_AFTER:
            fault = f"last checked on {reviewed}, more than 12 months ago"
            mend = "check that the answer is still true and write today's date"
            self._files.warn(path, here, fault, mend)

    def _plain(self, path: Path, location: _Location, text: str) -> None:
        """A text is shown as it stands: marks of other formats would be seen by the reader."""
        if mark := _MARKUP.search(text):
            fault = f"{mark[0]!r} is markup, and would be shown as it stands"
            mend = "write plain text; addresses belong under links"
            self._files.error(path, location, fault, mend)
        odd = {c for c in text if unicodedata.category(c) == "Cc" and c != "\n"}
        for character in sorted(odd | set(_INVISIBLE.findall(text))):
            fault = f"an invisible character, U+{ord(character):04X}"
            self._files.error(path, location, fault, "type the text anew instead of copying it")

    def _answer(
        self, path: Path, location: _Location, text: str, links: Sequence[Link] = ()
    ) -> None:
        self._plain(path, location, text)
        if mark := _OTHER_LIST.search(text):
            fault = f"lines that begin with {mark[0].strip()!r} would run together"
            self._files.error(path, location, fault, "begin each line of a list with '- '")
        shown = "\n".join([text, *(f"{link.label}: {link.url}" for link in links)])
        if (units := len(shown.encode("utf-16-le")) // 2) > _MOST_UNITS:
            fault = f"{units} characters are too long for one Telegram message"
            mend = f"shorten it to {_MOST_UNITS}, links included"
            self._files.error(path, location, fault, mend)
        for sentence in _SENTENCE_END.split(text):
            spoken = [word for word in sentence.split() if any(map(str.isalnum, word))]
            if len(spoken) > _MOST_WORDS:
                fault = f"a sentence of {len(spoken)} words: {' '.join(spoken[:6])!r}..."
                mend = f"make two of it; {_MOST_WORDS} words is the most"
                self._files.warn(path, location, fault, mend)

    def _links(self, path: Path, location: _Location, links: Sequence[Link]) -> None:
        seen: set[str] = set()
        for number, link in enumerate(links):
            here = (*location, number)
            self._plain(path, here, link.label)
            if not _ADDRESS.fullmatch(link.url) or link.url[-1] in ".,;:":
                fault = f"{link.url!r} is not a whole address"
                self._files.error(path, here, fault, "copy it from the address bar of the browser")
            if link.url in seen:
                self._files.error(path, here, f"{link.url} stands here twice", "remove one")
            seen.add(link.url)

    def _referrals(self) -> None:
        path = self._files.folder / "referrals.yaml"
        for name, referral in self._knowledge.referrals.items():
            for field in ("words", "answer", "links"):
                texts = {code: value for code, value in getattr(referral, field).items() if value}
                self._languages(path, (name, field), texts, needed=field != "links")
            for code, answer in referral.answer.items():
                self._answer(path, (name, "answer", code), answer)
            for code, links in referral.links.items():
                self._links(path, (name, "links", code), links)

    def _danger_rules(self) -> None:
        path = self._files.folder / "danger.yaml"
        for name, rule in self._knowledge.danger_rules.items():
            if not (rule.any_of or rule.all_of) or not all(rule.all_of):
                self._files.error(path, (name,), "a rule or a list without words", "add words")
            for number, group in enumerate(rule.all_of):
                self._patterns(path, (name, "all_of", number), group)
            self._patterns(path, (name, "any_of"), rule.any_of)
            self._patterns(path, (name, "unless"), rule.unless)

    def _helplines(self) -> None:
        path = self._files.folder / "helplines.yaml"
        helplines = self._knowledge.helplines
        for kind, lines in helplines.items():
            self._languages(path, (kind,), lines, needed=False)
            for code, line in lines.items():
                self._answer(path, (kind, code), line)

    def _languages(
        self, path: Path, location: _Location, texts: dict[str, Any], *, needed: bool = True
    ) -> None:
        known = self._knowledge.languages.keys()
        for code in known - texts.keys() if needed else ():
            self._files.error(path, location, f"nothing for the language {code}", f"add {code}:")
        for code in texts.keys() - known:
            fault = f"{code} is not a language here: there is no faq_{code}.yaml"
            self._files.error(path, (*location, code), fault, "remove it, or correct the code")

    def _patterns(self, path: Path, location: _Location, phrases: Sequence[str]) -> None:
        for number, phrase in enumerate(phrases):
            if phrase and not words(phrase):
                fault = f"{phrase!r} has no letters and would fit every message"
                self._files.error(path, (*location, number), fault, "remove it")

    def _utterances(self, code: str, known: LanguageKnowledge) -> None:
        path = self._files.folder / f"utterances_{code}.yaml"
        for topic in (*known.entries, FIND_SERVICE, OUT_OF_SCOPE) if known.utterances else ():
            if (count := len(known.utterances.get(topic, ()))) < _FEWEST_UTTERANCES:
                mend = f"write at least {_FEWEST_UTTERANCES} ways to ask {topic}"
                self._files.warn(path, (topic,), f"only {count} utterances", mend)

    def _smalltalk(self, code: str, known: LanguageKnowledge) -> None:
        path = self._files.folder / f"smalltalk_{code}.yaml"
        kinds = {kind for other in self._knowledge.languages.values() for kind in other.smalltalk}
        self._kinds(path, kinds, known.smalltalk)
        seen: dict[str, str] = {}
        for kind, phrases in known.smalltalk.items():
            for number, phrase in enumerate(phrases):
                other = seen.setdefault(content(phrase), kind)
                if other != kind:
                    fault = f"{phrase!r} stands under {other} too"
                    self._files.error(path, (kind, number), fault, "keep it in one place")

    def _service_types(self, code: str, known: LanguageKnowledge) -> None:
        path = self._files.folder / f"service_types_{code}.yaml"
        self._kinds(path, set(SERVICE_TYPES), known.service_types)
        for kind, phrases in known.service_types.items():
            self._patterns(path, (kind,), phrases)
            if kind not in SERVICE_TYPES:
                fault = "this is not a kind of mediation that the program knows"
                self._files.error(path, (kind,), fault, f"use {', '.join(SERVICE_TYPES)}")

    def _kinds(self, path: Path, kinds: set[str], lists: dict[str, list[str]]) -> None:
        for kind in sorted(kinds) if lists else ():
            if not lists.get(kind):
                mend = f"write {kind}: with lines under it, or remove it from the other languages"
                self._files.error(path, (kind,), f"there is nothing under {kind}", mend)

    def _words(self, code: str, known: Words) -> None:
        path = self._files.folder / f"words_{code}.yaml"
        for spelling, usual in known.spellings.items():
            here: _Location = ("spellings", spelling)
            if content(spelling) == content(usual):
                mend = "remove the line: case and accents never matter"
                self._files.error(path, here, f"{spelling!r} is replaced by itself", mend)
            elif len(words(spelling)) != 1:
                fault = f"{spelling!r} is read as {len(words(spelling))} words and never replaced"
                self._files.warn(path, here, fault, "write a spelling that is one word")
        for concept, listed in known.concepts.items():
            for number, word in enumerate(listed):
                here = ("concepts", concept, number)
                if content(word) in map(content, listed[:number]):
                    self._files.warn(path, here, f"{concept} holds {word!r} twice", "remove one")
                if len(words(word)) != 1:
                    fault = f"{concept}: {word!r} is not one word and has no effect"
                    self._files.warn(path, here, fault, "write single words")


class _Examples:
    """Checks of what the assistant learns from in one language."""

    def __init__(self, files: _Files, knowledge: Knowledge, code: str) -> None:
        self._files, self._knowledge, self._code = files, knowledge, code
        self._known = knowledge.languages[code]
        self._asked = [one for one in self._all_asked() if one.text.strip()]

    def _all_asked(self) -> Iterator[_Asked]:
        """All that topics and referrals are learned from."""
        path = self._files.folder / f"faq_{self._code}.yaml"
        for topic, entry in self._known.entries.items():
            yield _Asked(path, (topic, "question"), topic, entry.question, variant=True)
            for number, text in enumerate(entry.variants):
                yield _Asked(path, (topic, "variants", number), topic, text, variant=True)
        path = self._files.folder / f"utterances_{self._code}.yaml"
        for topic, texts in self._known.utterances.items():
            for number, text in enumerate(texts):
                yield _Asked(path, (topic, number), topic, text)
        path = self._files.folder / "referrals.yaml"
        for name, referral in self._knowledge.referrals.items():
            for number, text in enumerate(referral.words.get(self._code, ())):
                here = (name, "words", self._code, number)
                yield _Asked(path, here, REFERRAL + name, text)

    def check_duplicates(self) -> None:
        """The same, or nearly the same, in two places."""
        self._identical()
        self._nearly_identical()
        self._danger_examples()

    def _identical(self) -> None:
        """The same words twice: under two topics an error, under one a line that does nothing."""
        seen: dict[str, _Asked] = {}
        for one in self._asked:
            first = seen.setdefault(one.folded, one)
            fault = f"{one.text!r} stands under {first.topic} too, {self._at(first)}"
            if not one.folded:
                fault = f"{one.text!r} holds no word to learn from"
                self._files.error(one.path, one.location, fault, "write a question, or remove it")
            elif first.topic != one.topic:
                self._files.error(one.path, one.location, fault, "keep it under one topic")
            elif first is not one:
                self._files.warn(one.path, one.location, fault, "remove one")

    def _at(self, asked: _Asked) -> str:
        return f"{asked.path.name}:{self._files.line(asked.path, asked.location)}"

    def _nearly_identical(self) -> None:
        """Nearly the same words under two topics, or in two variants of one topic."""
        unique = {one.folded: one for one in reversed(self._asked)}
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
        self._files.warn(one.path, one.location, fault, "keep one, under the topic that fits best")

    def _danger_examples(self) -> None:
        """The same words taught as danger in one place and as harmless in another."""
        path = self._files.folder / f"danger_examples_{self._code}.yaml"
        taught = {one.folded: (_danger(one.topic), self._at(one)) for one in self._asked}
        for label, texts in self._known.danger_examples.items():
            for number, text in enumerate(texts):
                here = f"{path.name}:{self._files.line(path, (label, number))}"
                other, where = taught.setdefault(content(text), (_danger(label), here))
                if text and other != _danger(label):
                    fault = f"{text!r} is {_danger(label)} here and {other} in {where}"
                    self._files.error(path, (label, number), fault, "keep it in one place")

    def check_left_out(self, tell: Callable[[str], None]) -> None:
        """Learn without some variants and see where each of them would be sent."""
        examples = [
            (label, text)
            for label, listed in topic_examples(self._knowledge, self._code).items()
            for text in dict.fromkeys(content(text.replace(PLACE, " ")) for text in listed)
        ]
        tell(f"{self._code}: reading {len(examples)} examples")
        usage = self._known.words
        vocabulary = {word for text in sentences(self._known) for word in words(text)}
        reader = FeatureReader(self._code, usage.spellings, usage.concepts, vocabulary)
        vectorizer = Vectorizer.fit(reader, [text for _, text in examples])
        vectors = [vectorizer.read(text) for _, text in examples]
        variants = {(one.topic, one.folded): one for one in self._asked if one.variant}
        for number in range(_ROUNDS):
            tell(f"{self._code}: learning without some variants, {number + 1} of {_ROUNDS}")
            held = dict(list(variants.items())[number::_ROUNDS])
            kept = [n for n, example in enumerate(examples) if example not in held]
            labels = [examples[n][0] for n in kept]
            if len(set(labels)) < 2:  # noqa: PLR2004 - with one topic there is no other to go to
                continue
            model = train([vectors[n] for n in kept], labels, len(vectorizer.names))
            self._sent_elsewhere(TopicRecogniser(vectorizer, model), held.values())

    def _sent_elsewhere(self, recogniser: TopicRecogniser, held: Iterable[_Asked]) -> None:
        for one in held:
            best = recogniser.rank(one.folded)[0]
            if best.label != one.topic:
                fault = (
                    f"{one.text!r} goes to {best.label} instead of {one.topic} "
                    f"(confidence {best.confidence:.2f})"
                )
                mend = f"word it more clearly, move it, or write more like it under {one.topic}"
                self._files.warn(one.path, one.location, fault, mend)


def _findings(error: FileError) -> Iterator[Finding]:
    yield Finding(error.path, error.line, "error", error.entry, error.fault, error.mend)
    for other in error.others:
        yield from _findings(other)


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
