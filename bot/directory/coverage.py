"""Which municipalities have an active service, by region and type, and which have none."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.directory.records import SERVICE_TYPES

if TYPE_CHECKING:
    from bot.directory.records import Directory
    from bot.gazetteer import Gazetteer, Municipality

REGIONS = {"VLG": "Flanders", "BRU": "Brussels", "WAL": "Wallonia"}
ANY = "any"
#: The types one can ask for; ``any`` is a service of whichever type.
KINDS = (*SERVICE_TYPES, ANY)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many services of each kind each municipality has."""

    services: dict[str, Counter[str]]
    """By NIS code; every municipality is there."""
    gazetteer: Gazetteer

    def missing(self, kind: str) -> list[Municipality]:
        """Municipalities without a service of this kind, by region and name."""
        return [m for m in self._municipalities() if not self.services[m.nis][kind]]

    def lines(self) -> list[str]:
        """A table to read: how many municipalities with and without, by region and type."""
        totals = Counter(m.region for m in self._municipalities())
        titles = [f"{REGIONS[region]} ({totals[region]})" for region in REGIONS]
        lines = ["".join([" " * 12, *(f"{title:>20}" for title in titles)])]
        lines.append(" " * 12 + f"{'with   without':>20}" * len(REGIONS))
        for kind in KINDS:
            without = Counter(m.region for m in self.missing(kind))
            counts = [f"{totals[r] - without[r]:>10}{without[r]:>10}" for r in REGIONS]
            lines.append(f"{kind:<12}" + "".join(counts))
        return lines

    def missing_lines(self, kind: str) -> list[str]:
        """The municipalities without a service of this kind, by region, to read."""
        missing = self.missing(kind)
        lines = []
        for region, name in REGIONS.items():
            there = [_name(m) for m in missing if m.region == region]
            lines.append(f"{name}: {len(there)} without")
            lines += textwrap.wrap(
                ", ".join(there), 100, initial_indent="  ", subsequent_indent="  "
            )
        return lines

    def rows(self) -> list[list[str]]:
        """A table for a spreadsheet: a row for each municipality, a column for each type."""
        return [
            ["nis", "name_nl", "name_fr", "region", *KINDS],
            *(
                [m.nis, m.name("nl"), m.name("fr"), m.region]
                + [str(self.services[m.nis][kind]) for kind in KINDS]
                for m in self._municipalities()
            ),
        ]

    def _municipalities(self) -> list[Municipality]:
        order = list(REGIONS)
        return sorted(
            self.gazetteer.municipalities.values(),
            key=lambda m: (order.index(m.region), m.name("nl")),
        )


def coverage(directory: Directory, gazetteer: Gazetteer) -> Coverage:
    """Count the active services of each municipality."""
    return Coverage(
        {
            nis: Counter(
                kind
                for service in directory.by_area.get(nis, [])
                for kind in (*service.service_types, ANY)
            )
            for nis in gazetteer.municipalities
        },
        gazetteer,
    )


def _name(municipality: Municipality) -> str:
    nl, fr = municipality.name("nl"), municipality.name("fr")
    return nl if nl == fr else f"{nl} / {fr}"
