"""Writing into the knowledge files without disturbing a line of them."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.errors import KnowledgeError
from bot.faq.checking import check_knowledge
from bot.faq.editing import _yaml, add_draft, add_out_of_scope, add_variant
from bot.faq.knowledge import load_knowledge

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("name", ["faq_nl", "faq_fr", "utterances_nl", "utterances_fr"])
def test_reading_and_writing_a_file_of_ours_changes_no_byte(root: Path, name: str) -> None:
    """Comments, order, quotes and indentation survive."""
    text = (root / "knowledge" / f"{name}.yaml").read_text(encoding="utf-8")
    written = io.StringIO()
    _yaml().dump(_yaml().load(text), written)
    assert written.getvalue() == text


def added_lines(before: str, after: str) -> list[str]:
    """The new lines; fails when an old one is gone or moved."""
    old, new = before.splitlines(), after.splitlines()
    added = []
    for line in new:
        if old and line == old[0]:
            old.pop(0)
        else:
            added.append(line)
    assert old == []
    return added


def test_a_variant_is_one_new_line_and_loads(folder: Path) -> None:
    """Whatever stands in the text: quotes, colons, emoji."""
    path = folder / "faq_nl.yaml"
    before = path.read_text(encoding="utf-8")
    text = "en: 'mijn' \"appel\" # 🍏, van wie?"
    add_variant(folder, "nl", "apples", text)
    assert len(added_lines(before, path.read_text(encoding="utf-8"))) == 1
    assert load_knowledge(folder).languages["nl"].entries["apples"].variants[-1] == text


def test_a_variant_that_is_there_already_is_not_added_again(folder: Path) -> None:
    add_variant(folder, "nl", "apples", "twee keer")
    once = (folder / "faq_nl.yaml").read_text(encoding="utf-8")
    add_variant(folder, "nl", "apples", "twee keer")
    assert (folder / "faq_nl.yaml").read_text(encoding="utf-8") == once


def test_an_unknown_topic_is_told_and_nothing_is_written(folder: Path) -> None:
    before = (folder / "faq_nl.yaml").read_bytes()
    with pytest.raises(KnowledgeError, match="no topic 'cherries'"):
        add_variant(folder, "nl", "cherries", "kersen?")
    assert (folder / "faq_nl.yaml").read_bytes() == before


def test_what_does_not_belong_here_goes_to_the_utterances(folder: Path) -> None:
    for text in ("wat eten we", "waar is de trein"):
        add_out_of_scope(folder, "nl", text)
    known = load_knowledge(folder).languages["nl"]
    assert known.utterances["out-of-scope"] == ["wat eten we", "waar is de trein"]


def test_a_new_topic_is_a_draft_in_every_language_that_nobody_sees(folder: Path) -> None:
    """It loads, is not served, and check tells that it waits to be written."""
    before = {code: (folder / f"faq_{code}.yaml").read_text("utf-8") for code in ("nl", "fr")}
    add_draft(folder, "cherries", {"nl": ["waar zijn kersen"]}, ["apples", "pears"], TODAY)
    for code, text in before.items():
        added = added_lines(text, (folder / f"faq_{code}.yaml").read_text("utf-8"))
        assert "cherries:" in added
    assert "cherries" not in load_knowledge(folder).topics
    findings = check_knowledge(folder, today=TODAY, leave_out=False)
    told = [f for f in findings if f.entry.startswith("cherries")]
    assert [f.severity for f in told] == ["warning", "warning"]
    assert "draft" in told[0].fault


def test_a_draft_that_is_served_unwritten_is_an_error(folder: Path) -> None:
    """Removing draft: true without writing the answer does not pass."""
    add_draft(folder, "cherries", {"nl": ["kersen"]}, ["apples", "pears"], TODAY)
    for code in ("nl", "fr"):
        path = folder / f"faq_{code}.yaml"
        path.write_text(path.read_text("utf-8").replace("  draft: true\n", ""), "utf-8")
    findings = check_knowledge(folder, today=TODAY, leave_out=False)
    assert [f.severity for f in findings if "not written yet" in str(f)] == ["error", "error"]


def test_a_topic_that_exists_is_not_written_over(folder: Path) -> None:
    with pytest.raises(KnowledgeError, match="already"):
        add_draft(folder, "apples", {}, ["plums", "pears"], TODAY)


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    """The file stays whole. (The super-user may write anywhere, so a missing folder stands in.)"""
    missing = folder / "nowhere"
    with pytest.raises(KnowledgeError, match=r"faq_nl\.yaml"):
        add_variant(missing, "nl", "apples", "x")
