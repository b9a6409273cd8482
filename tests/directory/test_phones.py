"""Belgian telephone numbers."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.phones import HOUSE_FORM, normalise_phone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "written",
    [
        "+32 9 266 82 17",
        "09 266 82 17",
        "09/266.82.17",
        "(09) 266-82-17",
        "0032 9 266 82 17",
        "+32 (0)9 266 82 17",
        "+3292668217",
        "092668217",
        "92668217",  # as a spreadsheet that took it for a number leaves it
        "3292668217",
        "09\u00a0266\u00a082\u00a017",
    ],
)
def test_however_it_is_written_a_number_gets_one_form(written: str) -> None:
    assert normalise_phone(written) == "+32 9 266 82 17"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("0473717003", "+32 473 71 70 03"),
        ("473717003", "+32 473 71 70 03"),
        ("0800 11403", "+32 800 11 403"),
        ("078 15 15 15", "+32 78 15 15 15"),
        ("016/26.78.01", "+32 16 26 78 01"),
        ("1700", "1700"),
        ("1712", "1712"),
        ("107", "107"),
        ("116 000", "116000"),
    ],
)
def test_mobile_free_and_short_numbers_are_known(written: str, form: str) -> None:
    assert normalise_phone(written) == form
    assert HOUSE_FORM.fullmatch(form)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("112", "emergency"),
        ("101", "emergency"),
        ("09 123 45 67", "does not exist"),
        ("09 266 82", "does not exist"),
        ("9000", "does not exist"),
        ("+31 20 123 45 67", "does not exist"),
        ("09 266 82 17 / 18", "does not exist"),
        ("02/279.65.63-64", "does not exist"),
        ("09 266 82 17 of 18", "one telephone number"),
        ("tel. 09 266 82 17", "one telephone number"),
        ("0800 BEMIDDEL", "one telephone number"),
        ("nee", "one telephone number"),
        ("/", "not a telephone number"),
        ("9", "not a telephone number"),
    ],
)
def test_what_is_no_number_of_a_service_is_told(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why.replace("does not exist", "not a number that exists")):
        normalise_phone(written)


@given(st.integers(min_value=0, max_value=10**10).map(str))
def test_the_form_of_a_number_is_the_form_of_that_form(digits: str) -> None:
    """Normalising twice is normalising once, and never makes other digits of a number."""
    try:
        form = normalise_phone(digits)
    except ValueError:
        return
    assert normalise_phone(form) == form
    assert HOUSE_FORM.fullmatch(form)
    national = re.sub(r"[+ ]", "", form).removeprefix("32" if form.startswith("+") else "")
    assert digits.endswith(national)


def test_every_number_of_the_shipped_services_stands_in_our_form(root: Path) -> None:
    with (root / "data" / "services.csv").open(encoding="utf-8", newline="") as file:
        numbers = [cells["phone"] for cells in csv.DictReader(file) if cells["phone"]]
    assert numbers
    assert [normalise_phone(number) for number in numbers] == numbers
