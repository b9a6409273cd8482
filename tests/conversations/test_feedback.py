"""Counting what helped."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from bot.conversations.feedback import FeedbackStore
from bot.conversations.tables import FeedbackRow
from bot.database import connect

if TYPE_CHECKING:
    from bot.database import Sessions


async def rows(sessions: Sessions) -> dict[tuple[str, str, str], int]:
    async with sessions() as session:
        found = (await session.scalars(select(FeedbackRow))).all()
    assert {row.day for row in found} <= {datetime.now(UTC).date()}
    return {(row.language, row.topic, row.verdict): row.count for row in found}


async def test_each_verdict_on_each_topic_and_language_is_counted_by_day(
    sessions: Sessions,
) -> None:
    store = FeedbackStore(sessions)
    for _ in range(3):
        await store.add("nl", "cost", "yes")
    await store.add("nl", "cost", "no")
    await store.add("fr", "cost", "yes")
    await store.add("nl", "none", "yes")
    assert await rows(sessions) == {
        ("nl", "cost", "yes"): 3,
        ("nl", "cost", "no"): 1,
        ("fr", "cost", "yes"): 1,
        ("nl", "none", "yes"): 1,
    }


async def test_verdicts_at_the_same_moment_are_all_counted(sessions: Sessions) -> None:
    store = FeedbackStore(sessions)
    await asyncio.gather(*(store.add("nl", "cost", "yes") for _ in range(20)))
    assert await rows(sessions) == {("nl", "cost", "yes"): 20}


def test_nothing_in_the_table_points_to_a_person_or_a_chat() -> None:
    assert {c.name for c in FeedbackRow.__table__.columns} == {
        "day", "language", "topic", "verdict", "count",
    }  # fmt: skip


@pytest.mark.skipif("PGHOST" not in os.environ, reason="no PostgreSQL: run under pg_virtualenv")
async def test_postgresql_counts_the_same_way() -> None:
    engine, sessions = await connect("postgresql://")
    try:
        async with sessions() as session, session.begin():
            await session.execute(delete(FeedbackRow))
        store = FeedbackStore(sessions)
        await asyncio.gather(*(store.add("nl", "cost", "yes") for _ in range(4)))
        assert await rows(sessions) == {("nl", "cost", "yes"): 4}
    finally:
        await engine.dispose()
