"""Which room may know which: arrows run one way (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
LONGEST_MODULE = 550


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, also for type checking only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            found.add(str(node.module))
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def knows(path: Path, room: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for name in imports(path))


def offenders(folder: str, *rooms: str) -> list[str]:
    paths = [p for p in MODULES if p.is_relative_to(ROOT / "bot" / folder)]
    assert paths, f"bot/{folder} is gone: this test looks at nothing"
    return [f"{p.relative_to(ROOT)} imports {r}" for p in paths for r in rooms if knows(p, r)]


def test_the_check_itself_sees_imports_inside_functions_and_from_packages() -> None:
    assert knows(ROOT / "bot" / "database.py", "sqlalchemy")
    assert knows(ROOT / "bot" / "cli.py", "bot.channels.script")
    assert not knows(ROOT / "bot" / "errors.py", "sqlalchemy")


def test_only_the_telegram_channel_imports_telegram() -> None:
    room = ROOT / "bot" / "channels" / "telegram"
    outside = [p for p in MODULES if not p.is_relative_to(room)]
    assert [str(p) for p in outside if knows(p, "telegram")] == []


def test_understanding_knows_no_database_no_files_and_no_other_room() -> None:
    forbidden = (
        "sqlalchemy", "telegram", "yaml", "pydantic", "bot.faq", "bot.directory",
        "bot.conversations", "bot.database", "bot.channels", "bot.assistant", "bot.settings",
    )  # fmt: skip
    assert offenders("understanding", *forbidden) == []


@pytest.mark.parametrize("room", ["directory", "faq", "conversations", "understanding"])
def test_no_inner_room_knows_the_assistant_or_a_channel(room: str) -> None:
    outer = ("bot.channels", "bot.assistant", "bot.app", "bot.cli", "bot.cli_services")
    assert offenders(room, *outer) == []


@pytest.mark.parametrize("room", ["conversations", "directory"])
def test_the_database_rooms_do_not_know_one_another_nor_the_knowledge_files(room: str) -> None:
    others = {"bot.faq", "bot.conversations", "bot.directory"} - {f"bot.{room}"}
    assert offenders(room, *others) == []


def test_no_channel_speaks_to_the_database_itself() -> None:
    assert offenders("channels", "sqlalchemy", "alembic") == []


def test_no_page_knows_a_channel_the_database_or_the_settings() -> None:
    assert offenders("pages", "sqlalchemy", "bot.channels", "bot.database", "bot.settings") == []


def test_a_reply_holds_nothing_of_a_channel() -> None:
    assert not any(
        knows(ROOT / "bot" / "reply.py", r) for r in ("bot.channels", "rich", "telegram")
    )


def test_no_module_is_too_long_to_read() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {str(p): n for p, n in lengths.items() if n > LONGEST_MODULE} == {}
