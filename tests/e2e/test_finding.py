"""Finding a service: the question, the shared location, the card, the map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Assistant
from bot.channels.telegram import sending
from bot.directory.records import Directory
from tests.botapi import BotApi
from tests.e2e.conftest import running_bot
from tests.e2e.people import labels, unsure, words

if TYPE_CHECKING:
    from bot.understanding.message import MessageReader

GENT = (51.0543, 3.7174)
TELEPHONE = "+32 9 266 82 17"


@pytest.mark.parametrize("code", ["nl", "fr"])
async def test_find_asks_for_a_municipality_or_a_shared_location(
    api: BotApi, assistant: Assistant, code: str
) -> None:
    ana = api.user("Ana", language_code=code)
    await ana.send("/find")
    question = await ana.reply()
    assert question.text.split("\n\n") == [
        words(assistant, "ask-place", code),
        words(assistant, "share-location-hint", code),
    ]
    assert question.reply_markup == {
        "keyboard": [
            [{"text": words(assistant, "share-location", code), "request_location": True}]
        ],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": words(assistant, "place-placeholder", code),
    }


async def test_the_location_keyboard_goes_when_the_place_is_known(
    api: BotApi, assistant: Assistant
) -> None:
    """One message cannot remove a keyboard and carry buttons: the heading does the first."""
    ana = api.user("Ana", language_code="nl")
    for answer in (ana.send("Gent"), ana.send_location(*GENT), ana.send("/find 9000")):
        await ana.send("/find")
        await ana.reply()
        assert ana.keyboard == [[words(assistant, "share-location")]]
        await answer
        heading, card = await ana.wait_for_reply(2)
        assert heading.text == words(assistant, "services-in", name="Gent")
        assert heading.reply_markup == {"remove_keyboard": True}
        assert TELEPHONE in card.text
        assert words(assistant, "feedback-yes") in labels(card)
        assert ana.keyboard == []


async def test_a_shared_location_is_kept_nowhere(api: BotApi, database: str) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send_location(*GENT)
    assert TELEPHONE in (await ana.reply()).text
    file = Path(database.partition("///")[2])
    kept = b"".join(p.read_bytes() for p in file.parent.glob(f"{file.name}*"))
    assert str(ana.id).encode() in kept, "the conversation is there: the look is not blind"
    assert b"51.05" not in kept
    assert b"3.717" not in kept


async def test_whatever_else_is_said_closes_the_keyboard_too(
    api: BotApi, assistant: Assistant
) -> None:
    ana = api.user("Ana", language_code="nl")
    for text, count in (
        ("wat kost bemiddeling?", 2),
        (unsure(assistant), 2),
        ("goeiedag", 2),
        ("bedankt", 1),
        ("burenbemiddeling in Halle", 2),
        ("/forget", 1),
    ):
        await ana.send("/find")
        await ana.reply()
        assert ana.keyboard
        await ana.send(text)
        replies = await ana.wait_for_reply(count)
        assert ana.keyboard == [], text
        assert not replies[0].buttons
        await ana.chat.expect_silence(0.1)
    await ana.send("/find")
    await ana.reply()
    await ana.send("goeiedag")
    first, second = await ana.wait_for_reply(2)
    assert first.text == words(assistant, "smalltalk-greeting")
    assert second.text == words(assistant, "choose-below"), "buttons need a message of their own"


async def test_in_danger_the_numbers_come_first_even_while_a_place_is_asked_for(
    api: BotApi,
) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("/find")
    await ana.reply()
    await ana.send("help hij heeft een mes en wil mij vermoorden")
    assert "112" in (await ana.wait_for_reply(2))[0].text


async def test_a_page_in_between_leaves_the_question_open(
    api: BotApi, assistant: Assistant
) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("/find")
    await ana.reply()
    await ana.send("/help")
    await ana.reply()
    assert ana.keyboard
    await ana.send("Gent")
    heading, _ = await ana.wait_for_reply(2)
    assert heading.text == words(assistant, "services-in", name="Gent")


async def test_which_halle_comes_as_buttons_and_becomes_the_card(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("/find")
    await ana.reply()
    await ana.send("Halle")
    _, question = await ana.wait_for_reply(2)
    await (await ana.press("Halle, Zoersel", question)).answered()
    assert "Zoersel" in (await ana.wait_for_edit()).text
    await ana.chat.expect_silence(0.2)


async def test_another_place_is_asked_for_anew(api: BotApi, assistant: Assistant) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("burenbemiddeling in Halle")
    question = await ana.reply()
    await ana.press(words(assistant, "button-other-place"), question)
    assert (await ana.reply()).text.startswith(words(assistant, "ask-place"))
    assert ana.keyboard


async def test_typing_shows_only_when_it_takes_a_while(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = api.user("Ana", language_code="nl")
    api.fail("sendMessage", kind="slow", delay=1.0)
    await ana.send("wat kost bemiddeling?")
    await ana.reply()
    assert ana.chat.actions == ["typing"]
    # However slow this machine is: no answer takes as long as that.
    monkeypatch.setattr(sending, "_TYPING_AFTER_SECONDS", 60.0)
    await ana.send("wat kost bemiddeling?")
    await ana.reply()
    assert ana.chat.actions == ["typing"], "and not a second time"


# -- the map -------------------------------------------------------------------------------------


@pytest.fixture
def mapped(assistant: Assistant, reader: MessageReader) -> Assistant:
    """The assistant with one invented service that has coordinates of its own."""
    known = next(iter(assistant.directory.find("44021", "neighbour")))
    made = replace(
        known,
        id="example",
        names={"nl": "Voorbeelddienst", "fr": "Service exemple"},
        areas=frozenset({"44021"}),
        address="Voorbeeldstraat 1, 9000 Gent",
        latitude=51.05,
        longitude=3.72,
    )
    compose = assistant.compose
    return Assistant(
        assistant.knowledge,
        reader,
        assistant.gazetteer,
        Directory.of([made]),
        texts={code: compose.texts(code) for code in assistant.languages},
        site=compose._site,
    )


async def test_a_service_with_coordinates_of_its_own_is_shown_on_the_map(
    mapped: Assistant, database: str
) -> None:
    async with BotApi() as api, running_bot(mapped, database, api):
        ana = api.user("Ana", language_code="nl")
        await ana.send("9000")
        card, place = await ana.wait_for_reply(2)
        assert "Voorbeelddienst" in card.text
        assert card.buttons
        assert place.raw["venue"] == {
            "location": {"latitude": 51.05, "longitude": 3.72},
            "title": "Voorbeelddienst",
            "address": "Voorbeeldstraat 1, 9000 Gent",
        }


async def test_the_map_stays_away_under_an_answer_and_in_groups(
    mapped: Assistant, database: str
) -> None:
    async with BotApi() as api, running_bot(mapped, database, api):
        ana = api.user("Ana", language_code="nl")
        await ana.send("de hond van hiernaast blaft heel de nacht, ik woon in Gent")
        assert "Voorbeelddienst" in (await ana.reply()).text
        group = api.group("Straat 12")
        await group.send(ana, "/find@standin_bot 9000")
        assert "Voorbeelddienst" in (await group.reply()).text
        await group.expect_silence(0.2)
        assert api.calls("sendVenue") == []


async def test_a_map_that_telegram_refuses_leaves_the_card(
    mapped: Assistant, database: str
) -> None:
    async with BotApi() as api, running_bot(mapped, database, api):
        ana = api.user("Ana", language_code="nl")
        api.fail("sendVenue", error_code=400, description="Bad Request: VENUE_INVALID")
        await ana.send("9000")
        assert "Voorbeelddienst" in (await ana.reply()).text
        await ana.chat.expect_silence(0.3)


async def test_services_without_coordinates_send_no_map(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("9000")
    await ana.reply()
    await ana.chat.expect_silence(0.2)
    assert api.calls("sendVenue") == []
