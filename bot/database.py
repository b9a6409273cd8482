"""The database: one engine, its sessions, and migrations applied at start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

from bot.migrations import HEAD, upgrade

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

Sessions = async_sessionmaker[AsyncSession]


class Base(DeclarativeBase):
    """Parent of all tables. Constraint names are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def sqlite_url(path: Path) -> str:
    """The address of a SQLite file for SQLAlchemy."""
    return f"sqlite+aiosqlite:///{path}"


async def connect(url: str) -> tuple[AsyncEngine, Sessions]:
    """Open the database and bring its tables up to date.

    Args:
        url: An SQLAlchemy address. ``postgresql://`` and ``sqlite://`` are given their
            asynchronous drivers.
    """
    # An error must not carry what is kept of people into the log.
    engine = create_async_engine(_with_async_driver(url), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _configure_sqlite)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(_revision)
        if current != HEAD:
            # Alembic is slow to import: only a database that needs it pays for it.
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
    except BaseException:
        await engine.dispose()
        raise
    return engine, async_sessionmaker(engine, expire_on_commit=False)


def _with_async_driver(url: str) -> str:
    parsed = make_url(url)
    drivers = {"postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg",
               "sqlite": "sqlite+aiosqlite"}  # fmt: skip
    if parsed.drivername in drivers:
        parsed = parsed.set(drivername=drivers[parsed.drivername])
    return parsed.render_as_string(hide_password=False)


def _configure_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - driver's own type
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 5000")
    # Readers and one writer at the same time; a read-only file keeps the mode it has.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _revision(connection: Connection) -> str | None:
    from sqlalchemy import inspect  # noqa: PLC0415 - used once at start

    if not inspect(connection).has_table("alembic_version"):
        return None
    try:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError:
        return None
