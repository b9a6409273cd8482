"""Files that change under the assistant: the new ones, or the old ones and a reason."""

from __future__ import annotations

import asyncio
import multiprocessing
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Message
from bot.channels.preview.reloader import Reloader
from bot.conversations.state import Conversation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.settings import Settings


@pytest.fixture
def reloader(small: Settings) -> Reloader:
    return Reloader(small)


def answer(reloader: Reloader, text: str = "Wat zijn apples?") -> str:
    return reloader.current.answer(Message(text), Conversation()).plain()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - what it waits for tells nobody
            await asyncio.sleep(0.05)


async def test_a_changed_answer_is_given_after_reloading(
    reloader: Reloader, small: Settings
) -> None:
    before = reloader.version
    change(small.knowledge_dir / "faq_nl.yaml", "Het antwoord.", "Een beter antwoord.")
    await reloader.reload()
    assert "Een beter antwoord." in answer(reloader)
    assert reloader.version != before


async def test_a_fault_is_told_and_the_old_answers_stay(
    reloader: Reloader, small: Settings
) -> None:
    before = reloader.version
    path = small.knowledge_dir / "faq_nl.yaml"
    change(path, "  audience: citizen", "  audience: nobody")
    await reloader.reload()
    faults = list(reloader.status.error.every()) if reloader.status.error else []
    assert [(fault.path, fault.line) for fault in faults] == [(path, 12), (path, 27), (path, 42)]
    assert not reloader.status.learning
    assert "Het antwoord." in answer(reloader)
    assert reloader.version == before
    change(path, "  audience: nobody", "  audience: anyone")
    await reloader.reload()
    assert reloader.status.error is None
    assert reloader.version != before


async def test_while_it_learns_the_old_answers_are_given(
    reloader: Reloader, small: Settings
) -> None:
    change(small.knowledge_dir / "faq_nl.yaml", "Het antwoord.", "Een beter antwoord.")
    loading = asyncio.create_task(reloader.reload())
    await until(lambda: bool(multiprocessing.active_children()) or loading.done())
    assert reloader.status.learning
    assert "Het antwoord." in answer(reloader)
    await loading
    assert not reloader.status.learning
    assert "Een beter antwoord." in answer(reloader)


async def test_learning_ends_with_the_program(reloader: Reloader, small: Settings) -> None:
    change(small.knowledge_dir / "faq_nl.yaml", "Het antwoord.", "Een beter antwoord.")
    loading = asyncio.create_task(reloader.reload())
    await until(lambda: bool(multiprocessing.active_children()))
    loading.cancel()
    with suppress(asyncio.CancelledError):
        await loading
    await until(lambda: not multiprocessing.active_children())


@pytest.mark.parametrize(
    ("folder", "file", "old", "new"),
    [
        ("knowledge_dir", "faq_nl.yaml", "Het antwoord.", "Een beter antwoord."),
        ("data_dir", "services.csv", "Burenbemiddeling Gent", "Buren van Gent"),
    ],
)
async def test_a_change_in_either_folder_is_seen(
    reloader: Reloader, small: Settings, folder: str, file: str, old: str, new: str
) -> None:
    question = "Wat zijn apples?" if folder == "knowledge_dir" else "9000"
    assert old in answer(reloader, question)
    before = reloader.version
    watching = asyncio.create_task(reloader.watch())
    await asyncio.sleep(0)  # the watch begins
    try:
        change(getattr(small, folder) / file, old, new)
        await until(lambda: reloader.version != before)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    assert new in answer(reloader, question)


async def test_a_fault_in_the_data_is_told_too(reloader: Reloader, small: Settings) -> None:
    path = small.data_dir / "services.csv"
    change(path, ",active,", ",nonsense,")
    await reloader.reload()
    assert reloader.status.error is not None
    assert reloader.status.error.path == path
    assert "Gent" in answer(reloader, "9000")
