"""Conversations as people have them, through the real application over HTTP."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.logs import configure_logging
from tests.botapi import BotApi, Sent
from tests.e2e.conftest import running_bot

if TYPE_CHECKING:
    import pytest

    from bot.assistant import Assistant


def labels(sent: Sent) -> list[str]:
    """The words on all buttons of a message."""
    return [label for row in sent.buttons for label in row]


async def test_start_greets_in_the_language_of_the_app(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("/start")
    hello = await ana.reply()
    assert "Welkom" in hello.text
    assert "112" in hello.text
    assert len(labels(hello)) == 3
    luc = api.user("Luc", language_code="fr")
    await luc.send("/start")
    assert "Bienvenue" in (await luc.reply()).text


async def test_a_citizen_asks_in_dutch_and_in_french(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("hoeveel kost zo'n bemiddeling mij?")
    answer = await ana.reply()
    assert "gratis" in answer.text
    assert answer.link_preview_options["is_disabled"] is True
    await ana.send("et si mon voisin refuse de participer ?")
    assert "médiation" in (await ana.reply()).text


async def test_a_question_with_a_place_gets_the_answer_and_the_service(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("de hond van hiernaast blaft heel de nacht, ik woon in Ledeberg")
    text = (await ana.reply()).text
    assert "+32 9 266 82 17" in text
    assert "charter" in text.lower()
    assert "kaart" in text.lower()


async def test_looking_up_a_service_asks_where_and_understands_the_answer(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("/find")
    assert "gemeente" in (await ana.reply()).text
    await ana.send("Gent")
    heading, card = await ana.wait_for_reply(2)
    assert "Gent" in heading.text
    assert "+32 9 266 82 17" in card.text
    await ana.send("/find 9000")
    assert "Burenbemiddeling Gent" in (await ana.reply()).text


async def test_two_places_of_one_name_are_told_apart_by_buttons(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("burenbemiddeling in Halle")
    question = await ana.reply()
    assert "Halle, Zoersel" in labels(question)
    pressed = await ana.press("Halle, Zoersel")
    await pressed.answered()
    assert "Zoersel" in (await ana.wait_for_edit()).text


async def test_related_topics_and_the_service_button_work(api):
    ana = api.user("Ana", language_code="fr")
    await ana.send("combien coûte une médiation ?")
    answer = await ana.reply()
    pressed = await ana.press(labels(answer)[0])
    await pressed.answered()
    assert (await ana.reply()).text
    await ana.press("Un service près de chez moi")
    assert "commune" in (await ana.reply()).text
    await ana.send("5000")
    assert "Namur" in (await ana.reply()).text


async def test_every_command_answers(api):
    ana = api.user("Ana", language_code="nl")
    for command in ("help", "faq", "charter", "map", "contact", "privacy", "language", "nonsense"):
        await ana.send(f"/{command}")
        assert (await ana.reply()).text, command


async def test_the_language_can_be_chosen_and_is_remembered(api):
    ana = api.user("Ana", language_code="en")
    await ana.send("/language")
    menu = await ana.reply()
    assert {"Nederlands", "Français"} <= set(labels(menu))
    await ana.press("Nederlands")
    assert "Nederlands" in (await ana.wait_for_edit()).text
    await ana.send("/help")
    assert "Vraag het" in (await ana.reply()).text


async def test_what_is_kept_can_be_deleted(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("/forget")
    assert "niets" in (await ana.reply()).text
    await ana.send("wat kost bemiddeling")
    await ana.reply()
    await ana.send("/forget")
    assert "Gewist" in (await ana.reply()).text


async def test_danger_gets_the_numbers_first(api):
    ana = api.user("Ana", language_code="fr")
    await ana.send("au secours il a un couteau il va me tuer, médiation à Namur svp")
    text = (await ana.reply()).text
    assert "112" in text.split("\n")[0]
    assert "101" in text.split("\n")[0]


async def test_a_shared_location_finds_the_municipality(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send_location(51.0543, 3.7174)
    reply = await ana.reply()
    assert "Gent" in reply.text + " ".join(labels(reply))


async def test_voice_and_pictures_get_a_kind_word(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send_voice()
    assert "luisteren" in (await ana.reply()).text
    await ana.send_photo()
    assert "beelden" in (await ana.reply()).text
    await ana.send_sticker()
    assert (await ana.reply()).text


async def test_forged_and_old_buttons_get_a_polite_line(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("/start")
    await ana.reply()
    for data in ("x-1", "m-99999", "t-no-such-topic", "l-xx"):
        pressed = await ana.press_raw(data)
        assert "werkt niet meer" in (await pressed.answered())["text"]


async def test_in_a_group_it_answers_only_when_addressed(api):
    ana = api.user("Ana", language_code="nl")
    group = api.group("Straat 12")
    await group.send(ana, "wat kost bemiddeling?")
    await group.expect_silence(0.3)
    me = (await api.wait_for_call("getMe")).result["username"]
    await group.send(ana, f"@{me} wat kost bemiddeling?")
    assert "gratis" in (await group.reply()).text


async def test_markup_in_a_message_does_no_harm(api):
    ana = api.user("Ana", language_code="nl")
    await ana.send("<b>wat kost</b> & </i> bemiddeling <script>")
    assert (await ana.reply()).text


async def test_the_token_is_in_no_log_line(
    assistant: Assistant, database: str, capfd: pytest.CaptureFixture[str]
):
    """Everything at DEBUG, with a failing request in between."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        async with BotApi() as api:
            configure_logging("DEBUG", [api.token])
            logging.getLogger("httpx").setLevel(logging.DEBUG)
            async with running_bot(assistant, database, api):
                ana = api.user("Ana", language_code="nl")
                api.fail("sendMessage", error_code=500, times=1)
                await ana.send("hallo")
                await ana.wait_for_reply(timeout=10)
            token = api.token
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        logging.getLogger("httpx").setLevel(logging.NOTSET)
    out = "".join(capfd.readouterr())
    assert "sendMessage" in out
    assert token not in out
    assert token.split(":")[1] not in out
