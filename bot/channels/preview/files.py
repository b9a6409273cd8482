"""The files that admins edit, as the preview shows and names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.settings import Settings

_SUFFIXES = {".yaml", ".csv", ".md"}


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file."""

    name: str
    """Folder and file: ``knowledge/faq_nl.yaml``."""
    line: int | None = None
    """From 1; None where only the file is known."""

    def __str__(self) -> str:
        return f"{self.name}:{self.line}" if self.line else self.name

    def href(self, language: str) -> str:
        """Where the preview shows it."""
        query = urlencode({"name": self.name, "language": language}, safe="/")
        return f"/file?{query}" + (f"#L{self.line}" if self.line else "")


class Files:
    """The two folders, under the names that the documentation gives them."""

    def __init__(self, settings: Settings) -> None:
        self.folders: Mapping[str, Path] = {
            "knowledge": settings.knowledge_dir,
            "data": settings.data_dir,
        }

    def find(self, name: str) -> Path | None:
        """The file of a name; None where there is none. Only files that stand there are found."""
        return next(
            (
                path
                for folder, place in self.folders.items()
                for path in place.iterdir()
                if f"{folder}/{path.name}" == name and path.suffix in _SUFFIXES and path.is_file()
            ),
            None,
        )

    def source(self, path: Path, line: int | None = None) -> Source | None:
        """How a place in one of the files is named; None for any other file."""
        for folder, place in self.folders.items():
            if path.parent == place and path.suffix in _SUFFIXES:
                return Source(f"{folder}/{path.name}", line)
        return None
