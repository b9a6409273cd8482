"""Opening a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.database import connect, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
async def test_an_address_without_a_driver_gets_the_asynchronous_one(
    tmp_path: Path, scheme: str
) -> None:
    engine, sessions = await connect(f"{scheme}:///{tmp_path / 'x.sqlite3'}")
    async with sessions() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await engine.dispose()


async def test_foreign_keys_are_enforced(tmp_path: Path) -> None:
    engine, _ = await connect(sqlite_url(tmp_path / "x.sqlite3"))
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO phone VALUES (1, 'nobody', '112')"))
    await engine.dispose()


async def test_two_programs_may_open_the_same_file(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "x.sqlite3")
    one, _ = await connect(url)
    other, _ = await connect(url)
    async with one.begin() as connection:
        await connection.execute(text("INSERT INTO organization VALUES ('a', 'A')"))
    async with other.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM organization")) == 1
    await one.dispose()
    await other.dispose()


async def test_a_folder_with_spaces_and_accents_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "données à moi"
    folder.mkdir()
    engine, _ = await connect(sqlite_url(folder / "x.sqlite3"))
    await engine.dispose()
    assert (folder / "x.sqlite3").is_file()
