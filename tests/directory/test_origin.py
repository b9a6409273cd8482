"""Whose services a database holds, found out quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.database import connect, sqlite_url
from bot.directory.files import read_services
from bot.directory.importing import import_data, import_services, plan_import
from bot.directory.origin import holds_own_services
from tests.service_files import row, write_csv

if TYPE_CHECKING:
    from pathlib import Path


async def test_only_an_import_by_hand_makes_them_somebodys_own(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "services.csv", row("ghent"))
    (tmp_path / "charter.csv").write_text(
        "nis,municipality,signed,signed_note,source_url,checked_date\n"
    )
    file = tmp_path / "a folder" / "bot.sqlite3"
    file.parent.mkdir()
    assert not holds_own_services(file)
    engine, sessions = await connect(sqlite_url(file))
    assert not holds_own_services(file)
    await import_data(sessions, tmp_path, {"44021"})
    assert not holds_own_services(file)
    records = read_services(path, {"44021"})
    await import_services(sessions, path, records, await plan_import(sessions, records))
    assert holds_own_services(file)  # while another program has it open
    await engine.dispose()
    assert holds_own_services(file)


def test_where_it_cannot_be_found_out_the_slow_way_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    file.write_bytes(b"no database")
    assert holds_own_services(file)


async def test_a_database_of_an_older_version_knows_of_no_imports_and_stays_as_it_is(
    tmp_path: Path,
) -> None:
    file = tmp_path / "bot.sqlite3"
    engine, _ = await connect(sqlite_url(file))
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE data_import DROP COLUMN origin"))
    await engine.dispose()
    before = file.read_bytes()
    assert not holds_own_services(file)
    assert file.read_bytes() == before
    file.write_bytes(b"")
    assert not holds_own_services(file)
