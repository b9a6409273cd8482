"""Belgian addresses and their parts."""

from __future__ import annotations

import pytest

from bot.directory.addresses import parse_address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Botermarkt 1, 9000 Gent", ("Botermarkt 1", "9000", "Gent")),
        ("Rue Vanderlinden 121A, 1030 Schaerbeek", ("Rue Vanderlinden 121A", "1030", "Schaerbeek")),
        ("Rue de la Loi 12 bte 3, 1000 Bruxelles", ("Rue de la Loi 12 bte 3", "1000", "Bruxelles")),
        ("Kerkstraat 12-14, 2000 Antwerpen", ("Kerkstraat 12-14", "2000", "Antwerpen")),
        ("Kerkstraat 12/3, 2000 Antwerpen", ("Kerkstraat 12/3", "2000", "Antwerpen")),
        ("Rue du 11 Novembre 4, 7000 Mons", ("Rue du 11 Novembre 4", "7000", "Mons")),
        ("Place de l’Église 2, 4000 Liège", ("Place de l’Église 2", "4000", "Liège")),
    ],
)
def test_an_address_is_taken_apart(text: str, parts: tuple[str, str, str]) -> None:
    assert parse_address(text) == parts


@pytest.mark.parametrize(
    "text",
    ["In het stadhuis", "Botermarkt 1", "9000 Gent", "Botermarkt, 9000 Gent",
     "Botermarkt 1 9000 Gent", "Botermarkt 1, 900 Gent", "Botermarkt 1, 90000 Gent",
     "Botermarkt 1, 0900 Gent", "Botermarkt 1, 9000", "Botermarkt 1, B-9000 Gent", ""],
)  # fmt: skip
def test_another_form_is_none(text: str) -> None:
    assert parse_address(text) is None
