"""Delivery by webhook: one update after another, each until the bot says it has it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import aiohttp

from .errors import JSON

if TYPE_CHECKING:
    from .world import World

SENDER_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LONGEST_PAUSE = 1.0
_DELIVERY_TIMEOUT = 10.0

Reply = Callable[[JSON], Awaitable[object]]


class WebhookCourier:
    """Posts pending updates while a webhook is set.

    Telegram waits longer and longer after a failure; so does this, but measured for tests.
    """

    def __init__(self, world: World, reply: Reply, first_pause: float) -> None:
        self._world = world
        self._reply = reply
        self._first_pause = first_pause
        self._task: asyncio.Task[None] | None = None
        self.attempts: list[tuple[int, int | str]] = []

    def start(self) -> None:
        """Begin to watch for a webhook."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop in the middle of whatever it does."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _due(self) -> bool:
        return bool(self._world.webhook and self._world.updates.pending)

    async def _run(self) -> None:
        pause = self._first_pause
        timeout = aiohttp.ClientTimeout(total=_DELIVERY_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await self._world.pulse.until(self._due, 3600)
                if not self._due():
                    continue
                if await self._deliver(session, self._world.updates.pending[0]):
                    pause = self._first_pause
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)

    async def _deliver(self, session: aiohttp.ClientSession, update: JSON) -> bool:
        webhook = self._world.webhook
        secret = webhook["secret_token"]
        headers = {SENDER_HEADER: secret} if secret else {}
        try:
            async with session.post(webhook["url"], json=update, headers=headers) as response:
                if response.ok:
                    self.attempts.append((update["update_id"], response.status))
                    await self._confirm(update, response)
                    return True
                told = f"Wrong response from the webhook: {response.status} {response.reason}"
                self.attempts.append((update["update_id"], response.status))
        except (aiohttp.ClientError, TimeoutError) as error:
            told = f"Connection failed: {type(error).__name__}"
            self.attempts.append((update["update_id"], told))
        webhook["last_error_date"] = self._world.now()
        webhook["last_error_message"] = told
        return False

    async def _confirm(self, update: JSON, response: aiohttp.ClientResponse) -> None:
        """Forget the update, and make the call which the answer may hold."""
        self._world.updates.handed_out.append(update)
        self._world.updates.forget_before(update["update_id"] + 1)
        if response.content_type == "application/json":
            body = await response.json()
            if isinstance(body, dict) and "method" in body:
                await self._reply(body)
