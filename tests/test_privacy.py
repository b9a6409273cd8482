"""docs/privacy.md is true: each column of the database stands in it, and each number."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from bot.conversations.forgetting import tied_to_chat
from bot.conversations.tables import ConversationRow
from bot.database import Base
from bot.directory.tables import ServiceRow
from bot.settings import Settings
from tests.conftest import ROOT

#: Importing a table is what makes it known to the metadata.
DECLARED = (ConversationRow, ServiceRow)
NOTHING = "no personal data"


@dataclass
class Line:
    fields: list[str]
    purpose: str
    days: str
    basis: str


def lines() -> list[Line]:
    """The rows of the one table in which fields of the database stand."""
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    found = [Line(re.findall(r"`(\w+\.\w+)`", cells[0]), *cells[1:]) for cells in rows]
    assert found
    return found


def test_every_column_of_the_database_stands_in_the_table_once_and_no_other() -> None:
    told = Counter(field for line in lines() for field in line.fields)
    real = {f"{name}.{c.key}" for name, table in Base.metadata.tables.items() for c in table.c}
    assert {field for field, times in told.items() if times > 1} == set()
    assert real - set(told) == set(), "columns without a line"
    assert set(told) - real == set(), "lines without a column"


def test_every_line_says_why_how_long_and_on_what_basis() -> None:
    for line in lines():
        assert line.purpose, line
        assert line.days, line
        assert line.basis == NOTHING or line.basis.startswith("Article 6(1)"), line


def test_what_is_tied_to_a_chat_is_personal_and_has_a_last_day() -> None:
    tied = {table.__tablename__ for table in tied_to_chat("telegram", "1")}
    held = [line for line in lines() if {f.split(".")[0] for f in line.fields} & tied]
    assert held
    for line in held:
        assert line.basis != NOTHING, line
        assert re.search(r"`[A-Z_]+_DAYS` \(\d+\)", line.days), line


@pytest.mark.parametrize("name", ["retention_days", "conversation_days"])
def test_the_days_are_those_of_the_settings(name: str) -> None:
    told = [
        int(days)
        for line in lines()
        for setting, days in re.findall(r"`([A-Z_]+)` \((\d+)\)", line.days)
        if setting == name.upper()
    ]
    assert set(told) == {Settings.model_fields[name].default}
