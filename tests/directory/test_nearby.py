"""Services of other municipalities, by distance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.directory.nearby import neighbouring_areas
from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES, Directory, Service

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.gazetteer import Gazetteer

GHENT, DEINZE, AALST, EUPEN, VERVIERS = "44021", "44083", "41002", "63023", "63079"
BARE = Service(
    id="bare",
    names={"nl": "Bemiddeling"},
    service_types=("neighbour",),
    areas=frozenset({DEINZE}),
    languages=(),
    phones=("+32 9 123 45 67",),
    email=None,
    url=None,
    address=None,
    latitude=None,
    longitude=None,
    schedules={},
    free=None,
    eligibility={},
    alerts={},
    assured_date=None,
    source_url="https://example.org/source",
)


def near(
    gazetteer: Gazetteer,
    *services: Service,
    nis: str = GHENT,
    kind: str | None = None,
    language: str = "nl",
) -> list[str]:
    return neighbouring_areas(Directory.of(services), gazetteer, nis, kind, language)


def test_the_nearest_comes_first(gazetteer: Gazetteer) -> None:
    far = replace(BARE, id="far", areas=frozenset({AALST}))
    assert near(gazetteer, far, BARE) == [DEINZE, AALST]
    assert gazetteer.distance_km(GHENT, DEINZE) < gazetteer.distance_km(GHENT, AALST)


def test_of_a_service_for_many_municipalities_only_the_nearest_counts(gazetteer: Gazetteer) -> None:
    assert near(gazetteer, replace(BARE, areas=frozenset({AALST, DEINZE}))) == [DEINZE]


def test_two_services_of_one_municipality_are_one_neighbour(gazetteer: Gazetteer) -> None:
    assert near(gazetteer, BARE, replace(BARE, id="second")) == [DEINZE]


def test_what_lies_far_away_is_no_neighbour(gazetteer: Gazetteer) -> None:
    assert near(gazetteer, replace(BARE, areas=frozenset({EUPEN}))) == []


@pytest.mark.parametrize(
    ("facts", "reachable"),
    [
        ({"phones": ()}, False),
        ({"phones": (), "email": "a@b.be"}, True),
        ({"phones": (), "url": "https://b.be"}, True),
    ],
)
def test_a_service_that_cannot_be_reached_is_not_offered(
    gazetteer: Gazetteer, facts: dict[str, object], reachable: bool
) -> None:
    assert bool(near(gazetteer, replace(BARE, **facts))) == reachable


def test_a_service_is_offered_that_works_in_a_language_of_the_person_or_of_the_municipality(
    gazetteer: Gazetteer,
) -> None:
    french = replace(BARE, languages=("fr",))
    assert near(gazetteer, french, language="nl") == []
    assert near(gazetteer, french, language="fr") == [DEINZE]
    verviers = replace(french, areas=frozenset({VERVIERS}))
    assert near(gazetteer, verviers, nis=EUPEN, language="nl") == [VERVIERS]


def test_kinds_that_help_neighbours_stand_in_for_one_another(gazetteer: Gazetteer) -> None:
    for kind in (None, *NEARBY_TYPES):
        for offered in NEARBY_TYPES:
            service = replace(BARE, service_types=(offered,))
            assert near(gazetteer, service, kind=kind) == [DEINZE]
    assert near(gazetteer, replace(BARE, service_types=("family",)), kind=None) == []


def test_kinds_that_go_by_the_deed_the_school_or_the_region_have_no_neighbours(
    gazetteer: Gazetteer,
) -> None:
    lent = {
        kind
        for kind in SERVICE_TYPES
        if near(gazetteer, replace(BARE, service_types=(kind,)), kind=kind)
    }
    assert lent == {*NEARBY_TYPES, "family"}


def test_real_neighbours_are_those_of_a_plain_recount(assistant: Assistant) -> None:
    """Every municipality, one after the other, by its own services: slow and obvious."""
    gazetteer, directory = assistant.gazetteer, assistant.directory
    bare = [nis for nis in gazetteer.municipalities if not directory.find(nis, "neighbour")]
    assert len(bare) > 100
    for nis in bare[::7]:
        spoken = {*gazetteer[nis].languages, "fr"}
        taken: set[str] = set()
        expected = []
        for other in sorted(
            gazetteer.municipalities, key=lambda o: (gazetteer.distance_km(nis, o), o)
        ):
            fresh = {
                s.id
                for s in directory.find(other, "neighbour")
                if (s.phones or s.email or s.url) and (not s.languages or spoken & {*s.languages})
            } - taken
            if fresh and gazetteer.distance_km(nis, other) <= 40:
                expected.append(other)
            taken |= fresh
        found = neighbouring_areas(directory, gazetteer, nis, None, "fr")
        assert found == expected, gazetteer[nis].name("nl")
