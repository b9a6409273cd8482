"""What the tables hold, as the rest of the program sees it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.directory.queries import load_directory
from bot.directory.tables import (
    CharterSignatoryRow,
    LanguageRow,
    LocationRow,
    OrganizationRow,
    PhoneRow,
    ScheduleRow,
    ServiceAreaRow,
    ServiceRow,
)

if TYPE_CHECKING:
    from bot.database import Sessions


async def add(sessions: Sessions, *rows: object) -> None:
    async with sessions() as session, session.begin():
        session.add_all(rows)


def bare(name: str, **values: object) -> ServiceRow:
    values = {"status": "active", "service_types": "neighbour", "name_nl": name} | values
    return ServiceRow(id=name, organization_id="town", source_url="https://example.org", **values)


async def test_an_empty_database_is_an_empty_directory(sessions: Sessions) -> None:
    directory = await load_directory(sessions)
    assert (directory.services, directory.charter, directory.by_area) == ({}, {}, {})


async def test_every_fact_of_a_service_is_read(sessions: Sessions) -> None:
    await add(
        sessions,
        OrganizationRow(id="town", name="Stad"),
        bare(
            "full",
            name_fr="Médiation",
            service_types="neighbour;local",
            email="a@b.be",
            url="https://b.be",
            fees="free",
            eligibility_nl="Voor inwoners.",
            alert_fr="Fermé en août.",
            assured_date=date(2026, 1, 31),
            areas=[ServiceAreaRow(nis="44021"), ServiceAreaRow(nis="11002")],
            phones=[PhoneRow(number="+32 9 123 45 67"), PhoneRow(number="+32 9 765 43 21")],
            languages=[LanguageRow(code="nl"), LanguageRow(code="fr")],
            locations=[LocationRow(address="Markt 1", latitude=51.0, longitude=3.7)],
            schedules=[ScheduleRow(description_nl="elke dag", description_fr=None)],
        ),
    )
    service = (await load_directory(sessions)).services["full"]
    assert service.names == {"nl": "full", "fr": "Médiation"}
    assert service.service_types == ("neighbour", "local")
    assert service.areas == {"44021", "11002"}
    assert service.languages == ("fr", "nl")
    assert set(service.phones) == {"+32 9 123 45 67", "+32 9 765 43 21"}
    assert (service.email, service.url) == ("a@b.be", "https://b.be")
    assert (service.address, service.latitude, service.longitude) == ("Markt 1", 51.0, 3.7)
    assert service.schedules == {"nl": "elke dag"}
    assert service.free is True
    assert service.eligibility == {"nl": "Voor inwoners."}
    assert service.alerts == {"fr": "Fermé en août."}
    assert service.assured_date == date(2026, 1, 31)


async def test_what_is_not_known_is_empty_and_never_guessed(sessions: Sessions) -> None:
    await add(sessions, OrganizationRow(id="town", name="Stad"), bare("empty"))
    service = (await load_directory(sessions)).services["empty"]
    assert (service.phones, service.schedules, service.alerts) == ((), {}, {})
    assert service.email is service.url is service.address is service.free is None
    assert service.assured_date is None


async def test_a_service_that_is_not_active_is_left_out(sessions: Sessions) -> None:
    await add(
        sessions,
        OrganizationRow(id="town", name="Stad"),
        bare("open"),
        bare("shut", status="inactive"),
        bare("resting", status="temporarily closed"),
    )
    assert set((await load_directory(sessions)).services) == {"open"}


async def test_signatories_are_read(sessions: Sessions) -> None:
    day = date(2026, 11, 23)
    row = CharterSignatoryRow(
        nis="44021", signed=None, source_url="https://e.org", checked_date=day
    )
    await add(sessions, row)
    signatory = (await load_directory(sessions)).charter["44021"]
    assert (signatory.signed, signatory.source_url) == (None, "https://e.org")
    assert signatory.checked_date == day
