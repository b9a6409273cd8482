"""Waiting for something to happen, without polling and without a fixed sleep."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pulse:
    """Whoever changes something beats; whoever waits looks again after every beat."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Wake all who wait."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Wait until ``ready()``; False when time ran out first."""
        deadline = asyncio.get_running_loop().time() + timeout
        while not ready():
            event = self._event
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            try:
                # Not wait_for: until Python 3.12 it can lose a cancellation.
                async with asyncio.timeout(left):
                    await event.wait()
            except TimeoutError:
                return ready()
        return True
