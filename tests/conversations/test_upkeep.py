"""The clean-ups that run by themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from bot.conversations.upkeep import keep_tidy

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.database import Sessions

from bot.app import App
from bot.settings import Settings


async def test_a_clean_up_that_fails_is_told_stops_no_other_and_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    twice = asyncio.Event()

    async def fails() -> None:
        done.append("fails")
        raise OperationalError("DELETE", {}, Exception("locked"))

    async def works() -> None:
        done.append("works")
        if done.count("works") == 2:
            twice.set()

    task = asyncio.create_task(keep_tidy([fails, works], every_seconds=0))
    await asyncio.wait_for(twice.wait(), timeout=5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done[:4] == ["fails", "works", "fails", "works"]
    assert "a clean-up failed: OperationalError" in caplog.text


async def test_the_program_cleans_up_questions_and_conversations(
    sessions: Sessions, assistant: Assistant
) -> None:
    app = App.of(Settings(), sessions, assistant)
    assert [await clean_up() for clean_up in app.clean_ups] == [0, 0]
