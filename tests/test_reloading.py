"""Changed files, served without a restart; broken ones, told and not served."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.app import open_app
from bot.assistant import Message
from bot.conversations.state import Conversation
from bot.database import sqlite_url
from bot.directory.files import read_services
from bot.directory.importing import import_services, plan_import
from bot.settings import Settings
from tests.service_files import row, write_csv

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.reloading import Live, Outcome

PATIENCE = 60
"""Seconds; learning goes on in another process, on a machine that others use too."""


@pytest.fixture
def settings(knowledge_folder: Path, root: Path, tmp_path: Path) -> Settings:
    return Settings(
        knowledge_dir=knowledge_folder,
        data_dir=root / "data",
        locale_dir=root / "bot" / "locale",
        cache_dir=tmp_path / "cache",
        database_url=sqlite_url(tmp_path / "live.sqlite3"),
    )


@asynccontextmanager
async def watched(settings: Settings) -> AsyncIterator[tuple[Live, list[Outcome]]]:
    """A running assistant that watches its files, and what it told."""
    told: list[Outcome] = []

    async def tell(outcome: Outcome) -> None:
        told.append(outcome)

    async with open_app(settings) as app:
        watching = asyncio.create_task(app.live.watch(tell))
        await asyncio.sleep(0.5)  # the watcher itself must stand before a file changes
        try:
            yield app.live, told
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def until(fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not fits():  # noqa: ASYNC110 - what is waited for knows nothing of this test
            await asyncio.sleep(0.05)


def said(live: Live, text: str = "wat is een appel") -> str:
    return live.assistant.answer(Message(text), Conversation()).plain()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


async def test_an_edited_answer_is_served_without_a_restart_and_without_learning(
    settings: Settings,
) -> None:
    """The answer changes; nothing is learned anew, since answers are not learned from."""
    faq = settings.knowledge_dir / "faq_nl.yaml"
    async with watched(settings) as (live, told):
        learned = {p.name for p in settings.cache_dir.glob("learned-*")}
        first, version = live.assistant, live.version
        answer = live.assistant.knowledge.languages["nl"].entries["apples"].answer.split("\n")[0]
        edit(faq, answer, "Een appel is een vrucht met pitten.")
        await until(lambda: "vrucht met pitten" in said(live))
        assert live.assistant is not first
        assert live.version != version
        assert {p.name for p in settings.cache_dir.glob("learned-*")} == learned
        await until(lambda: bool(told))
        assert [(o.version, o.error) for o in told] == [(live.version, None)]


async def test_a_new_way_to_ask_is_learned_while_the_old_state_answers(settings: Settings) -> None:
    """An utterance is added: learned in another process, then understood."""
    async with watched(settings) as (live, _):
        with (settings.knowledge_dir / "utterances_nl.yaml").open("a", encoding="utf-8") as file:
            file.write("plums:\n  - zwetschgen\n  - zwetschgen kopen\n")
        served = set()

        def learned() -> bool:
            ranked = live.assistant.read(Message("zwetschgen"), Conversation()).ranked
            served.add(ranked[0].label)
            return ranked[0].label == "plums"

        await until(learned)
        assert len(served) > 1  # the old state answered in between


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda p: p.write_text("apples: [\n", encoding="utf-8"), id="no YAML"),
        pytest.param(lambda p: p.write_bytes(p.read_bytes()[: p.stat().st_size // 2]), id="half"),
        pytest.param(lambda p: p.unlink(), id="deleted"),
        pytest.param(lambda p: (p.unlink(), p.mkdir()), id="a folder"),
        pytest.param(lambda p: p.write_bytes(b"\xff\xfe\x00"), id="not UTF-8"),
    ],
)
async def test_a_broken_file_is_told_once_and_the_old_state_serves_on(
    settings: Settings, damage: Callable[[Path], object]
) -> None:
    """File, line and mend are told; once mended, the new state serves."""
    faq = settings.knowledge_dir / "faq_nl.yaml"
    whole = faq.read_text(encoding="utf-8")
    async with watched(settings) as (live, told):
        before = said(live)
        damage(faq)
        await until(lambda: bool(told))
        assert said(live) == before
        (outcome,) = told
        assert not outcome.changed
        assert outcome.error is not None
        assert outcome.error.path.name == "faq_nl.yaml"
        assert "Mend:" in str(outcome.error)
        (settings.knowledge_dir / "notes.txt").write_text("another file changes", "utf-8")
        await asyncio.sleep(2)
        assert len(told) == 1  # the same fault is not told twice
        if faq.is_dir():
            faq.rmdir()
        faq.write_text(whole, encoding="utf-8")
        await until(lambda: len(told) > 1)
        assert told[-1].error is None
        assert live.error is None


async def test_a_folder_that_vanishes_and_returns_disturbs_nobody(settings: Settings) -> None:
    """The whole folder is moved away: the old state serves, and a reload tells what is missing."""
    away = settings.knowledge_dir.with_name("away")
    async with watched(settings) as (live, _):
        before = said(live)
        shutil.move(settings.knowledge_dir, away)
        outcome = await live.reload()
        assert not outcome.changed
        assert "faq_xx.yaml" in str(outcome.error)
        assert said(live) == before
        shutil.move(away, settings.knowledge_dir)
        assert (await live.reload()).error is None


async def test_a_file_that_never_rests_disturbs_no_conversation(settings: Settings) -> None:
    """A file is rewritten all the time, often half: every question meanwhile gets its answer."""
    faq = settings.knowledge_dir / "faq_nl.yaml"
    whole = faq.read_text(encoding="utf-8")
    async with watched(settings) as (live, _):
        before = said(live)
        for number in range(300):
            faq.write_text(whole[: len(whole) * (number % 7) // 7], encoding="utf-8")
            await asyncio.sleep(0.01)
            assert said(live) == before
        faq.write_text(whole + "# the end\n", encoding="utf-8")
        state = live.version
        await until(lambda: live.version != state and not live.error)
        assert said(live) == before


async def test_the_same_files_have_the_same_version_everywhere(
    settings: Settings, tmp_path: Path
) -> None:
    """Two programs with copies of the files tell the same content hash."""
    shutil.copytree(settings.knowledge_dir, tmp_path / "copy")
    other = settings.model_copy(
        update={
            "knowledge_dir": tmp_path / "copy",
            "database_url": SecretStr(sqlite_url(tmp_path / "other.sqlite3")),
        }
    )
    async with open_app(settings) as one, open_app(other) as two:
        assert one.live.version == two.live.version


async def test_a_changed_service_is_served_and_a_fault_in_the_data_is_told(
    settings: Settings, root: Path, tmp_path: Path
) -> None:
    """The tables in data/ are watched as the knowledge is."""
    shutil.copytree(root / "data", tmp_path / "data")
    own = settings.model_copy(update={"data_dir": tmp_path / "data"})
    services = own.data_dir / "services.csv"
    async with watched(own) as (live, told):
        edit(services, "Burenbemiddeling Gent", "Buren van Gent")
        await until(lambda: "Buren van Gent" in said(live, "9000"))
        edit(services, ",active,", ",nonsense,")
        await until(lambda: any(outcome.error for outcome in told))
        assert told[-1].error is not None
        assert told[-1].error.path == services
        assert "Buren van Gent" in said(live, "9000")


async def test_services_imported_by_hand_are_served_after_a_reload(
    settings: Settings, tmp_path: Path
) -> None:
    """What /reload does: the database is read again, though no file has changed."""
    path = write_csv(tmp_path / "mine.csv", row("mine", name_nl="Bemiddeling van hier"))
    async with open_app(settings) as app:
        assert "Bemiddeling van hier" not in said(app.live, "9000")
        records = read_services(path, app.assistant.gazetteer.municipalities)
        changes = await plan_import(app.sessions, records)
        assert await import_services(app.sessions, path, records, changes)
        await app.live.reload()
        assert "Bemiddeling van hier" in said(app.live, "9000")


async def test_services_that_were_imported_are_served_without_a_restart(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is looked at from time to time: whoever imported into it need tell nobody."""
    monkeypatch.setattr("bot.reloading._LOOK_AGAIN_SECONDS", 1)
    table = tmp_path / "mine.csv"
    table.write_bytes((settings.data_dir / "services.csv").read_bytes())
    edit(table, "Burenbemiddeling Gent", "Buren van Gent")
    async with watched(settings) as (live, _):
        imported = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "services", "import", str(table),
            env={**os.environ, "DATABASE_URL": settings.database},
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        told, _ = await imported.communicate()
        assert imported.returncode == 0, told.decode()
        await until(lambda: "Buren van Gent" in said(live, "9000"))


async def test_learning_ends_with_the_program(settings: Settings) -> None:
    """A reload that is cancelled leaves no process behind."""
    with (settings.knowledge_dir / "utterances_nl.yaml").open("a", encoding="utf-8") as file:
        file.write("plums:\n  - zwetschgen\n")
    async with open_app(settings) as app:
        with (settings.knowledge_dir / "utterances_nl.yaml").open("a", encoding="utf-8") as file:
            file.write("  - zwetschgen kopen\n")
        before = children()  # such as the browser of other tests
        loading = asyncio.create_task(app.live.reload())
        await until(lambda: children() > before or loading.done())
        assert children() > before
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        assert children() <= before


def children() -> set[str]:
    """Numbers of the processes that this one has started and that still run."""
    running = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
            if parent == str(os.getpid()) and state != "Z":
                running.add(path.parent.name)
    return running
