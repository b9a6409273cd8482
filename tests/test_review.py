"""From a question nobody answered to an answer: found, added, compared, written."""

from __future__ import annotations

import asyncio
import csv
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.app import open_app
from bot.cli import cli
from bot.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def environment(
    monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path, knowledge_folder: Path
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DIR", str(knowledge_folder))
    monkeypatch.setenv("DATA_DIR", str(root / "data"))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'db.sqlite3'}")


def ask(*questions: tuple[str, str]) -> None:
    """People whose answers did not help."""

    async def keep() -> None:
        async with open_app(load_settings()) as app:
            for language, text in questions:
                await app.questions.note_unhelpful(text, language)

    asyncio.run(keep())


def waiting() -> list[str]:
    async def read() -> list[str]:
        async with open_app(load_settings()) as app:
            return [row.text for row in await app.questions.all()]

    return asyncio.run(read())


def review(typed: str, *arguments: str) -> str:
    told = CliRunner().invoke(cli, ["review", *arguments], input=typed)
    assert told.exit_code == 0, told.output
    return told.output


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.yaml")}


def test_without_questions_there_is_nothing_to_do() -> None:
    assert "No questions are waiting." in review("")


def test_questions_alike_are_one_group_and_the_most_frequent_comes_first() -> None:
    """Case, marks and order of words make no other question; languages never mix."""
    ask(
        ("nl", "waar vind ik kersen"),
        ("nl", "iets heel anders vandaag"),
        ("nl", "Waar vind ik kersen?"),
        ("fr", "waar vind ik kersen"),
        ("nl", "kersen, waar vind ik die"),
    )
    told = review("q\n")
    assert "3 groups of questions." in told
    assert told.index("[1/3] nl, 3 unhelpful: ") < told.index("What to do")
    assert "Nothing was written." in told


def test_a_variant_is_shown_compared_and_written(knowledge_folder: Path) -> None:
    """One line more in the file, the question is dealt with, and the assistant knows it."""
    ask(("nl", "zwetschgen kopen"), ("nl", "zwetschgen kopen"))
    told = review("plums\n\ny\n")
    assert "plums: a way more to ask it: zwetschgen kopen" in told
    assert "Questions that get another reply:" in told
    assert "written: " in told
    assert "- zwetschgen kopen" in (knowledge_folder / "faq_nl.yaml").read_text("utf-8")
    assert waiting() == []
    answer = CliRunner().invoke(cli, ["ask", "zwetschgen kopen", "--explain"])
    assert "plums" in answer.output


def test_a_number_stands_for_one_of_the_nearest_topics(knowledge_folder: Path) -> None:
    ask(("nl", "wat is een appeltje"))
    told = review("1\nen wat is een appeltje dan\ny\n")
    assert "1  apples" in told
    assert "- en wat is een appeltje dan" in (knowledge_folder / "faq_nl.yaml").read_text("utf-8")


@pytest.mark.parametrize("typed", ["plums\n\nn\n", "plums\n\n", "q\n", ""])
def test_without_a_yes_nothing_is_written_and_nothing_is_lost(
    knowledge_folder: Path, typed: str
) -> None:
    """Saying no, stopping, or a terminal that closes."""
    ask(("nl", "zwetschgen kopen"))
    before = files(knowledge_folder)
    assert "Nothing was written." in review(typed)
    assert files(knowledge_folder) == before
    assert waiting() == ["zwetschgen kopen"]


def test_what_is_skipped_waits_and_what_is_deleted_is_gone(knowledge_folder: Path) -> None:
    ask(("nl", "eerste vraag"), ("nl", "iets gans anders"), ("nl", "derde zin hier"))
    before = files(knowledge_folder)
    review("s\nd\nw\n")
    assert len(waiting()) == 2
    assert files(knowledge_folder) == before


def test_out_of_scope_and_a_new_topic_are_written_in_the_right_files(
    knowledge_folder: Path,
) -> None:
    """The draft stands in both languages and is not served."""
    ask(("nl", "wat eten we vanavond"), ("nl", "hoe snoei ik een kerselaar"))
    told = review("o\n\nn\ncherry-trees\n\ny\n")
    assert "does not belong here: wat eten we vanavond" in told
    assert "- wat eten we vanavond" in (knowledge_folder / "utterances_nl.yaml").read_text("utf-8")
    for code in ("nl", "fr"):
        assert "cherry-trees:" in (knowledge_folder / f"faq_{code}.yaml").read_text("utf-8")
    checked = CliRunner().invoke(cli, ["check", "--quick"])
    assert "a draft: nobody sees it" in checked.output


def test_what_is_typed_wrong_is_asked_again() -> None:
    """No such topic, no such number, no such id: told, and asked once more."""
    ask(("nl", "zwetschgen kopen"))
    told = review("cherries\n\n9\nx\nn\nNot An Id\nq\n")
    assert "there is no topic 'cherries'" in told
    assert "cannot be an id" in told
    assert "Nothing was written." in told


def test_a_labelled_file_tells_what_becomes_better(tmp_path: Path) -> None:
    ask(("nl", "zwetschgen kopen"))
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(
        '{"lang": "nl", "text": "zwetschgen kopen graag", "topic": "plums"}\n', encoding="utf-8"
    )
    told = review("plums\n\ny\n", "--labelled", str(labelled))
    assert "Better: " in told
    assert "Worse: 0" in told


def test_the_list_for_a_spreadsheet_holds_no_formula(tmp_path: Path) -> None:
    """One row a group; a cell that begins like a formula is text."""
    ask(("nl", "=HYPERLINK(zwetschgen)"), ("nl", "een andere vraag"))
    review("", "--csv", str(tmp_path / "questions.csv"))
    with (tmp_path / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["question"] for row in rows} == {"'=HYPERLINK(zwetschgen)", "een andere vraag"}
    assert all(row["times"] == "1" and row["language"] == "nl" for row in rows)
