"""Services of other municipalities, for those that have none of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.directory.records import NEARBY_TYPES

if TYPE_CHECKING:
    from bot.directory.records import Directory
    from bot.gazetteer import Gazetteer

_FARTHEST_KM = 40.0
"""What lies farther off is no neighbour."""
_LENT_TYPES = {*NEARBY_TYPES, "family"}
"""Kinds with which another municipality may help. All others go by the place of the deed, by the
school or by the region."""


def neighbouring_areas(
    directory: Directory, gazetteer: Gazetteer, nis: str, service_type: str | None, language: str
) -> list[str]:
    """Municipalities whose service might help the people of another one.

    Args:
        directory: All services.
        gazetteer: All places.
        nis: The municipality that has no such service.
        service_type: The kind asked for; None: what helps neighbours.
        language: The language of the person who asks.

    Returns:
        NIS codes, the nearest first. Of each service that can be reached, and that works in a
        language of that person or municipality, the nearest municipality it covers.
    """
    kinds = {service_type or "neighbour"} & _LENT_TYPES
    if kinds & set(NEARBY_TYPES):
        kinds |= set(NEARBY_TYPES)
    spoken = {*gazetteer[nis].languages, language}
    nearest = sorted(
        min((gazetteer.distance_km(nis, area), area) for area in service.areas)
        for service in directory.services.values()
        if kinds & set(service.service_types)
        and (service.phones or service.email or service.url)
        and (not service.languages or spoken & set(service.languages))
    )
    return list(dict.fromkeys(area for km, area in nearest if km <= _FARTHEST_KM))
