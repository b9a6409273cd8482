"""The tables' changes, from a blank database and back."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import migrations
from bot.conversations.tables import ConversationRow
from bot.database import Base, connect, sqlite_url
from bot.directory.tables import ServiceRow

#: Importing a table is what makes it known to the metadata.
DECLARED = (ConversationRow, ServiceRow)
FOLDER = Path(migrations.__file__).parent


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def downgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.downgrade(config, "base")


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
