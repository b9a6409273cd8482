"""The little that is remembered of a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.conversations.store import Conversation, ConversationStore
from bot.database import connect, sqlite_url

if TYPE_CHECKING:
    from pathlib import Path

    from bot.database import Sessions


async def test_a_chat_that_nobody_knows_is_fresh(sessions: Sessions) -> None:
    assert await ConversationStore(sessions, "test").load("1") == Conversation(None, None)


@pytest.mark.parametrize("pending", [None, "", "neighbour"])
async def test_what_is_saved_is_loaded(sessions: Sessions, pending: str | None) -> None:
    """An empty pending look-up and none at all are two different things."""
    store = ConversationStore(sessions, "test")
    await store.save("1", Conversation("fr", pending))
    assert await store.load("1") == Conversation("fr", pending)


async def test_saving_again_replaces(sessions: Sessions) -> None:
    store = ConversationStore(sessions, "test")
    await store.save("1", Conversation("fr", "neighbour"))
    await store.save("1", Conversation("nl", None))
    assert await store.load("1") == Conversation("nl", None)


async def test_chats_and_channels_never_meet(sessions: Sessions) -> None:
    one, other = ConversationStore(sessions, "one"), ConversationStore(sessions, "other")
    await one.save("1", Conversation("fr", None))
    assert await other.load("1") == Conversation()
    assert await one.load("2") == Conversation()


async def test_what_is_forgotten_is_gone_and_nothing_else(sessions: Sessions) -> None:
    store = ConversationStore(sessions, "test")
    await store.save("1", Conversation("fr", None))
    await store.save("2", Conversation("nl", None))
    assert await store.forget("1")
    assert await store.load("1") == Conversation()
    assert await store.load("2") == Conversation("nl", None)
    assert not await store.forget("1")


async def test_a_conversation_survives_a_restart(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "kept.sqlite3")
    for expected in (Conversation(), Conversation("fr", "school")):
        engine, sessions = await connect(url)
        store = ConversationStore(sessions, "test")
        assert await store.load("1") == expected
        await store.save("1", Conversation("fr", "school"))
        await engine.dispose()


async def test_the_last_answer_is_kept_by_its_code_and_forgotten_with_the_rest(
    sessions: Sessions,
) -> None:
    store = ConversationStore(sessions, "test")
    await store.save("1", Conversation("fr", None, "t-cost-fr"))
    assert (await store.load("1")).shown == "t-cost-fr"
    await store.forget("1")
    assert (await store.load("1")).shown is None


async def test_no_more_is_kept_than_language_question_last_answer_and_time(
    sessions: Sessions,
) -> None:
    await ConversationStore(sessions, "test").save("1", Conversation("fr", "school"))
    async with sessions() as session:
        row = (await session.execute(text("SELECT * FROM conversation"))).mappings().one()
    assert set(row) == {"channel", "chat", "language", "pending", "shown", "updated_at"}


async def test_what_is_kept_moves_with_a_group_that_gets_another_number(
    sessions: Sessions,
) -> None:
    store = ConversationStore(sessions, "telegram")
    await store.save("-1", Conversation(language="fr", pending=""))
    await store.move("-1", "-1001")
    assert await store.load("-1001") == Conversation(language="fr", pending="")
    assert await store.load("-1") == Conversation()
    await store.move("-2", "-1002")
    assert await store.forget("-1002") is False
