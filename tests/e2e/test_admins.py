"""What admins alone see: the figures of what people asked, and what wants a review."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import text
from telegram import Bot

from bot.app import App
from bot.channels.telegram.admin import Admin
from bot.channels.telegram.application import hourly_jobs
from bot.conversations.counts import CLEAN_UP_COUNTS
from bot.conversations.forgetting import CLEAN_UP as CLEAN_UP_CHATS
from bot.conversations.jobs import last_runs, run_hourly
from bot.conversations.questions import CLEAN_UP
from bot.database import connect
from bot.figures import gather_figures
from bot.freshness import REMINDER, Reminder
from bot.settings import Settings
from tests.botapi import BotApi
from tests.e2e.conftest import running_bot
from tests.e2e.people import labels, verdicts, words

if TYPE_CHECKING:
    import pytest

    from bot.assistant import Assistant
    from bot.database import Sessions
    from bot.figures import Figures

LONG_AFTER = datetime(2030, 1, 15, tzinfo=UTC)


async def counted(sessions: Sessions, questions: int) -> Figures:
    """Today's figures once so many questions are counted: that comes after the answer."""
    for _ in range(100):
        figures = await gather_figures(sessions, datetime.now(UTC).date())
        if figures.questions >= questions:
            break
        await asyncio.sleep(0.02)
    assert figures.questions == questions
    return figures


async def test_an_admin_is_told_the_figures_of_what_people_asked(
    assistant: Assistant, database: str
) -> None:
    """Messages and pressed buttons, danger without its place, and the version that serves."""
    find = assistant.directory.find
    empty = next(m for n, m in assistant.gazetteer.municipalities.items() if not find(n, "local"))
    async with BotApi() as api:
        ana, admin = api.user("Ana", language_code="nl"), api.user("Ada", language_code="nl")
        async with running_bot(assistant, database, api, admins=[admin.id]) as sessions:
            await ana.send("wat kost bemiddeling?")
            answer = await ana.reply()
            await (await ana.press(words(assistant, "feedback-no"), answer)).answered()
            await ana.wait_for_edit()
            for question in ("burenbemiddeling in Gent", "hallo", "mijn man slaat mij, in Gent"):
                await ana.send(question)
                await ana.reply()
            await ana.send(f"/start m-{empty.nis}")
            await ana.wait_for_reply()
            await ana.send("/help")
            await ana.reply()
            await verdicts(sessions, 1)
            await counted(sessions, 4)
            await admin.send("/stats")
            told = (await admin.reply()).text
        assert not api.refusals
    for line in (
        "Questions: 4, 0.1 a day",
        "- answered: 3 (75%)",
        "- danger: 1 (25%)",
        "Small talk beside these: 1",
        "Languages: nl 4",
        "Helped: 0, did not help: 1",
        "- cost: 1 of 1",
        "Look-ups: 2, no service known: 1",
        f"- {empty.name(empty.languages[0])}: 1 (any 1)",
        "Clean-up: not yet",
        f"Version {assistant.knowledge.version} serves.",
    ):
        assert line in told.splitlines(), (line, told)


async def test_for_anybody_else_it_is_an_unknown_command(api: BotApi, assistant: Assistant) -> None:
    ana = api.user("Ana", language_code="nl")
    await ana.send("/stats")
    assert (await ana.reply()).text.startswith(words(assistant, "unknown-command"))


async def test_a_pressed_topic_counts_and_a_menu_does_not(
    assistant: Assistant, database: str
) -> None:
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        ana = api.user("Ana", language_code="nl")
        await ana.send("/faq")
        menu = await ana.reply()
        await ana.press(labels(menu)[0], menu)
        await ana.reply()
        assert [count for _, count in (await counted(sessions, 1)).topics] == [1]


async def test_people_are_answered_when_nothing_can_be_counted(
    assistant: Assistant, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        async with sessions() as session, session.begin():
            await session.execute(text("DROP TABLE answer_count"))
        ana = api.user("Ana", language_code="nl")
        for _ in range(2):
            await ana.send("wat kost bemiddeling?")
            assert (await ana.reply()).text
        await ana.chat.expect_silence(0.3)
    assert [line for line in caplog.messages if "not counted" in line] == [
        "replies are not counted: OperationalError"
    ]


# -- once a month -----------------------------------------------------------------------------


async def test_two_replicas_tell_every_admin_once_what_is_past_its_review_date(
    assistant: Assistant, database: str
) -> None:
    async with BotApi() as api:
        admins = [api.user("Ada"), api.user("Bea")]
        for admin in admins:
            await admin.start()  # a bot cannot write first
        settings = Settings(admin_ids=frozenset(admin.id for admin in admins))
        replicas = []
        for _ in range(2):
            engine, sessions = await connect(database)
            app = App.of(settings, sessions, assistant)
            bot = Bot(api.token, api.base_url)
            await bot.initialize()
            tell = Admin(app).tell_all(bot)
            remind = Reminder(app.live, sessions, tell, lambda: LONG_AFTER).remind
            replicas.append((asyncio.create_task(run_hourly([remind])), bot, engine))
        for admin in admins:
            assert (await admin.reply()).text.startswith("Checked more than 12 months ago: ")
        for admin in admins:
            await admin.chat.expect_silence(0.3)
        for task, bot, engine in replicas:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await bot.shutdown()
            await engine.dispose()
        assert not api.refusals


async def test_the_hourly_jobs_clean_up_and_remind_only_where_there_are_admins(
    assistant: Assistant, database: str
) -> None:
    async with BotApi() as api, Bot(api.token, api.base_url) as bot:
        engine, sessions = await connect(database)
        alone = App.of(Settings(), sessions, assistant)
        for job in hourly_jobs(alone, bot):
            await job()
        assert set(await last_runs(sessions)) == {CLEAN_UP, CLEAN_UP_COUNTS, CLEAN_UP_CHATS}
        led = App.of(Settings(admin_ids=frozenset({1})), sessions, assistant)
        assert len(hourly_jobs(led, bot)) == len(hourly_jobs(alone, bot)) + 1
        assert REMINDER not in await last_runs(sessions)
        await engine.dispose()
