"""Errors that a person can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import DataFileError, FileError, KnowledgeError, MediationBotError, SettingsError

PATH = Path("knowledge/faq_nl.yaml")


def test_a_file_error_says_where_what_and_how_to_mend() -> None:
    error = KnowledgeError(PATH, 12, "no answer", "write one", "cost")
    assert str(error) == f"{PATH}:12 (cost): no answer. Mend: write one."
    assert (
        str(KnowledgeError(PATH, 1, "gone", "put it back")) == f"{PATH}:1: gone. Mend: put it back."
    )


def test_all_faults_are_told_in_one_error() -> None:
    faults = [KnowledgeError(PATH, line, f"fault {line}", "mend it") for line in (1, 2, 3)]
    with pytest.raises(KnowledgeError) as raised:
        KnowledgeError.raise_all(faults)
    assert raised.value is faults[0]
    assert [f"fault {n}" in str(raised.value) for n in (1, 2, 3)] == [True] * 3


def test_no_faults_raise_nothing() -> None:
    KnowledgeError.raise_all([])


def test_faults_that_hold_faults_are_told_to_the_last() -> None:
    inner = [DataFileError(PATH, n, f"fault {n}", "mend it") for n in (1, 2)]
    with pytest.raises(DataFileError):
        DataFileError.raise_all(inner)
    outer = [DataFileError(PATH, 3, "fault 3", "mend it"), inner[0]]
    with pytest.raises(DataFileError) as raised:
        DataFileError.raise_all(outer)
    assert [f"fault {n}" in str(raised.value) for n in (1, 2, 3)] == [True] * 3
    assert [fault.line for fault in raised.value.every()] == [3, 1, 2]


@pytest.mark.parametrize("kind", [FileError, KnowledgeError, DataFileError, SettingsError])
def test_every_error_of_ours_is_caught_as_one(kind: type[Exception]) -> None:
    assert issubclass(kind, MediationBotError)
