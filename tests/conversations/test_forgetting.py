"""What is tied to a chat: shown, deleted with proof, and let go when nobody writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polib
import pytest
from sqlalchemy import text

from bot.conversations.forgetting import CLEAN_UP, ChatData, delete_idle, tied_to_chat
from bot.conversations.state import Conversation
from bot.conversations.store import ConversationStore
from bot.conversations.tables import ConversationRow, JobRow
from bot.database import Base
from tests.conftest import ROOT

if TYPE_CHECKING:
    from bot.database import Sessions


async def test_all_columns_of_a_chat_are_shown_and_of_no_other(sessions: Sessions) -> None:
    await ConversationStore(sessions, "telegram").save("1", Conversation("fr", "", "t-cost-fr"))
    await ConversationStore(sessions, "telegram").save("2", Conversation("nl"))
    await ConversationStore(sessions, "other").save("1", Conversation("nl"))
    held = await ChatData(sessions, "telegram").read("1")
    (row,) = held["conversation"]
    moment = row.pop("updated_at")
    assert row == {
        "channel": "telegram",
        "chat": "1",
        "language": "fr",
        "pending": "",
        "shown": "t-cost-fr",
    }
    assert datetime.fromisoformat(str(moment)).tzinfo == UTC


async def test_a_chat_that_nobody_knows_has_nothing(sessions: Sessions) -> None:
    assert await ChatData(sessions, "telegram").read("1") == {}
    done = await ChatData(sessions, "telegram").forget("1")
    assert (done.deleted, done.left) == ({}, {})


async def test_forgetting_deletes_one_chat_and_tells_what_it_was(sessions: Sessions) -> None:
    store = ConversationStore(sessions, "telegram")
    for chat in ("1", "2"):
        await store.save(chat, Conversation("fr"))
    done = await ChatData(sessions, "telegram").forget("1")
    assert done.deleted["conversation"][0]["chat"] == "1"
    assert done.left == {}
    assert await store.load("1") == Conversation()
    assert await store.load("2") == Conversation("fr")


async def test_what_is_written_in_the_meantime_is_found_and_not_denied(
    sessions: Sessions,
) -> None:
    """The proof is a second look, not a promise."""
    await ConversationStore(sessions, "telegram").save("1", Conversation("fr"))
    async with sessions() as session, session.begin():
        await session.execute(
            text(
                "CREATE TRIGGER again AFTER DELETE ON conversation BEGIN INSERT INTO conversation "
                "VALUES (old.channel, old.chat, 'nl', NULL, old.updated_at, NULL); END"
            )
        )
    done = await ChatData(sessions, "telegram").forget("1")
    assert [row["chat"] for row in done.left["conversation"]] == ["1"]


def test_every_table_with_a_chat_or_a_person_in_it_is_known_to_be_tied() -> None:
    telling = {"chat", "chat_id", "user", "user_id", "person"}
    tied = {table.__tablename__ for table in tied_to_chat("telegram", "1")}
    found = {name for name, table in Base.metadata.tables.items() if telling & {*table.c.keys()}}
    assert "conversation" in found
    assert found == tied


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_such_table_has_words_for_its_rows(language: str) -> None:
    path = ROOT / "bot" / "locale" / language / "LC_MESSAGES" / "messages.po"
    words = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    for table in tied_to_chat("telegram", "1"):
        for column in table.__table__.columns:
            assert f"%({column.key})s" in words[f"kept-{table.__tablename__}"]


async def test_a_conversation_is_let_go_after_the_days_of_the_settings(sessions: Sessions) -> None:
    store = ConversationStore(sessions, "telegram")
    await store.save("1", Conversation("fr"))
    today = datetime.now(UTC).date()
    assert await delete_idle(sessions, 180, today + timedelta(days=180)) == 0
    assert await store.load("1") == Conversation("fr")
    assert await delete_idle(sessions, 180, today + timedelta(days=181)) == 1
    assert await store.load("1") == Conversation()
    async with sessions() as session:
        assert await session.get(ConversationRow, ("telegram", "1")) is None
        job = await session.get(JobRow, CLEAN_UP)
    assert job is not None
    assert job.result.startswith("1 conversations unused since ")
