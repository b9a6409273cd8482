"""What spreadsheets do to a table: mended where it is certain, told with its place where not."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from bot.csv_rows import escape_formula, unescape_formula
from bot.directory import spreadsheets, workbooks
from bot.directory.files import inspect_services, read_services
from bot.directory.service_record import COLUMNS
from bot.directory.spreadsheets import read_table
from bot.errors import DataFileError
from tests.service_files import PHONE, row, write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from bot.directory.service_record import ServiceRecord

KNOWN = {"44021", "11002"}
LETTERS = {name: openpyxl.utils.get_column_letter(n) for n, name in enumerate(COLUMNS, start=1)}


def edited(path: Path, edit: Callable[[Worksheet], object], *rows: dict[str, object]) -> Path:
    """A workbook with one good row and further rows, after an edit of its sheet."""
    write_xlsx(path, row("fine"), *rows)
    book = openpyxl.load_workbook(path)
    edit(book.worksheets[0])
    book.save(path)
    return path


def cell(column: str, number: int = 2) -> str:
    return f"{LETTERS[column]}{number}"


def only(path: Path, **options: Any) -> ServiceRecord:
    (record,) = read_services(path, KNOWN, **options)
    return record


def faults(path: Path, **options: Any) -> list[str]:
    return [str(fault) for fault in inspect_services(path, KNOWN, **options).faults]


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(DataFileError) as raised:
        read_services(path, KNOWN, **options)
    assert raised.value.mend
    return str(raised.value)


# -- what just works ----------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_is_read_however_excel_saves_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = write_csv(
        tmp_path / "s.csv",
        row("a", name_nl="Bemiddeling, ’s avonds; cœur é", phone="09 200 00 00"),
        delimiter=delimiter,
        encoding=encoding,
    )
    assert only(path).name_nl == "Bemiddeling, ’s avonds; cœur é"
    assert only(path).phone == PHONE


def test_csv_and_xlsx_of_the_same_rows_are_the_same_services(tmp_path: Path) -> None:
    rows = [row("a", phone=PHONE, assured_date="2026-01-31"), row("b", service_area="44021;11002")]
    from_csv = read_services(write_csv(tmp_path / "s.csv", *rows), KNOWN)
    assert from_csv == read_services(write_xlsx(tmp_path / "s.xlsx", *rows), KNOWN)
    assert len(from_csv) == 2


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("service_area", 44021, "44021"),
        ("service_area", 44021.0, "44021"),
        ("service_area", "44021.0", "44021"),
        ("service_area", "11002, 44021", "11002;44021"),
        ("phone", 92000000, PHONE),
        ("phone", 3292000000.0, PHONE),
        ("phone", 1700, "1700"),
        ("assured_date", date(2026, 1, 31), "2026-01-31"),
        ("assured_date", datetime(2026, 1, 31, 9, 30), "2026-01-31"),  # noqa: DTZ001 - Excel's
        ("assured_date", "2026-01-31", "2026-01-31"),
        ("assured_date", "31/01/2026", "2026-01-31"),
        ("assured_date", "31-1-2026", "2026-01-31"),
        ("assured_date", "2026-01-31 00:00:00", "2026-01-31"),
        ("status", "Active ", "active"),
        ("languages", "NL; FR", "fr;nl"),
        ("service_types", "Neighbour;local;", "neighbour;local"),
        ("schedule_nl", "van 9 uur\ntot 17 uur ", "van 9 uur tot 17 uur"),
        ("name_nl", " e\u0301e\u0301n ", "één"),
        ("address", 12, "12"),
        ("note", "=no formula, but text", "=no formula, but text"),
    ],
)
def test_what_excel_makes_of_a_value_is_read_as_it_was_meant(
    tmp_path: Path, column: str, value: object, text: str
) -> None:
    def put(sheet: Worksheet) -> None:
        sheet[cell(column)] = value
        if isinstance(value, str) and value.startswith("="):
            sheet[cell(column)].data_type = "s"  # typed after an apostrophe

    assert only(edited(tmp_path / "s.xlsx", put)).cells()[column] == text


@pytest.mark.parametrize("decimal", [",", "."])
def test_coordinates_may_have_a_comma(tmp_path: Path, decimal: str) -> None:
    cells = {"latitude": f"51{decimal}0543", "longitude": f"3{decimal}7174"}
    path = write_csv(tmp_path / "s.csv", row("a", address="Markt 1, 9000 Gent", **cells))
    assert (only(path).latitude, only(path).longitude) == (51.0543, 3.7174)


def test_coordinates_may_be_numbers(tmp_path: Path) -> None:
    cells = {"latitude": 51.0543, "longitude": 3.7174}
    path = write_xlsx(tmp_path / "s.xlsx", row("a", address="Markt 1, 9000 Gent", **cells))
    assert (only(path).latitude, only(path).longitude) == (51.0543, 3.7174)


def test_blank_rows_and_columns_do_no_harm(tmp_path: Path) -> None:
    def blanks(sheet: Worksheet) -> None:
        sheet["AD9"] = "   "
        sheet["A40"] = " "
        sheet.insert_rows(1, 2)
        sheet["A900"].font = openpyxl.styles.Font(bold=True)

    assert only(edited(tmp_path / "s.xlsx", blanks)).id == "fine"
    path = write_csv(tmp_path / "s.csv", row("a"), delimiter=";")
    lines = [f"{line};;" for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join([*lines, ";" * 25, "", ";;", ""]), "utf-8")
    assert only(path).id == "a"


def test_excel_may_leave_out_the_empty_cells_at_the_end_of_a_line(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", row("a"))
    path.write_text(path.read_text("utf-8").rstrip().rstrip(",") + "\n", "utf-8")
    assert only(path).note is None


def test_the_header_may_have_capitals_spaces_and_another_order(tmp_path: Path) -> None:
    def header(sheet: Worksheet) -> None:
        for there in sheet[1]:
            there.value = f" {there.value.replace('_', ' ').title()} "
        sheet.move_range("A1:A2", cols=len(COLUMNS))
        sheet.delete_cols(1)

    assert only(edited(tmp_path / "s.xlsx", header)).source_url == "https://example.org/source"


def test_a_sheet_is_chosen_by_its_title_and_else_the_first_is_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "s.xlsx", row("first"))
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("Nieuw")
    for line in book.worksheets[0].iter_rows(values_only=True):
        other.append(line)
    other["A2"] = "second"
    book.save(path)
    assert only(path).id == "first"
    assert only(path, sheet="Nieuw").id == "second"
    assert "'Sheet', 'Nieuw'" in refused(path, sheet="Oud")


def test_a_size_that_a_program_wrote_wrongly_hides_no_rows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "s.xlsx", *(row(f"s{n}") for n in range(5)))
    parts = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'<dimension ref="A1:X6"' in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"A1:X6", b"A1:B2")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert len(read_services(path, KNOWN)) == 5


# -- what is told --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("phone", "=A1", "a formula"),
        ("name_nl", ArrayFormula("B2", "=B3"), "a formula"),
        ("name_nl", "#REF!", "Excel shows #REF!"),
        ("schedule_nl", 9.3, "Excel made the number 9.3"),
        ("service_area", 11002.44021, "Excel made the number"),
        ("schedule_nl", date(2026, 12, 9), "Excel made the date 2026-12-09"),
        ("schedule_fr", time(9, 30), "Excel made the time 09:30:00"),
        ("status", True, "'true' is not a status"),
        ("phone", 12345, "not a number that exists"),
    ],
)
def test_what_excel_spoiled_is_told_with_row_and_column(
    tmp_path: Path, column: str, value: object, words: str
) -> None:
    path = edited(tmp_path / "s.xlsx", lambda sheet: sheet.__setitem__(cell(column, 3), value),
                  row("wrong"))  # fmt: skip
    (told,) = faults(path)
    assert f"{path}:3 (wrong): row 3, column {LETTERS[column]} ({column}): " in told or (
        f"{path}:3: row 3, column {LETTERS[column]} ({column}): " in told
    )
    assert words in told


def test_a_formula_is_refused_even_where_the_cell_may_be_empty(tmp_path: Path) -> None:
    assert "a formula" in refused(write_csv(tmp_path / "s.csv", row("a", note="=HYPERLINK(1)")))


def test_merged_cells_are_told(tmp_path: Path) -> None:
    rows = [row("b"), row("c")]
    path = edited(tmp_path / "s.xlsx", lambda sheet: sheet.merge_cells("H2:H4"), *rows)
    (told,) = faults(path)
    assert f"row 2, column {LETTERS['phone']} (phone): merged cells H2:H4" in told


def test_merged_cells_in_another_sheet_do_no_harm(tmp_path: Path) -> None:
    def title(sheet: Worksheet) -> None:
        sheet.parent.create_sheet("Uitleg").merge_cells("A1:C1")

    assert only(edited(tmp_path / "s.xlsx", title)).id == "fine"


def test_unknown_doubled_and_missing_columns_are_told_with_all_other_faults(
    tmp_path: Path,
) -> None:
    def header(sheet: Worksheet) -> None:
        sheet[cell("phone", 1)] = "telephone"
        sheet[cell("note", 1)] = "E-mail"
        sheet[cell("email", 1)] = "email"
        sheet[cell("alert_nl", 1)] = "email"
        sheet[cell("status", 2)] = "open"

    told = faults(edited(tmp_path / "s.xlsx", header))
    assert len(told) == 5
    text = "\n".join(told)
    assert "row 1, column H: this table has no column 'telephone'" in text
    assert "no column 'E-mail'. Mend: write email if that is meant" in text
    assert "column email stands here twice" in text
    assert "there is no column phone, alert_nl, note" in text
    assert "row 2, column U (status): 'open' is not a status" in text


def test_a_value_without_a_column_is_told(tmp_path: Path) -> None:
    path = edited(tmp_path / "s.xlsx", lambda sheet: sheet.__setitem__("Z2", "more"))
    assert "behind the last column" in refused(path)


def test_ten_mistakes_in_one_file_are_all_told_at_once(tmp_path: Path) -> None:
    """Row and column of each, in one go, whatever kind of mistake it is."""
    path = write_xlsx(
        tmp_path / "s.xlsx",
        row("fine"),
        row("", phone="09 1"),
        row("c", email="nobody", url="example.org", status="open"),
        row("d", service_area="99999", service_types="neighbours", name_nl=""),
        row("fine", assured_date="soon"),
    )
    told = faults(path)
    places = [(2 + n, c) for n, names in enumerate(
        [(), ("id", "phone"), ("email", "url", "status"),
         ("service_area", "service_types", "name_nl"), ("id", "assured_date")]
    ) for c in names]  # fmt: skip
    assert len(told) == len(places) == 10
    for number, column in places:
        place = f"row {number}, column {LETTERS[column]} ({column}): "
        assert sum(place in fault for fault in told) == 1, place


def test_faults_of_a_csv_file_name_line_and_column_also_after_a_text_of_two_lines(
    tmp_path: Path,
) -> None:
    path = write_csv(tmp_path / "s.csv", row("a", note="one\ntwo"), row("b", phone="12"))
    assert faults(path)[0].startswith(f"{path}:4 (b): column phone: '12'")


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", row("a"), row("b"), row("c"))
    path.write_text(path.read_text("utf-8").replace("Bemiddeling a", '"Bemiddeling a'), "utf-8")
    assert "double quotes" in refused(path)


# -- files that are none -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_an_empty_file_and_one_without_services_are_told(tmp_path: Path, name: str) -> None:
    """Else every service would be removed."""
    path = tmp_path / name
    write = write_csv if name == "s.csv" else write_xlsx
    assert "holds no service" in refused(write(path))
    if name == "s.csv":
        path.write_bytes(b"")
    else:
        openpyxl.Workbook().save(path)
    assert "the file is empty" in refused(path)


@pytest.mark.parametrize(
    "content",
    [
        b"id;name_nl\r\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook, or one with a password",
        b"PK\x03\x04 broken",
        b"",
    ],
)
def test_a_file_that_only_bears_the_name_of_a_workbook_is_told(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "s.xlsx"
    path.write_bytes(content)
    assert "not an XLSX file that can be read" in refused(path)


def test_an_archive_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert "not an XLSX file that can be read" in refused(path)


@pytest.mark.parametrize("size", [0.3, 0.6, 0.9])
def test_a_workbook_that_was_cut_off_is_told(tmp_path: Path, size: float) -> None:
    path = write_xlsx(tmp_path / "s.xlsx", row("a"))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * size)])
    assert "not an XLSX file that can be read" in refused(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(b"x" * (spreadsheets.MOST_BYTES + 1))
    assert "5,000,001 bytes" in refused(path)


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "s.xlsx", row("a"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * workbooks.MOST_UNPACKED_BYTES)
    assert path.stat().st_size < spreadsheets.MOST_BYTES
    assert "it unpacks to" in refused(path)


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_more_rows_than_there_can_be_services_are_refused(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)
    write = write_csv if name == "s.csv" else write_xlsx
    assert len(read_services(write(tmp_path / name, *map(row, "abc")), KNOWN)) == 3
    assert "more than 3 rows" in refused(write(tmp_path / name, *map(row, "abcd")))


@pytest.mark.parametrize("encoding", ["utf-16", "cp850", "mac-roman"])
def test_a_csv_file_in_yet_another_encoding_is_told_not_guessed(
    tmp_path: Path, encoding: str
) -> None:
    path = write_csv(tmp_path / "s.csv", row("a", name_fr="Médiation à Liège"), encoding=encoding)
    assert "CSV UTF-8" in refused(path)


def test_a_folder_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path)
    assert "cannot be read" in refused(tmp_path / "none.csv")


def test_a_sheet_of_a_csv_file_is_a_mistake(tmp_path: Path) -> None:
    assert "no sheets" in refused(write_csv(tmp_path / "s.csv", row("a")), sheet="Sheet1")


# -- formulas ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1", "＝1", "+32 of 09"]
)
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", [PHONE, "1700", "-4.35", "51.05", "'s avonds", "a=b", ""])
def test_numbers_and_other_texts_stay_as_they_are(text: str) -> None:
    assert escape_formula(text) == text


@given(st.text("'=+-@＝a1 ", max_size=6))
def test_what_was_escaped_is_read_as_it_was(text: str) -> None:
    escaped = escape_formula(text)
    assert escaped in {text, f"'{text}"}
    assert unescape_formula(escaped) == text


def test_any_table_can_be_read(tmp_path: Path) -> None:
    """Columns of a table of any kind: the reader knows nothing of services."""
    path = tmp_path / "t.csv"
    path.write_text("a;b\n'=1;2\n;\n", "utf-8")
    table = read_table(path, ["b", "a"])
    assert [(line.number, line.cells) for line in table.rows] == [(2, {"a": "=1", "b": "2"})]
    assert table.faults == []
