"""What the check of services finds, in a file and in the database."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from bot.directory.checking import check_database, check_file
from bot.directory.files import read_services
from bot.directory.importing import import_data, import_services, plan_import
from bot.directory.tables import LocationRow, PhoneRow, ServiceAreaRow, ServiceRow
from tests.service_files import OTHER_PHONE, PHONE, row, write_csv, write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from bot.database import Sessions
    from bot.findings import Finding
    from bot.gazetteer import Gazetteer

TODAY = date(2026, 11, 24)


def fresh(name: str, **cells: object) -> dict[str, object]:
    return row(name, **{"assured_date": "2026-06-01", **cells})


def found(tmp_path: Path, gazetteer: Gazetteer, *rows: dict[str, object]) -> list[Finding]:
    return check_file(write_csv(tmp_path / "s.csv", *rows), gazetteer, today=TODAY)


def test_a_good_service_is_good(tmp_path: Path, gazetteer: Gazetteer) -> None:
    good = fresh("a", phone=PHONE, address="Botermarkt 1, 9000 Gent", email="a@b.be")
    assert found(tmp_path, gazetteer, good) == []


@pytest.mark.parametrize(
    ("cells", "severity", "words"),
    [
        ({"service_area": "99999"}, "error", "no municipality has the NIS code '99999'"),
        ({"phone": "09 123"}, "error", "not a number that exists in Belgium"),
        ({"email": "nobody"}, "error", "not one e-mail address"),
        ({"source_url": ""}, "error", "column source_url: this cell must not be empty"),
        ({"address": "Stadhuis"}, "warning", "no common form"),
        ({"address": "Markt 1, 9999 Gent"}, "warning", "no municipality has the postcode 9999"),
        ({"address": "Markt 1, 2000 Gent"}, "warning", "2000 lies outside service_area"),
        ({"assured_date": ""}, "warning", "not known how old"),
        ({"assured_date": "2025-11-23"}, "warning", "more than 12 months ago"),
        ({"assured_date": "2026-11-25"}, "error", "still to come"),
    ],
)
def test_what_is_wrong_or_doubtful_is_found(
    tmp_path: Path, gazetteer: Gazetteer, cells: dict[str, object], severity: str, words: str
) -> None:
    (finding,) = found(tmp_path, gazetteer, fresh("fine"), fresh("b", name_nl="Ander", **cells))
    assert (finding.line, finding.entry, finding.severity) == (3, "b", severity)
    assert words in finding.fault
    assert finding.mend


@pytest.mark.parametrize("day", ["2025-11-24", "2026-11-24"])
def test_a_source_of_at_most_a_year_ago_is_fresh(
    tmp_path: Path, gazetteer: Gazetteer, day: str
) -> None:
    assert found(tmp_path, gazetteer, row("a", assured_date=day)) == []


def test_an_inactive_service_may_be_old_and_doubled(tmp_path: Path, gazetteer: Gazetteer) -> None:
    old = row("b", name_nl="Bemiddeling a", address="Ooit", status="inactive")
    assert found(tmp_path, gazetteer, fresh("a"), old) == []


# -- duplicates ------------------------------------------------------------------------------------


def test_the_same_phone_place_and_type_is_a_duplicate(tmp_path: Path, gazetteer: Gazetteer) -> None:
    rows = [
        fresh("a", name_nl="Dit", phone="09 200 00 00", service_area="44021;11002"),
        fresh("b", name_nl="Heel anders", phone=PHONE, service_types="local;neighbour"),
    ]
    (finding,) = found(tmp_path, gazetteer, *rows)
    assert (finding.line, finding.entry, finding.severity) == (3, "b", "error")
    assert "with a" in finding.fault


@pytest.mark.parametrize(
    "cells",
    [{"phone": OTHER_PHONE}, {"service_area": "11002"}, {"service_types": "school"}, {"phone": ""}],
)
def test_where_one_of_the_three_differs_it_is_none(
    tmp_path: Path, gazetteer: Gazetteer, cells: dict[str, object]
) -> None:
    rows = [
        fresh("a", name_nl="Dit", phone=PHONE),
        fresh("b", name_nl="Heel anders", **{"phone": PHONE, **cells}),
    ]
    assert found(tmp_path, gazetteer, *rows) == []


@pytest.mark.parametrize(
    ("names", "alike"),
    [
        ({"name_nl": "burenbemiddeling  GENT."}, True),
        ({"name_nl": "Burenbemideling Gent"}, True),
        ({"name_nl": "GAS-bemiddeling Gent"}, False),
        ({"name_nl": "", "name_fr": "Burenbemiddeling Gent"}, False),
        ({"name_nl": "Burenbemiddeling Gent", "service_area": "11002"}, False),
        ({"name_nl": "Burenbemiddeling Gent", "service_types": "school"}, False),
        ({"name_nl": "Burenbemiddeling Gent", "service_types": "local;neighbour"}, True),
    ],
)
def test_nearly_the_same_name_in_the_same_municipality_is_doubtful(
    tmp_path: Path, gazetteer: Gazetteer, names: dict[str, object], alike: bool
) -> None:
    findings = found(
        tmp_path, gazetteer, fresh("a", name_nl="Burenbemiddeling Gent"), fresh("b", **names)
    )
    assert [(f.entry, f.severity) for f in findings] == ([("b", "warning")] if alike else [])


# -- whole files and the database ------------------------------------------------------------------


def test_a_workbook_is_checked_with_its_faults_and_doubts_in_order(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    path = write_xlsx(
        tmp_path / "s.xlsx", row("a"), fresh("b", phone="12"), row("c", name_nl="Ander")
    )
    findings = check_file(path, gazetteer, today=TODAY)
    assert [(f.line, f.severity) for f in findings] == [
        (2, "warning"), (3, "error"), (4, "warning"),
    ]  # fmt: skip
    assert "row 3, column H (phone)" in findings[1].fault


async def test_the_database_is_checked_against_the_rules_of_today(
    sessions: Sessions, tmp_path: Path, gazetteer: Gazetteer
) -> None:
    path = write_csv(
        tmp_path / "s.csv",
        fresh("a", phone=PHONE, address="Botermarkt 1, 9000 Gent"),
        fresh("b"),
        row("c", name_nl="Ander"),
    )
    records = read_services(path, gazetteer.municipalities)
    await import_services(sessions, path, records, await plan_import(sessions, records))
    async with sessions() as session, session.begin():  # as an older program might have left it
        await session.execute(update(PhoneRow).values(number="+32 9 1"))
        await session.execute(update(LocationRow).values(address="Ergens"))
        await session.execute(
            update(ServiceAreaRow).where(ServiceAreaRow.service_id == "b").values(nis="12030")
        )
        await session.execute(
            update(ServiceRow).where(ServiceRow.id == "b").values(email="x", source_url="")
        )
    findings = await check_database(sessions, gazetteer, today=TODAY)
    told = [(f.path, f.entry, f.severity, f.fault.partition(":")[0]) for f in findings]
    assert told == [
        (None, "a", "error", "column phone"),
        (None, "a", "warning", "column address"),
        (None, "b", "error", "column service_area"),
        (None, "b", "error", "column email"),
        (None, "b", "error", "column source_url"),
        (None, "c", "warning", "column assured_date"),
    ]


async def test_file_and_database_of_the_real_services_hold_no_error(
    sessions: Sessions, root: Path, gazetteer: Gazetteer
) -> None:
    """Doubts there are: most sources bear no date. They are told to those who keep the data."""
    in_file = check_file(root / "data" / "services.csv", gazetteer, today=TODAY)
    assert [str(f) for f in in_file if f.severity == "error"] == []
    await import_data(sessions, root / "data", gazetteer.municipalities)
    in_database = await check_database(sessions, gazetteer, today=TODAY)
    assert sorted((f.entry, f.fault) for f in in_file) == sorted(
        (f.entry, f.fault) for f in in_database
    )
