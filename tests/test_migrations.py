"""The tables' changes, from a blank database and back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import migrations
from bot.conversations.tables import ConversationRow
from bot.database import Base, connect, sqlite_url
from bot.directory.importing import import_data
from bot.directory.queries import load_records
from bot.directory.tables import DataImportRow, ServiceHistoryRow, ServiceRow
from tests.service_files import row, write_csv

#: Importing a table is what makes it known to the metadata.
DECLARED = (ConversationRow, ServiceRow, ServiceHistoryRow)
FOLDER = Path(migrations.__file__).parent


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def downgrade(connection: Connection, revision: str = "base") -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def test_the_head_that_is_written_down_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [migrations.HEAD]


async def test_a_blank_database_gets_every_table(tmp_path: Path) -> None:
    engine, _ = await connect(sqlite_url(tmp_path / "new.sqlite3"))
    async with engine.connect() as connection:
        made = await connection.run_sync(tables)
        revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    await engine.dispose()
    assert {table.__tablename__ for table in DECLARED} <= made
    assert made == {*Base.metadata.tables, "alembic_version"}
    assert revision == migrations.HEAD


async def test_the_migrations_make_exactly_what_the_program_declares(tmp_path: Path) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    engine, _ = await connect(sqlite_url(tmp_path / "new.sqlite3"))
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_every_migration_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    engine, _ = await connect(sqlite_url(tmp_path / "new.sqlite3"))
    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == {"alembic_version"}
    async with engine.begin() as connection:
        await connection.run_sync(migrations.upgrade)
        assert await connection.run_sync(tables) == {*Base.metadata.tables, "alembic_version"}
    await engine.dispose()


async def test_opening_a_database_again_keeps_what_it_holds(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "kept.sqlite3")
    engine, _ = await connect(url)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO organization VALUES ('a', 'A')"))
    await engine.dispose()
    engine, _ = await connect(url)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT name FROM organization")) == "A"
    await engine.dispose()


async def test_a_charter_without_days_is_read_from_its_file_again(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "old.sqlite3")
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(migrations.upgrade, "0001")
        for statement in (
            "INSERT INTO charter_signatory VALUES ('44021', '2023', NULL, 'https://e.org')",
            "INSERT INTO data_import VALUES ('charter.csv', 'a', '2026-01-01')",
            "INSERT INTO data_import VALUES ('services.csv', 'b', '2026-01-01')",
        ):
            await connection.execute(text(statement))
    await engine.dispose()
    engine, _ = await connect(url)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM charter_signatory")) == 0
        held = await connection.scalars(text("SELECT file FROM data_import"))
        assert list(held) == ["services.csv"]
    await engine.dispose()


# -- 0005: history of services, log of imports --------------------------------------------------

_OLD_ROWS = (
    "INSERT INTO organization VALUES ('a', 'Stad')",
    """INSERT INTO service (id, organization_id, name_nl, service_types, status, source_url)
    VALUES ('a', 'a', 'Bemiddeling', 'local', 'active', 'https://example.org')""",
    "INSERT INTO phone (service_id, number) VALUES ('a', '+32 9 200 00 00')",
    "INSERT INTO data_import VALUES ('services.csv', '12', '2026-01-31 10:00:00')",
    "INSERT INTO data_import VALUES ('charter.csv', '34', '2026-01-31 10:00:00')",
)


_NEWER_ROWS = """INSERT INTO data_import (file, sha256, imported_at, origin) VALUES
    ('services.csv', '56', '2026-02-02 10:00:00', 'shipped'),
    ('mine.xlsx', '78', '2026-02-03 10:00:00', 'admin')"""


async def old_database(path: Path) -> str:
    """A database of revision 0004 that is in use."""
    url = sqlite_url(path)
    engine, _ = await connect(url)
    async with engine.begin() as connection:
        await connection.run_sync(downgrade, "0004")
        for statement in _OLD_ROWS:
            await connection.execute(text(statement))
    await engine.dispose()
    return url


async def test_an_old_database_keeps_its_services_and_knows_the_files_it_was_filled_from(
    tmp_path: Path,
) -> None:
    engine, sessions = await connect(await old_database(tmp_path / "old.sqlite3"))
    async with sessions() as session:
        log = list(await session.scalars(select(DataImportRow).order_by(DataImportRow.id)))
        (service,) = (await load_records(session)).values()
        history = list(await session.scalars(select(ServiceHistoryRow)))
    await engine.dispose()
    assert [(row.file, row.sha256, row.origin) for row in log] == [
        ("services.csv", "12", "shipped"),
        ("charter.csv", "34", "shipped"),
    ]
    assert log[0].imported_at == datetime(2026, 1, 31, 10)  # noqa: DTZ001 - stored without, in UTC
    assert (service.id, service.phone, service.organization) == ("a", "+32 9 200 00 00", "Stad")
    assert history == []


async def test_an_old_database_follows_the_shipped_file_from_then_on_with_history(
    tmp_path: Path,
) -> None:
    write_csv(tmp_path / "services.csv", row("a", phone=""), row("b"))
    (tmp_path / "charter.csv").write_text(
        "nis,municipality,signed,signed_note,source_url,checked_date\n"
    )
    engine, sessions = await connect(await old_database(tmp_path / "old.sqlite3"))
    assert await import_data(sessions, tmp_path, {"44021"})
    async with sessions() as session:
        rows = list(await session.scalars(select(ServiceHistoryRow)))
    await engine.dispose()
    assert ("a", "changed", "phone", "+32 9 200 00 00", "") in [
        (r.service_id, r.change, r.field, r.old, r.new) for r in rows
    ]
    assert ("b", "added") in [(r.service_id, r.change) for r in rows]


async def test_taking_back_the_history_keeps_services_and_the_newest_shipped_files(
    tmp_path: Path,
) -> None:
    engine, _ = await connect(await old_database(tmp_path / "old.sqlite3"))
    async with engine.begin() as connection:
        await connection.execute(text(_NEWER_ROWS))
        await connection.run_sync(downgrade, "0004")
        held = (await connection.execute(text("SELECT file, sha256 FROM data_import"))).all()
        services = await connection.scalar(text("SELECT count(*) FROM service"))
        assert "service_history" not in await connection.run_sync(tables)
    await engine.dispose()
    assert sorted(map(tuple, held)) == [("charter.csv", "34"), ("services.csv", "56")]
    assert services == 1
