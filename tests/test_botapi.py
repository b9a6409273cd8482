"""The stand-in for Telegram keeps its promises: what it shows, and what it refuses."""

from __future__ import annotations

import asyncio
import html as stdlib_html
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import telegram
from aiohttp import web
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    CallbackQueryLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    InlineQueryLimit,
    InlineQueryResultLimit,
    MessageLimit,
    ParseMode,
    PollingLimit,
)
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChosenInlineResultHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from tests.botapi import BotApi, StandInError, schema, spec
from tests.botapi.registry import HANDLERS

App = Application[Any, Any, Any, Any, Any, Any]
Ask = Callable[..., Coroutine[Any, Any, dict[str, Any]]]
WITH_THE_BOT = pytest.mark.usefixtures("app")
KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Gent", callback_data="place:44021")],
        [InlineKeyboardButton("Kaart", url="https://kaart.example.be/")],
    ]
)


# The library's own 429 error announces another type for its seconds whenever it is made.
NO_TIMEDELTA_YET = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


# --- The bot under test -------------------------------------------------------------------------


async def on_start(update: Any, context: ContextTypes.DEFAULT_TYPE) -> None:
    payload = " ".join(context.args or [])
    await update.effective_message.reply_text(f"Welkom {payload}".strip(), reply_markup=KEYBOARD)


async def on_location(update: Any, _: ContextTypes.DEFAULT_TYPE) -> None:
    point = update.effective_message.location
    await update.effective_message.reply_venue(point.latitude, point.longitude, "Hier", "Straat 1")


async def on_text(update: Any, _: ContextTypes.DEFAULT_TYPE) -> None:
    said = stdlib_html.escape(update.effective_message.text)
    await update.effective_message.reply_text(f"<b>{said}</b>", parse_mode=ParseMode.HTML)


async def on_other(update: Any, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.effective_message.reply_text("Ik lees alleen tekst.")


async def on_edit(update: Any, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.effective_message.reply_text(f"Nu: {update.effective_message.text}")


async def on_press(update: Any, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.callback_query.answer("Goed")
    await update.callback_query.edit_message_text(f"Gekozen: {update.callback_query.data}")


async def on_inline(update: Any, _: ContextTypes.DEFAULT_TYPE) -> None:
    said = update.inline_query.query
    article = InlineQueryResultArticle(
        "1",
        f"Over {said}",
        InputTextMessageContent(f"<i>{said}</i>", parse_mode=ParseMode.HTML),
        description="Antwoord",
        reply_markup=KEYBOARD,
    )
    button = InlineQueryResultsButton("Open", start_parameter="inline")
    await update.inline_query.answer([article], cache_time=5, is_personal=True, button=button)


async def on_chosen(update: Any, context: ContextTypes.DEFAULT_TYPE) -> None:
    context.bot_data["chosen"] = update.chosen_inline_result.result_id


def new_app(api: BotApi) -> App:
    app: App = (
        ApplicationBuilder()
        .token(api.token)
        .base_url(api.base_url)
        .base_file_url(api.base_file_url)
        .build()
    )
    app.add_handler(CommandHandler("start", on_start))
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, on_edit))
    app.add_handler(MessageHandler(filters.LOCATION, on_location))
    app.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, on_text))
    app.add_handler(MessageHandler(filters.ALL & ~filters.StatusUpdate.ALL, on_other))
    app.add_handler(CallbackQueryHandler(on_press))
    app.add_handler(InlineQueryHandler(on_inline))
    app.add_handler(ChosenInlineResultHandler(on_chosen))
    return app


@asynccontextmanager
async def polling(app: App) -> AsyncIterator[App]:
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(
            poll_interval=0, timeout=1, allowed_updates=Update.ALL_TYPES, bootstrap_retries=0
        )
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def app(api: BotApi) -> AsyncIterator[App]:
    async with polling(new_app(api)) as running:
        yield running


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(api.token, api.base_url, api.base_file_url) as running:
        yield running


@pytest.fixture
async def ask(api: BotApi) -> AsyncIterator[Ask]:
    """Call a method with a JSON body and return whatever comes back."""
    async with aiohttp.ClientSession() as session:

        async def send(method: str, /, **params: Any) -> dict[str, Any]:
            url = f"{api.base_url}{api.token}/{method}"
            async with session.post(url, json=params) as response:
                body: dict[str, Any] = await response.json()
                assert response.status == body.get("error_code", 200)
                return body

        yield send


async def known(api: BotApi, name: str = "Ana") -> int:
    """A chat which exists, and nothing pending from it."""
    user = api.user(name)
    await user.start()
    api.world.updates.pending.clear()
    return user.id


def refused(body: dict[str, Any], words: str, code: int = 400) -> bool:
    assert body == body | {"ok": False, "error_code": code}
    assert words in body["description"], body["description"]
    return True


# --- A whole conversation -----------------------------------------------------------------------


@WITH_THE_BOT
async def test_a_command_is_answered_with_buttons(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("/start")
    (reply,) = await ana.wait_for_reply()
    assert reply.text == "Welkom"
    assert reply.buttons == [["Gent"], ["Kaart"]]
    assert reply.button("Gent")["callback_data"] == "place:44021"
    assert ana.chat.messages[-1] == reply
    assert not api.refusals


@WITH_THE_BOT
async def test_a_deep_link_carries_its_payload(api: BotApi) -> None:
    ana = api.user("Ana")
    await ana.start("topic_12")
    assert (await ana.reply()).text == "Welkom topic_12"


@WITH_THE_BOT
async def test_a_text_comes_back_bold(api: BotApi) -> None:
    ana = api.user("Ana")
    await ana.send("1 < 2 🏠")
    reply = await ana.reply()
    assert reply.text == "1 < 2 🏠"
    assert reply.html == "<b>1 &lt; 2 🏠</b>"
    assert reply.entities == [{"type": "bold", "offset": 0, "length": 8}]


@WITH_THE_BOT
async def test_a_pressed_button_is_answered_and_edits(api: BotApi) -> None:
    ana = api.user("Ana")
    await ana.start()
    reply = await ana.reply()
    pressed = await ana.press("Gent")
    assert (await pressed.answered())["text"] == "Goed"
    edited = await ana.wait_for_edit()
    assert edited == reply
    assert edited.edited
    assert edited.text == "Gekozen: place:44021"
    assert edited.buttons == []


@WITH_THE_BOT
async def test_a_button_can_be_pressed_by_its_data_or_forged(api: BotApi) -> None:
    ana = api.user("Ana")
    await ana.start()
    reply = await ana.reply()
    await ana.press("place:44021", reply)
    await ana.wait_for_edit()
    await ana.press_raw("anything at all", reply.message_id)
    assert (await ana.wait_for_edit()).text == "Gekozen: anything at all"


@WITH_THE_BOT
async def test_wrong_buttons_are_explained(api: BotApi) -> None:
    ana = api.user("Ana")
    with pytest.raises(AssertionError, match="no message with buttons"):
        await ana.press("Gent")
    await ana.start()
    await ana.reply()
    with pytest.raises(AssertionError, match=r"no button 'Brugge'.*Gent.*Kaart"):
        await ana.press("Brugge")
    with pytest.raises(AssertionError, match="opens a web page"):
        await ana.press("Kaart")


@WITH_THE_BOT
async def test_a_place_is_answered_with_a_venue(api: BotApi) -> None:
    ana = api.user("Ana")
    await ana.send_location(51.05, 3.72, accuracy=12.0)
    reply = await ana.reply()
    assert reply.raw["venue"]["title"] == "Hier"
    assert reply.raw["venue"]["location"] == {"latitude": 51.05, "longitude": 3.72}


@WITH_THE_BOT
async def test_everything_people_send_reaches_the_bot(api: BotApi) -> None:
    ana = api.user("Ana", last_name="Peeters", username="ana_p")
    await ana.send_voice()
    await ana.send_photo(caption="kijk #hier")
    await ana.send_document()
    await ana.send_sticker()
    await ana.send_contact()
    await ana.send_poll()
    replies = await ana.wait_for_reply(6)
    assert {reply.text for reply in replies} == {"Ik lees alleen tekst."}


@WITH_THE_BOT
async def test_an_edited_message_reaches_the_bot(api: BotApi) -> None:
    ana = api.user("Ana")
    sent = await ana.send("lawaai")
    await ana.reply()
    await ana.edit(sent.message_id, "lawaai van de buren")
    assert (await ana.reply()).text == "Nu: lawaai van de buren"


@WITH_THE_BOT
async def test_captions_and_live_locations_can_change_too(api: BotApi) -> None:
    ana = api.user("Ana")
    picture = await ana.send_photo(caption="lawai")
    await ana.reply()
    assert (await ana.edit(picture, "lawaai")).text == "lawaai"
    await ana.reply()
    place = await ana.send_location(51.05, 3.72, live_period=900)
    await ana.wait_for_reply()
    moved = await ana.move(place, 51.06, 3.73)
    assert moved.raw["location"] == {"latitude": 51.06, "longitude": 3.73, "live_period": 900}
    edited = api.world.updates.handed_out + api.world.updates.pending
    assert [update for update in edited if "edited_message" in update][-1]["edited_message"][
        "edit_date"
    ]
    still = await ana.send_location(51.05, 3.72)
    for wrong in (ana.move(still, 51.06, 3.73), ana.edit(still, "lawaai")):
        with pytest.raises(AssertionError):
            await wrong


@WITH_THE_BOT
async def test_people_can_send_whatever_telegram_has(api: BotApi) -> None:
    ana = api.user("Ana")
    await ana.send_content({"dice": {"emoji": "🎲", "value": 3}})
    assert (await ana.reply()).text == "Ik lees alleen tekst."
    with pytest.raises((StandInError, KeyError, TypeError)):
        await ana.send_content({"dice": {"emoji": "🎲"}})


async def test_of_a_deleted_message_the_bot_gets_only_the_number(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    await ana.start()
    sent = await ask("sendMessage", chat_id=ana.id, text="a", reply_markup=KEYBOARD.to_dict())
    await ana.press("Gent", inaccessible=True)
    query = (await ask("getUpdates"))["result"][-1]["callback_query"]
    assert query["message"] == {
        "chat": sent["result"]["chat"], "message_id": sent["result"]["message_id"], "date": 0,
    }  # fmt: skip


@WITH_THE_BOT
async def test_an_inline_query_is_answered(api: BotApi) -> None:
    ana = api.user("Ana")
    answer = await ana.inline("wat kost")
    assert answer.titles == ["Over wat kost"]
    assert answer[0].text == "wat kost"
    assert answer[0].description == "Antwoord"
    assert answer[0].buttons == [["Gent"], ["Kaart"]]
    assert answer.button == {"text": "Open", "start_parameter": "inline"}
    assert (answer.cache_time, answer.is_personal, answer.next_offset) == (5, True, "")


async def test_a_chosen_inline_result_can_be_pressed_and_edited(api: BotApi, app: App) -> None:
    ana = api.user("Ana")
    answer = await ana.inline("wat kost")
    sent = await ana.choose_inline(answer[0])
    pressed = await ana.press("Gent", sent)
    await pressed.answered()
    await api.wait_for_call("editMessageText")
    assert sent.text == "Gekozen: place:44021"
    assert app.bot_data["chosen"] == "1"


@WITH_THE_BOT
async def test_a_chosen_inline_result_can_land_in_a_group(api: BotApi) -> None:
    ana, group = api.user("Ana"), api.group("Straat 12")
    sent = await ana.choose_inline((await ana.inline("hallo"))[0], group)
    assert group.messages[0] == sent
    assert sent.raw["via_bot"]["username"] == "standin_bot"


@WITH_THE_BOT
async def test_silence_and_waiting_in_vain_are_told(api: BotApi) -> None:
    ana = api.user("Ana")
    await ana.chat.expect_silence(0.01)
    with pytest.raises(AssertionError, match="the bot sent none"):
        await ana.wait_for_reply(timeout=0.01)
    with pytest.raises(AssertionError, match="edited nothing"):
        await ana.wait_for_edit(timeout=0.01)
    with pytest.raises(AssertionError, match="sent nothing"):
        _ = ana.chat.last


# --- Groups -------------------------------------------------------------------------------------


@WITH_THE_BOT
async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(api: BotApi) -> None:
    ana, ben, group = api.user("Ana"), api.user("Ben"), api.group("Straat 12")
    await group.send(ben, "zomaar gepraat")
    await group.send(ben, "/start@other_bot")
    await group.send(ana, "@standin_bot is er hulp?")
    (reply,) = await group.wait_for_reply()
    assert reply.text == "@standin_bot is er hulp?"
    await group.send(ben, "en nu?", reply_to=reply)
    assert (await group.reply()).text == "en nu?"
    await group.send(ana, "/start")
    assert (await group.reply()).text == "Welkom"
    assert len(group.replies) == 3


async def test_without_privacy_mode_it_hears_all() -> None:
    async with BotApi(privacy=False) as api, polling(new_app(api)):
        group = api.group("Straat 12")
        await group.send(api.user("Ana"), "zomaar gepraat")
        assert (await group.reply()).text == "zomaar gepraat"


@WITH_THE_BOT
async def test_a_button_in_a_group(api: BotApi) -> None:
    ana, group = api.user("Ana"), api.group("Straat 12")
    await group.send(ana, "/start")
    await group.reply()
    await (await group.press(ana, "Gent")).answered()
    assert (await group.wait_for_edit()).text == "Gekozen: place:44021"


async def test_joining_and_leaving_are_told(api: BotApi, ask: Ask) -> None:
    ana, group = api.user("Ana"), api.group("Straat 12")
    await group.add_bot(ana)
    assert (await ask("sendMessage", chat_id=group.id, text="Dag"))["ok"]
    await group.remove_bot(ana)
    seen = [item["my_chat_member"] for item in api.world.updates.pending]
    assert [item["new_chat_member"]["status"] for item in seen] == ["member", "left"]
    body = await ask("sendMessage", chat_id=group.id, text="Dag")
    assert refused(body, "Forbidden: bot is not a member of the group chat", 403)


async def test_a_group_that_became_a_supergroup_says_where_it_is(api: BotApi, ask: Ask) -> None:
    ana, group = api.user("Ana"), api.group("Straat 12")
    await group.send(ana, "/start")
    old = group.id
    new = await group.migrate()
    body = await ask("sendMessage", chat_id=old, text="Dag")
    assert refused(body, "group chat was upgraded to a supergroup chat")
    assert body["parameters"] == {"migrate_to_chat_id": new}
    assert (await ask("sendMessage", chat_id=new, text="Dag"))["result"]["chat"]["id"] == new


async def test_members_administrators_and_leaving(api: BotApi, ask: Ask) -> None:
    ana, ben, group = api.user("Ana"), api.user("Ben"), api.group("Straat 12", supergroup=True)
    await group.send(ana, "a")
    await group.send(ben, "b")
    admins = await ask("getChatAdministrators", chat_id=group.id)
    assert [item["user"]["first_name"] for item in admins["result"]] == ["Ana"]
    member = await ask("getChatMember", chat_id=group.id, user_id=ben.id)
    assert member["result"]["status"] == "member"
    assert (await ask("getChat", chat_id=group.id))["result"]["title"] == "Straat 12"
    assert (await ask("leaveChat", chat_id=group.id))["ok"]
    assert refused(await ask("leaveChat", chat_id=group.id), "Forbidden", 403)
    body = await ask("leaveChat", chat_id=await known(api))
    assert refused(body, "can't be changed in private chats")


async def test_people_met_elsewhere_cannot_be_written_to(api: BotApi, ask: Ask) -> None:
    ana, group = api.user("Ana"), api.group("Straat 12")
    assert refused(await ask("sendMessage", chat_id=ana.id, text="Dag"), "chat not found")
    await group.send(ana, "/start")
    body = await ask("sendMessage", chat_id=ana.id, text="Dag")
    assert refused(body, "bot can't initiate conversation with a user", 403)


# --- Tokens, methods, parameters ----------------------------------------------------------------


async def test_wrong_tokens_and_methods(api: BotApi, ask: Ask) -> None:
    async with aiohttp.ClientSession() as session:
        for token, code, words in (
            ("nonsense", 404, "Not Found"),
            (api.token[:-1] + "x", 401, "Unauthorized"),
        ):
            async with session.get(f"{api.base_url}{token}/getMe") as response:
                assert response.status == code
                assert (await response.json())["description"] == words
        async with session.get(api.base_url.removesuffix("bot")) as response:
            assert response.status == 404
    assert refused(await ask("makeCoffee"), "Not Found: method not found", 404)


async def test_method_names_may_have_any_case(api: BotApi, ask: Ask) -> None:
    assert (await ask("GETME"))["result"]["username"] == "standin_bot"
    assert api.calls("getMe")[0].ok


async def test_get_me_has_all_flags(bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert me.supports_inline_queries
    assert me.can_join_groups
    assert me.can_read_all_group_messages is False


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"chat_id": 1}, "text"),
        ("sendMessage", {"chat_id": 1, "text": "a", "colour": "red"}, "colour"),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_to_message_id": 5}, "no longer"),
        ("sendMessage", {"chat_id": 1, "text": ["a"]}, "text"),
        (
            "sendMessage",
            {
                "chat_id": 1,
                "text": "a",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "a", "callback_data": "b", "size": 5}]]
                },
            },
            "size",
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "link_preview_options": {"disabled": True}},
            "disabled",
        ),
        ("sendMessage", {"chat_id": 1, "text": "a", "parse_mode": "MarkdownV2"}, "HTML only"),
        ("sendDice", {"chat_id": 1}, "does not offer sendDice"),
        ("getUpdates", {"allowed_updates": ["gossip"]}, "gossip"),
        ("answerInlineQuery", {"inline_query_id": "1", "results": [{"type": "a"}]}, "results[0]"),
        (
            "answerInlineQuery",
            {
                "inline_query_id": "1",
                "results": [
                    {
                        "type": "article",
                        "id": "1",
                        "title": "a",
                        "input_message_content": {"message_text": "a", "font": "b"},
                    }
                ],
            },
            "font",
        ),
        (
            "answerInlineQuery",
            {
                "inline_query_id": "1",
                "results": [
                    {"type": "article", "id": "1", "input_message_content": {"message_text": "a"}}
                ],
            },
            "title",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [{"type": "article", "id": "1", "title": "a"}]},
            "input_message_content",
        ),
        ("setWebhook", {"url": "https://example.be", "max_connections": 101}, "max_connections"),
    ],
)
async def test_what_no_bot_should_send_is_remembered(
    api: BotApi, ask: Ask, method: str, params: dict[str, Any], words: str
) -> None:
    assert refused(await ask(method, **params), words)
    (violation,) = api.violations
    assert violation.startswith(method)
    api.violations.clear()


async def test_violations_make_a_test_fail() -> None:
    async def misbehave() -> None:
        async with BotApi() as api, telegram.Bot(api.token, api.base_url) as bot:
            with pytest.raises(BadRequest):
                await bot.send_message(1, "a", api_kwargs={"colour": "red"})

    with pytest.raises(AssertionError, match=r"unknown parameter sendMessage\.colour"):
        await misbehave()
    async with BotApi(strict=False) as api:
        api.violations.append("forgiven")


async def test_the_published_description_is_asked_too(
    api: BotApi, ask: Ask, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = {"name": "action", "types": ["Integer"], "required": True}
    described = {"methods": {"sendChatAction": {"fields": [name]}}, "types": {}}
    described["types"]["Update"] = {"fields": []}
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(described))
    monkeypatch.setenv("BOT_API_SPEC", str(path))
    assert api.has_spec
    body = await ask("sendChatAction", chat_id=1, action="typing")
    assert refused(body, "unknown parameter sendChatAction.chat_id")
    body = await ask("sendChatAction", action="typing")
    assert refused(body, "chat_id")
    with pytest.raises(StandInError):
        await api.user("Ana").start()
    api.violations.clear()


async def test_parameters_come_in_four_ways(api: BotApi) -> None:
    chat_id = await known(api)
    url = f"{api.base_url}{api.token}/sendMessage"
    plain = {"chat_id": str(chat_id), "text": "5", "disable_notification": "true"}
    form = aiohttp.FormData(plain, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        for sending in (
            session.get(url, params=plain),
            session.post(url, data=plain),
            session.post(url, data=form),
            session.post(url, json={"chat_id": chat_id, "text": "5"}),
        ):
            async with sending as response:
                assert (await response.json())["result"]["text"] == "5"
        async with session.post(url, data="{", headers={"Content-Type": "application/json"}) as bad:
            assert refused(await bad.json(), "JSON")
    assert [call.params["chat_id"] for call in api.calls("sendMessage")[:4]] == [chat_id] * 4


# --- Long polling -------------------------------------------------------------------------------


async def test_an_offset_confirms_what_came_before(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    for number in range(3):
        await ana.send(str(number))
    first = (await ask("getUpdates", limit=1))["result"]
    assert [item["message"]["text"] for item in first] == ["0"]
    again = (await ask("getUpdates"))["result"]
    assert [item["message"]["text"] for item in again] == ["0", "1", "2"]
    rest = (await ask("getUpdates", offset=again[1]["update_id"] + 1))["result"]
    assert [item["message"]["text"] for item in rest] == ["2"]
    assert len(api.world.updates.pending) == 1
    await ana.send("3")
    last = (await ask("getUpdates", offset=-1))["result"]
    assert [item["message"]["text"] for item in last] == ["3"]
    assert (await ask("getUpdates", offset=last[0]["update_id"] + 1))["result"] == []


async def test_at_most_a_hundred_updates_at_once(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    for number in range(PollingLimit.MAX_LIMIT + 1):
        await ana.send(str(number))
    assert len((await ask("getUpdates", limit=1000))["result"]) == PollingLimit.MAX_LIMIT


async def test_a_long_poll_ends_with_the_first_update(api: BotApi, ask: Ask) -> None:
    waiting = asyncio.create_task(ask("getUpdates", timeout=30))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    await api.user("Ana").send("hallo")
    assert len((await waiting)["result"]) == 1


async def test_a_long_poll_without_news_ends_in_time(ask: Ask) -> None:
    loop = asyncio.get_running_loop()
    before = loop.time()
    assert (await ask("getUpdates", timeout=1))["result"] == []
    assert 0.9 < loop.time() - before < 2


async def test_a_second_poller_ends_the_first(api: BotApi, ask: Ask) -> None:
    older = asyncio.create_task(ask("getUpdates", timeout=30))
    await asyncio.sleep(0.02)
    newer = asyncio.create_task(ask("getUpdates", timeout=30))
    assert refused(await older, "terminated by other getUpdates request; make sure", 409)
    await api.user("Ana").send("hallo")
    assert len((await newer)["result"]) == 1


async def test_another_instance_is_a_conflict_to_the_library(bot: telegram.Bot, ask: Ask) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await ask("getUpdates")
    with pytest.raises(Conflict):
        await older


async def test_only_wanted_updates_are_kept(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    await ask("getUpdates", allowed_updates=["inline_query"])
    await ana.send("niet gewenst")
    await ana.ask_inline("wel")
    assert ["inline_query" in item for item in (await ask("getUpdates"))["result"]] == [True]
    await ask("getUpdates", allowed_updates=[])
    await ana.send("nu wel")
    assert len((await ask("getUpdates"))["result"]) == 2


@WITH_THE_BOT
async def test_waiting_until_all_is_fetched(api: BotApi) -> None:
    await api.user("Ana").send("hallo")
    await api.wait_until_fetched()
    with pytest.raises(AssertionError, match="called 0 times"):
        await api.wait_for_call("sendDice", timeout=0.01)


# --- Texts --------------------------------------------------------------------------------------


async def test_texts_that_are_too_short_or_too_long(api: BotApi, ask: Ask) -> None:
    chat_id = await known(api)
    limit = int(MessageLimit.MAX_TEXT_LENGTH)

    async def send(text: str, **more: Any) -> dict[str, Any]:
        return await ask("sendMessage", chat_id=chat_id, text=text, **more)

    assert refused(await send(""), "Bad Request: message text is empty")
    assert refused(await send(" \n "), "text must be non-empty")
    assert refused(await send("<b></b>", parse_mode="HTML"), "text must be non-empty")
    assert (await send("x" * limit))["ok"]
    assert refused(await send("x" * (limit + 1)), "message is too long")
    assert (await send("🏠" * (limit // 2)))["ok"]
    assert refused(await send("🏠" * (limit // 2) + "x"), "message is too long")
    sent = await send(f"<b>{'x' * limit}</b>", parse_mode="HTML")
    assert sent["result"]["entities"] == [{"type": "bold", "offset": 0, "length": limit}]
    body = await ask(
        "editMessageText",
        chat_id=chat_id,
        message_id=sent["result"]["message_id"],
        text="x" * (limit + 1),
    )
    assert refused(body, "MESSAGE_TOO_LONG")
    assert refused(await send("a", parse_mode="BBCode"), "unsupported parse_mode")


async def test_a_text_is_trimmed_with_its_entities(api: BotApi, ask: Ask) -> None:
    body = await ask(
        "sendMessage", chat_id=await known(api), text="\n  a <b>b \n</b>", parse_mode="html"
    )
    assert body["result"]["text"] == "a b"
    assert body["result"]["entities"] == [{"type": "bold", "offset": 2, "length": 1}]


async def test_what_telegram_finds_by_itself(api: BotApi, ask: Ask) -> None:
    text = "🏠 /help@standin_bot @ana_p https://a.example.be/x?y=1. info@a.be #stil gent.be, 1/2"
    body = await ask("sendMessage", chat_id=await known(api), text=text)
    found = body["result"]["entities"]
    encoded = text.encode("utf-16-le")
    words = [
        encoded[2 * item["offset"] : 2 * (item["offset"] + item["length"])].decode("utf-16-le")
        for item in found
    ]
    assert list(zip([item["type"] for item in found], words, strict=True)) == [
        ("bot_command", "/help@standin_bot"),
        ("mention", "@ana_p"),
        ("url", "https://a.example.be/x?y=1"),
        ("email", "info@a.be"),
        ("hashtag", "#stil"),
        ("url", "gent.be"),
    ]


async def test_nothing_is_found_inside_code(api: BotApi, ask: Ask) -> None:
    body = await ask(
        "sendMessage",
        chat_id=await known(api),
        text="<code>/help <b>x</b></code>",
        parse_mode="HTML",
    )
    assert [item["type"] for item in body["result"]["entities"]] == ["code"]


async def test_entities_counted_by_the_bot(api: BotApi, ask: Ask) -> None:
    chat_id = await known(api)

    async def send(text: str, *spans: tuple[str, int, int]) -> dict[str, Any]:
        entities = [{"type": kind, "offset": at, "length": size} for kind, at, size in spans]
        return await ask("sendMessage", chat_id=chat_id, text=text, entities=entities)

    body = await send("a🏠b", ("bold", 1, 2))
    assert body["result"]["entities"] == [{"type": "bold", "offset": 1, "length": 2}]
    assert refused(await send("a", ("bold", 0, 2)), "ends after the end of the text")
    assert refused(await send("🏠", ("bold", 0, 1)), "middle of a UTF-16 symbol")
    assert refused(await send("a", ("blink", 0, 1)), "Unsupported type")
    limit = int(MessageLimit.MESSAGE_ENTITIES)
    spans = [("bold", 2 * number, 1) for number in range(limit + 1)]
    assert (await send("a " * (limit + 1), *spans[:limit]))["ok"]
    assert refused(await send("a " * (limit + 1), *spans), f"{limit + 1} entities")
    assert len(api.violations) == 1
    api.violations.clear()


async def test_mentions_of_known_and_unknown_people(api: BotApi, ask: Ask) -> None:
    chat_id = await known(api)
    text = f"<a href='tg://user?id={chat_id}'>Ana</a> <a href='tg://user?id=5'>X</a>"
    body = await ask("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML")
    (mention,) = body["result"]["entities"]
    assert (mention["type"], mention["user"]["id"]) == ("text_mention", chat_id)


async def test_what_telegram_swallows_becomes_a_warning(api: BotApi, ask: Ask) -> None:
    text = '<a href="tel:+3290000000">bel</a> &nbsp;'
    body = await ask("sendMessage", chat_id=await known(api), text=text, parse_mode="HTML")
    assert body["result"]["text"] == "bel &nbsp;"
    assert "entities" not in body["result"]
    assert ["tel:" in api.warnings[0], "&nbsp;" in api.warnings[1]] == [True, True]


async def test_a_preview_is_kept_with_the_message(api: BotApi, bot: telegram.Bot) -> None:
    ana = api.user("Ana")
    await ana.start()
    off = LinkPreviewOptions(is_disabled=True)
    await bot.send_message(ana.id, "gent.be", link_preview_options=off)
    assert ana.chat.last.link_preview_options == {"is_disabled": True}


# --- Keyboards ----------------------------------------------------------------------------------


def inline_button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **fields}]]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (inline_button(), "Text buttons are unallowed in the inline keyboard"),
        ({"inline_keyboard": [[{"text": " ", "url": "a.be"}]]}, "must be non-empty"),
        (inline_button(callback_data=""), "BUTTON_DATA_INVALID"),
        (inline_button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (inline_button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (inline_button(url="tel:+32470000000"), "BUTTON_URL_INVALID"),
        (inline_button(url="http://localhost/"), "BUTTON_URL_INVALID"),
        (inline_button(url=""), "BUTTON_URL_INVALID"),
        (inline_button(web_app={"url": "http://a.be"}), "BUTTON_URL_INVALID"),
        (inline_button(login_url={"url": "http://a.be"}), "BUTTON_URL_INVALID"),
        (inline_button(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (inline_button(pay=True), "BUTTON_TYPE_INVALID"),
        ({"keyboard": [[{"text": ""}]]}, "must be non-empty"),
    ],
)
async def test_buttons_that_are_refused(
    api: BotApi, ask: Ask, markup: dict[str, Any], words: str
) -> None:
    body = await ask("sendMessage", chat_id=await known(api), text="a", reply_markup=markup)
    assert refused(body, words)
    assert api.refusals[0].method == "sendMessage"
    assert not api.violations


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (inline_button(url="https://a.be", callback_data="b"), "exactly one of"),
        (inline_button(switch_inline_query="x" * 257), "longer than"),
        (
            {"keyboard": [[{"text": "a", "request_location": True, "request_contact": True}]]},
            "asks for",
        ),
        ({"keyboard": [[{"text": "a"}]], "input_field_placeholder": "x" * 65}, "placeholder"),
        ({"force_reply": True, "input_field_placeholder": ""}, "placeholder"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "a"}] * 9]}, "row"),
    ],
)
async def test_keyboards_no_bot_should_send(
    api: BotApi, ask: Ask, markup: dict[str, Any], words: str
) -> None:
    body = await ask("sendMessage", chat_id=await known(api), text="a", reply_markup=markup)
    assert refused(body, words)
    assert len(api.violations) == 1
    api.violations.clear()


async def test_the_largest_keyboard(api: BotApi, ask: Ask) -> None:
    chat_id = await known(api)
    data = "x" * int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
    row = [{"text": "a", "callback_data": data}] * 4
    total = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
    rows = [row] * (total // 4)
    markup = {"inline_keyboard": rows}
    assert (await ask("sendMessage", chat_id=chat_id, text="a", reply_markup=markup))["ok"]
    markup = {"inline_keyboard": [*rows, row]}
    body = await ask("sendMessage", chat_id=chat_id, text="a", reply_markup=markup)
    assert refused(body, "reply markup is too long")


async def test_a_place_is_asked_for_in_private_only(api: BotApi, bot: telegram.Bot) -> None:
    ana, group = api.user("Ana"), api.group("Straat 12")
    await ana.start()
    await group.send(ana, "/start")
    markup = ReplyKeyboardMarkup(
        [[KeyboardButton("Deel uw plaats", request_location=True)], ["Nee"]], resize_keyboard=True
    )
    sent = await bot.send_message(ana.id, "Waar?", reply_markup=markup)
    assert sent.reply_markup is None
    with pytest.raises(BadRequest, match="Location can be requested in private chats only"):
        await bot.send_message(group.id, "Waar?", reply_markup=markup)
    assert ana.chat.last.buttons == [["Deel uw plaats"], ["Nee"]]
    with pytest.raises(AssertionError, match="send_location"):
        await ana.press("Deel uw plaats")
    await (await ana.press("Nee")).answered()
    assert ana.chat.messages[-1].text == "Nee"
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await sent.edit_text("Anders")
    assert ana.keyboard == [["Deel uw plaats"], ["Nee"]], "it is folded away, not gone"
    await bot.send_message(ana.id, "Dank u", reply_markup=telegram.ReplyKeyboardRemove())
    assert ana.keyboard == []


# --- Replies, edits, deletions, forwards --------------------------------------------------------


async def test_replies(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    question = await ana.send("Wat kost het?")

    async def send(**reply: Any) -> dict[str, Any]:
        return await ask("sendMessage", chat_id=ana.id, text="Niets.", reply_parameters=reply)

    body = await send(message_id=question.message_id, quote="kost")
    assert body["result"]["reply_to_message"]["text"] == "Wat kost het?"
    assert body["result"]["quote"] == {"text": "kost", "position": 4}
    assert ana.chat.last.reply_to == question.message_id
    assert refused(
        await send(message_id=question.message_id, quote="duur"), "message quote not found"
    )
    assert refused(await send(message_id=99), "Bad Request: message to be replied not found")
    body = await send(message_id=99, allow_sending_without_reply=True)
    assert "reply_to_message" not in body["result"]
    await ana.delete(question)
    assert refused(await send(message_id=question.message_id), "message to be replied not found")
    with pytest.raises(AssertionError, match="is deleted"):
        await ana.press_raw("x", question)


async def test_edits(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    theirs = await ana.start()
    keyboard = inline_button(callback_data="a")
    target = {"chat_id": ana.id}
    sent = await ask("sendMessage", **target, text="<b>a</b>", parse_mode="HTML")
    target["message_id"] = sent["result"]["message_id"]
    same = {"text": "<b>a</b>", "parse_mode": "HTML"}
    assert refused(
        await ask("editMessageText", **target, **same),
        "Bad Request: message is not modified: specified new message content and reply markup are "
        "exactly the same as a current content and reply markup of the message",
    )
    body = await ask("editMessageText", **target, **same, reply_markup=keyboard)
    assert body["result"]["edit_date"]
    body = await ask("editMessageReplyMarkup", **target, reply_markup=keyboard)
    assert refused(body, "message is not modified")
    body = await ask("editMessageReplyMarkup", **target)
    assert "reply_markup" not in body["result"]
    assert body["result"]["text"] == "a"
    assert refused(await ask("editMessageCaption", **target, caption="b"), "there is no caption")
    assert refused(await ask("editMessageText", **target, text=""), "message text is empty")
    missing = {"chat_id": ana.id, "message_id": 99}
    assert refused(await ask("editMessageText", **missing, text="b"), "message to edit not found")
    assert refused(await ask("editMessageReplyMarkup", **missing), "message to edit not found")
    other = {"chat_id": ana.id, "message_id": theirs.message_id}
    assert refused(await ask("editMessageText", **other, text="b"), "message can't be edited")
    assert refused(await ask("editMessageText", text="b"), "chat_id is empty")
    body = await ask("editMessageText", inline_message_id="x", text="b")
    assert refused(body, "MESSAGE_ID_INVALID")
    place = await ask("sendLocation", chat_id=ana.id, latitude=51, longitude=3.5)
    target["message_id"] = place["result"]["message_id"]
    assert refused(await ask("editMessageText", **target, text="b"), "there is no text")


async def test_deletions(api: BotApi, ask: Ask) -> None:
    ana, group = api.user("Ana"), api.group("Straat 12")
    theirs = await ana.start()
    mine = (await ask("sendMessage", chat_id=ana.id, text="a"))["result"]["message_id"]
    assert (await ask("deleteMessage", chat_id=ana.id, message_id=theirs.message_id))["ok"]
    assert (await ask("deleteMessage", chat_id=ana.id, message_id=mine))["ok"]
    assert ana.chat.messages == []
    assert ana.chat.last.deleted
    body = await ask("deleteMessage", chat_id=ana.id, message_id=mine)
    assert refused(body, "message to delete not found")
    said = await group.send(ana, "/start")
    body = await ask("deleteMessage", chat_id=group.id, message_id=said.message_id)
    assert refused(body, "message can't be deleted")


async def test_forwards_and_reactions(api: BotApi, ask: Ask) -> None:
    ana, ben = api.user("Ana"), api.user("Ben")
    question = await ana.send("Help")
    await ben.start()
    move = {"chat_id": ben.id, "from_chat_id": ana.id}
    body = await ask("forwardMessage", **move, message_id=question.message_id)
    assert body["result"]["forward_origin"]["sender_user"]["first_name"] == "Ana"
    body = await ask("forwardMessage", **move, message_id=99)
    assert refused(body, "message to forward not found")
    secret = await ask("sendMessage", chat_id=ana.id, text="a", protect_content=True)
    body = await ask("forwardMessage", **move, message_id=secret["result"]["message_id"])
    assert refused(body, "can't be forwarded")

    async def react(message_id: int, *emoji: str) -> dict[str, Any]:
        reaction = [{"type": "emoji", "emoji": item} for item in emoji]
        return await ask(
            "setMessageReaction", chat_id=ana.id, message_id=message_id, reaction=reaction
        )

    assert (await react(question.message_id, "👍"))["ok"]
    assert question.reactions == ["👍"]
    assert refused(await react(question.message_id, "👍", "👎"), "REACTIONS_TOO_MANY")
    assert refused(await react(question.message_id, "🧯"), "REACTION_INVALID")
    assert refused(await react(99, "👍"), "message to react not found")


# --- Files, places, actions ---------------------------------------------------------------------


async def test_files_go_both_ways(api: BotApi, bot: telegram.Bot) -> None:
    ana = api.user("Ana")
    await ana.start()
    sent = await bot.send_document(ana.id, b"inhoud", caption="<i>brief</i>", parse_mode="HTML")
    assert (ana.chat.last.text, ana.chat.last.html) == ("brief", "<i>brief</i>")
    again = await bot.send_photo(ana.id, b"plaatje", filename="a.jpg")
    assert again.photo[0].file_size == 7
    await bot.send_document(ana.id, ana.chat.replies[0].raw["document"]["file_id"])
    voice = await ana.send_voice(b"gesproken")
    file = await bot.get_file(voice.raw["voice"]["file_id"])
    assert bytes(await file.download_as_bytearray()) == b"gesproken"
    edited = await bot.edit_message_caption(ana.id, sent.message_id, caption="nieuw")
    assert isinstance(edited, telegram.Message)
    assert edited.caption == "nieuw"
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ana.id, b"x", caption="x" * (int(MessageLimit.CAPTION_LENGTH) + 1))
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_photo(ana.id, b"")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(ana.id, "nonsense")
    with pytest.raises(BadRequest, match="Wrong file_id"):
        await bot.get_file("nonsense")


async def test_places_contacts_and_actions(api: BotApi, ask: Ask) -> None:
    chat_id = await known(api)
    body = await ask("sendLocation", chat_id=chat_id, latitude=91, longitude=3)
    assert refused(body, "wrong latitude/longitude")
    body = await ask(
        "sendVenue", chat_id=chat_id, latitude=1, longitude=3, title="", address="Straat 1"
    )
    assert refused(body, "venue title must be non-empty")
    body = await ask("sendContact", chat_id=chat_id, phone_number="+32", first_name="Ana")
    assert body["result"]["contact"]["phone_number"] == "+32"
    assert (await ask("sendChatAction", chat_id=chat_id, action="typing"))["result"] is True
    body = await ask("sendChatAction", chat_id=chat_id, action="sleeping")
    assert refused(body, "wrong parameter action")
    body = await ask("sendMessage", chat_id=chat_id, text="a", message_thread_id=5)
    assert refused(body, "message thread not found")
    assert refused(await ask("sendMessage", chat_id="@nobody", text="a"), "chat not found")


async def test_a_blocked_bot_cannot_write(api: BotApi, bot: telegram.Bot) -> None:
    ana = api.user("Ana")
    with pytest.raises(StandInError, match="no chat with the bot"):
        api.block(ana)
    await ana.start()
    api.block(ana)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "Dag")
    with pytest.raises(AssertionError, match="has blocked the bot"):
        await ana.send("hallo")
    api.unblock(ana)
    assert (await bot.send_message(ana.id, "Dag")).text == "Dag"


# --- Pressed buttons and inline queries ---------------------------------------------------------


async def test_callback_queries_can_be_answered_once_and_in_time(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    await ana.start()
    await ask(
        "sendMessage", chat_id=ana.id, text="a", reply_markup=inline_button(callback_data="a")
    )
    pressed = await ana.press("x")
    too_long = "x" * (int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH) + 1)
    one = {"callback_query_id": pressed.id}
    assert refused(await ask("answerCallbackQuery", **one, text=too_long), "MESSAGE_TOO_LONG")
    assert refused(await ask("answerCallbackQuery", **one, url="https://a.be"), "URL_INVALID")
    assert (await ask("answerCallbackQuery", **one, text=too_long[1:]))["ok"]
    old = "query is too old and response timeout expired or query ID is invalid"
    assert refused(await ask("answerCallbackQuery", **one), old)
    assert refused(await ask("answerCallbackQuery", callback_query_id="5"), old)
    late = await ana.press("x")
    with pytest.raises(AssertionError, match="was not answered"):
        await late.answered(timeout=0.01)
    api.expire_queries()
    assert refused(await ask("answerCallbackQuery", callback_query_id=late.id), old)


async def test_queries_grow_old_by_themselves() -> None:
    async with BotApi(query_lifetime=0.0) as api, telegram.Bot(api.token, api.base_url) as bot:
        query_id = await api.user("Ana").ask_inline("laat")
        await asyncio.sleep(0.01)
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_inline_query(query_id, [])


def article(number: int = 1, text: str = "a", **more: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    about = {"type": "article", "id": str(number), "title": "t", "input_message_content": content}
    return about | more


@pytest.mark.parametrize(
    ("results", "more", "words"),
    [
        ([article(n) for n in range(int(InlineQueryLimit.RESULTS) + 1)], {}, "RESULTS_TOO_MUCH"),
        ([article(), article()], {}, "RESULT_ID_DUPLICATE"),
        ([article(id="")], {}, "RESULT_ID_INVALID"),
        ([article(id="é" * 33)], {}, "RESULT_ID_INVALID"),
        ([article(title=" ")], {}, "ARTICLE_TITLE_EMPTY"),
        ([article(text="")], {}, "message text is empty"),
        ([article(text="x" * 4097)], {}, "MESSAGE_TOO_LONG"),
        ([article(text="<b>x")], {}, "can't parse entities"),
        ([article(reply_markup=inline_button(callback_data=""))], {}, "BUTTON_DATA_INVALID"),
        ([], {"next_offset": "é" * 33}, "NEXT_OFFSET_INVALID"),
        ([], {"button": {"text": "a", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": "a", "start_parameter": ""}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": "a", "start_parameter": "a" * 65}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": "a"}}, "exactly one"),
    ],
)
async def test_inline_answers_that_are_refused(
    api: BotApi, ask: Ask, results: list[Any], more: dict[str, Any], words: str
) -> None:
    query_id = await api.user("Ana").ask_inline("vraag")
    body = await ask("answerInlineQuery", inline_query_id=query_id, results=results, **more)
    assert refused(body, words)
    full = [article(n, id=f"{n:064}") for n in range(int(InlineQueryLimit.RESULTS))]
    assert len(full[0]["id"]) == InlineQueryResultLimit.MAX_ID_LENGTH
    assert (await ask("answerInlineQuery", inline_query_id=query_id, results=full))["ok"]
    body = await ask("answerInlineQuery", inline_query_id=query_id, results=[])
    assert refused(body, "query is too old")


async def test_inline_results_of_other_kinds(api: BotApi, bot: telegram.Bot) -> None:
    ana = api.user("Ana")
    asking = asyncio.create_task(ana.inline("waar", location=(51.0, 3.7), chat_type="group"))
    await asyncio.sleep(0)
    (update,) = await bot.get_updates(timeout=5)
    assert update.inline_query is not None
    venue = telegram.InputVenueMessageContent(51.0, 3.7, "Huis", "Straat 1")
    place = InlineQueryResultArticle("1", "Plaats", venue)
    map_ = telegram.InlineQueryResultVenue("2", 51.0, 3.7, "Huis", "Straat 1")
    await bot.answer_inline_query(update.inline_query.id, [place, map_], next_offset="2")
    answer = await asking
    assert answer[0].content["venue"]["title"] == "Huis"
    assert answer.next_offset == "2"
    assert len(answer[:1]) == 1
    with pytest.raises(AssertionError, match="was not answered"):
        await ana.inline("nog", timeout=0.01)


# --- The bot's profile --------------------------------------------------------------------------


async def test_commands_per_scope_and_language(api: BotApi, ask: Ask) -> None:
    chat_id = await known(api)
    nl = [{"command": "help", "description": "Hulp"}]
    scope = {"type": "chat", "chat_id": chat_id}
    assert (await ask("setMyCommands", commands=nl, language_code="nl", scope=scope))["ok"]
    assert (await ask("getMyCommands"))["result"] == []
    body = await ask("getMyCommands", language_code="nl", scope=scope)
    assert body["result"] == nl
    assert (await ask("deleteMyCommands", language_code="nl", scope=scope))["ok"]
    assert (await ask("getMyCommands", language_code="nl", scope=scope))["result"] == []


@pytest.mark.parametrize(
    ("command", "description", "words"),
    [
        ("Help", "a", "BOT_COMMAND_INVALID"),
        ("h-p", "a", "BOT_COMMAND_INVALID"),
        ("", "a", "BOT_COMMAND_INVALID"),
        ("x" * (int(BotCommandLimit.MAX_COMMAND) + 1), "a", "BOT_COMMAND_INVALID"),
        ("a", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("a", "x" * (int(BotCommandLimit.MAX_DESCRIPTION) + 1), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_that_are_refused(
    ask: Ask, command: str, description: str, words: str
) -> None:
    body = await ask("setMyCommands", commands=[{"command": command, "description": description}])
    assert refused(body, words)


async def test_too_many_commands_wrong_languages_unknown_chats(ask: Ask) -> None:
    number = int(BotCommandLimit.MAX_COMMAND_NUMBER) + 1
    many = [{"command": f"c{n}", "description": "d"} for n in range(number)]
    assert refused(await ask("setMyCommands", commands=many), "BOT_COMMANDS_TOO_MUCH")
    assert (await ask("setMyCommands", commands=many[1:]))["ok"]
    assert refused(await ask("getMyCommands", language_code="nld"), "invalid language code")
    assert refused(
        await ask("getMyCommands", scope={"type": "chat", "chat_id": 5}), "chat not found"
    )


@pytest.mark.parametrize(
    ("title", "field", "limit"),
    [
        ("Name", "name", BotNameLimit.MAX_NAME_LENGTH),
        ("Description", "description", BotDescriptionLimit.MAX_DESCRIPTION_LENGTH),
        ("ShortDescription", "short_description", BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
    ],
)
async def test_texts_about_the_bot(ask: Ask, title: str, field: str, limit: int) -> None:
    assert (await ask(f"setMy{title}", **{field: "x" * limit}))["ok"]
    assert (await ask(f"setMy{title}", **{field: "Buren"}, language_code="nl"))["ok"]
    assert (await ask(f"getMy{title}", language_code="nl"))["result"] == {field: "Buren"}
    assert (await ask(f"getMy{title}", language_code="fr"))["result"] == {field: "x" * limit}
    assert (await ask(f"setMy{title}", language_code="nl"))["ok"]
    assert (await ask(f"getMy{title}", language_code="nl"))["result"] == {field: "x" * limit}
    assert refused(await ask(f"setMy{title}", **{field: "x" * (limit + 1)}), "Bad Request")
    assert refused(await ask(f"setMy{title}", language_code="NL"), "invalid language code")


async def test_menu_buttons(api: BotApi, ask: Ask) -> None:
    chat_id = await known(api)
    assert (await ask("getChatMenuButton"))["result"] == {"type": "commands"}
    web_app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://a.be/"}}
    assert (await ask("setChatMenuButton", chat_id=chat_id, menu_button=web_app))["ok"]
    assert (await ask("getChatMenuButton", chat_id=chat_id))["result"] == web_app
    web_app["web_app"] = {"url": "http://a.be/"}
    assert refused(await ask("setChatMenuButton", menu_button=web_app), "BUTTON_URL_INVALID")


@pytest.mark.parametrize("method", ["logOut", "close"])
async def test_a_bot_that_left_gets_no_more_answers(ask: Ask, method: str) -> None:
    assert (await ask(method))["ok"]
    assert refused(await ask("getMe"), "Bad Request")


# --- Faults -------------------------------------------------------------------------------------


@NO_TIMEDELTA_YET
async def test_too_many_requests(api: BotApi, bot: telegram.Bot, ask: Ask) -> None:
    chat_id = await known(api)
    api.fail("sendMessage", error_code=429, retry_after=3)
    body = await ask("sendMessage", chat_id=chat_id, text="a")
    assert body["parameters"] == {"retry_after": 3}
    assert body["description"] == "Too Many Requests: retry after 3"
    api.fail("*", error_code=429, retry_after=1)
    with pytest.raises(RetryAfter):
        await bot.send_message(chat_id, "a")
    assert (await bot.send_message(chat_id, "b")).text == "b"
    assert not api.refusals
    with pytest.raises(StandInError, match="retry_after"):
        api.fail("sendMessage", error_code=429)


@NO_TIMEDELTA_YET
async def test_a_rate_limiter_waits_and_tries_again(api: BotApi) -> None:
    chat_id = await known(api)
    limiter = AIORateLimiter(max_retries=1)
    builder = ApplicationBuilder().token(api.token).base_url(api.base_url).rate_limiter(limiter)
    async with builder.build() as app:
        api.fail("sendMessage", error_code=429, retry_after=1)
        assert (await app.bot.send_message(chat_id, "a")).text == "a"
    assert [call.ok for call in api.calls("sendMessage")] == [False, True]


@pytest.mark.parametrize("code", [500, 502])
@pytest.mark.parametrize("kind", ["error", "html"])
async def test_a_broken_server(api: BotApi, bot: telegram.Bot, code: int, kind: Any) -> None:
    api.fail("getMe", kind=kind, error_code=code)
    with pytest.raises(NetworkError):
        await bot.get_me()
    assert (await bot.get_me()).is_bot


@pytest.mark.parametrize("kind", ["reset", "malformed"])
async def test_a_broken_line(api: BotApi, bot: telegram.Bot, kind: Any) -> None:
    api.fail("getMe", kind=kind)
    with pytest.raises(telegram.error.TelegramError):
        await bot.get_me()
    assert (await bot.get_me()).is_bot


async def test_slow_and_lost_answers(api: BotApi, bot: telegram.Bot) -> None:
    chat_id = await known(api)
    api.fail("sendMessage", kind="slow", delay=0.05)
    assert (await bot.send_message(chat_id, "traag")).text == "traag"
    api.fail("sendMessage", kind="hang", performed=True)
    with pytest.raises(TimedOut):
        await bot.send_message(chat_id, "verloren", read_timeout=0.1)
    chat = api.world.chats[chat_id]
    assert [item.raw["text"] for item in chat.messages.values()][1:] == ["traag", "verloren"]


async def test_faults_by_chance_are_repeatable() -> None:
    async def outcomes(seed: int) -> list[bool]:
        async with BotApi() as api, telegram.Bot(api.token, api.base_url) as bot:
            api.fail("getMyName", probability=0.5, times=None, seed=seed)
            for _ in range(12):
                try:
                    await bot.get_my_name()
                except NetworkError:
                    continue
            api.server.faults.clear()
            return [call.ok for call in api.calls("getMyName")]

    first = await outcomes(7)
    assert first == await outcomes(7)
    assert len(set(first)) == 2
    assert first != await outcomes(8)


async def test_polling_goes_on_after_faults(api: BotApi) -> None:
    api.fail("getUpdates", kind="html", error_code=502)
    async with polling(new_app(api)):
        ana = api.user("Ana")
        await ana.send("hallo")
        assert (await ana.reply()).text == "hallo"


# --- Webhooks -----------------------------------------------------------------------------------


@asynccontextmanager
async def listener(*statuses: int, answer: Any = None) -> AsyncIterator[tuple[str, list[Any]]]:
    """A web server that answers with these statuses, then with 200."""
    seen: list[Any] = []
    left = list(statuses)

    async def receive(request: web.Request) -> web.Response:
        seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        status = left.pop(0) if left else 200
        return web.json_response(answer, status=status) if answer else web.Response(status=status)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", seen
    finally:
        await runner.cleanup()


SECRET = "x" * 8


async def test_updates_are_delivered_until_accepted(api: BotApi, ask: Ask) -> None:
    async with listener(500, 403) as (url, seen):
        assert (await ask("setWebhook", url=url, secret_token=SECRET))["ok"]
        await api.user("Ana").send("hallo")
        await api.wait_until_fetched()
        assert [(secret, update["message"]["text"]) for secret, update in seen] == [
            (SECRET, "hallo")
        ] * 3
        info = (await ask("getWebhookInfo"))["result"]
        assert (info["url"], info["pending_update_count"]) == (url, 0)
        assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"
        assert "secret_token" not in info
        body = await ask("getUpdates")
        assert refused(body, "can't use getUpdates method while webhook is active", 409)
        assert (await ask("deleteWebhook"))["ok"]
        assert (await ask("getUpdates"))["result"] == []
    assert [status for _, status in api.courier.attempts] == [500, 403, 200]


async def test_a_webhook_may_answer_with_a_call(api: BotApi, ask: Ask) -> None:
    ana = api.user("Ana")
    await ana.start()
    await ask("getUpdates", offset=-1)
    api.world.updates.pending.clear()
    call = {"method": "sendMessage", "chat_id": ana.id, "text": "Meteen"}
    async with listener(answer=call) as (url, _):
        await ask("setWebhook", url=url)
        await ana.send("hallo")
        assert (await ana.reply()).text == "Meteen"
        await ask("setWebhook", url="")


async def test_webhooks_that_are_refused(ask: Ask) -> None:
    assert refused(await ask("setWebhook", url="http://a.be/"), "An HTTPS URL must be provided")
    body = await ask("setWebhook", url="https://a.be/", secret_token=f"{SECRET} ")
    assert refused(body, "secret token contains unallowed characters")
    body = await ask("setWebhook", url="https://a.be/", secret_token=SECRET * 33)
    assert refused(body, "secret token is too long")


async def test_setting_a_webhook_ends_a_long_poll(api: BotApi, ask: Ask) -> None:
    polling_task = asyncio.create_task(ask("getUpdates", timeout=30))
    await asyncio.sleep(0.02)
    await api.user("Ana").ask_inline("x")
    await polling_task
    polling_task = asyncio.create_task(ask("getUpdates", timeout=30, offset=-1))
    await polling_task
    await ask("setWebhook", url="http://127.0.0.1:9/", drop_pending_updates=True)
    await ask("deleteWebhook", drop_pending_updates=True)
    polling_task = asyncio.create_task(ask("getUpdates", timeout=30))
    await asyncio.sleep(0.02)
    await ask("setWebhook", url="http://127.0.0.1:9/")
    assert refused(await polling_task, "terminated by setWebhook request", 409)
    await ask("deleteWebhook")


# --- The stand-in judges itself -----------------------------------------------------------------


def test_every_method_on_offer_is_described() -> None:
    where = spec.path()
    if where is None:
        pytest.skip("no description of the Bot API: name one in BOT_API_SPEC")
    described = {name.lower() for name in json.loads(where.read_text())["methods"]}
    assert set(HANDLERS) <= described
    assert set(HANDLERS) <= set(schema.methods())


async def test_an_update_must_parse_in_both_libraries(api: BotApi) -> None:
    with pytest.raises((StandInError, KeyError, TypeError)):
        api.world.updates.inject("message", {"message_id": 1})
    ana = api.user("Ana")
    sent = await ana.send("hallo")
    with pytest.raises(StandInError, match="unknown field"):
        api.world.updates.inject("message", sent.raw | {"mood": "good"})


async def test_people_write_no_more_than_they_can(api: BotApi) -> None:
    ana = api.user("Ana")
    with pytest.raises(ValueError, match="4096"):
        await ana.send("x" * 4097)
    with pytest.raises(AssertionError, match="no message 5"):
        await ana.edit(5, "x")
    with pytest.raises(StandInError, match="bot token"):
        BotApi(token=SECRET)
