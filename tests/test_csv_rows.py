"""Reading CSV: the tables of ours strictly, those from Excel as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.csv_rows import read_cells, read_rows
from bot.errors import DataFileError

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_rows_are_read_by_the_names_of_the_first_line(tmp_path: Path, delimiter: str) -> None:
    text = f'a{delimiter}b\n1{delimiter}"2{delimiter}, ;\n3"\n\n{delimiter}\n4{delimiter}5\n'
    assert list(read_rows(written(tmp_path, text), {"a", "b"})) == [
        (2, {"a": "1", "b": f"2{delimiter}, ;\n3"}),
        (6, {"a": "4", "b": "5"}),
    ]


def test_a_first_line_of_one_column_is_divided_by_commas(tmp_path: Path) -> None:
    assert list(read_cells(written(tmp_path, "a\n1;2\n"))) == [(1, ["a"]), (2, ["1;2"])]


def test_windows_1252_is_read_only_where_a_file_may_come_from_excel(tmp_path: Path) -> None:
    path = written(tmp_path, "a\ncœur d’été\n", "cp1252")
    assert list(read_cells(path, from_excel=True))[1] == (2, ["cœur d’été"])
    with pytest.raises(DataFileError, match="UTF-8"):
        list(read_cells(path))


def test_a_quote_that_is_never_closed_is_told_with_the_line_where_it_opens(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n')
    with pytest.raises(DataFileError) as raised:
        list(read_cells(path))
    assert raised.value.line == 3


@pytest.mark.parametrize("row", ["1", "1,2,3"])
def test_a_row_that_does_not_fit_is_told(tmp_path: Path, row: str) -> None:
    with pytest.raises(DataFileError, match="more or fewer cells") as raised:
        list(read_rows(written(tmp_path, f"a,b\n1,2\n{row}\n")))
    assert raised.value.line == 3


def test_an_empty_table_lacks_its_columns(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="no column a"):
        list(read_rows(written(tmp_path, ""), {"a"}))
