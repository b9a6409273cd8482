"""What checks find, and what it means for the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.findings import Finding, exit_code

if TYPE_CHECKING:
    from pathlib import Path


def test_a_finding_reads_like_the_errors_of_the_program(tmp_path: Path) -> None:
    path = tmp_path / "faq_nl.yaml"
    finding = Finding(path, 7, "warning", "cost", "9 is too few", "write more")
    assert str(finding) == f"{path}:7 (cost): warning: 9 is too few. Mend: write more."
    whole_file = Finding(path, 1, "error", "", "it is empty", "fill it")
    assert str(whole_file) == f"{path}:1: error: it is empty. Mend: fill it."
    in_database = Finding(None, 0, "error", "ghent", "it is empty", "fill it")
    assert str(in_database) == "database (ghent): error: it is empty. Mend: fill it."


def test_the_exit_code_tells_errors_and_strictly_warnings_too(tmp_path: Path) -> None:
    error = Finding(tmp_path, 1, "error", "", "", "")
    warning = Finding(tmp_path, 1, "warning", "", "", "")
    assert exit_code([]) == 0
    assert exit_code([], strict=True) == 0
    assert exit_code([warning]) == 0
    assert exit_code([warning], strict=True) == 1
    assert exit_code([warning, error]) == 1
