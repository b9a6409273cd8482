"""Everything that is wrong in a folder of knowledge files, found in one pass.

A file or an entry that cannot be read does not end the pass: all the rest is still checked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from bot.directory.records import SERVICE_TYPES
from bot.faq.checking_examples import ExampleChecks
from bot.faq.editing import UNWRITTEN
from bot.faq.findings import KnowledgeFiles, Location
from bot.faq.knowledge import (
    FIND_SERVICE,
    OUT_OF_SCOPE,
    Knowledge,
    LanguageKnowledge,
)
from bot.review_dates import is_past_review
from bot.understanding.danger import TOPICS as DANGER_TOPICS
from bot.understanding.place_words import PHRASE_LISTS
from bot.understanding.text import content, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from bot.faq.schema import Link, Words
    from bot.findings import Finding

#: A Telegram message holds 4,096 UTF-16 units; a service's address may follow the answer.
_MOST_UNITS = 4096 - 500
_MOST_WORDS = 25
_FEWEST_UTTERANCES = 60
_FEWEST_VARIANTS, _MOST_VARIANTS = 8, 15
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
    files = KnowledgeFiles(folder)
    knowledge = files.load()
    texts = _Texts(files, knowledge, today)
    texts.check_shared()
    for code in knowledge.languages:
        tell(f"{code}: texts and duplicates")
        texts.check_language(code)
        examples = ExampleChecks(files, knowledge, code)
        examples.check_duplicates()
        if leave_out:
            examples.check_left_out(tell)
    return sorted(files.found, key=lambda f: (str(f.path), f.line, f.severity, f.fault))


class _Texts:
    """Checks of each text by itself."""

    def __init__(self, files: KnowledgeFiles, knowledge: Knowledge, today: date) -> None:
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
            if entry.answer.strip() == UNWRITTEN:
                self._files.error(path, (topic, "answer"), "not written yet", "write the answer")
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
        elif is_past_review(reviewed, self._today):
            fault = f"last checked on {reviewed}, more than 12 months ago"
            mend = "check that the answer is still true and write today's date"
            self._files.warn(path, here, fault, mend)

    def _plain(self, path: Path, location: Location, text: str) -> None:
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
        self, path: Path, location: Location, text: str, links: Sequence[Link] = ()
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

    def _links(self, path: Path, location: Location, links: Sequence[Link]) -> None:
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
            self._patterns(path, (name, "alone"), rule.alone)
            self._patterns(path, (name, "unless"), rule.unless)

    def _helplines(self) -> None:
        path = self._files.folder / "helplines.yaml"
        helplines = self._knowledge.helplines
        for kind, lines in helplines.items():
            self._languages(path, (kind,), lines, needed=False)
            for code, line in lines.items():
                self._answer(path, (kind, code), line)

    def _languages(
        self, path: Path, location: Location, texts: dict[str, Any], *, needed: bool = True
    ) -> None:
        known = self._knowledge.languages.keys()
        for code in known - texts.keys() if needed else ():
            self._files.error(path, location, f"nothing for the language {code}", f"add {code}:")
        for code in texts.keys() - known:
            fault = f"{code} is not a language here: there is no faq_{code}.yaml"
            self._files.error(path, (*location, code), fault, "remove it, or correct the code")

    def _patterns(self, path: Path, location: Location, phrases: Sequence[str]) -> None:
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
            here: Location = ("spellings", spelling)
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
        self._words_around_places(path, known)

    def _words_around_places(self, path: Path, known: Words) -> None:
        for name, listed in known.places:
            if name in PHRASE_LISTS:
                self._patterns(path, ("places", name), listed)
                continue
            for number, word in enumerate(listed):
                if len(words(word)) != 1:
                    fault = f"{name}: {word!r} is not one word and has no effect"
                    self._files.warn(path, ("places", name, number), fault, "write single words")
