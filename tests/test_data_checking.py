"""What `check` tells of the data tables: every fault, with file, line and mend."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.data_checking import check_data

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    return shutil.copytree(root / "data", tmp_path / "data")


def spoil(path: Path, right: str, wrong: str) -> int:
    """Put something wrong in the place of the first that is right; the line where it stands."""
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return text[: text.index(right)].count("\n") + 1


def told(folder: Path) -> list[str]:
    return [str(finding) for finding in check_data(folder)]


def test_the_data_that_come_with_the_program_have_no_fault(folder: Path) -> None:
    assert told(folder) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong", "fault"),
    [
        ("services.csv", ",neighbour,", ",nieghbour,", "'nieghbour' is not a service type"),
        ("services.csv", ",44021,", ",99999,", "no municipality has the NIS code '99999'"),
        ("charter.csv", "2026-", "26-", "is not a date"),
        ("links.yaml", 'url: "https://befus', 'url: "befus', "an address begins with https://"),
        ("links.yaml", "verified: true}", "verified: true", "expected"),
        ("places.yaml", "[41002,", "[99999,", "no municipality has the NIS code 99999"),
        ("places.yaml", "[41002,", "41002 #", "usually_meant is not a list"),
        (
            "places.yaml",
            "  44021: gents",
            "  99999: gents",
            "no municipality has the NIS code 99999",
        ),
        ("towns_abroad.csv", "50.637", "50,637", "more or fewer cells"),
        ("localities.csv", ",44021,", ",99999,", "no municipality has the NIS code '99999'"),
    ],
)
def test_a_fault_is_told_with_its_file_line_and_mend(
    folder: Path, name: str, right: str, wrong: str, fault: str
) -> None:
    line = spoil(folder / name, right, wrong)
    [first, *_] = told(folder)
    # A bracket that does not close is seen where the next line begins.
    assert first.startswith((f"{folder / name}:{line}", f"{folder / name}:{line + 1}"))
    assert fault in first
    assert "Mend: " in first


def test_the_faults_of_all_files_are_told_in_one_pass(folder: Path) -> None:
    """One broken file does not hide what is wrong in another."""
    spoil(folder / "links.yaml", 'url: "https://befus', 'url: "befus')
    spoil(folder / "charter.csv", "2026-", "26-")
    (folder / "services.csv").unlink()
    assert len(told(folder)) == 3


def test_places_that_cannot_be_read_are_told_once(folder: Path) -> None:
    """The services name them; not each service is called wrong."""
    (folder / "municipalities.csv").unlink()
    [only] = told(folder)
    assert "municipalities.csv:1: error: cannot be read" in only


def test_the_command_checks_the_data_too(folder: Path, root: Path) -> None:
    """A wrong table is an error like a wrong answer."""
    spoil(folder / "services.csv", ",neighbour,", ",nieghbour,")
    environment = {"DATA_DIR": str(folder), "KNOWLEDGE_DIR": str(root / "knowledge")}
    ran = CliRunner().invoke(cli, ["check", "--quick"], env=environment)
    assert ran.exit_code == 1
    assert "services.csv:" in ran.output
    assert f"1 errors, 0 warnings in {root / 'knowledge'} and {folder}." in ran.output
