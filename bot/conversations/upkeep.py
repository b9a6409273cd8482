"""What is done by itself, every hour: deleting what has been kept long enough."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    CleanUp = Callable[[], Awaitable[object]]

_log = logging.getLogger(__name__)
_SECONDS = 3600


async def keep_tidy(clean_ups: Iterable[CleanUp], *, every_seconds: float = _SECONDS) -> None:
    """Do every clean-up now and once an hour, until cancelled; one that fails stops no other."""
    while True:
        for clean_up in clean_ups:
            try:
                await clean_up()
            except SQLAlchemyError as error:
                _log.warning("a clean-up failed: %s", type(error).__name__)
        await asyncio.sleep(every_seconds)
