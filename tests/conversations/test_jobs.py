"""What runs by itself: none stops another, and a month is claimed by one alone."""

from __future__ import annotations

import asyncio
import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.conversations.jobs import claim_month, last_runs, release, run_hourly
from bot.database import connect

if TYPE_CHECKING:
    from bot.database import Sessions

NOVEMBER = datetime(2026, 11, 24, 12, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


async def test_a_job_that_fails_is_logged_and_stops_none_of_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = asyncio.Event()

    async def fail() -> None:
        raise RuntimeError("with a secret in it")

    async def work() -> None:
        done.set()

    with caplog.at_level(logging.WARNING):
        task = asyncio.create_task(run_hourly([fail, work]))
        await asyncio.wait_for(done.wait(), timeout=5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    (line,) = caplog.messages
    assert "RuntimeError" in line
    assert "secret" not in line


async def test_a_month_can_be_claimed_once(sessions: Sessions) -> None:
    assert await claim_month(sessions, "job", NOVEMBER, "first")
    assert not await claim_month(sessions, "job", NOVEMBER, "second")
    assert not await claim_month(sessions, "job", NOVEMBER.replace(day=30, hour=23), "third")
    assert (await last_runs(sessions))["job"].result == "first"
    assert await claim_month(sessions, "another", NOVEMBER, "")
    assert await claim_month(sessions, "job", DECEMBER, "next")
    assert (await last_runs(sessions))["job"].result == "next"


async def test_of_many_at_the_same_moment_one_gets_it(sessions: Sessions) -> None:
    for now in (NOVEMBER, DECEMBER):
        claims = [claim_month(sessions, "job", now, "") for _ in range(20)]
        assert sorted(await asyncio.gather(*claims)) == [False] * 19 + [True]


async def test_what_was_given_back_can_be_claimed_again(sessions: Sessions) -> None:
    assert await claim_month(sessions, "job", NOVEMBER, "")
    await release(sessions, "job")
    assert await claim_month(sessions, "job", NOVEMBER, "")


@pytest.mark.skipif("PGHOST" not in os.environ, reason="no PostgreSQL: run under pg_virtualenv")
async def test_postgresql_gives_a_month_to_one() -> None:
    engine, sessions = await connect("postgresql://")
    try:
        await release(sessions, "job")
        for now in (NOVEMBER, DECEMBER):
            claims = [claim_month(sessions, "job", now, "") for _ in range(4)]
            assert sorted(await asyncio.gather(*claims)) == [False] * 3 + [True]
    finally:
        await engine.dispose()
