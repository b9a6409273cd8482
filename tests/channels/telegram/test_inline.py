"""A reply in the one message that an inline result may be, and every result there can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import telegram

from bot.channels.telegram.inline import InlineMode
from bot.channels.telegram.rendering import render, render_one
from bot.reloading import Live
from bot.reply import Bullets, Card, Link, Paragraph, Reply
from bot.search import Search
from bot.settings import Settings
from tests.botapi import BotApi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.assistant import Assistant
    from bot.directory.records import Directory
    from bot.gazetteer import Gazetteer
    from bot.search import Suggestion

READ_ON = Link("Lees verder", "https://t.me/some_bot?start=t-cost-nl")
MOST_UNITS = 4096


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_a_reply_that_fits_is_sent_whole_and_without_a_link() -> None:
    reply = Reply("faq", "nl", (Paragraph("Kort."), Bullets(("een", "twee"))))
    assert [render_one(reply, READ_ON)] == render(reply)


def test_a_reply_that_is_too_long_ends_after_a_paragraph_with_the_link_to_the_rest() -> None:
    paragraphs = [f"{number:03} {'é😀<' * 60}." for number in range(60)]
    text = render_one(Reply("faq", "nl", tuple(map(Paragraph, paragraphs))), READ_ON)
    *kept, last = text.split("\n\n")
    assert last == f'<a href="{READ_ON.url}">{READ_ON.label}</a>'
    assert kept == [p.replace("<", "&lt;") for p in paragraphs[: len(kept)]]
    assert units(text) <= MOST_UNITS < units(text) + units(kept[0]) + 2


def test_one_paragraph_longer_than_a_message_is_cut_between_words() -> None:
    reply = Reply("faq", "nl", (Paragraph("woord " * 2000), Card("Titel", "", ())))
    text = render_one(reply, READ_ON)
    assert units(text) <= MOST_UNITS
    assert "woor " not in text
    assert READ_ON.url in text


def every_result(assistant: Assistant) -> Iterator[Suggestion]:
    """Every topic, municipality, kind and service there is, in every language."""
    search = Search(assistant)
    for language in assistant.languages:
        for topic in assistant.knowledge.topics:
            yield from search.suggest(f"t-{topic}", language)
        for nis in assistant.gazetteer.municipalities:
            yield from search.suggest(f"m-{nis}", language)
        for service in assistant.directory.services.values():
            for nis in sorted(service.areas)[:2]:
                for kind in service.service_types:
                    yield from search.suggest(f"m-{nis}-{kind}", language)
                    yield search._service(service, nis, kind, 99, language)


def live(assistant: Assistant) -> Live:
    """The assistant as a channel holds it; nothing is read anew here."""

    async def directory(_gazetteer: Gazetteer) -> Directory:
        return assistant.directory

    async def stamp() -> str:
        return ""

    return Live(Settings(), assistant, directory, stamp)


async def test_telegram_takes_every_topic_municipality_and_service(assistant: Assistant) -> None:
    """Fifty at a time, the most that Telegram takes; the stand-in checks each result."""
    results = {s.id: s for s in every_result(assistant)}
    assert len(results) > 2 * (len(assistant.gazetteer.municipalities) + 59)
    mode = InlineMode(live(assistant))
    async with BotApi() as api, telegram.Bot(api.token, base_url=api.base_url) as bot:
        ana = api.user("Ana", language_code="nl")
        made = [mode._result(suggestion, bot.username) for suggestion in results.values()]
        for start in range(0, len(made), 50):
            await bot.answer_inline_query(await ana.ask_inline("x"), made[start : start + 50])
        assert not api.refusals
        assert not api.warnings
