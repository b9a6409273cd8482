"""Which municipality a name on the command line means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import MunicipalityError
from bot.municipality_lookup import look_up

if TYPE_CHECKING:
    from bot.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("Gent", "44021"),
        ("gand", "44021"),
        (" GENT ", "44021"),
        ("9000", "44021"),
        ("44021", "44021"),
        ("Luik", "62063"),
        ("Lüttich", "62063"),
        ("liege", "62063"),
        ("fontaine l'eveque", "52022"),
        ("Fontaine-l’Évêque", "52022"),
        ("St-Pieters-Leeuw", "23077"),
        ("De Panne", "38008"),
        ("Büllingen", "63012"),
        ("Kruibeke", "46030"),  # merged into Beveren-Kruibeke-Zwijndrecht in 2025
        ("Ledeberg", "44021"),  # a former municipality of before 1977
        ("Laken", "21004"),
        ("Halle", "23027"),  # also a part of Zoersel: a municipality's own name goes first
    ],
)
def test_a_name_in_any_language_a_former_name_a_postcode_or_a_code_is_found(
    gazetteer: Gazetteer, text: str, nis: str
) -> None:
    assert look_up(gazetteer, text).nis == nis


def test_every_municipality_is_found_by_its_code_and_by_each_of_its_names(
    gazetteer: Gazetteer,
) -> None:
    """But for the one name that two municipalities share. A few stand for the slow whole."""
    for nis in ("11001", "21015", "23064", "57096", "63023", "64065", "93090"):
        municipality = gazetteer[nis]
        for text in (nis, *municipality.names.values()):
            assert look_up(gazetteer, text) is municipality


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Saint-Nicolas", ["Sint-Niklaas (46021)", "Saint-Nicolas (62093)"]),
        ("3220", ["Holsbeek (24043)", "Lubbeek (24066)"]),
    ],
)
def test_what_several_share_is_asked_with_their_codes(
    gazetteer: Gazetteer, text: str, candidates: list[str]
) -> None:
    with pytest.raises(MunicipalityError, match="NIS code") as raised:
        look_up(gazetteer, text)
    assert f"{text!r} may be " + " or ".join(candidates) in str(raised.value)


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("Gnet", "Gent (44021)"),
        ("Antwerpn", "Antwerpen (11002)"),
        ("Braine", "Braine-l'Alleud (25014)"),
        ("Fontaine", "Fontaine-l'Evêque (52022)"),
    ],
)
def test_a_misspelt_or_half_name_is_no_guess_but_a_suggestion(
    gazetteer: Gazetteer, text: str, candidate: str
) -> None:
    with pytest.raises(MunicipalityError, match="Did you mean") as raised:
        look_up(gazetteer, text)
    assert candidate in str(raised.value)


@pytest.mark.parametrize("text", ["", "?", "Xqzzz", "99999", "0000", "４４０２１"])
def test_what_resembles_nothing_is_told_without_a_suggestion(
    gazetteer: Gazetteer, text: str
) -> None:
    with pytest.raises(MunicipalityError, match="No municipality") as raised:
        look_up(gazetteer, text)
    assert "Did you mean" not in str(raised.value)
