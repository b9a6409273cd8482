"""Passing answers on: inline mode, share buttons, deep links and /link, through the real bot."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from bot.reply import Action
from tests.botapi import BotApi
from tests.e2e.conftest import running_bot

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from tests.botapi import InlineAnswer, Sent

BOT = "https://t.me/standin_bot?start="


def words(assistant: Assistant, key: str, language: str = "nl") -> str:
    return assistant.compose.texts(language)(key)


def open_link(sent: Sent) -> str:
    """The code behind the one button of a posted answer."""
    ((button,),) = sent.button_rows
    address: str = button["url"]
    assert address.startswith(BOT)
    return address.removeprefix(BOT)


def codes(answer: InlineAnswer) -> list[str]:
    return [
        result.raw["reply_markup"]["inline_keyboard"][0][0]["url"].removeprefix(BOT)
        for result in answer
    ]


# -- inline mode -------------------------------------------------------------------------------


async def test_a_mediator_posts_a_service_and_the_resident_goes_on_from_there(api, assistant):
    """From ``@bot gent`` in a chat of two to the resident's own question to the assistant."""
    mediator = api.user("Mia", language_code="nl")
    answer = await mediator.inline("gent")
    assert answer[0].title == "Burenbemiddeling Gent"
    assert "+32 9 266 82 17" in answer[0].description
    posted = await mediator.choose_inline(answer[0])
    assert "+32 9 266 82 17" in posted.text
    assert posted.buttons == [[words(assistant, "button-open")]]
    assert posted.link_preview_options["is_disabled"] is True
    resident = api.user("Rik", language_code="nl")
    opened = await resident.start(open_link(posted))
    assert opened.text == "/start m-44021-neighbour-nl"
    assert "+32 9 266 82 17" in (await resident.reply()).text
    await resident.send("wat kost dat?")
    assert "gratis" in (await resident.reply()).text


async def test_a_french_searcher_gets_titles_descriptions_and_messages_in_french(api):
    marie = api.user("Marie", language_code="fr-BE")
    answer = await marie.inline("namur")
    assert "Médiation de quartier Namur" in answer.titles
    assert all(code.endswith("-fr") for code in codes(answer))
    answer = await marie.inline("combien coûte")
    assert answer.titles[0] == "Combien coûte une médiation ?"
    assert "gratuite" in answer[0].description
    assert answer[0].text.startswith("Combien coûte une médiation ?\n\nLa médiation")


async def test_the_words_of_the_query_show_the_language_before_the_app_does(api):
    marie = api.user("Marie", language_code="fr")
    assert codes(await marie.inline("wat kost bemiddeling"))[0] == "t-cost-nl"
    someone = api.user("Ann", language_code="en")
    assert codes(await someone.inline("gent"))[-1].endswith("-nl")


async def test_results_are_kept_for_the_searcher_only_and_nothing_found_not_for_long(api):
    ana = api.user("Ana", language_code="nl")
    found, nothing = await ana.inline("gent"), await ana.inline("pizza bestellen")
    assert (found.is_personal, nothing.is_personal) == (True, True)
    assert found.cache_time == 300
    assert nothing.cache_time < 60
    assert found.next_offset == nothing.next_offset == ""


@pytest.mark.parametrize("query", ["pizza bestellen", "🎉🎉", "x" * 256, "<b>&</b>", "hallo"])
async def test_when_nothing_fits_the_way_to_the_assistant_is_shown(api, assistant, query):
    ana = api.user("Ana", language_code="nl")
    answer = await ana.inline(query)
    assert len(answer) == 0
    assert answer.button["text"] == words(assistant, "search-ask")
    await ana.start(answer.button["start_parameter"])
    assert words(assistant, "help") in (await ana.reply()).text


async def test_where_something_fits_there_is_no_other_way_beside_it(api):
    assert (await api.user("Ana").inline("gent")).button is None


async def test_an_empty_query_tells_how_to_search_and_shows_what_people_ask_most(api, assistant):
    ana = api.user("Ana", language_code="fr")
    answer = await ana.inline("")
    assert answer.titles[0] == words(assistant, "search-help", "fr")
    assert codes(answer)[0] == "h-fr"
    assert len(answer) > 5
    posted = await ana.choose_inline(answer[0])
    assert words(assistant, "help", "fr") in posted.text


async def test_municipalities_appear_while_their_name_is_typed(api):
    ana = api.user("Ana", language_code="nl")
    for typed in ("ge", "gen", "gent"):
        assert "m-44021-nl" in codes(await ana.inline(typed)), typed


async def test_danger_brings_the_numbers_first(api):
    ana = api.user("Ana", language_code="nl")
    answer = await ana.inline("hij slaat mij")
    assert "101" in answer[0].description
    posted = await ana.choose_inline(answer[0])
    assert "112" in posted.text


async def test_a_long_query_is_answered_like_a_short_one(api):
    ana = api.user("Ana", language_code="nl")
    query = ("burenbemiddeling gent " + "toch " * 60)[:256]
    assert "m-44021-neighbour-nl" in codes(await ana.inline(query))


async def test_ids_are_unique_and_the_list_stays_within_telegrams_limits(api):
    ana = api.user("Ana", language_code="nl")
    for query in ("", "ge", "le", "sint", "bem", "brussel", "hij slaat mij gent"):
        answer = await ana.inline(query)
        ids = [result.id for result in answer]
        assert 0 < len(ids) <= 50
        assert len(set(ids)) == len(ids)
        assert max(len(item.encode()) for item in ids) <= 64


async def test_a_query_that_is_too_old_is_passed_over_in_silence(
    assistant: Assistant, database: str, caplog: pytest.LogCaptureFixture
):
    async with BotApi() as api, running_bot(assistant, database, api):
        ana = api.user("Ana", language_code="nl")
        await ana.ask_inline("gent")
        api.expire_queries()
        call = await api.wait_for_call("answerInlineQuery")
        assert call.error_code == 400
        assert len(await ana.inline("gent")) > 0
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_no_query_is_logged_or_kept(
    assistant: Assistant, database: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    async with BotApi() as api, running_bot(assistant, database, api):
        ana = api.user("Ana", language_code="nl")
        await ana.inline("mijn buurman heet Zebedeus")
        await ana.send("/forget")
        assert words(assistant, "nothing-to-forget") in (await ana.reply()).text
    assert "Zebedeus" not in caplog.text


async def test_the_bot_does_not_answer_its_own_answers(api):
    """Somebody posts a result where the bot reads along: in their chat with it, or a group."""
    ana = api.user("Ana", language_code="nl")
    result = (await ana.inline("wat kost"))[0]
    group = api.group("Straat 12")
    await ana.choose_inline(result, group)
    await ana.choose_inline(result, ana.chat)
    await ana.send("/privacy")
    assert "/forget" in (await ana.reply()).text
    assert len(ana.chat.replies) == 1
    assert group.replies == []


# -- deep links --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected", "language"),
    [
        ("m-44021", "+32 9 266 82 17", "nl"),
        ("m-44021-neighbour-fr", "Pour Gand", "fr"),
        ("t-cost", "gratis", "nl"),
        ("t-cost-fr", "gratuite", "fr"),
        ("t-emergency-fr", "112", "fr"),
    ],
)
async def test_a_deep_link_opens_on_the_answer_and_in_its_language(
    api, assistant, code, expected, language
):
    """A link in a language makes it the chat's; one without is answered in that of the app."""
    ana = api.user("Ana", language_code="nl")
    await ana.start(code)
    assert expected in (await ana.reply()).text
    await ana.send("/help")
    assert words(assistant, "help", language) in (await ana.reply()).text


@pytest.mark.parametrize("code", ["t-no-longer", "m-99999", "x", "t-cost-nl-nl", "44021", "a" * 64])
async def test_an_old_or_wrong_link_is_told_kindly_with_the_usual_buttons(api, assistant, code):
    ana = api.user("Ana", language_code="fr")
    await ana.start(code)
    sorry = await ana.reply()
    assert sorry.text.startswith(words(assistant, "old-link", "fr"))
    assert words(assistant, "welcome-danger", "fr") in sorry.text
    usual = [choice.label for choice in assistant.compose.greet("fr").choices]
    assert [label for row in sorry.buttons for label in row] == usual


# -- share buttons -----------------------------------------------------------------------------


def share_button(sent, assistant, language):
    """The button that passes an answer on."""
    label = words(assistant, "button-share", language)
    (button,) = [b for row in sent.button_rows for b in row if b["text"] == label]
    return button


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("wat kost bemiddeling?", "t-cost-nl"),
        ("burenbemiddeling gent", "m-44021-neighbour-nl"),
        ("et si mon voisin refuse ?", "t-other-party-refuses-fr"),
        ("/charter", "t-charter-what-nl"),
    ],
)
async def test_an_answer_can_be_passed_on_to_another_chat(api, assistant, text, code):
    """The button below the choices starts an inline query that finds exactly this answer."""
    ana = api.user("Ana", language_code="nl")
    await ana.send(text)
    answer = await ana.reply()
    button = share_button(answer, assistant, code[-2:])
    assert button["switch_inline_query"] == code
    (result,) = await ana.inline(button["switch_inline_query"])
    assert result.text.endswith(answer.text)
    assert open_link(await ana.choose_inline(result)) == code


async def test_questions_and_greetings_have_nothing_to_share(api, assistant):
    ana = api.user("Ana", language_code="nl")
    for text in ("/start", "/help", "/find", "burenbemiddeling in Halle", "pizza bestellen"):
        await ana.send(text)
        reply = await ana.reply()
        assert words(assistant, "button-share") not in str(reply.buttons), text


async def test_without_inline_mode_the_link_is_shared(assistant: Assistant, database: str):
    """BotFather switches inline mode on; until then Telegram's own share page takes the link."""
    async with BotApi() as api:
        api.world.bot["supports_inline_queries"] = False
        async with running_bot(assistant, database, api):
            ana = api.user("Ana", language_code="nl")
            await ana.send("wat kost bemiddeling?")
            button = share_button(await ana.reply(), assistant, "nl")
    shared = "https%3A%2F%2Ft.me%2Fstandin_bot%3Fstart%3Dt-cost-nl"
    assert button["url"] == f"https://t.me/share/url?url={shared}"


# -- /link -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("nl", "wat kost bemiddeling?", "t-cost"),
        ("nl", "9000", "m-44021"),
        ("fr", "médiation de voisinage à Namur", "m-92094-neighbour"),
        ("fr", "/charter", "t-charter-what"),
    ],
)
async def test_link_tells_the_link_of_what_was_last_shown_in_each_language(
    api, assistant, language, text, code
):
    mia = api.user("Mia", language_code=language)
    await mia.send(text)
    await mia.reply()
    await mia.send("/link")
    told = await mia.reply()
    assert words(assistant, "share-how", language) in told.text
    for each in ("nl", "fr"):
        name = words(assistant, "language-name", each)
        assert f"{BOT}{code}-{each}" in told.text
        label = assistant.compose.texts(language)("button-copy", language=name)
        assert told.button(label)["copy_text"] == {"text": f"{BOT}{code}-{each}"}
    assert told.link_preview_options["is_disabled"] is True


async def test_the_link_is_that_of_the_last_answer_also_after_buttons_and_questions(api):
    mia = api.user("Mia", language_code="nl")
    await mia.send("wat kost bemiddeling?")
    first = (await mia.reply()).button_rows[0][0]["callback_data"]
    await mia.press(first)
    await mia.reply()
    await mia.send("pizza bestellen")
    await mia.reply()
    await mia.send("/link")
    assert f"{BOT}{first}" in (await mia.reply()).text


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("gent", "m-44021"),
        ("9050", "m-44021"),
        ("wat kost", "t-cost"),
        ("burenbemiddeling gent", "m-44021-neighbour"),
        ("t-noise", "t-noise"),
    ],
)
async def test_link_with_a_place_or_question_tells_the_link_of_that(api, asked, code):
    mia = api.user("Mia", language_code="nl")
    await mia.send(f"/link {asked}")
    text = (await mia.reply()).text
    assert f"{BOT}{code}-nl" in text
    assert f"{BOT}{code}-fr" in text


async def test_link_shows_what_may_be_meant_where_that_is_several_things(api, assistant):
    mia = api.user("Mia", language_code="nl")
    await mia.send("/link halle")
    told = await mia.reply()
    assert words(assistant, "share-which") in told.text
    for title, nis in (("Halle (Vlaams-Brabant)", "23027"), ("Halle, Zoersel", "11055")):
        assert f"{title}\n{BOT}m-{nis}-nl" in told.text
        assert told.button(title)["copy_text"] == {"text": f"{BOT}m-{nis}-nl"}


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_link_tells_how_to_use_it_when_there_is_nothing_to_tell(api, assistant, language):
    mia = api.user("Mia", language_code=language)
    for command, key in (("/link", "share-nothing"), ("/link qwxzv", "share-unknown")):
        await mia.send(command)
        told = await mia.reply()
        assert words(assistant, key, language) in told.text
        assert words(assistant, "share-usage", language) in told.text
        assert told.buttons == []


async def test_what_was_shown_is_forgotten_with_the_rest(api, assistant):
    mia = api.user("Mia", language_code="nl")
    for text in ("wat kost bemiddeling?", "/forget", "/link"):
        await mia.send(text)
        told = await mia.reply()
    assert words(assistant, "share-nothing") in told.text


async def test_somebody_in_danger_gets_the_numbers_and_no_link(api):
    mia = api.user("Mia", language_code="nl")
    await mia.send("/link hij slaat mij")
    told = await mia.reply()
    assert "101" in told.text
    assert "t.me" not in told.text


async def test_the_greeting_of_the_assistant_can_be_opened_by_its_code(api, assistant):
    ana = api.user("Ana", language_code="nl")
    await ana.start(Action("help", language="fr").encode())
    assert words(assistant, "help", "fr") in (await ana.reply()).text
