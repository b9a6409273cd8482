"""The knowledge files read as far as they can be, and what is found in them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partialmethod
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import FileError, KnowledgeError
from bot.faq.files import read_entries, read_lists, read_model, read_text, read_yaml
from bot.faq.knowledge import (
    Knowledge,
    LanguageKnowledge,
    check_ids,
    leave_out_drafts,
    load_knowledge,
    read_maps,
)
from bot.faq.schema import DangerRule, Entry, Referral, Words
from bot.findings import Finding
from bot.understanding.danger import TOPICS as DANGER_TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.findings import Severity

_Model = TypeVar("_Model", bound=BaseModel)
_Result = TypeVar("_Result")
Location = tuple[str | int, ...]

#: Topics that a command or a reply to danger shows by their ids.
_NEEDED = (*DANGER_TOPICS, "bot-privacy", "charter-what", "map-what", "project-contact")
_UNREAD = Entry.model_construct(related=[])  # type: ignore[call-arg]
"""Stands for an entry with a fault of its own, so that its id is not said to be missing too."""


class KnowledgeFiles:
    """A folder of knowledge files, read as far as possible, and what was found in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: dict[Path, dict[Location, int]] = {}
        self.found: set[Finding] = set()

    def _add(
        self, severity: Severity, path: Path, location: Location, fault: str, mend: str
    ) -> None:
        entry = str(location[0]) if location else ""
        line = self.line(path, location)
        self.found.add(Finding(path, line, severity, entry, fault, mend))

    error = partialmethod(_add, "error")
    warn = partialmethod(_add, "warning")

    def line(self, path: Path, location: Location) -> int:
        """The line of a part of a file, or of the nearest part around it."""
        lines = self._lines_of(path)
        return next(
            (lines[p] for n in range(len(location), 0, -1) if (p := location[:n]) in lines), 1
        )

    def _lines_of(self, path: Path) -> dict[Location, int]:
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
        self._leave_out_drafts(languages)
        knowledge = Knowledge(
            languages=languages,
            referrals=self._entries(folder / "referrals.yaml", Referral),
            danger_rules=self._entries(folder / "danger.yaml", DangerRule),
            helplines=self._try(lambda: read_maps(folder / "helplines.yaml"), {}),
            other_languages=self._lists(folder / "other_languages.yaml"),
            private=self._lists(folder / "private.yaml"),
            folder=folder,
            version="",
        )
        # Whatever else keeps the program from starting is told as well.
        self._try(lambda: load_knowledge(folder), None)
        return knowledge

    def _leave_out_drafts(self, languages: dict[str, LanguageKnowledge]) -> None:
        for code, known in languages.items():
            for topic, entry in known.entries.items():
                if entry.draft:
                    path = self.folder / f"faq_{code}.yaml"
                    mend = "write it, then remove the line draft: true in every language"
                    self.warn(path, (topic, "draft"), "a draft: nobody sees it", mend)
        leave_out_drafts(languages)

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
            self.found.update(from_error(error))
            return otherwise


def from_error(error: FileError) -> Iterator[Finding]:
    """Each fault that a reader told of, as a finding."""
    for one in error.every():
        yield Finding(one.path, one.line, "error", one.entry, one.fault, one.mend)


def _positions(node: yaml.Node | None, location: Location) -> Iterator[tuple[Location, int]]:
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
