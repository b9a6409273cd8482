"""The clean-ups that run by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.database import Sessions

from bot.app import App
from bot.settings import Settings


async def test_the_program_cleans_up_questions_and_conversations(
    sessions: Sessions, assistant: Assistant
) -> None:
    app = App.of(Settings(), sessions, assistant)
    done = [await clean_up() for clean_up in app.clean_ups]
    assert len(done) == 3  # questions, counts, conversations
    assert not any(done)  # nothing was old
