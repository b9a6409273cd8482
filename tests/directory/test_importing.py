"""The files into the tables: all or nothing, any number of times."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from bot.directory.files import read_charter, read_services
from bot.directory.importing import import_data
from bot.directory.queries import load_directory
from bot.directory.records import SERVICE_TYPES
from bot.directory.tables import (
    CharterSignatoryRow,
    LocationRow,
    OrganizationRow,
    PhoneRow,
    ServiceAreaRow,
    ServiceRow,
)
from bot.errors import DataFileError
from tests.service_files import OTHER_PHONE, PHONE, row, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from bot.database import Sessions
    from bot.gazetteer import Gazetteer

KNOWN = {"44021", "11002"}
TABLES = (
    ServiceRow, ServiceAreaRow, PhoneRow, LocationRow, OrganizationRow, CharterSignatoryRow,
)  # fmt: skip


def write(folder: Path, *rows: dict[str, object]) -> Path:
    return write_csv(folder / "services.csv", *rows)


def write_charter(folder: Path, *lines: str) -> Path:
    path = folder / "charter.csv"
    header = "nis,municipality,signed,signed_note,source_url,checked_date"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two services and one signatory."""
    made = tmp_path / "data"
    made.mkdir()
    write(made, row("ghent", phone=PHONE, address="Markt 1"), row("antwerp"))
    write_charter(made, "44021,Gent,2023,,https://example.org/charter,2026-11-23")
    return made


async def counts(sessions: Sessions) -> dict[str, int]:
    async with sessions() as session:
        return {
            table.__tablename__: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }


async def refused(sessions: Sessions, folder: Path) -> DataFileError:
    with pytest.raises(DataFileError) as raised:
        await import_data(sessions, folder, KNOWN)
    assert raised.value.mend
    return raised.value


# -- importing -----------------------------------------------------------------------------------


async def test_an_import_fills_the_tables(sessions: Sessions, folder: Path) -> None:
    assert await import_data(sessions, folder, KNOWN)
    directory = await load_directory(sessions)
    assert set(directory.services) == {"ghent", "antwerp"}
    assert directory.services["ghent"].phones == (PHONE,)
    assert directory.services["ghent"].address == "Markt 1"
    assert directory.charter["44021"].signed == "2023"
    assert directory.charter["44021"].checked_date == date(2026, 11, 23)


async def test_the_same_files_are_not_read_twice(sessions: Sessions, folder: Path) -> None:
    await import_data(sessions, folder, KNOWN)
    before = await counts(sessions)
    assert not await import_data(sessions, folder, KNOWN)
    assert await counts(sessions) == before


async def test_importing_after_a_change_doubles_nothing(sessions: Sessions, folder: Path) -> None:
    await import_data(sessions, folder, KNOWN)
    before = await counts(sessions)
    for note in ("one", "two"):
        write(
            folder,
            row("ghent", phone=PHONE, address="Markt 1", note=note),
            row("antwerp"),
        )
        assert await import_data(sessions, folder, KNOWN)
    assert await counts(sessions) == before


async def test_a_changed_phone_is_updated_and_the_old_one_gone(
    sessions: Sessions, folder: Path
) -> None:
    await import_data(sessions, folder, KNOWN)
    write(folder, row("ghent", phone=OTHER_PHONE), row("antwerp"))
    await import_data(sessions, folder, KNOWN)
    ghent = (await load_directory(sessions)).services["ghent"]
    assert ghent.phones == (OTHER_PHONE,)
    assert ghent.address is None


async def test_a_service_that_is_gone_from_the_file_stays_as_inactive(
    sessions: Sessions, folder: Path
) -> None:
    await import_data(sessions, folder, KNOWN)
    write(folder, row("ghent"))
    await import_data(sessions, folder, KNOWN)
    assert set((await load_directory(sessions)).services) == {"ghent"}
    async with sessions() as session:
        held = await session.get(ServiceRow, "antwerp")
    assert held is not None
    assert held.status == "inactive"


async def test_a_service_that_comes_back_is_active_again(sessions: Sessions, folder: Path) -> None:
    await import_data(sessions, folder, KNOWN)
    for rows in ([row("ghent")], [row("ghent"), row("antwerp")]):
        write(folder, *rows)
        await import_data(sessions, folder, KNOWN)
    assert set((await load_directory(sessions)).services) == {"ghent", "antwerp"}


async def test_a_signatory_that_is_gone_from_the_file_is_gone(
    sessions: Sessions, folder: Path
) -> None:
    await import_data(sessions, folder, KNOWN)
    write_charter(folder, "11002,Antwerpen,,announced,https://example.org,2026-11-23")
    await import_data(sessions, folder, KNOWN)
    charter = (await load_directory(sessions)).charter
    assert set(charter) == {"11002"}
    assert charter["11002"].signed is None


@pytest.mark.parametrize("status", ["inactive", "temporarily closed"])
async def test_only_active_services_are_shown(
    sessions: Sessions, folder: Path, status: str
) -> None:
    write(folder, row("ghent", status=status), row("antwerp"))
    await import_data(sessions, folder, KNOWN)
    assert set((await load_directory(sessions)).services) == {"antwerp"}


# -- all or nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_bad_line_anywhere_writes_nothing(
    sessions: Sessions, folder: Path, place: int
) -> None:
    rows = [row("a"), row("b")]
    rows.insert(place, row("bad", phone="09 123"))
    write(folder, *rows)
    error = await refused(sessions, folder)
    assert (error.line, error.entry) == (place + 2, "bad")
    assert set((await counts(sessions)).values()) == {0}


async def test_a_bad_line_leaves_what_was_imported_before(sessions: Sessions, folder: Path) -> None:
    await import_data(sessions, folder, KNOWN)
    before = (await counts(sessions), await load_directory(sessions))
    write(folder, row("ghent", phone=OTHER_PHONE), row("antwerp", status="open"))
    await refused(sessions, folder)
    assert (await counts(sessions), await load_directory(sessions)) == before


async def test_a_bad_charter_leaves_the_services_unwritten(
    sessions: Sessions, folder: Path
) -> None:
    write_charter(folder, "99999,Nergens,2023,,https://example.org,2026-11-23")
    assert (await refused(sessions, folder)).path.name == "charter.csv"
    assert set((await counts(sessions)).values()) == {0}


async def test_after_a_mend_the_import_goes_on(sessions: Sessions, folder: Path) -> None:
    write(folder, row("ghent", status="open"))
    await refused(sessions, folder)
    write(folder, row("ghent"))
    assert await import_data(sessions, folder, KNOWN)


@pytest.mark.parametrize("name", ["services.csv", "charter.csv"])
async def test_a_missing_file_is_told(sessions: Sessions, folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert (await refused(sessions, folder)).path.name == name


# -- faults of services.csv ----------------------------------------------------------------------


def fault_of(path: Path) -> DataFileError:
    with pytest.raises(DataFileError) as raised:
        read_services(path, KNOWN)
    assert raised.value.mend
    return raised.value


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"id": ""}, "must not be empty"),
        ({"id": "Gent Zuid"}, "is no id"),
        ({"id": "x" * 101}, "is no id"),
        ({"name_nl": ""}, "no name"),
        ({"service_types": ""}, "no service type"),
        ({"service_types": "neighbor"}, "not a service type"),
        ({"service_types": "neighbour;others"}, "others"),
        ({"service_area": ""}, "no area"),
        ({"service_area": "44021;00000"}, "00000"),
        ({"phone": "09 123 45 67"}, "not a number that exists"),
        ({"phone": "+32 9 266 82 17; +32 9 266 82 18"}, "not one telephone number"),
        ({"phone": "112"}, "emergency number"),
        ({"email": "not an address"}, "column email"),
        ({"url": "www.example.org"}, "https://"),
        ({"address": "Markt 1", "latitude": "510543", "longitude": "3.7"}, "no latitude"),
        ({"address": "Markt 1", "latitude": "3.7", "longitude": "51.05"}, "no longitude"),
        ({"address": "Markt 1", "latitude": "51.05"}, "without the other one"),
        ({"latitude": "51.05", "longitude": "3.7"}, "without an address"),
        ({"languages": "Nederlands"}, "not a language code"),
        ({"name_nl": "Bemid\x07deling"}, "U+0007"),
        ({"fees": "5 euro"}, "free"),
        ({"status": ""}, "active"),
        ({"assured_date": "31/02/2026"}, "not a date"),
        ({"assured_date": "11/23/2026"}, "not a date"),
        ({"assured_date": "23/11/26"}, "not a date"),
        ({"source_url": ""}, "must not be empty"),
        ({"source_url": "hearsay"}, "https://"),
    ],
)
def test_a_wrong_cell_is_told_with_line_service_and_mend(
    tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    error = fault_of(write(tmp_path, row("fine"), row("wrong", **cells)))
    assert error.line == 3
    assert error.entry == cells.get("id", "wrong") or error.entry == "no id"
    assert words in str(error)


def test_all_faults_are_told_with_their_lines(tmp_path: Path) -> None:
    rows = [row(f"s{n}") for n in range(6)]
    rows[1]["phone"] = "112"
    rows[1]["status"] = "open"
    rows[4]["service_area"] = "1;2"
    error = fault_of(write(tmp_path, *rows))
    assert [error.line, *(other.line for other in error.others)] == [3, 3, 6, 6]
    assert str(error).count("Mend:") == 4


def test_an_id_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    error = fault_of(write(tmp_path, row("same"), row("other"), row("same")))
    assert error.line == 4
    assert "line 2" in str(error)


def test_a_line_with_too_many_cells_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, row("a"))
    path.write_text(path.read_text(encoding="utf-8").rstrip() + ",more\n", encoding="utf-8")
    assert "behind the last column" in str(fault_of(path))


def test_a_line_with_too_few_cells_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, row("a"))
    with path.open("a", encoding="utf-8") as file:
        file.write("b,Naam\n")
    assert fault_of(path).line == 3


def test_a_column_that_is_missing_or_unknown_is_told_by_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, row("a"))
    path.write_text(path.read_text(encoding="utf-8").replace("source_url", "source", 1), "utf-8")
    assert "source_url" in str(fault_of(path))


@pytest.mark.parametrize(
    "cells", [{"service_area": "44021;11002;44021"}, {"languages": "nl;fr;nl"}]
)
async def test_a_value_that_stands_twice_in_a_cell_does_no_harm_or_is_told(
    sessions: Sessions, folder: Path, cells: dict[str, str]
) -> None:
    write(folder, row("twice", **cells))
    line = 2
    try:
        await import_data(sessions, folder, KNOWN)
    except DataFileError as error:
        line = error.line
    assert line == 2


# -- faults of charter.csv -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("99999,Nergens,2023,,https://example.org,2026-11-23", "99999"),
        ("44021,Gent,2023,,,2026-11-23", "no source"),
        ("44021,Gent,in 2023,,https://example.org,2026-11-23", "'in 2023' is not a date"),
        ("44021,Gent,2023-13,,https://example.org,2026-11-23", "'2023-13' is not a date"),
        ("44021,Gent,2023-3-1,,https://example.org,2026-11-23", "'2023-3-1' is not a date"),
        ("44021,Gent,2023,,https://example.org,", "checked_date: '' is not a date"),
        ("44021,Gent,2023,,https://example.org,2026-11", "'2026-11' is not a date"),
        ("44021,Gent,2023,,https://example.org,2026-02-30", "'2026-02-30' is not a date"),
        ("44021,Gent", "more or fewer cells"),
    ],
)
def test_a_wrong_line_of_the_charter_is_told(tmp_path: Path, line: str, words: str) -> None:
    good = "11002,Antwerpen,2023,,https://example.org,2026-11-23"
    path = write_charter(tmp_path, good, line)
    with pytest.raises(DataFileError, match=words) as raised:
        read_charter(path, KNOWN)
    assert raised.value.line == 3


async def test_a_signatory_that_stands_twice_is_told(sessions: Sessions, folder: Path) -> None:
    line = "44021,Gent,2023,,https://example.org,2026-11-23"
    write_charter(folder, line, line)
    assert (await refused(sessions, folder)).line == 3


def test_a_year_a_month_or_a_day_of_signature_is_read(tmp_path: Path) -> None:
    for signed in ("2023", "2023-03", "2023-03-28", ""):
        path = write_charter(tmp_path, f"44021,Gent,{signed},,https://example.org,2026-11-23")
        assert read_charter(path, KNOWN)[0].signed == (signed or None)


def test_all_faults_of_the_charter_are_told_at_once(tmp_path: Path) -> None:
    path = write_charter(tmp_path, "44021,Gent,soon,,,", "99999,X,,,https://e.org,2026-11-23")
    with pytest.raises(DataFileError) as raised:
        read_charter(path, KNOWN)
    assert str(raised.value).count("Mend: ") == 4


def test_a_charter_without_a_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "charter.csv"
    path.write_text("nis,municipality\n44021,Gent\n", encoding="utf-8")
    with pytest.raises(DataFileError):
        read_charter(path, KNOWN)


# -- the real files --------------------------------------------------------------------------------


async def test_the_real_files_are_imported_twice_without_a_difference(
    sessions: Sessions, root: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    assert await import_data(sessions, root / "data", gazetteer.municipalities)
    before = await load_directory(sessions)
    copy = tmp_path / "copy"
    shutil.copytree(root / "data", copy)
    with (copy / "charter.csv").open("a", encoding="utf-8") as file:
        file.write("\n")  # other bytes, the same rows: everything is read again
    assert await import_data(sessions, copy, gazetteer.municipalities)
    after = await load_directory(sessions)
    assert after == before
    assert len(after.services) > 50


def test_every_real_service_has_a_source_an_area_and_a_kind(
    root: Path, gazetteer: Gazetteer
) -> None:
    records = read_services(root / "data" / "services.csv", gazetteer.municipalities)
    for record in records:
        assert record.source_url, record.id
        assert record.service_area, record.id
        assert set(record.service_area) <= set(gazetteer.municipalities), record.id
        assert set(record.service_types) <= set(SERVICE_TYPES), record.id


def test_a_real_service_without_any_way_to_reach_it_says_so(
    root: Path, gazetteer: Gazetteer
) -> None:
    silent = [
        record.id
        for record in read_services(root / "data" / "services.csv", gazetteer.municipalities)
        if not (record.phone or record.email or record.url or record.address)
        and not (record.alert_nl and record.alert_fr)
    ]
    assert silent == []
