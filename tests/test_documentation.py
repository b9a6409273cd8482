"""What the program can do stands in the documentation, and what stands there exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from bot.channels.telegram.profile import GROUP_COMMANDS, PRIVATE_COMMANDS
from bot.cli import cli
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.[sp][vn]g"))
VARIABLES = {field.upper() for field in Settings.model_fields}
LARGEST_PICTURE = 100_000
#: Addresses inside an SVG that name a format and are never fetched.
NAMESPACES = ("http://www.w3.org/",)


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, under its full name; groups too."""
    for short, command in group.commands.items():
        full = f"{name} {short}"
        yield full, command
        if isinstance(command, click.Group):
            yield from commands(command, full)


COMMANDS = dict(commands(cli, "mediation-bot"))
every_command = pytest.mark.parametrize("name", COMMANDS)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def section(page: Path, title: str) -> str:
    """The part of a page under a heading of the second level."""
    return text(page).split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_subcommands_are_found_too() -> None:
    """The list of commands is made by walking: it must not stop at the first level."""
    inner = click.Group("inner", commands={"leaf": click.Command("leaf")})
    assert list(dict(commands(click.Group("top", commands={"inner": inner}), "x"))) == [
        "x inner", "x inner leaf",
    ]  # fmt: skip
    assert "mediation-bot check" in COMMANDS


@every_command
def test_a_command_and_each_of_its_options_have_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.hidden and not one.help] == []


@every_command
def test_a_command_stands_in_the_documentation(name: str) -> None:
    known = re.compile(rf"{re.escape(name)}\b(?!-)")
    assert any(known.search(text(page)) for page in PAGES)


@every_page
def test_a_command_that_is_documented_exists(page: Path) -> None:
    """Also each option that is written behind it."""
    for line in re.findall(r"(?:^|`)(mediation-bot [a-z][^`\n|]*)", text(page), re.MULTILINE):
        words = line.split("#")[0].split()
        name = " ".join(words[:3]) if " ".join(words[:3]) in COMMANDS else " ".join(words[:2])
        assert name in COMMANDS, line
        known = {opt for one in COMMANDS[name].params for opt in (*one.opts, *one.secondary_opts)}
        options = {one for one in words if one.startswith("--")} - {"--help"}
        assert options <= known, line


def test_each_setting_stands_in_the_table_of_the_readme_and_no_other() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.+) \| (.+) \|$", section(README, "Settings"), re.MULTILINE
    )
    assert {name for name, _, _ in rows} == VARIABLES
    assert len(rows) == len(VARIABLES)


def test_each_setting_stands_in_the_example_file_and_no_other() -> None:
    named = re.findall(r"^(?:# )?([A-Z_]+)=", text(ROOT / ".env.example"), re.MULTILINE)
    assert set(named) == VARIABLES
    assert len(named) == len(VARIABLES)


def test_each_setting_says_what_it_is_for() -> None:
    assert [name for name, f in Settings.model_fields.items() if not f.description] == []


def test_each_command_on_telegram_stands_in_the_readme() -> None:
    known = {*PRIVATE_COMMANDS, *GROUP_COMMANDS, "start"}
    assert [name for name in known if f"`/{name}`" not in text(README)] == []


def anchors(page: Path) -> set[str]:
    """The headings of a page as GitHub links to them."""
    titles = re.findall(
        r"^#+ (.+)$", re.sub(r"```.*?```", "", text(page), flags=re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@every_page
def test_a_link_within_the_repository_leads_somewhere(page: Path) -> None:
    found = re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text(page))
    for link in (one or other for one, other in found):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_each_file_that_architecture_names_exists() -> None:
    named = re.findall(r"`((?:bot|tests|data)/[\w./-]*)`", text(ROOT / "docs" / "architecture.md"))
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_what_architecture_names_in_the_code_is_there() -> None:
    page = text(ROOT / "docs" / "architecture.md")
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot").rglob("*.py"))
    classes = re.findall(r"`([A-Z][a-z]\w+)(?:\.(\w+))?`", page)
    assert classes
    for name, method in classes:
        assert f"class {name}" in source, name
        assert not method or f"def {method}(" in source, method
    for constant in re.findall(r"`([A-Z]+(?:_[A-Z]+)*)`", page):
        assert constant == "README" or re.search(rf"^{constant}\b", source, re.MULTILINE), constant


@pytest.mark.parametrize("path", [*PAGES, *PICTURES], ids=lambda path: path.name)
def test_nothing_of_one_machine_and_no_package_registry_is_named(path: Path) -> None:
    content = path.read_bytes().decode(errors="replace")
    assert re.findall(r"/(?:work|root|tmp/wt|Users/\w+|home/\w+)/", content) == []
    assert (
        re.findall(r"pypi|pythonhosted|npmjs|artifactory|jfrog|nexus", content, re.IGNORECASE) == []
    )


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_small_is_used_and_fetches_nothing(path: Path) -> None:
    assert path.stat().st_size < LARGEST_PICTURE
    assert any(f"pictures/{path.name}" in text(page) for page in PAGES)
    if path.suffix == ".svg":
        picture = text(path)
        assert "@font-face" not in picture
        assert re.findall(r"url\((?!#)[^)]*\)|<image|<script|href=", picture) == []
        loaded = re.findall(r"=\"(https?://[^\"]+)\"", picture)
        assert [one for one in loaded if not one.startswith(NAMESPACES)] == []
