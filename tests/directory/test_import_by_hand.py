"""A file that an admin imports: what would change, all or nothing, and the history of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from bot.database import connect, sqlite_url
from bot.directory import importing
from bot.directory.changes import history_line
from bot.directory.files import read_services
from bot.directory.importing import import_data, import_services, plan_import
from bot.directory.queries import load_directory, load_history, load_records
from bot.directory.tables import DataImportRow, PhoneRow, ServiceHistoryRow, ServiceRow
from bot.errors import DataFileError
from tests.service_files import OTHER_PHONE, PHONE, row, write_csv, write_xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from bot.database import Sessions
    from bot.directory.changes import Changes
    from bot.directory.service_record import ServiceRecord
    from bot.gazetteer import Gazetteer

KNOWN = {"44021", "11002"}


async def import_by_hand(sessions: Sessions, path: Path) -> Changes:
    records = read_services(path, KNOWN)
    changes = await plan_import(sessions, records)
    assert await import_services(sessions, path, records, changes)
    return changes


async def records(sessions: Sessions) -> dict[str, ServiceRecord]:
    async with sessions() as session:
        return await load_records(session)


async def history(sessions: Sessions, service_id: str | None = None) -> list[tuple[object, ...]]:
    async with sessions() as session:
        rows = await load_history(session, service_id)
    return [(r.service_id, r.change, r.field, r.old, r.new, r.file) for r in rows]


async def everything(sessions: Sessions) -> tuple[object, ...]:
    async with sessions() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(table))
            for table in (ServiceHistoryRow, DataImportRow, PhoneRow, ServiceRow)
        ]
    return (counts, await records(sessions), await load_directory(sessions))


@pytest.fixture
async def held(sessions: Sessions, tmp_path: Path) -> Sessions:
    """A database with four services, from ``first.csv``."""
    path = write_csv(
        tmp_path / "first.csv",
        row("antwerp", phone=OTHER_PHONE, service_area="11002", address="Markt 1, 2000 Antwerpen"),
        row("bruges"),
        row("ghent", phone=PHONE, languages="nl;fr"),
        row("old", status="inactive"),
    )
    await import_by_hand(sessions, path)
    return sessions


def second(path: Path) -> Path:
    return write_xlsx(
        path,
        row("bruges", name_nl="Bemiddeling Brugge", service_area="44021;11002"),
        row("ghent", phone=OTHER_PHONE, languages="nl;fr"),
        row("new", phone=PHONE),
        row("old"),
    )


# -- what would change ---------------------------------------------------------------------------


async def test_added_changed_removed_and_returning_services_are_told_in_words(
    held: Sessions, tmp_path: Path
) -> None:
    changes = await plan_import(held, read_services(second(tmp_path / "s.xlsx"), KNOWN))
    assert changes.lines() == [
        "Added (1):",
        f"  new: Bemiddeling new ({PHONE})",
        "Changed (2):",
        "  bruges: Bemiddeling Brugge",
        "    name_nl: Bemiddeling bruges -> Bemiddeling Brugge",
        "    service_area: with 11002",
        "  ghent: Bemiddeling ghent",
        f"    phone: {PHONE} -> {OTHER_PHONE}",
        "Removed: kept as inactive, no longer shown (1):",
        "  antwerp: Bemiddeling antwerp",
        "Back again: was inactive (1):",
        "  old: Bemiddeling old",
        "Total: 1 added, 2 changed, 1 removed, 1 back again, 0 unchanged.",
    ]


async def test_planning_writes_nothing(held: Sessions, tmp_path: Path) -> None:
    before = await everything(held)
    await plan_import(held, read_services(second(tmp_path / "s.xlsx"), KNOWN))
    assert await everything(held) == before


async def test_the_same_file_again_changes_nothing(held: Sessions, tmp_path: Path) -> None:
    changes = await import_by_hand(held, tmp_path / "first.csv")
    assert changes.lines() == ["Total: 0 added, 0 changed, 0 removed, 0 back again, 4 unchanged."]
    assert len(await history(held)) == 4  # those that were added the first time


async def test_values_that_become_empty_or_are_filled_in_are_told(
    held: Sessions, tmp_path: Path
) -> None:
    path = write_csv(
        tmp_path / "s.csv",
        row("antwerp", service_area="11002", service_types="local", email="a@b.be"),
        row("bruges", languages=""),
        row("ghent", phone=PHONE, languages="nl;fr", status="temporarily closed"),
    )
    lines = (await plan_import(held, read_services(path, KNOWN))).lines()
    assert "    phone: +32 3 211 22 33 -> (empty)" in lines
    assert "    email: (empty) -> a@b.be" in lines
    assert "    service_types: without neighbour, with local" in lines
    assert "    languages: without nl" in lines
    assert "    status: active -> temporarily closed" in lines


@pytest.mark.parametrize(("kept", "many"), [(8, False), (6, False), (5, True), (0, True)])
async def test_more_than_a_quarter_removed_is_many(
    sessions: Sessions,
    tmp_path: Path,
    kept: int,
    many: bool,
) -> None:
    rows = [row(f"s{n}") for n in range(8)]
    await import_by_hand(
        sessions, write_csv(tmp_path / "a.csv", *rows, row("x", status="inactive"))
    )
    path = write_csv(tmp_path / "b.csv", *rows[:kept], *(row(f"n{n}") for n in range(9)))
    assert (await plan_import(sessions, read_services(path, KNOWN))).removes_many is many


# -- all or nothing ------------------------------------------------------------------------------


async def test_an_import_makes_the_services_those_of_the_file(
    held: Sessions, tmp_path: Path
) -> None:
    path = second(tmp_path / "s.xlsx")
    await import_by_hand(held, path)
    now = await records(held)
    read = {record.id: record for record in read_services(path, KNOWN)}
    assert {id_: now[id_] for id_ in read} == read
    assert set((await load_directory(held)).services) == set(read)


async def test_a_removed_service_keeps_all_its_facts(held: Sessions, tmp_path: Path) -> None:
    before = (await records(held))["antwerp"]
    await import_by_hand(held, second(tmp_path / "s.xlsx"))
    after = (await records(held))["antwerp"]
    assert after == before.model_copy(update={"status": "inactive"})
    assert (after.phone, after.address) == (OTHER_PHONE, "Markt 1, 2000 Antwerpen")


async def test_nothing_is_written_when_one_row_is_wrong(held: Sessions, tmp_path: Path) -> None:
    before = await everything(held)
    path = write_csv(tmp_path / "s.csv", row("new"), row("wrong", phone="12"))
    with pytest.raises(DataFileError):
        await import_by_hand(held, path)
    assert await everything(held) == before


async def test_a_failure_in_the_middle_leaves_all_as_it_was(
    held: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await everything(held)

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(importing, "_history", fail)  # the services are written by then
    with pytest.raises(MemoryError):
        await import_by_hand(held, second(tmp_path / "s.xlsx"))
    assert await everything(held) == before


_KILLED = """
import asyncio, os, sys
from pathlib import Path
from bot.database import connect
from bot.directory import importing
from bot.directory.files import read_services

async def main(url, path):
    engine, sessions = await connect(url)
    records = read_services(path, {"44021", "11002"})
    changes = await importing.plan_import(sessions, records)
    importing._history = lambda *_: os._exit(9)
    await importing.import_services(sessions, path, records, changes)

asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
"""


async def test_a_program_killed_in_the_middle_leaves_all_as_it_was(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "killed.sqlite3")
    engine, sessions = await connect(url)
    await import_by_hand(sessions, write_csv(tmp_path / "a.csv", row("ghent"), row("antwerp")))
    before = await everything(sessions)
    await engine.dispose()
    command = [sys.executable, "-c", _KILLED, url, str(second(tmp_path / "s.xlsx"))]
    assert subprocess.run(command, check=False).returncode == 9  # noqa: ASYNC221, S603 - ours
    engine, sessions = await connect(url)
    assert await everything(sessions) == before
    await engine.dispose()


async def test_what_changed_since_it_was_shown_is_not_written_over(
    held: Sessions, tmp_path: Path
) -> None:
    path = second(tmp_path / "s.xlsx")
    read = read_services(path, KNOWN)
    shown = await plan_import(held, read)
    await import_by_hand(held, write_csv(tmp_path / "other.csv", row("ghent")))
    before = await everything(held)
    assert not await import_services(held, path, read, shown)
    assert await everything(held) == before


# -- history ---------------------------------------------------------------------------------------


async def test_every_change_is_kept_with_when_and_from_which_file(
    held: Sessions, tmp_path: Path
) -> None:
    begun = datetime.now(UTC).replace(tzinfo=None)
    folder = tmp_path / "of somebody"
    folder.mkdir()
    await import_by_hand(held, second(folder / "s.xlsx"))
    assert await history(held) == [
        ("antwerp", "added", None, None, None, "first.csv"),
        ("bruges", "added", None, None, None, "first.csv"),
        ("ghent", "added", None, None, None, "first.csv"),
        ("old", "added", None, None, None, "first.csv"),
        ("antwerp", "removed", "status", "active", "inactive", "s.xlsx"),
        ("bruges", "changed", "name_nl", "Bemiddeling bruges", "Bemiddeling Brugge", "s.xlsx"),
        ("bruges", "changed", "service_area", "44021", "11002;44021", "s.xlsx"),
        ("ghent", "changed", "phone", PHONE, OTHER_PHONE, "s.xlsx"),
        ("new", "added", None, None, None, "s.xlsx"),
        ("old", "restored", "status", "inactive", "active", "s.xlsx"),
    ]
    async with held() as session:
        last = (await load_history(session, newest=1))[0]
    assert begun <= last.changed_at <= begun + timedelta(minutes=1)
    assert history_line(last) == (
        f"{last.changed_at:%Y-%m-%d %H:%M} UTC, s.xlsx: old restored, status: inactive -> active"
    )


async def test_the_history_of_one_service_holds_nothing_of_others(
    held: Sessions, tmp_path: Path
) -> None:
    await import_by_hand(held, second(tmp_path / "s.xlsx"))
    assert {line[0] for line in await history(held, "ghent")} == {"ghent"}
    assert await history(held, "nobody") == []


async def test_a_service_made_inactive_in_the_file_is_removed_too(
    held: Sessions, tmp_path: Path
) -> None:
    rows = [row("antwerp", status="inactive", service_area="11002"), row("bruges"), row("ghent")]
    changes = await import_by_hand(held, write_csv(tmp_path / "s.csv", *rows))
    assert [change.record.id for change in changes.of("removed")] == ["antwerp"]
    told = [line[2] for line in await history(held, "antwerp") if line[1] == "removed"]
    assert told == ["phone", "address", "status"]


# -- one truth -------------------------------------------------------------------------------------


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A data folder with two services."""
    folder = tmp_path / "data"
    folder.mkdir()
    write_csv(folder / "services.csv", row("ghent"), row("antwerp"))
    (folder / "charter.csv").write_text(
        "nis,municipality,signed,signed_note,source_url,checked_date\n44021,Gent,2023,,https://example.org,2026-11-23\n"
    )
    return folder


async def test_the_shipped_file_is_followed_and_its_changes_are_history_too(
    sessions: Sessions, shipped: Path
) -> None:
    await import_data(sessions, shipped, KNOWN)
    write_csv(shipped / "services.csv", row("ghent", phone=PHONE), row("antwerp"))
    assert await import_data(sessions, shipped, KNOWN)
    assert (await records(sessions))["ghent"].phone == PHONE
    assert (await history(sessions))[-1] == ("ghent", "changed", "phone", "", PHONE, "services.csv")


async def test_after_an_import_by_hand_a_changed_shipped_file_is_only_told(
    sessions: Sessions, shipped: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await import_data(sessions, shipped, KNOWN)
    await import_by_hand(sessions, write_csv(tmp_path / "mine.csv", row("mine"), row("ghent")))
    assert not await import_data(sessions, shipped, KNOWN)
    assert caplog.messages == []
    write_csv(shipped / "services.csv", row("ghent", phone=PHONE))
    before = await records(sessions)
    for _ in range(3):
        assert not await import_data(sessions, shipped, KNOWN)
        assert await records(sessions) == before
    (told,) = caplog.messages  # at the first start only
    assert f"services import --dry-run {shipped / 'services.csv'}" in told
    write_csv(shipped / "services.csv", row("ghent", phone=OTHER_PHONE))
    await import_data(sessions, shipped, KNOWN)
    assert len(caplog.messages) == 2


async def test_nothing_is_told_of_a_shipped_file_that_was_imported_by_hand(
    sessions: Sessions, shipped: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await import_data(sessions, shipped, KNOWN)
    await import_by_hand(sessions, write_csv(tmp_path / "mine.csv", row("mine"), row("ghent")))
    write_csv(shipped / "services.csv", row("ghent", phone=PHONE))
    await import_by_hand(sessions, shipped / "services.csv")
    assert not await import_data(sessions, shipped, KNOWN)
    assert caplog.messages == []
    assert set((await load_directory(sessions)).services) == {"ghent"}


async def test_an_import_by_hand_into_an_empty_database_is_kept_at_the_first_start(
    sessions: Sessions, shipped: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await import_by_hand(sessions, write_csv(tmp_path / "mine.csv", row("mine")))
    assert await import_data(sessions, shipped, KNOWN)  # the charter
    directory = await load_directory(sessions)
    assert set(directory.services) == {"mine"}
    assert set(directory.charter) == {"44021"}
    assert caplog.messages == []  # nothing has changed yet
    write_csv(shipped / "services.csv", row("ghent", phone=PHONE))
    await import_data(sessions, shipped, KNOWN)
    assert len(caplog.messages) == 1


async def test_the_charter_is_followed_also_after_an_import_by_hand(
    sessions: Sessions, shipped: Path, tmp_path: Path
) -> None:
    await import_data(sessions, shipped, KNOWN)
    await import_by_hand(sessions, write_csv(tmp_path / "mine.csv", row("mine")))
    with (shipped / "charter.csv").open("a") as file:
        file.write("11002,Antwerpen,2024,,https://example.org,2026-11-23\n")
    assert await import_data(sessions, shipped, KNOWN)
    assert set((await load_directory(sessions)).charter) == {"44021", "11002"}


async def test_the_log_of_imports_knows_who_imported_what(
    sessions: Sessions, shipped: Path, tmp_path: Path
) -> None:
    await import_data(sessions, shipped, KNOWN)
    await import_by_hand(sessions, write_csv(tmp_path / "services.csv", row("mine")))
    async with sessions() as session:
        log = [(r.file, r.origin) for r in await session.scalars(select(DataImportRow))]
    assert log == [
        ("services.csv", "shipped"),
        ("charter.csv", "shipped"),
        ("services.csv", "admin"),
    ]


async def test_the_real_file_is_held_without_a_difference(
    sessions: Sessions, root: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    """Importing the shipped file by hand, over the shipped file, changes nothing."""
    await import_data(sessions, root / "data", gazetteer.municipalities)
    copy = shutil.copy(root / "data" / "services.csv", tmp_path / "copy.csv")
    changes = await plan_import(sessions, read_services(copy, gazetteer.municipalities))
    assert changes.services == ()
    assert changes.unchanged > 50
