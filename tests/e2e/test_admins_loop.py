"""From a question nobody answered to an answer, live; and what admins are told on Telegram."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.conversations.tables import QuestionRow
from tests.botapi import BotApi
from tests.e2e.conftest import running_bot
from tests.e2e.people import words
from tests.e2e.test_process import start

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.database import Sessions
    from tests.botapi.users import User


async def kept(sessions: Sessions) -> list[tuple[str, str]]:
    async with sessions() as session:
        rows = await session.scalars(select(QuestionRow).order_by(QuestionRow.id))
        return [(row.outcome, row.text) for row in rows]


async def test_questions_without_a_good_answer_are_kept_and_no_others(
    assistant: Assistant, database: str
) -> None:
    """Declined, and judged unhelpful: kept without names. Answered, and in danger: not."""
    async with BotApi() as api, running_bot(assistant, database, api) as sessions:
        ana = api.user("Ana", language_code="nl")
        await ana.send("wat is de hoofdstad van Mongolië, vraagt mevrouw Peeters?")
        await ana.reply()
        await ana.send("Hoeveel kost bemiddeling?")
        await ana.press(words(assistant, "feedback-no"), await ana.reply())
        await api.wait_for_call("editMessageReplyMarkup")
        await ana.send("hij slaat mij, help")
        await ana.reply()
        await ana.send("burenbemiddeling Gent")
        await ana.press(words(assistant, "feedback-yes"), await ana.reply())
        await ana.send("dank u")
        await ana.reply()
        expected = [
            ("declined", "wat is de hoofdstad van Mongolië, vraagt mevrouw …?"),
            ("unhelpful", "Hoeveel kost bemiddeling?"),
        ]
        # A question is written down after its answer went out.
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                while await kept(sessions) != expected:  # noqa: ASYNC110 - the database tells nobody
                    await asyncio.sleep(0.05)
        assert await kept(sessions) == expected


async def greeted(chief: User) -> None:
    """Telegram lets a bot write only to people who have written to it."""
    await chief.send("/start")
    await chief.reply()


@asynccontextmanager
async def served(
    api: BotApi, folder: Path, tmp_path: Path, admin: int
) -> AsyncIterator[dict[str, str]]:
    """The program on files of the test's own, with one admin."""
    environment = {
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.base_url,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
        "CACHE_DIR": str(tmp_path / "cache"),
        "KNOWLEDGE_DIR": str(folder),
        "ADMIN_IDS": f"1, {admin}",
    }
    bot = await start(tmp_path / "log", "run", **environment)
    try:
        await api.wait_for_call("getChatMenuButton", timeout=60)
        await asyncio.sleep(1)  # the watch on the files begins right after that
        yield environment
    finally:
        bot.send_signal(signal.SIGTERM)
        await asyncio.wait_for(bot.wait(), timeout=10)
    written = (tmp_path / "log").read_text(encoding="utf-8")
    assert bot.returncode == 0, written[-2000:]


async def test_a_question_is_found_in_review_added_and_answered_without_a_restart(
    knowledge_folder: Path, tmp_path: Path
) -> None:
    """The whole loop: asked in vain, reviewed in the terminal, told to the admin, answered."""
    async with BotApi() as api:
        chief = api.user("Chief", language_code="nl")
        async with served(api, knowledge_folder, tmp_path, chief.id) as environment:
            await greeted(chief)
            ana = api.user("Ana", language_code="nl")
            await ana.send("kwetsen en mirabellen allebei?")
            first = await ana.reply()
            review = await asyncio.create_subprocess_shell(
                f"printf 'plums\\n\\ny\\n' | {sys.executable} -m bot review",
                env={**os.environ, **environment},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            told, _ = await asyncio.wait_for(review.communicate(), timeout=60)
            assert review.returncode == 0, told.decode()
            assert "plums: a way more to ask it: kwetsen en mirabellen allebei?" in told.decode()
            news = await chief.wait_for_reply(timeout=60)
            assert "serves now" in news[-1].text
            await ana.send("kwetsen en mirabellen allebei?")
            second = await ana.reply()
            assert second.text != first.text
            assert "Het antwoord." in second.text


async def test_a_broken_file_is_told_to_the_admin_with_file_line_and_mend(
    knowledge_folder: Path, tmp_path: Path
) -> None:
    """The old answers stay; /reload tells the same; to anybody else it is no command."""
    async with BotApi() as api:
        chief, ana = api.user("Chief", language_code="nl"), api.user("Ana", language_code="nl")
        async with served(api, knowledge_folder, tmp_path, chief.id):
            await greeted(chief)
            faq = knowledge_folder / "faq_nl.yaml"
            whole = faq.read_text(encoding="utf-8")
            faq.write_text(whole.replace("audience: citizen", "audience: nobody"), "utf-8")
            news = await chief.wait_for_reply(timeout=60)
            assert "faq_nl.yaml:12 (apples)" in news[-1].text
            assert "Mend:" in news[-1].text
            await ana.send("Wat zijn apples?")
            assert "Het antwoord." in (await ana.reply()).text
            await chief.send("/reload")
            assert "faq_nl.yaml:12" in (await chief.reply()).text
            faq.write_text(whole, encoding="utf-8")
            news = await chief.wait_for_reply(timeout=60)
            assert "serves now" in news[-1].text
            await ana.send("/reload")
            assert "serves" not in (await ana.reply()).text
