"""The CSV export: the same services when it is imported, and safe to open."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from bot.directory.export import table_to_csv, to_csv
from bot.directory.files import read_services
from bot.directory.importing import import_data, import_services, plan_import
from bot.directory.queries import load_records
from bot.directory.service_record import COLUMNS
from tests.service_files import PHONE, row, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from bot.database import Sessions
    from bot.directory.changes import Changes
    from bot.gazetteer import Gazetteer

KNOWN = {"44021", "11002"}


async def exported(sessions: Sessions, path: Path) -> Path:
    async with sessions() as session:
        text = to_csv((await load_records(session)).values())
    path.write_bytes(text.encode())  # noqa: ASYNC240 - nothing else waits here
    return path


async def again(sessions: Sessions, path: Path, known: object = KNOWN) -> Changes:
    return await plan_import(sessions, read_services(path, known))


async def test_importing_the_export_of_the_real_services_changes_nothing(
    sessions: Sessions, root: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    await import_data(sessions, root / "data", gazetteer.municipalities)
    path = await exported(sessions, tmp_path / "export.csv")
    changes = await again(sessions, path, gazetteer.municipalities)
    assert (changes.services, changes.unchanged) == ((), changes.active)
    assert changes.active > 50


@pytest.fixture
async def odd(sessions: Sessions, tmp_path: Path) -> Sessions:
    """Services with everything that could go wrong on the way out and back."""
    path = write_csv(
        tmp_path / "odd.csv",
        row("formula", name_nl="'=HYPERLINK(1)", note="'+cmd|x", organization="'@SUM(A1)"),
        row("dash", name_nl="'-2+3", name_fr="''=twice", alert_nl="'s avonds dicht"),
        row("phone", phone="09 200 00 00", note='quotes " and ; and , in "one"'),
        row("short", phone="1700", assured_date="31/01/2026", status="inactive"),
        row("place", address="Markt 1, 9000 Gent", latitude="51.0500001", longitude="3.7"),
        row(
            "lists", service_types="local;neighbour", service_area="44021;11002", languages="nl;fr"
        ),
        row("own", organization="Bemiddeling own"),
    )
    records = read_services(path, KNOWN)
    await import_services(sessions, path, records, await plan_import(sessions, records))
    return sessions


async def test_odd_texts_survive_the_way_out_and_back(odd: Sessions, tmp_path: Path) -> None:
    changes = await again(odd, await exported(odd, tmp_path / "export.csv"))
    assert (changes.services, changes.unchanged) == ((), 7)


async def test_odd_texts_survive_an_excel_that_saves_them_as_a_workbook(
    odd: Sessions, tmp_path: Path
) -> None:
    """Excel shows the apostrophe of a CSV file as text, and so keeps it."""
    path = await exported(odd, tmp_path / "export.csv")
    rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
    book = openpyxl.Workbook()
    for cells in rows:
        book.worksheets[0].append([int(c) if c.isdecimal() else c for c in cells])
    book.save(tmp_path / "export.xlsx")
    assert (await again(odd, tmp_path / "export.xlsx")).services == ()


async def test_no_cell_of_the_export_is_a_formula(odd: Sessions, tmp_path: Path) -> None:
    path = await exported(odd, tmp_path / "export.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    beginnings = {cell[0] for cells in rows for cell in cells.values() if cell}
    assert beginnings.isdisjoint("=-@\t\r\n")
    plus = [cell for cells in rows for cell in cells.values() if cell.startswith("+")]
    assert plus == [PHONE]
    by_id = {cells["id"]: cells for cells in rows}
    assert by_id["formula"]["name_nl"] == "'=HYPERLINK(1)"
    assert by_id["dash"]["alert_nl"] == "'s avonds dicht"


async def test_services_that_are_not_active_are_exported_with_their_status(
    odd: Sessions, tmp_path: Path
) -> None:
    path = await exported(odd, tmp_path / "export.csv")
    statuses = {r.id: r.status for r in read_services(path, KNOWN)}
    assert statuses.pop("short") == "inactive"
    assert set(statuses.values()) == {"active"}


def test_an_export_of_nothing_still_names_the_columns() -> None:
    assert to_csv([]) == "\ufeff" + ";".join(COLUMNS) + "\r\n"


def test_any_table_is_written_in_the_same_safe_form() -> None:
    assert table_to_csv([["a", "b"], ["=1", "é;"]]) == '\ufeffa;b\r\n\'=1;"é;"\r\n'
