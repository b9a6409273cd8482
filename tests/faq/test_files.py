"""Reading YAML: every mistake is told with file, line, entry and mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.errors import KnowledgeError
from bot.faq.files import (
    MAX_BYTES,
    entry_lines,
    line_of,
    read_entries,
    read_lists,
    read_model,
    read_text,
    read_yaml,
)
from bot.faq.schema import Entry, Words

if TYPE_CHECKING:
    from pathlib import Path


class Fruit(BaseModel, extra="forbid"):
    colour: str
    ripe: bool = True


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fault_of(path: Path, model: type[BaseModel] = Fruit) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as raised:
        read_entries(path, model)
    error = raised.value
    assert error.path == path
    assert error.mend
    assert str(error).startswith(f"{path}:{error.line}")
    assert f"Mend: {error.mend}" in str(error)
    return error


# -- the file as a whole -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param("apple:\n  colour: red\n\tripe: true\n", 3, id="tab"),
        pytest.param("apple:\n  colour: red\n   ripe: true\n", 3, id="indentation"),
        pytest.param("apple:\n  colour: red: green\n", 2, id="colon in a text"),
        pytest.param("apple:\n  - {a: 1\n", 3, id="unclosed bracket"),
        pytest.param("apple:\n  colour: @red\n", 2, id="odd sign"),
        pytest.param("apple:\n  colour: red\napple:\n  colour: blue\n", 3, id="entry twice"),
        pytest.param("apple:\n  colour: red\n  colour: blue\n", 3, id="field twice"),
        pytest.param("apple:\n  colour: !!python/name:os.system x\n", 2, id="tag"),
        pytest.param("apple:\n  colour: *nothing\n", 2, id="alias"),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(tmp_path: Path, content: str, line: int) -> None:
    assert fault_of(written(tmp_path, content)).line == line


def test_a_quote_that_does_not_close_is_told_where_it_opens_or_ends(tmp_path: Path) -> None:
    path = written(tmp_path, 'apple:\n  colour: "red\n  ripe: true\npear:\n  colour: blue\n')
    error = fault_of(path)
    assert 2 <= error.line <= 6
    assert "quote" in str(error)


def test_a_double_entry_names_both_lines(tmp_path: Path) -> None:
    error = fault_of(written(tmp_path, "apple:\n  colour: red\n\napple:\n  colour: blue\n"))
    assert error.line == 4
    assert "apple" in str(error)
    assert "line 1" in str(error)


def test_a_file_that_is_not_utf_8_is_told_with_the_line_of_the_odd_byte(tmp_path: Path) -> None:
    error = fault_of(written(tmp_path, "apple:\n  colour: d\xe9j\xe0\n".encode("latin-1")))
    assert error.line == 2
    assert "UTF-8" in str(error)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    error = fault_of(tmp_path / "gone.yaml")
    assert error.line == 1
    assert "put the file back" in error.mend


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file.yaml").mkdir()
    assert "cannot be read" in str(fault_of(tmp_path / "file.yaml"))


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"#" * (MAX_BYTES + 1))
    assert "too large" in str(fault_of(path))


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "- a\n- b\n", "just text\n", "12\n"])
def test_a_file_without_entries_is_told(tmp_path: Path, content: str) -> None:
    assert "no entries" in str(fault_of(written(tmp_path, content)))


def test_a_control_character_is_told(tmp_path: Path) -> None:
    fault_of(written(tmp_path, "apple:\n  colour: re\x00d\n"))


def test_a_byte_order_mark_of_windows_does_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfapple:\r\n  colour: red\r\n")
    assert read_entries(path, Fruit) == {"apple": Fruit(colour="red")}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("apple:\n  colour: 2026-13-45\n", id="month 13"),
        pytest.param("{place}: here\n", id="braces as a key"),
        pytest.param("? [a, b]\n: c\n", id="list as a key"),
        pytest.param("[" * 3000, id="too deep"),
    ],
)
def test_odd_yaml_is_a_knowledge_error_too(tmp_path: Path, content: str) -> None:
    fault_of(written(tmp_path, content))


@example("{}: a")
@example("- 2026-13-45")
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="ab:-{}[]#&*!|>'\"%@` \t\n0123459", max_size=40))
def test_whatever_is_typed_is_read_or_refused_with_a_knowledge_error(
    tmp_path: Path, content: str
) -> None:
    path = written(tmp_path, content)
    for read in (read_yaml, read_lists, lambda p: read_entries(p, Fruit)):
        line = 1
        try:
            read(path)
        except KnowledgeError as error:
            line = error.line
        assert 1 <= line <= content.count("\n") + 2


# -- words that look like something else ------------------------------------------------------


@pytest.mark.parametrize("word", ["on", "no", "off", "yes", "y", "n", "On", "NO", "oui", "non"])
def test_on_and_no_stay_words(tmp_path: Path, word: str) -> None:
    assert read_yaml(written(tmp_path, f"- {word}\n")) == [word]


def test_true_and_false_are_truth_values(tmp_path: Path) -> None:
    assert read_yaml(written(tmp_path, "[true, False, TRUE]")) == [True, False, True]


# -- fields ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        pytest.param("apple:\n  colour: red\npear:\n  ripe: true\n", 3, "colour", id="missing"),
        pytest.param("apple:\n  colour: red\n  coluor: x\n", 3, "coluor", id="misspelt"),
        pytest.param("apple:\n  ripe: true\n  colour: 12\n", 3, "quotes", id="number"),
        pytest.param("apple:\n  colour: red\n  ripe: rather\n", 3, "true or false", id="truth"),
        pytest.param("apple: red\n", 1, "apple", id="text for an entry"),
        pytest.param("apple:\n", 1, "apple", id="empty entry"),
    ],
)
def test_a_wrong_field_is_told_with_line_entry_and_mend(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    error = fault_of(written(tmp_path, content))
    assert error.line == line
    assert error.entry in {"apple", "pear"}
    assert words in str(error)


def test_a_misspelt_field_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    error = fault_of(written(tmp_path, "apple:\n  colour: red\n  coluor: x\n"))
    assert "colour, ripe" in error.mend


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    error = fault_of(written(tmp_path, "apple:\n  ripe: true\npear:\n  ripe: no way\n"))
    assert len(error.others) == 2
    assert "apple" in str(error)
    assert "pear" in str(error)


GOOD = """\
apples:
  question: Wat?
  variants:
    - Wat dan?
  answer: Dit.
  links: []
  related: [pears, plums]
  audience: citizen
  sources: [de wet]
  reviewed: 2026-11-23
"""


def test_an_entry_of_the_faq_without_fault_is_read(tmp_path: Path) -> None:
    assert read_entries(written(tmp_path, GOOD), Entry)["apples"].question == "Wat?"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("2026-11-23", "23/11/2026", 10),
        ("2026-11-23", "gisteren", 10),
        ("[pears, plums]", "[pears]", 7),
        ("[pears, plums]", "[a, b, c, d, e]", 7),
        ("[pears, plums]", "[pears, Not An Id]", 7),
        ("[pears, plums]", "pears", 7),
        ("citizen", "burger", 8),
        ("    - Wat dan?\n", "    - ''\n", 4),
        ("  links: []\n", "  links: [{label: x, url: example.org, verified: true}]\n", 6),
        ("  links: []\n", "  links: [{label: x, url: 'https://a.b', verified: maybe}]\n", 6),
        ("Wat?", "''", 2),
        ("[de wet]", "[]", 9),
    ],
)
def test_a_wrong_value_in_the_faq_is_told_on_its_line(
    tmp_path: Path, old: str, new: str, line: int
) -> None:
    assert old in GOOD
    error = fault_of(written(tmp_path, GOOD.replace(old, new)), Entry)
    assert error.line == line
    assert error.entry == "apples"


# -- lists, single objects, lines ------------------------------------------------------------------


def test_lists_are_read_by_id(tmp_path: Path) -> None:
    path = written(tmp_path, "a:\n  - one\n  - no\nb: []\n")
    assert read_lists(path) == {"a": ["one", "no"], "b": []}


@pytest.mark.parametrize(
    ("content", "line", "entry"),
    [
        ("a:\n  - one\nb: text\n", 3, "b"),
        ("a:\n  - one\n  - 12\n", 3, "a"),
        ("a:\n  - one\n  - {place}\n", 3, "a"),
        ("a:\n  -\n", 2, "a"),
        ("a:\n  - one\n  - ''\n", 3, "a"),
        ("a:\n  - 2026-11-23\n", 2, "a"),
    ],
)
def test_an_item_that_is_no_text_is_told_with_its_line(
    tmp_path: Path, content: str, line: int, entry: str
) -> None:
    with pytest.raises(KnowledgeError) as raised:
        read_lists(written(tmp_path, content))
    assert (raised.value.line, raised.value.entry) == (line, entry)


def test_a_file_that_is_one_object_is_read_and_checked(tmp_path: Path) -> None:
    assert read_model(written(tmp_path, "function_words: [de]\n"), Words).function_words == ["de"]
    assert read_model(written(tmp_path, ""), Words) == Words()
    with pytest.raises(KnowledgeError) as raised:
        read_model(written(tmp_path, "spellings: {}\nfunction_word: [de]\n"), Words)
    assert raised.value.line == 2


def test_the_line_of_a_part_is_the_nearest_known_one(tmp_path: Path) -> None:
    path = written(tmp_path, "# first\na:\n  b:\n    - x\n    - y\n  c: z\n")
    assert line_of(path, ("a",)) == 2
    assert line_of(path, ("a", "b", 1)) == 5
    assert line_of(path, ("a", "b", 7)) == 3
    assert line_of(path, ("a", "c", "deeper")) == 6
    assert line_of(path, ("a", "missing")) == 2
    assert line_of(path, ("missing",)) == 1


def test_the_line_of_a_part_of_a_broken_file_is_the_first(tmp_path: Path) -> None:
    assert line_of(written(tmp_path, "a: [\n"), ("a",)) == 1
    assert line_of(tmp_path / "gone.yaml", ("a",)) == 1


def test_text_is_read_as_it_stands(tmp_path: Path) -> None:
    assert read_text(written(tmp_path, "é # \n")) == "é # \n"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("# fruit\n\napple:\n  pear: 1\n7: {plum: 2}\n", {"apple": 3, "7": 5}),
        ("", {}),
        ("- apple\n", {}),
        ("apple: [\n", {}),
        (b"\xff", {}),
    ],
)
def test_each_entry_is_known_by_its_line(
    tmp_path: Path, content: str | bytes, lines: dict[str, int]
) -> None:
    assert entry_lines(written(tmp_path, content)) == lines
