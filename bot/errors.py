"""Every error this program raises on purpose.

MediationBotError
├── FileError            a file of ours cannot be used: names file, line, entry and mend
│   ├── KnowledgeError   in knowledge/
│   └── DataFileError    in data/ or a file to import
├── MunicipalityError    what was typed names no municipality, or several
├── PosterError          a text cannot be set on a poster
└── SettingsError        the environment does not say what is needed
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class MediationBotError(Exception):
    """The message is meant for a person: it says what is wrong and what to do."""


class FileError(MediationBotError):
    """Something is wrong in a file that a person can mend.

    Args:
        path: The file.
        line: Line number, from 1; 1 where the whole file is meant.
        fault: What is wrong, in one clause.
        mend: What to do about it, in one clause.
        entry: The topic, row or field, where there is one.
    """

    def __init__(self, path: Path, line: int, fault: str, mend: str, entry: str = "") -> None:
        self.path, self.line, self.fault, self.mend, self.entry = path, line, fault, mend, entry
        where = f"{path}:{line}" + (f" ({entry})" if entry else "")
        self.others: list[FileError] = []
        super().__init__(f"{where}: {fault}. Mend: {mend}.")

    def __str__(self) -> str:
        return "\n".join(str(fault.args[0]) for fault in self.every())

    def every(self) -> Iterator[FileError]:
        """This fault, and each that was found with it."""
        yield self
        for other in self.others:
            yield from other.every()

    @classmethod
    def raise_all(cls, faults: list[Self]) -> None:
        """Raise the first fault with all others told in its message; nothing if there is none."""
        if faults:
            first, *rest = faults
            first.others.extend(rest)
            raise first


class KnowledgeError(FileError):
    """A fault in the knowledge files."""


class DataFileError(FileError):
    """A fault in the data tables."""


class MunicipalityError(MediationBotError):
    """What was typed names no municipality, or several."""


class PosterError(MediationBotError):
    """A text cannot be set on a poster, or its file cannot be written."""


class SettingsError(MediationBotError):
    """The environment holds a wrong or missing value."""
