"""Answers: how they look, what their buttons do, and whether they helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.reply import REASONS
from tests.botapi import BotApi
from tests.e2e.conftest import running_bot
from tests.e2e.people import labels, unsure, verdicts, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.assistant import Assistant
    from bot.database import Sessions


@pytest.fixture
async def store(assistant: Assistant, database: str) -> AsyncIterator[tuple[BotApi, Sessions]]:
    """The stand-in with a bot on it, and the database behind the bot."""
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        yield api, sessions


# -- how they look -------------------------------------------------------------------------------


async def test_the_answer_comes_first_and_stands_out(api: BotApi, assistant: Assistant) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("wat kost bemiddeling?")
    answer = await ana.reply()
    first = assistant.knowledge.languages["nl"].entries["cost"].answer.split("\n")[0]
    assert answer.html.startswith(f"<b>{first}</b>")


async def test_only_the_map_page_has_a_link_preview(api: BotApi) -> None:
    for code in ("nl", "fr"):
        ana = api.user("Ana", language_code=code)
        for command in ("charter", "contact", "privacy", "faq", "help"):
            await ana.send(f"/{command}")
            assert (await ana.reply()).link_preview_options == {"is_disabled": True}, command
        await ana.send("/map")
        shown = (await ana.reply()).link_preview_options
        assert shown is not None
        assert set(shown) == {"url"}
        assert shown["url"].startswith("https://")


async def test_a_number_and_an_address_of_a_service_can_be_tapped(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("burenbemiddeling in Gent")
    card = await ana.reply()
    assert {"email", "text_link"} <= {entity["type"] for entity in card.entities}
    number = "+32 9 266 82 17"
    at = card.text.index(number)
    over = [e for e in card.entities if e["offset"] < at + len(number) <= e["offset"] + e["length"]]
    assert over == [], "plain text: Telegram itself makes a number in international form tappable"


# -- buttons -------------------------------------------------------------------------------------


async def test_a_related_topic_is_a_new_message_so_that_the_answer_stays(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("wat kost bemiddeling?")
    answer = await ana.reply()
    before = answer.html
    await (await ana.press(labels(answer)[0], answer)).answered()
    assert (await ana.reply()).text != answer.text
    assert answer.html == before
    assert not answer.edited


async def test_a_chosen_question_takes_the_place_of_did_you_mean(
    api: BotApi, assistant: Assistant
) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send(unsure(assistant))
    question = await ana.reply()
    assert question.text == words(assistant, "did-you-mean")
    assert labels(question)[-1] == words(assistant, "button-none")
    await (await ana.press(labels(question)[0], question)).answered()
    edited = await ana.wait_for_edit()
    assert edited == question
    assert words(assistant, "feedback-yes") in labels(edited)
    await ana.chat.expect_silence(0.2)


async def test_none_of_these_becomes_an_honest_no(api: BotApi, assistant: Assistant) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send(unsure(assistant))
    question = await ana.reply()
    await ana.press(words(assistant, "button-none"), question)
    declined = await ana.wait_for_edit()
    assert declined.text.startswith(words(assistant, "not-understood"))
    assert words(assistant, "feedback-yes") in labels(declined)


async def test_another_kind_of_service_does_not_wipe_the_card_away(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("burenbemiddeling in Gent")
    card = await ana.reply()
    other = next(
        button for row in card.button_rows for button in row if button["callback_data"][0] == "m"
    )
    await ana.press(other["text"], card)
    assert (await ana.reply()) != card
    assert not card.edited


async def test_a_language_takes_the_place_of_its_menu_and_shows_where_to_begin(
    api: BotApi, assistant: Assistant
) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.start()
    hello = await ana.reply()
    await ana.press(words(assistant, "button-language"), hello)
    menu = await ana.wait_for_edit()
    assert menu == hello
    await ana.press("Français", menu)
    chosen = await ana.wait_for_edit()
    assert chosen.text == words(assistant, "language-changed", "fr")
    assert words(assistant, "button-help", "fr") in labels(chosen)


async def test_a_chat_can_mix_languages_and_keeps_the_last_for_what_shows_none(
    api: BotApi, assistant: Assistant
) -> None:
    ana = api.user("Ana", language_code="nl")
    for text, code in (
        ("/help", "nl"),
        ("et si mon voisin refuse de participer ?", "fr"),
        ("5000", "fr"),
        ("hoeveel kost zo'n bemiddeling mij?", "nl"),
        ("9000", "nl"),
        ("/language fr", "fr"),
        ("9000", "fr"),
    ):
        await ana.send(text)
        reply = await ana.reply()
        marks = (
            "button-find", "button-find-near", "feedback-yes", "button-help", "button-type-school",
        )  # fmt: skip
        known = {words(assistant, key, code) for key in marks}
        assert known & set(labels(reply)), (text, code, labels(reply))


async def test_buttons_from_before_a_restart_still_work(
    assistant: Assistant, database: str
) -> None:
    async with BotApi() as api:
        async with running_bot(assistant, database, api):
            ana = api.user("Ana", language_code="nl")
            await ana.send("burenbemiddeling in Halle")
            question = await ana.reply()
            await ana.send("wat kost bemiddeling?")
            answer = await ana.reply()
        async with running_bot(assistant, database, api):
            await (await ana.press("Halle, Zoersel", question)).answered()
            assert "Zoersel" in (await ana.wait_for_edit()).text
            await (await ana.press(labels(answer)[0], answer)).answered()
            assert (await ana.reply()).text
            pressed = await ana.press(words(assistant, "feedback-yes"), answer)
            assert (await pressed.answered())["text"] == words(assistant, "feedback-thanks")


async def test_forged_and_outdated_buttons_get_a_polite_line_and_nothing_else(
    api: BotApi, assistant: Assistant
) -> None:
    ana = api.user("Ana", language_code="fr")
    await ana.start()
    await ana.reply()
    forged = (
        "x-1", "m-99999", "t-a-topic-that-was-deleted-nl", "q-t-gone", "q-", "l-xx", "e-9-nl",
        "f-yes-gone-fr", "f-maybe-cost-fr", "f-yes", "\N{PILE OF POO}" * 16, "t-" + "a" * 200,
    )  # fmt: skip
    for data in forged:
        answer = await (await ana.press_raw(data)).answered()
        assert answer["text"] == words(assistant, "old-button", "fr"), data
    await ana.chat.expect_silence(0.2)


# -- did this help? ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["nl", "fr"])
async def test_yes_is_thanked_counted_and_asked_no_more(
    store: tuple[BotApi, Sessions], assistant: Assistant, code: str
) -> None:
    api, sessions = store
    ana = api.user("Ana", language_code=code)
    await ana.send({"nl": "wat kost bemiddeling?", "fr": "combien coûte une médiation ?"}[code])
    answer = await ana.reply()
    row = [words(assistant, "feedback-yes", code), words(assistant, "feedback-no", code)]
    assert answer.buttons[-1] == row, "the last row, after the useful buttons"
    others = answer.buttons[:-1]
    pressed = await ana.press(row[0], answer)
    assert (await pressed.answered())["text"] == words(assistant, "feedback-thanks", code)
    assert (await ana.wait_for_edit()).buttons == others
    await ana.chat.expect_silence(0.2)
    assert await verdicts(sessions, 1) == {(code, "cost", "yes"): 1}


async def test_no_asks_for_the_reason_in_four_buttons_and_counts_it(
    store: tuple[BotApi, Sessions], assistant: Assistant
) -> None:
    api, sessions = store
    ana = api.user("Ana", language_code="nl")
    for number, reason in enumerate(REASONS, start=1):
        await ana.send("wat kost bemiddeling?")
        answer = await ana.reply()
        others = answer.buttons[:-1]
        pressed = await ana.press(words(assistant, "feedback-no"), answer)
        assert (await pressed.answered())["text"] == words(assistant, "feedback-why")
        asked = await ana.wait_for_edit()
        assert asked.buttons[:-2] == others
        assert [label for row in asked.buttons[-2:] for label in row] == [
            words(assistant, f"feedback-{name}") for name in REASONS
        ]
        pressed = await ana.press(words(assistant, f"feedback-{reason}"), answer)
        assert (await pressed.answered())["text"] == words(assistant, "feedback-thanks")
        assert (await ana.wait_for_edit()).buttons == others
        counts = await verdicts(sessions, 2 * number)
        assert counts["nl", "cost", "no"] == number
        assert counts["nl", "cost", reason] == 1


async def test_pressing_twice_counts_once_and_so_does_a_press_without_a_button(
    store: tuple[BotApi, Sessions], assistant: Assistant
) -> None:
    """Telegram gives both presses with the keyboard that stood there at the time."""
    api, sessions = store
    ana = api.user("Ana", language_code="nl")
    await ana.send("wat kost bemiddeling?")
    answer = await ana.reply()
    first = await ana.press(words(assistant, "feedback-yes"), answer)
    second = await ana.press(words(assistant, "feedback-yes"), answer)
    for pressed in (first, second):
        assert (await pressed.answered())["text"] == words(assistant, "feedback-thanks")
    await ana.start()
    hello = (await ana.wait_for_reply())[0]
    await (await ana.press_raw("f-yes-cost-nl", hello)).answered()
    await ana.send("hallo")
    await ana.reply()
    assert await verdicts(sessions, 1) == {("nl", "cost", "yes"): 1}
    assert {call.description.split(":")[1] for call in api.refusals} == {" message is not modified"}


async def test_it_is_asked_under_services_and_under_i_do_not_know_but_not_in_danger(
    store: tuple[BotApi, Sessions], assistant: Assistant
) -> None:
    api, sessions = store
    ana = api.user("Ana", language_code="nl")
    yes = words(assistant, "feedback-yes")
    for number, (text, subject) in enumerate(
        (("9000", "44021"), ("hoe laat vertrekt de trein naar Parijs", "none")), start=1
    ):
        await ana.send(text)
        await (await ana.press(yes, await ana.reply())).answered()
        assert ("nl", subject, "yes") in await verdicts(sessions, number), text
    await ana.send("help hij heeft een mes")
    alarm = await ana.reply()
    assert "112" in alarm.text
    assert yes not in labels(alarm)
    await ana.press(labels(alarm)[0], alarm)
    assert yes not in labels(await ana.reply())
