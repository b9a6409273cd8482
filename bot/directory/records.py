"""Services as the rest of the program sees them: plain values, independent of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

#: Kinds of mediation, in the order in which a citizen most often needs them.
SERVICE_TYPES = (
    "neighbour", "local", "community", "sanctions", "school", "family", "restorative",
)  # fmt: skip
#: Kinds which help neighbours: a request for one of these is met by the others too.
NEARBY_TYPES = ("neighbour", "local", "community")


@dataclass(frozen=True, slots=True)
class Service:
    """A mediation service and where its facts come from. Empty or None: not known."""

    id: str
    names: dict[str, str]
    service_types: tuple[str, ...]
    areas: frozenset[str]
    """NIS codes of the municipalities it covers."""
    languages: tuple[str, ...]
    phones: tuple[str, ...]
    email: str | None
    url: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    schedules: dict[str, str]
    free: bool | None
    """True when the source says that it costs nothing; None when it says nothing."""
    eligibility: dict[str, str]
    alerts: dict[str, str]
    assured_date: date | None
    """Date of the source: that day somebody stated these facts. Nothing newer is known."""
    source_url: str

    def name(self, language: str) -> str:
        """The name in a language, else in the language it has one in."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class CharterSignatory:
    """What is known of a municipality and the charter."""

    nis: str
    signed: str | None
    """Year, month or day in ISO 8601; None where the signature was only announced."""
    source_url: str
    checked_date: date
    """Day on which somebody last looked whether it signed."""


@dataclass(frozen=True, slots=True)
class Directory:
    """All active services and charter signatories, read once from the database."""

    services: dict[str, Service] = field(default_factory=dict)
    charter: dict[str, CharterSignatory] = field(default_factory=dict)
    by_area: dict[str, list[Service]] = field(default_factory=dict)

    @classmethod
    def of(cls, services: Iterable[Service], charter: Iterable[CharterSignatory] = ()) -> Directory:
        """Index the services by municipality: the most local service first."""
        by_area: dict[str, list[Service]] = {}
        ordered = sorted(services, key=lambda s: (len(s.areas), s.id))
        for service in ordered:
            for nis in service.areas:
                by_area.setdefault(nis, []).append(service)
        return cls({s.id: s for s in ordered}, {c.nis: c for c in charter}, by_area)

    @property
    def charter_checked(self) -> date | None:
        """Day of the list of signatories: that of its newest check. None when it is empty."""
        return max((signatory.checked_date for signatory in self.charter.values()), default=None)

    def find(self, nis: str, service_type: str | None = None) -> list[Service]:
        """Services that cover a municipality.

        Args:
            nis: The municipality.
            service_type: The kind asked for. ``neighbour``, ``local`` and ``community`` stand in
                for one another, the exact kind first. None: those three, then all others.
        """
        here = self.by_area.get(nis, [])
        if service_type is None:
            return sorted(here, key=_order_of_types)
        if service_type not in NEARBY_TYPES:
            return [s for s in here if service_type in s.service_types]
        near = [s for s in here if set(NEARBY_TYPES) & set(s.service_types)]
        return sorted(near, key=lambda s: service_type not in s.service_types)


def _order_of_types(service: Service) -> int:
    return min(SERVICE_TYPES.index(t) for t in service.service_types)


def by_language(nl: str | None, fr: str | None) -> dict[str, str]:
    """The texts that are there, by language code."""
    return {code: text for code, text in (("nl", nl), ("fr", fr)) if text}
