"""When Telegram refuses, forgets or breaks: the person still gets an answer, and only one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.botapi import BotApi
from tests.e2e.conftest import running_bot
from tests.e2e.people import labels, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.assistant import Assistant

NO_TIMEDELTA_YET = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


@pytest.fixture
async def api(assistant: Assistant, database: str) -> AsyncIterator[BotApi]:
    """As everywhere, but here refusals are the subject."""
    async with BotApi() as server, running_bot(assistant, database, server):
        yield server


async def test_an_expired_press_is_still_done(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("wat kost bemiddeling?")
    answer = await ana.reply()
    api.world.query_lifetime = 0.0
    await ana.press(labels(answer)[0], answer)
    assert (await ana.reply()).text
    assert "query is too old" in api.refusals[0].description


async def test_a_question_answered_twice_is_left_as_it_is(api: BotApi) -> None:
    """The second press finds its answer in place: "message is not modified"."""
    ana = api.user("Ana", language_code="nl")
    await ana.send("burenbemiddeling in Halle")
    question = await ana.reply()
    first = await ana.press("Halle, Zoersel", question)
    second = await ana.press_raw(
        question.button("Halle, Zoersel")["callback_data"], question
    )  # fmt: skip
    await first.answered()
    await second.answered()
    await ana.wait_for_edit()
    await ana.chat.expect_silence(0.3)
    assert ["message is not modified" in call.description for call in api.refusals] == [True]


@pytest.mark.parametrize(
    "refusal", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"]
)
async def test_a_question_that_cannot_be_changed_gets_its_answer_below(
    api: BotApi, refusal: str
) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("burenbemiddeling in Halle")
    question = await ana.reply()
    api.fail("editMessageText", error_code=400, description=f"Bad Request: {refusal}")
    await ana.press("Halle, Zoersel", question)
    assert "Zoersel" in (await ana.reply()).text


async def test_a_button_of_a_message_that_telegram_no_longer_shows_works_all_the_same(
    api: BotApi, assistant: Assistant
) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("burenbemiddeling in Halle")
    question = await ana.reply()
    await ana.press("Halle, Zoersel", question, inaccessible=True)
    answer = await ana.reply()
    assert "Zoersel" in answer.text
    pressed = await ana.press(words(assistant, "feedback-yes"), answer, inaccessible=True)
    assert (await pressed.answered())["text"] == words(assistant, "feedback-thanks")
    assert api.calls("editMessageText") == api.calls("editMessageReplyMarkup") == []


async def test_who_blocks_the_bot_in_the_middle_is_left_in_peace(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    ana, luc = api.user("Ana", language_code="nl"), api.user("Luc", language_code="nl")
    await ana.start()
    await ana.reply()
    await ana.send("wat kost bemiddeling?")
    api.block(ana)
    refused = await api.wait_for_call("sendMessage", nth=2)
    assert refused.description == "Forbidden: bot was blocked by the user"
    await luc.send("wat kost bemiddeling?")
    assert "gratis" in (await luc.reply()).text, "everybody else is answered"
    assert len([c for c in api.calls("sendMessage") if c.params["chat_id"] == ana.id]) == 2
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


@NO_TIMEDELTA_YET
async def test_it_waits_as_long_as_telegram_says_and_then_answers_once(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    api.fail("sendMessage", error_code=429, retry_after=1)
    await ana.send("wat kost bemiddeling?")
    assert "gratis" in (await ana.reply()).text
    first, second = api.calls("sendMessage")
    assert second.at - first.at >= 1
    await ana.chat.expect_silence(0.2)


@pytest.mark.parametrize(("code", "kind"), [(500, "error"), (502, "html")])
async def test_a_hiccup_of_the_server_does_not_lose_the_answer(
    api: BotApi, code: int, kind: str
) -> None:
    ana = api.user("Ana", language_code="nl")
    api.fail("sendMessage", kind=kind, error_code=code)
    await ana.send("wat kost bemiddeling?")
    assert "gratis" in (await ana.reply()).text
    await ana.chat.expect_silence(0.2)


async def test_a_server_that_stays_broken_is_logged_and_apologised_for(
    api: BotApi, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    ana = api.user("Ana", language_code="nl")
    api.fail("sendMessage", error_code=500, times=2)
    await ana.send("wat kost bemiddeling?")
    assert (await ana.reply()).text == words(assistant, "error")
    assert "could not be handled" in caplog.text


async def test_polling_goes_on_after_trouble_and_no_question_is_lost_or_answered_twice(
    api: BotApi,
) -> None:
    ana = api.user("Ana", language_code="nl")
    api.fail("getUpdates", error_code=502, kind="html", times=2)
    api.fail("getUpdates", kind="reset", times=1)
    await ana.send("wat kost bemiddeling?")
    await ana.send("hallo")
    first, second = await ana.wait_for_reply(2, timeout=20)
    assert "gratis" in first.text
    assert "gratis" not in second.text
    await ana.chat.expect_silence(0.3)


async def test_questions_asked_while_the_bot_was_away_are_answered_when_it_is_back(
    assistant: Assistant, database: str
) -> None:
    async with BotApi() as api:
        ana = api.user("Ana", language_code="nl")
        await ana.send("wat kost bemiddeling?")
        async with running_bot(assistant, database, api):
            assert "gratis" in (await ana.reply()).text
        async with running_bot(assistant, database, api):
            await ana.chat.expect_silence(0.3)
