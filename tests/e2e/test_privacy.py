"""What people can see and delete of what is kept of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from bot.conversations.tables import ConversationRow
from bot.settings import Settings
from tests.botapi import BotApi
from tests.e2e.conftest import running_bot
from tests.e2e.people import labels, words

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.database import Sessions
    from tests.botapi import Sent
    from tests.botapi.users import User


async def rows(sessions: Sessions) -> list[ConversationRow]:
    async with sessions() as session:
        return list(await session.scalars(select(ConversationRow)))


async def my_data(api: BotApi, ana: User) -> tuple[Sent, dict[str, list[dict[str, object]]]]:
    """What /mydata says, and the file that comes with it."""
    await ana.send("/mydata")
    said, sent = await ana.wait_for_reply(2)
    document = sent.raw["document"]
    assert document["file_name"] == "mydata.json"
    return said, json.loads(api.world.files[document["file_id"]].content)


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_a_person_sees_all_that_is_kept_in_words_and_as_a_file(
    assistant: Assistant, database: str, language: str
) -> None:
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        ana = api.user("Ana", language_code=language)
        question = {"nl": "wat kost bemiddeling?", "fr": "combien coûte une médiation ?"}[language]
        await ana.send(question)
        await ana.reply()
        said, file = await my_data(api, ana)
        (row,) = await rows(sessions)
        assert file["memory"] == [{"text": question}]
        assert file["conversation"] == [
            {
                "channel": "telegram",
                "chat": str(ana.id),
                "language": language,
                "pending": None,
                "shown": f"t-cost-{language}",
                "updated_at": f"{row.updated_at.isoformat(timespec='seconds')}Z",
            }
        ]
        for value in (question, str(ana.id), f"t-cost-{language}", "/forget"):
            assert value in said.text
        assert not api.refusals


async def test_who_is_not_known_is_told_so_and_gets_no_file(api, assistant):
    ana = api.user("Ana", language_code="nl")
    await ana.send("/mydata")
    assert (await ana.reply()).text == words(assistant, "nothing-kept")
    assert api.calls("sendDocument") == []


async def test_forgetting_leaves_nothing_in_the_database_or_in_memory(
    assistant: Assistant, database: str
) -> None:
    """A verdict on what was answered before no longer finds its question."""
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        ana = api.user("Ana", language_code="nl")
        await ana.send("wat kost bemiddeling?")
        answer = await ana.reply()
        await ana.send("/forget")
        told = (await ana.reply()).text
        assert words(assistant, "forgotten") in told
        assert "wat kost bemiddeling?" in told
        assert words(assistant, "forgotten-proof") in told
        assert await rows(sessions) == []
        await ana.send("/mydata")
        assert (await ana.reply()).text == words(assistant, "nothing-kept")
        pressed = await ana.press(words(assistant, "feedback-no"), answer)
        await pressed.answered()
        await ana.wait_for_edit()
        async with sessions() as session:
            assert await session.scalar(text("SELECT count(*) FROM question")) == 0
        await ana.send("/forget")
        assert (await ana.reply()).text == words(assistant, "nothing-to-forget")


async def test_forgetting_closes_an_open_question(assistant: Assistant, database: str) -> None:
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        ana = api.user("Ana", language_code="nl")
        await ana.send("/find")
        await ana.reply()
        assert words(assistant, "kept-open") in (await my_data(api, ana))[0].text
        await ana.send("/forget")
        closed = await ana.reply()
        assert closed.reply_markup == {"remove_keyboard": True}
        assert await rows(sessions) == []


async def test_when_something_is_found_again_that_is_said(
    assistant: Assistant, database: str
) -> None:
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        async with sessions() as session, session.begin():
            await session.execute(
                text(
                    "CREATE TRIGGER again AFTER DELETE ON conversation BEGIN INSERT INTO "
                    "conversation (channel, chat, updated_at) "
                    "VALUES (old.channel, old.chat, old.updated_at); END"
                )
            )
        ana = api.user("Ana", language_code="nl")
        await ana.send("wat kost bemiddeling?")
        await ana.reply()
        await ana.send("/forget")
        told = (await ana.reply()).text
        assert words(assistant, "forgotten-not-all") in told
        assert words(assistant, "forgotten-proof") not in told


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_the_privacy_page_says_what_how_long_and_how_to_see_and_delete_it(
    api, assistant, language
):
    ana = api.user("Ana", language_code=language)
    await ana.send("/privacy")
    told = (await ana.reply()).text
    settings = Settings()
    days = {"questions": settings.retention_days, "conversations": settings.conversation_days}
    assert words(assistant, "privacy-days", language, **days) in told
    assert "/forget" in told
    assert "/mydata" in told


async def test_in_a_group_the_commands_are_about_the_group(api):
    ana = api.user("Ana", language_code="nl")
    group = api.group("Straat 12")
    me = (await api.wait_for_call("getMe")).result["username"]
    await group.send(ana, f"@{me} wat kost bemiddeling?")
    assert labels(await group.reply())
    await group.send(ana, f"/mydata@{me}")
    said, _ = await group.wait_for_reply(2)
    assert str(group.id) in said.text
    assert str(ana.id) not in said.text
