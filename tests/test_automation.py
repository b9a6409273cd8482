"""What runs by itself: the workflows for GitHub and the hooks before a commit."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from bot.cli import cli

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROGRAMS = Path(sys.executable).parent


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def hooks() -> list[dict[str, Any]]:
    config = read(ROOT / ".pre-commit-config.yaml")
    return [hook for repo in config["repos"] for hook in repo["hooks"]]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def run_hook(**environment: str) -> subprocess.CompletedProcess[str]:
    """The hook on knowledge and data, as pre-commit runs it."""
    [entry] = [hook["entry"] for hook in hooks() if hook["id"] == "check"]
    program, *arguments = shlex.split(entry)
    return subprocess.run(  # noqa: S603 - the entry is our own
        [str(PROGRAMS / Path(program).name), *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_names_the_major_version_of_what_it_uses(path: Path) -> None:
    assert read(path)["permissions"] == {"contents": "read"}
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert [one for one in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", one)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_only_what_is_there(path: Path) -> None:
    """Targets of the Makefile, and commands of ours with options that they know."""
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for line in (step["run"] for step in steps(path) if "run" in step):
        program, *arguments = shlex.split(line)
        if program == "make":
            assert set(arguments) <= set(targets)
        else:
            assert program == ".venv/bin/mediation-bot"
            command = cli.commands[arguments[0]]
            command.make_context(arguments[0], arguments[1:])


def test_the_files_of_admins_are_checked_when_they_change_and_the_tests_run_always() -> None:
    # PyYAML reads the word `on` as true.
    triggers = read(ROOT / ".github" / "workflows" / "check.yml")[True]
    for event in ("push", "pull_request"):
        assert triggers[event]["paths"] == ["knowledge/**", "data/**"]
    assert read(ROOT / ".github" / "workflows" / "test.yml")[True] == ["push", "pull_request"]


def test_the_programs_that_the_hooks_run_are_installed_for_development() -> None:
    programs = {shlex.split(hook["entry"])[0] for hook in hooks()}
    assert {str(Path(one).parent) for one in programs} == {".venv/bin"}
    assert [one for one in programs if not (PROGRAMS / Path(one).name).exists()] == []


@pytest.mark.parametrize(
    ("name", "watched"),
    [("knowledge/faq_nl.yaml", True), ("data/services.csv", True), ("bot/cli.py", False)],
)
def test_the_hook_looks_at_knowledge_and_data(name: str, *, watched: bool) -> None:
    [pattern] = [hook["files"] for hook in hooks() if hook["id"] == "check"]
    assert bool(re.search(pattern, name)) is watched


def test_the_hook_lets_the_files_of_the_repository_pass() -> None:
    ran = run_hook()
    assert ran.returncode == 0, ran.stdout


def test_the_hook_refuses_a_fault_and_tells_its_line(tmp_path: Path) -> None:
    made = shutil.copytree(ROOT / "data", tmp_path / "data")
    services = (made / "services.csv").read_text(encoding="utf-8")
    (made / "services.csv").write_text(
        services.replace(",neighbour,", ",nieghbour,", 1), encoding="utf-8"
    )
    ran = run_hook(DATA_DIR=str(made))
    assert ran.returncode == 1
    assert re.search(r"services\.csv:\d+ .*'nieghbour' is not a service type", ran.stdout)


def test_an_option_that_does_not_exist_would_be_noticed() -> None:
    """The check of the workflows above can fail."""
    with pytest.raises(click.NoSuchOption):
        cli.commands["check"].make_context("check", ["--no-such-option"])
