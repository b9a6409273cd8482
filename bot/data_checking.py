"""Everything that is wrong in the data tables, found in one pass.

What is doubtful in a service, but stops nothing, is told by ``mediation-bot services check``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.assembly import load_links
from bot.directory.files import read_charter, read_services
from bot.errors import DataFileError, FileError
from bot.faq.files import line_of, read_yaml
from bot.faq.findings import from_error
from bot.gazetteer import Gazetteer
from bot.learning import place_hints

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.findings import Finding

_Result = TypeVar("_Result")


def check_data(folder: Path) -> list[Finding]:
    """Check a folder of data tables: all that would keep the assistant from using them.

    Args:
        folder: The files.

    Returns:
        All findings, by file and line. Where the places cannot be read, the files that name them
        wait for that to be mended.
    """
    found: list[Finding] = []

    def read(reader: Callable[[], _Result]) -> _Result | None:
        try:
            return reader()
        except FileError as error:
            found.extend(from_error(error))
            return None

    gazetteer = read(lambda: Gazetteer.load(folder))
    if gazetteer is not None:
        known = gazetteer.municipalities
        read(lambda: read_services(folder / "services.csv", known))
        read(lambda: read_charter(folder / "charter.csv", known))
        read(lambda: _check_places(folder / "places.yaml", gazetteer))
    read(lambda: load_links(folder / "links.yaml"))
    return sorted(found, key=lambda finding: (str(finding.path), finding.line, finding.fault))


def _check_places(path: Path, gazetteer: Gazetteer) -> None:
    content = read_yaml(path)  # tells the line of what is no YAML
    codes = content.get("usually_meant", []) if isinstance(content, dict) else []
    if not isinstance(codes, list):
        line = line_of(path, ("usually_meant",))
        raise DataFileError(path, line, "usually_meant is not a list", "write [41002, 21007]")
    place_hints(path)
    places = [("usually_meant", number, nis) for number, nis in enumerate(codes)]
    places += [("adjectives", nis, nis) for nis in content["adjectives"]]
    DataFileError.raise_all(
        [
            DataFileError(
                path,
                line_of(path, (entry, at)),
                f"no municipality has the NIS code {nis!r}",
                "use a code of municipalities.csv",
                entry,
            )
            for entry, at, nis in places
            if str(nis) not in gazetteer
        ]
    )
