"""Questions that were not answered well: kept without their asker, and deleted in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.assistant import Message
from bot.conversations.questions import CLEAN_UP, QuestionLog
from bot.conversations.redaction import Redactor
from bot.conversations.state import Conversation
from bot.conversations.tables import JobRow, QuestionRow
from bot.database import connect, sqlite_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.database import Sessions
    from bot.faq.knowledge import Knowledge

RETENTION = 30


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    engine, made = await connect(sqlite_url(tmp_path / "questions.sqlite3"))
    yield made
    await engine.dispose()


@pytest.fixture
def log(sessions: Sessions, knowledge: Knowledge) -> QuestionLog:
    return QuestionLog(sessions, Redactor(**knowledge.private).redact, RETENTION)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("wat is de hoofdstad van Mongolië", "declined"),
        ("Hoeveel kost bemiddeling?", None),
        ("hallo", None),
        ("burenbemiddeling in Gent", None),
        ("ik ga mezelf iets aandoen", None),
        ("!!!", None),
        ("¿Dónde está la biblioteca, por favor?", None),
    ],
)
async def test_only_questions_without_an_answer_are_kept(
    log: QuestionLog, assistant: Assistant, text: str, outcome: str | None
) -> None:
    """Answers, courtesy, look-ups, other languages and above all danger leave no trace."""
    await log.note(text, assistant.answer(Message(text), Conversation()))
    assert [row.outcome for row in await log.all()] == ([outcome] if outcome else [])


async def test_what_is_kept_tells_nobody(log: QuestionLog) -> None:
    """A day, a language, an outcome and a text without names and numbers; no chat, no hour."""
    await log.note_unhelpful("mevrouw Peeters belt mij op 0470 12 34 56, wat nu?", "nl")
    (row,) = await log.all()
    assert row.text == "mevrouw … belt mij op …, wat nu?"
    assert set(QuestionRow.__table__.columns.keys()) == {
        "id", "day", "language", "outcome", "text",
    }  # fmt: skip


async def test_a_text_of_which_nothing_is_left_is_not_kept(log: QuestionLog) -> None:
    await log.note_unhelpful("0470 12 34 56", "nl")
    assert await log.all() == []


async def test_old_questions_are_deleted_and_the_clean_up_is_written_down(
    log: QuestionLog, sessions: Sessions
) -> None:
    """Thirty days are kept, the thirty-first is not; the job's last run can be seen."""
    today = datetime.now(UTC).date()
    async with sessions() as session, session.begin():
        for days in (0, RETENTION, RETENTION + 1, 400):
            session.add(
                QuestionRow(
                    day=today - timedelta(days=days), language="nl", outcome="asked", text=str(days)
                )
            )
    assert await log.delete_old() == 2
    assert [row.text for row in await log.all()] == ["0", str(RETENTION)]
    async with sessions() as session:
        job = await session.scalar(select(JobRow).where(JobRow.name == CLEAN_UP))
    assert job is not None
    assert job.result.startswith("2 questions")


async def test_questions_that_were_dealt_with_can_be_removed(log: QuestionLog) -> None:
    for text in ("een", "twee", "drie"):
        await log.note_unhelpful(text, "nl")
    first, _, third = await log.all()
    await log.remove([first.id, third.id])
    assert [row.text for row in await log.all()] == ["twee"]
