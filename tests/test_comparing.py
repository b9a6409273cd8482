"""What an edit changes for citizens, told in words."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.cli import cli

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path, knowledge_folder: Path
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DIR", str(knowledge_folder))
    monkeypatch.setenv("DATA_DIR", str(root / "data"))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'db.sqlite3'}")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def changed(folder: Path, copy: Path) -> Path:
    """A copy with one answer, one number and one way to ask changed."""
    shutil.copytree(folder, copy)
    first = next(line for line in (folder / "faq_nl.yaml").read_text("utf-8").splitlines()
                 if line.startswith("    ") and not line.strip().startswith("-"))  # fmt: skip
    edit(copy / "faq_nl.yaml", first, "    Een gans ander antwoord.")
    edit(copy / "helplines.yaml", "Bel 112.", "Bel meteen 112.")
    with (copy / "utterances_nl.yaml").open("a", encoding="utf-8") as file:
        file.write("plums:\n" + "".join(f"  - wat is een appel {n}\n" for n in "abcdefgh"))
    return copy


@pytest.mark.usefixtures("environment")
def test_two_folders_are_compared_in_words(knowledge_folder: Path, tmp_path: Path) -> None:
    """The answer before and after, the number to call, and nothing that stayed."""
    other = changed(knowledge_folder, tmp_path / "other")
    told = CliRunner().invoke(cli, ["diff", str(knowledge_folder), str(other)])
    assert told.exit_code == 0, told.output
    assert "The answer of apples is changed" in told.output
    assert "+ Een gans ander antwoord." in told.output
    assert "+ Bel meteen 112." in told.output
    assert "pears" not in told.output.split("Questions that get")[0]
    same = CliRunner().invoke(cli, ["diff", str(other), str(other)])
    assert "No text changes for citizens." in same.output
    assert "Questions that get another reply: 0 of" in same.output


@pytest.mark.usefixtures("environment")
def test_revisions_of_git_are_compared(
    knowledge_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state that was committed against the folder as it is now."""
    checkout = tmp_path / "checkout"
    shutil.copytree(knowledge_folder, checkout / "knowledge")
    monkeypatch.chdir(checkout)
    for arguments in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "one"],
    ):
        subprocess.run(["git", *arguments], check=True)  # noqa: S603, S607 - our own words
    edit(checkout / "knowledge" / "faq_fr.yaml", "apples:", "cherries:")
    edit(checkout / "knowledge" / "faq_nl.yaml", "apples:", "cherries:")
    for code in ("nl", "fr"):
        for name in (f"faq_{code}.yaml", f"utterances_{code}.yaml"):
            path = checkout / "knowledge" / name
            path.write_text(path.read_text("utf-8").replace("apples", "cherries"), "utf-8")
    told = CliRunner().invoke(cli, ["diff", "HEAD"])
    assert told.exit_code == 0, told.output
    assert "The topic apples is gone" in told.output
    assert "The topic cherries is new" in told.output
    assert "apples -> cherries" in told.output


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", ["no-such-thing", "--output=/tmp/x"])
def test_a_name_of_nothing_is_told(name: str) -> None:
    told = CliRunner().invoke(cli, ["diff", "--", name, name])
    assert told.exit_code == 2
    assert "revision" in told.output
