"""Services as plain values, and which of them cover a municipality."""

from __future__ import annotations

from datetime import date

import pytest

from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES, CharterSignatory, Directory, Service


def service(name: str, *types: str, areas: tuple[str, ...] = ("44021",), **names: str) -> Service:
    return Service(
        id=name,
        names=names or {"nl": name},
        service_types=types,
        areas=frozenset(areas),
        languages=("nl",),
        phones=(),
        email=None,
        url=None,
        address=None,
        latitude=None,
        longitude=None,
        schedules={},
        free=None,
        eligibility={},
        alerts={},
        assured_date=date(2026, 1, 1),
        source_url="https://example.org",
    )


def ids(found: list[Service]) -> list[str]:
    return [s.id for s in found]


@pytest.fixture
def directory() -> Directory:
    return Directory.of(
        [
            service("province", "neighbour", areas=("44021", "44083", "44013")),
            service("town", "neighbour"),
            service("court", "restorative"),
            service("fines", "sanctions", "local"),
            service("street", "community"),
            service("elsewhere", "neighbour", areas=("11002",)),
        ],
        [CharterSignatory("44021", "2023", "https://example.org", date(2026, 11, 23))],
    )


def test_a_municipality_has_the_services_that_cover_it_and_no_others(directory: Directory) -> None:
    assert set(ids(directory.find("44021"))) == {"province", "town", "court", "fines", "street"}
    assert ids(directory.find("44013")) == ["province"]
    assert directory.find("99999") == []


def test_the_most_local_service_is_the_first_of_its_kind(directory: Directory) -> None:
    assert ids(directory.find("44021", "neighbour"))[:2] == ["town", "province"]


def test_without_a_kind_services_for_neighbours_come_first(directory: Directory) -> None:
    found = directory.find("44021")
    assert [bool(set(s.service_types) & set(NEARBY_TYPES)) for s in found] == [
        True, True, True, True, False,
    ]  # fmt: skip


def test_kinds_that_help_neighbours_stand_in_for_one_another(directory: Directory) -> None:
    assert set(ids(directory.find("44021", "local"))) == {"province", "town", "fines", "street"}
    assert ids(directory.find("44021", "local"))[0] == "fines"
    assert ids(directory.find("44021", "community"))[0] == "street"


def test_no_other_kind_is_stood_in_for(directory: Directory) -> None:
    assert ids(directory.find("44021", "restorative")) == ["court"]
    assert ids(directory.find("44021", "sanctions")) == ["fines"]
    assert directory.find("44021", "school") == []


def test_the_order_of_the_file_does_not_matter() -> None:
    one, other = service("a", "neighbour"), service("b", "neighbour")
    first, second = Directory.of([one, other]), Directory.of([other, one])
    assert ids(first.find("44021")) == ids(second.find("44021")) == ["a", "b"]


def test_a_name_falls_back_to_the_language_there_is() -> None:
    both = service("x", "local", nl="Bemiddeling", fr="Médiation")
    assert (both.name("nl"), both.name("fr")) == ("Bemiddeling", "Médiation")
    assert service("x", "local", fr="Médiation").name("nl") == "Médiation"


def test_signatories_are_known_by_municipality(directory: Directory) -> None:
    assert directory.charter["44021"].signed == "2023"
    assert "11002" not in directory.charter


def test_the_list_of_signatories_is_as_old_as_its_newest_check(directory: Directory) -> None:
    days = (date(2026, 3, 1), date(2026, 11, 23), date(2025, 12, 31))
    rows = [CharterSignatory(str(n), None, "https://e.org", day) for n, day in enumerate(days)]
    assert Directory.of([], rows).charter_checked == date(2026, 11, 23)
    assert directory.charter_checked == date(2026, 11, 23)
    assert Directory.of([]).charter_checked is None


def test_nearby_kinds_are_kinds() -> None:
    assert set(NEARBY_TYPES) < set(SERVICE_TYPES)
    assert len(set(SERVICE_TYPES)) == len(SERVICE_TYPES)
