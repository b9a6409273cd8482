"""Unfinished words, and what they may become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.prefixes import PlacePrefixes, TopicPrefixes
from bot.understanding.text import content

if TYPE_CHECKING:
    from bot.gazetteer import Gazetteer

GHENT, LIEGE = "44021", "62063"


@pytest.fixture(scope="module")
def places(gazetteer: Gazetteer) -> PlacePrefixes:
    return PlacePrefixes(gazetteer)


def nis(places: PlacePrefixes, text: str) -> list[str]:
    return [place.nis for place in places.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gen", GHENT),
        ("GAN", GHENT),
        ("905", GHENT),
        ("gentbr", GHENT),
        ("Luik", LIEGE),
        ("liè", LIEGE),
        ("lütt", LIEGE),
        ("st-nik", "46021"),
        ("sint n", "46021"),
        ("saint-nic", "46021"),
        ("louviè", "58001"),
        ("la louv", "58001"),
        ("braine-l'all", "25014"),
    ],
)
def test_a_place_is_found_by_the_beginning_of_any_of_its_names(
    places: PlacePrefixes, text: str, expected: str
) -> None:
    assert expected in nis(places, text)


def test_every_municipality_is_found_by_a_few_letters_of_its_names_and_by_its_postcodes(
    places: PlacePrefixes, gazetteer: Gazetteer
) -> None:
    for m in gazetteer.municipalities.values():
        for name in m.names.values():
            for size in range(4, len(name) + 1):
                assert m.nis in nis(places, name[:size]), (name, size)
        for code in m.postcodes:
            assert m.nis in nis(places, code[:2])


def test_a_municipality_is_found_once_and_goes_before_parts_of_others(
    places: PlacePrefixes,
) -> None:
    found = places.find("lede")
    assert [place.nis for place in found].count(GHENT) == 1
    assert found[0].locality is None
    assert next(p for p in found if p.nis == GHENT).locality == "Ledeberg"
    whole = [place.locality is None for place in found]
    assert whole == sorted(whole, reverse=True)


@pytest.mark.parametrize("text", ["", "g", " ", "!", "🎉", "xqz", "pizza", "99999"])
def test_what_begins_no_name_finds_no_place(places: PlacePrefixes, text: str) -> None:
    assert places.find(text) == []


@given(text=st.text(max_size=12))
def test_whatever_is_typed_every_place_found_has_a_name_or_postcode_that_begins_so(
    places: PlacePrefixes, text: str
) -> None:
    for place in places.find(text):
        keys = [key for key, p in zip(places._keys, places._places, strict=True) if p == place]
        assert any(key.startswith(content(text)) for key in keys)


# -- topics ------------------------------------------------------------------------------------

TOPICS = TopicPrefixes(
    {
        "cost": ["Wat kost het?", "Is het gratis?", "Betaal ik een boete?"],
        "noise": ["Mijn buren maken lawaai", "De hond blaft", "Wat kost een boete voor lawaai?"],
        "fine": ["Krijg ik een boete?", "Wat als ik niet betaal?"],
    },
    ["wat", "is", "het", "ik", "een", "de", "voor"],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wat", ["cost"]),  # little words alone: only a question that begins so
        ("wat ko", ["cost"]),
        ("kost", ["cost", "noise"]),
        ("law", ["noise"]),
        ("hon", ["noise"]),
        ("boe", ["fine", "cost", "noise"]),  # in the question before in a variant
        ("boete lawaai", ["noise"]),  # all words in one and the same phrase
        ("gratis boete", []),
        ("Betaal", ["cost", "fine"]),
        ("LAWÂAI!", ["noise"]),
        ("la", []),
        ("", []),
        ("pizza", []),
        ("boete pizza", []),
        ("is", []),
        ("het", []),
    ],
)
def test_topics_are_found_by_words_that_begin_so(text: str, expected: list[str]) -> None:
    assert TOPICS.find(text) == expected


def test_a_whole_word_of_the_variants_is_not_taken_for_the_beginning_of_another() -> None:
    topics = TopicPrefixes({"a": ["Eerste?", "de auto"], "b": ["Tweede?", "automatisch"]}, ["de"])
    assert topics.find("aut") == ["a", "b"]
    assert topics.find("auto") == ["a"]


def test_words_are_known_when_they_stand_whole_somewhere() -> None:
    assert TOPICS.knows("Lawaai")
    assert TOPICS.knows("wat")
    assert not TOPICS.knows("law")
