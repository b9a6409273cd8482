"""What the conversations in this folder share."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.assistant import Message
from bot.conversations.state import Conversation
from bot.conversations.tables import FeedbackRow
from tests.conftest import ROOT

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.database import Sessions
    from tests.botapi import Sent


def labels(sent: Sent) -> list[str]:
    """The words on all buttons of a message, in order."""
    return [label for row in sent.buttons for label in row]


def words(assistant: Assistant, key: str, language: str = "nl", **values: object) -> str:
    """A text of the interface."""
    return assistant.compose.texts(language)(key, **values)


def unsure(assistant: Assistant) -> str:
    """A question in Dutch of which the assistant is not sure."""
    path = ROOT / "tests" / "evaluation" / "nl_faq.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        text: str = json.loads(line)["text"]
        if assistant.answer(Message(text), Conversation()).kind == "choose_topic":
            return text
    raise AssertionError(f"the assistant is sure of everything in {path}")


async def verdicts(sessions: Sessions, total: int) -> dict[tuple[str, str, str], int]:
    """What was counted, by language, topic and verdict, once there are ``total`` in all."""
    for _ in range(100):
        async with sessions() as session:
            rows = (await session.scalars(select(FeedbackRow))).all()
        found = {(row.language, row.topic, row.verdict): row.count for row in rows}
        if sum(found.values()) >= total:
            break
        await asyncio.sleep(0.02)
    assert sum(found.values()) == total, found
    return found
