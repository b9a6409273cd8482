"""What a check finds: something to mend, where it stands and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend in a file, or in the database."""

    path: Path | None
    """None for the database."""
    line: int
    severity: Severity
    entry: str
    """The topic or other id it stands under; empty where the whole file is meant."""
    fault: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.path else "database"
        entry = f" ({self.entry})" if self.entry else ""
        return f"{where}{entry}: {self.severity}: {self.fault}. Mend: {self.mend}."


def exit_code(findings: Iterable[Finding], *, strict: bool = False) -> int:
    """1 where there is an error, or with ``strict`` any finding at all; else 0."""
    return int(any(strict or finding.severity == "error" for finding in findings))
