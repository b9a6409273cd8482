"""Meeting the bot: its profile, /start, /help, what it cannot read, and groups."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from bot.channels.telegram.profile import GROUP_COMMANDS, PRIVATE_COMMANDS, introduce
from bot.texts import Texts
from tests.botapi import BotApi
from tests.e2e.conftest import running_bot
from tests.e2e.people import labels, words

if TYPE_CHECKING:
    from bot.assistant import Assistant

SETTERS = (
    "setMyName", "setMyDescription", "setMyShortDescription", "setMyCommands", "setChatMenuButton",
)  # fmt: skip
NO_TIMEDELTA_YET = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


def set_calls(api: BotApi) -> list[str]:
    return [call.method for call in api.calls() if call.method in SETTERS]


# -- profile -------------------------------------------------------------------------------------


async def test_the_profile_is_told_in_every_language(assistant: Assistant) -> None:
    async with BotApi() as api:
        await introduce(api.token, api.base_url, assistant.compose)
        world = api.world
        for language, code in (("", "nl"), ("nl", "nl"), ("fr", "fr"), ("de", "nl")):
            texts = assistant.compose.texts(code)
            assert world.name(language) == texts("profile-name")
            for field in ("description", "short_description"):
                default = world.profile[field, ""]
                told = world.profile.get((field, language), default)
                assert told == texts(f"profile-{field.replace('_', '-')}"), (field, language)
        for language, code in (("", "nl"), ("nl", "nl"), ("fr", "fr")):
            texts = assistant.compose.texts(code)
            for scope, names in (
                ("all_private_chats", PRIVATE_COMMANDS),
                ("all_group_chats", GROUP_COMMANDS),
            ):
                assert world.commands[scope, language] == [
                    {"command": name, "description": texts(f"command-{name}")} for name in names
                ]
        assert not api.refusals


async def test_the_profile_is_set_once_and_then_only_where_it_changed(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApi() as api:
        await introduce(api.token, api.base_url, assistant.compose)
        first = set_calls(api)
        assert set(first) == set(SETTERS) - {"setChatMenuButton"}, "commands are the default button"
        await introduce(api.token, api.base_url, assistant.compose)
        assert set_calls(api) == first

        spoken = Texts.__call__
        monkeypatch.setattr(
            Texts,
            "__call__",
            lambda texts, key, **values: (
                "Une autre phrase."
                if (texts.language, key) == ("fr", "profile-description")
                else spoken(texts, key, **values)
            ),
        )
        await introduce(api.token, api.base_url, assistant.compose)
        assert set_calls(api)[len(first) :] == ["setMyDescription"]
        assert api.world.profile["description", "fr"] == "Une autre phrase."


async def test_another_menu_button_is_replaced_by_the_commands(assistant: Assistant) -> None:
    async with BotApi() as api:
        app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.org/"}}
        api.world.menu_buttons[None] = app
        await introduce(api.token, api.base_url, assistant.compose)
        assert api.world.menu_buttons[None] == {"type": "commands"}


@NO_TIMEDELTA_YET
async def test_a_profile_that_telegram_refuses_for_hours_delays_nothing_and_is_one_line_in_the_log(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with BotApi() as api:
        api.fail("setMyName", error_code=429, retry_after=80_000, times=None)
        await introduce(api.token, api.base_url, assistant.compose)
        assert len(api.calls("setMyName")) == 1
        assert api.world.profile["description", ""], "the rest is set all the same"
    told = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert [r.exc_info for r in told] == [None]
    assert "name stays as it is" in told[0].getMessage()


async def test_a_server_in_trouble_leaves_the_profile_for_the_next_start(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api:
        api.fail("getMyDescription", error_code=502, times=None)
        await introduce(api.token, api.base_url, assistant.compose)
    assert [r.exc_info for r in caplog.records if r.levelno >= logging.WARNING] == [None]


# -- /start and /help ----------------------------------------------------------------------------


@pytest.mark.parametrize(("app_language", "code"), [("nl", "nl"), ("fr-BE", "fr"), ("tr", "nl")])
async def test_start_greets_in_the_language_of_the_app_with_three_buttons_that_work(
    api: BotApi, assistant: Assistant, app_language: str, code: str
) -> None:
    ana = api.user("Ana", language_code=app_language)
    await ana.start()
    hello = await ana.reply()
    assert hello.text.startswith(words(assistant, "welcome", code))
    keys = ("button-help", "button-find", "button-language")
    assert labels(hello) == [words(assistant, key, code) for key in keys]
    await ana.press(labels(hello)[0], hello)
    assert (await ana.reply()).text.startswith(words(assistant, "help", code))
    await ana.press(labels(hello)[1], hello)
    assert (await ana.reply()).text.startswith(words(assistant, "ask-place", code))
    await ana.press(labels(hello)[2], hello)
    assert (await ana.reply()).text.startswith(words(assistant, "choose-language", code))


@pytest.mark.parametrize("code", ["nl", "fr"])
async def test_every_example_of_help_is_answered_when_it_is_pressed(
    api: BotApi, assistant: Assistant, code: str
) -> None:
    ana = api.user("Ana", language_code=code)
    await ana.send("/help")
    page = await ana.reply()
    questions = [words(assistant, f"help-example-{n}", code) for n in (1, 2, 3)]
    assert labels(page)[:3] == questions
    wanted = ("noise", "cost", None)
    for question, topic in zip(questions, wanted, strict=True):
        await (await ana.press(question, page)).answered()
        answer = await ana.reply()
        if topic is None:
            assert "+32" in answer.text
        else:
            entry = assistant.knowledge.languages[code].entries[topic]
            assert answer.text.startswith(entry.answer.split("\n")[0])


# -- what it cannot read -------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["nl", "fr"])
async def test_everything_it_cannot_read_gets_its_own_kind_word_and_a_way_on(
    api: BotApi, assistant: Assistant, code: str
) -> None:
    ana = api.user("Ana", language_code=code)
    video = {"file_id": "1", "file_unique_id": "u1", "width": 1, "height": 1, "duration": 1}
    note = {"file_id": "2", "file_unique_id": "u2", "length": 1, "duration": 1}
    checklist = {"title": "a", "tasks": [{"id": 1, "text": "b"}]}
    sent = {
        "voice": [ana.send_voice(), ana.send_content({"video_note": note})],
        "picture": [ana.send_photo(), ana.send_content({"video": video})],
        "sticker": [ana.send_sticker(), ana.send_content({"dice": {"emoji": "🎲", "value": 3}})],
        "contact-received": [ana.send_contact()],
        "poll-received": [ana.send_poll()],
        "document-received": [ana.send_document()],
        "other-content": [ana.send_content({"checklist": checklist})],
        "unknown-command": [ana.send("/nonsense"), ana.send("/Nonsense@standin_bot now")],
    }
    for key, messages in sent.items():
        for message in messages:
            await message
            reply = await ana.reply()
            assert reply.text == words(assistant, key, code)
            assert labels(reply) == [
                words(assistant, "button-help", code),
                words(assistant, "button-find", code),
            ]
    assert len({words(assistant, key, code) for key in sent}) == len(sent)


async def test_a_question_under_a_picture_is_answered(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send_photo(caption="wat kost bemiddeling?")
    assert "gratis" in (await ana.reply()).text
    await ana.send_document(caption="burenbemiddeling in Gent")
    assert "+32 9 266 82 17" in (await ana.reply()).text


async def test_a_forwarded_question_is_answered(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    origin = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Luc"}
    await ana.send_content({"text": "wat kost bemiddeling?", "forward_origin": origin})
    assert "gratis" in (await ana.reply()).text


async def test_an_edited_question_is_answered_anew_with_a_pointer_to_it(api: BotApi) -> None:
    """Many people mend a typing mistake in the message itself."""
    ana = api.user("Ana", language_code="nl")
    typed = await ana.send("xqzw vvvv")
    await ana.reply()
    await ana.edit(typed, "wat kost bemiddeling?")
    answer = await ana.reply()
    assert "gratis" in answer.text
    assert answer.reply_to == typed.message_id
    command = await ana.send("/fidn Gent")
    await ana.reply()
    await ana.edit(command, "/find Gent")
    assert "+32 9 266 82 17" in (await ana.reply()).text


async def test_a_live_location_is_answered_once_however_far_it_moves(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    place = await ana.send_location(51.0543, 3.7174, live_period=900)
    await ana.reply()
    await ana.move(place, 51.2, 4.4)
    await ana.chat.expect_silence(0.3)


async def test_service_messages_and_channel_posts_are_left_alone(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    hello = await ana.send("hallo")
    await ana.reply()
    await ana.send_content({"pinned_message": hello.raw})
    await ana.chat.expect_silence(0.2)
    channel = {"id": -1009, "type": "channel", "title": "Nieuws"}
    post = {"message_id": 1, "date": 1_700_000_000, "chat": channel, "text": "wat kost het?"}
    assert api.world.updates.inject("channel_post", post) is None, "it does not ask for these"


# -- groups --------------------------------------------------------------------------------------


async def test_in_a_group_it_answers_the_message_that_addresses_it_and_no_other(
    assistant: Assistant, database: str
) -> None:
    """Without privacy mode the bot gets every message of a group."""
    async with BotApi(privacy=False) as api, running_bot(assistant, database, api):
        ana, luc = api.user("Ana", language_code="nl"), api.user("Luc", language_code="fr")
        group = api.group("Straat 12")
        seat = group.by(ana)
        for unheard in (
            seat.send("wat kost bemiddeling?"),
            seat.send("@standin_bot2 wat kost bemiddeling?"),
            seat.send("/nonsense"),
            seat.send("/help@another_bot"),
            seat.send_location(51.05, 3.72),
            seat.send_voice(),
            seat.send_photo(caption="wat kost bemiddeling?"),
            seat.send_content({"new_chat_members": [luc.person]}),
            seat.send_content({"new_chat_title": "Straat 14"}),
        ):
            await unheard
        typed = await seat.send("wat kost bemiddleing?")
        await seat.edit(typed, "wat kost bemiddeling?")
        await group.expect_silence(0.4)

        for heard in (
            seat.send("@standin_bot wat kost bemiddeling?"),
            seat.send("wat kost bemiddeling, @StandIn_Bot?"),
            seat.send("/help@standin_bot"),
            seat.send("/nonsense@standin_bot"),
            seat.send_photo(caption="@standin_bot wat kost bemiddeling?"),
            seat.send("en wat als de buur niet wil?", reply_to=group.messages[0]),
        ):
            message = await heard
            if message.reply_to == group.messages[0].message_id:
                await group.expect_silence(0.2)
                message = await seat.send("en als hij niet wil?", reply_to=group.last)
            assert (await group.reply()).reply_to == message.message_id, message


async def test_its_own_words_posted_by_somebody_are_no_question(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send_content({"text": "wat kost bemiddeling?", "via_bot": api.world.me()})
    await ana.chat.expect_silence(0.3)


async def test_in_a_group_the_place_is_asked_for_by_a_reply_that_reaches_the_bot(
    api: BotApi, assistant: Assistant
) -> None:
    """Telegram shows a location button in private chats only."""
    ana = api.user("Ana", language_code="nl")
    group = api.group("Straat 12")
    asked = await group.send(ana, "/find")
    question = await group.reply()
    assert question.text == words(assistant, "ask-place")
    assert question.reply_to == asked.message_id
    assert question.reply_markup == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": words(assistant, "place-placeholder"),
    }
    await group.send(ana, "Gent", reply_to=question)
    answer = await group.reply()
    assert "+32 9 266 82 17" in answer.text
    assert answer.buttons


async def test_what_is_remembered_of_a_group_survives_its_growth_into_a_supergroup(
    api: BotApi,
) -> None:
    ana = api.user("Ana", language_code="nl")
    group = api.group("Rue 12")
    await group.send(ana, "/language@standin_bot fr")
    assert "français" in (await group.reply()).text
    await group.migrate()
    await group.send(ana, "/help@standin_bot")
    assert "Posez" in (await group.reply()).text


async def test_an_answer_on_its_way_follows_a_group_that_grows_meanwhile(api: BotApi) -> None:
    ana = api.user("Ana", language_code="nl")
    group = api.group("Straat 12")
    await group.send(ana, "@standin_bot wat kost bemiddeling?")
    await group.migrate()  # before the bot has fetched the question
    assert "gratis" in (await group.reply()).text
    refused = api.refusals
    assert [call.description for call in refused] == [
        "Bad Request: group chat was upgraded to a supergroup chat"
    ]
    api.server.calls.remove(refused[0])
