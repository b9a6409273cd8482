"""Counting how questions end and which services are looked up: numbers only, never in the way."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select, text

from bot.assistant import Message
from bot.conversations.counting import add_one
from bot.conversations.counts import CLEAN_UP_COUNTS, KEEP_COUNTS_DAYS, Counts
from bot.conversations.jobs import last_runs
from bot.conversations.state import Conversation
from bot.conversations.tables import AnswerCountRow, FeedbackRow, LookupCountRow
from bot.database import connect
from bot.reply import Action
from bot.understanding.danger import TOPICS as DANGER_TOPICS

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.database import Sessions
    from bot.reply import Reply

DAY = date(2026, 11, 24)
GENT = "44021"
Answer = tuple[str, str, str]
LookUp = tuple[str, str, bool]


@pytest.fixture
def counts(sessions: Sessions) -> Counts:
    return Counts(sessions, lambda: DAY)


async def answers(sessions: Sessions) -> dict[Answer, int]:
    async with sessions() as session:
        rows = list(await session.scalars(select(AnswerCountRow)))
    assert {row.day for row in rows} <= {DAY}
    return {(row.language, row.outcome, row.topic): row.count for row in rows}


async def look_ups(sessions: Sessions) -> dict[LookUp, int]:
    async with sessions() as session:
        rows = list(await session.scalars(select(LookupCountRow)))
    assert {row.day for row in rows} <= {DAY}
    return {(row.nis, row.service_type, row.found): row.count for row in rows}


@pytest.mark.parametrize(
    ("question", "answer", "look_up"),
    [
        ("Hoeveel kost bemiddeling?", ("nl", "answered", "cost"), None),
        ("Combien coûte une médiation ?", ("fr", "answered", "cost"), None),
        ("burenbemiddeling in Gent", ("nl", "answered", ""), (GENT, "neighbour", True)),
        ("9000", ("nl", "answered", ""), (GENT, "", True)),
        ("burenbemiddeling in Halle", ("nl", "asked", ""), None),
        ("waar vind ik een bemiddelaar", ("nl", "asked", ""), None),
        ("wat is de hoofdstad van Mongolië", ("nl", "declined", ""), None),
        ("hallo", ("nl", "smalltalk", ""), None),
        ("mijn man slaat mij, ik woon in Gent", ("nl", "danger", ""), None),
        ("heeft Gent het charter ondertekend", ("nl", "answered", "charter-signatories"), None),
    ],
)
async def test_a_message_is_counted_by_how_it_ended(
    counts: Counts,
    sessions: Sessions,
    assistant: Assistant,
    question: str,
    answer: Answer,
    look_up: LookUp | None,
) -> None:
    """Of danger the number alone: no topic and above all no place. The charter is no look-up."""
    await counts.note(assistant.answer(Message(question), Conversation()))
    assert await answers(sessions) == {answer: 1}
    assert await look_ups(sessions) == ({look_up: 1} if look_up else {})


async def test_an_answer_with_the_services_of_a_place_counts_as_both(
    counts: Counts, sessions: Sessions, assistant: Assistant
) -> None:
    question = "de hond van hiernaast blaft heel de nacht, ik woon in Ledeberg"
    await counts.note(assistant.answer(Message(question), Conversation()))
    assert await answers(sessions) == {("nl", "answered", "noise"): 1}
    assert await look_ups(sessions) == {(GENT, "neighbour", True): 1}


async def test_a_look_up_without_a_service_is_told_apart(
    counts: Counts, sessions: Sessions, assistant: Assistant
) -> None:
    find = assistant.directory.find
    nis = next(n for n in assistant.gazetteer.municipalities if not find(n, "neighbour"))
    for kind in ("", "neighbour"):
        action = Action("services", nis, kind)
        await counts.note(assistant.act(action, Conversation(language="fr")), action)
    assert await look_ups(sessions) == {(nis, "", False): 1, (nis, "neighbour", False): 1}


async def test_what_is_declined_with_the_right_door_counts_under_that_door(
    counts: Counts, sessions: Sessions, assistant: Assistant
) -> None:
    name = next(iter(assistant.knowledge.referrals))
    await counts.note(assistant.compose.refer(name, "nl", 1.0))
    assert await answers(sessions) == {("nl", "declined", name): 1}


@pytest.mark.parametrize(
    ("action", "counted"),
    [
        (Action("topic", "cost"), 1),
        (Action("services", GENT), 1),
        (Action("example", "1"), 1),
        (Action("help"), 0),
        (Action("languages"), 0),
        (Action("language", "fr"), 0),
        (Action("ask_place"), 0),
        (Action("none"), 0),
    ],
    ids=lambda value: value.kind if isinstance(value, Action) else None,
)
async def test_of_buttons_those_that_ask_something_are_counted(
    counts: Counts, sessions: Sessions, assistant: Assistant, action: Action, counted: int
) -> None:
    await counts.note(assistant.act(action, Conversation(language="nl")), action)
    assert sum((await answers(sessions)).values()) == counted


@pytest.mark.parametrize("topic", DANGER_TOPICS)
async def test_reading_on_about_danger_is_danger_even_with_a_place_beside_it(
    counts: Counts, sessions: Sessions, assistant: Assistant, topic: str
) -> None:
    """Never a number of a municipality: in a small one it would point at somebody."""
    place: Reply = assistant.compose.services(GENT, None, "nl", brief=True)
    reply = replace(assistant.compose.topic(topic, "nl", 1.0)).followed_by(place)
    assert reply.looked_up == GENT
    await counts.note(reply, Action("topic", topic))
    assert await answers(sessions) == {("nl", "danger", ""): 1}
    assert await look_ups(sessions) == {}


async def test_replies_at_the_same_moment_are_all_counted(
    counts: Counts, sessions: Sessions, assistant: Assistant
) -> None:
    reply = assistant.compose.services(GENT, None, "nl")
    await asyncio.gather(*(counts.note(reply) for _ in range(20)))
    assert await answers(sessions) == {("nl", "answered", ""): 20}
    assert await look_ups(sessions) == {(GENT, "", True): 20}


def test_nothing_in_the_tables_points_to_a_person_or_a_chat() -> None:
    assert set(AnswerCountRow.__table__.columns.keys()) == {
        "day", "language", "outcome", "topic", "count",
    }  # fmt: skip
    assert set(LookupCountRow.__table__.columns.keys()) == {
        "day", "nis", "service_type", "found", "count",
    }  # fmt: skip


async def test_a_database_in_trouble_is_logged_once_and_stops_nobody(
    counts: Counts, sessions: Sessions, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither an error nor a log full of lines; when it works again, a new fault is told again."""
    reply = assistant.compose.topic("cost", "nl", 1.0)
    told = []
    for _ in range(2):
        await rename(sessions, "answer_count", "elsewhere")
        with caplog.at_level(logging.WARNING):
            for _ in range(3):
                await counts.note(reply)
        told.append(len(caplog.records))
        await rename(sessions, "elsewhere", "answer_count")
        await counts.note(reply)
    assert told == [1, 2]
    assert await answers(sessions) == {("nl", "answered", "cost"): 2}


async def rename(sessions: Sessions, old: str, new: str) -> None:
    async with sessions() as session, session.begin():
        await session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


async def test_counts_are_deleted_after_400_days_and_that_is_written_down(
    counts: Counts, sessions: Sessions
) -> None:
    """Those of feedback too. The last day that is kept is the 400th."""
    async with sessions() as session, session.begin():
        for days in (0, KEEP_COUNTS_DAYS, KEEP_COUNTS_DAYS + 1):
            day = DAY - timedelta(days=days)
            await add_one(
                session, AnswerCountRow, day=day, language="nl", outcome="asked", topic=""
            )
            await add_one(session, LookupCountRow, day=day, nis=GENT, service_type="", found=True)
            await add_one(session, FeedbackRow, day=day, language="nl", topic="cost", verdict="yes")
    await counts.delete_old()
    async with sessions() as session:
        for table in (AnswerCountRow, LookupCountRow, FeedbackRow):
            assert await session.scalar(select(func.count()).select_from(table)) == 2
            assert await session.scalar(select(func.min(table.day))) == DAY - timedelta(days=400)
    assert (await last_runs(sessions))[CLEAN_UP_COUNTS].result == (
        "counts from before 2025-10-20 deleted"
    )


@pytest.mark.skipif("PGHOST" not in os.environ, reason="no PostgreSQL: run under pg_virtualenv")
async def test_postgresql_counts_the_same_way(assistant: Assistant) -> None:
    engine, sessions = await connect("postgresql://")
    try:
        async with sessions() as session, session.begin():
            for table in (AnswerCountRow, LookupCountRow):
                await session.execute(delete(table))
        counts = Counts(sessions, lambda: DAY)
        reply = assistant.compose.services(GENT, None, "nl")
        await asyncio.gather(*(counts.note(reply) for _ in range(4)))
        assert await answers(sessions) == {("nl", "answered", ""): 4}
        assert await look_ups(sessions) == {(GENT, "", True): 4}
    finally:
        await engine.dispose()
