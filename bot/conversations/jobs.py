"""What runs by itself: every hour, and what is written down of it in the table ``job``."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.conversations.counting import insert_into
from bot.conversations.tables import JobRow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.database import Sessions

    Job = Callable[[], Awaitable[object]]

_log = logging.getLogger(__name__)
_HOUR_SECONDS = 3600


async def run_hourly(jobs: Sequence[Job]) -> None:
    """Run jobs now and every hour, until cancelled. One that fails stops none of the others."""
    while True:
        for job in jobs:
            try:
                await job()
            except Exception as error:  # noqa: BLE001 - old data is deleted whatever else fails
                _log.warning("a job failed, it is tried again in an hour: %s", type(error).__name__)
        await asyncio.sleep(_HOUR_SECONDS)


async def write_down(session: AsyncSession, name: str, result: str) -> None:
    """Write down that a job ran just now, and what it did (at most 200 characters)."""
    await session.merge(JobRow(name=name, ran_at=_naive(datetime.now(UTC)), result=result))


async def claim_month(sessions: Sessions, name: str, now: datetime, result: str) -> bool:
    """Claim a job for the month of ``now``. Of all who try, in any process, one gets True."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    async with sessions() as session, session.begin():
        claim = insert_into(session, JobRow).values(name=name, ran_at=_naive(now), result=result)
        claimed = await session.execute(
            claim.on_conflict_do_update(
                index_elements=["name"],
                set_={"ran_at": _naive(now), "result": result},
                where=JobRow.ran_at < _naive(month),
            ).returning(JobRow.name)
        )
        return claimed.first() is not None


async def release(sessions: Sessions, name: str) -> None:
    """Give a claim back: the job could not be done, and is to be tried again."""
    async with sessions() as session, session.begin():
        await session.execute(delete(JobRow).where(JobRow.name == name))


async def last_runs(sessions: Sessions) -> dict[str, JobRow]:
    """When each job ran last, by name. Times are in UTC."""
    async with sessions() as session:
        return {row.name: row for row in await session.scalars(select(JobRow))}


def _naive(moment: datetime) -> datetime:
    """As the table holds it: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
