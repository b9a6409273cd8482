"""Every name and every postcode of the two tables, in sentences; failures come as one list."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Assistant, Message
from bot.conversations.state import Conversation
from bot.understanding.text import content

if TYPE_CHECKING:
    from bot.gazetteer import Gazetteer
    from bot.understanding.places import PlaceRecogniser
    from tests.understanding.places_oracle import Oracle

#: Where a name stands in them, nothing but a place can stand.
FRAMES = (
    "{}", "ik woon in {}", "burenbemiddeling in {}", "in {}, aub", "inwoners van {}, welke dienst",
    "ik zoek een bemiddelaar in de buurt van {}", "j'habite à {}", "médiation de quartier à {}",
    "je suis de {} et je cherche un médiateur",
)  # fmt: skip
POSTCODE_FRAMES = (
    "{}", "B-{}", "postcode {}", "code postal {}", "ik woon in {}", "burenbemiddeling {}",
    "j'habite {}",
)  # fmt: skip
MOST_BUTTONS = 8

Names = dict[str, set[str]]


@pytest.mark.parametrize("frame", FRAMES)
def test_every_name_leads_to_all_municipalities_that_bear_it(
    places: PlaceRecogniser, names: Names, frame: str
) -> None:
    """One bearer is answered or among the choices; several are all among the choices."""
    assert len(names) > 2900
    missed = [
        (name, nis, found)
        for name, nis in names.items()
        if not nis <= set(found := places.find(frame.format(name)).municipalities)
    ]
    assert missed == []


@pytest.mark.parametrize("frame", FRAMES)
def test_a_name_is_hardly_ever_asked_back_with_places_that_do_not_bear_it(
    places: PlaceRecogniser, names: Names, frame: str
) -> None:
    """Only where the name is also the usual short form of others: "Braine", "Ham"."""
    wider = [
        name
        for name, nis in names.items()
        if not set(places.find(frame.format(name)).municipalities) <= nis
    ]
    assert len(wider) <= 12


@pytest.mark.parametrize("frame", POSTCODE_FRAMES)
def test_every_postcode_leads_to_exactly_its_municipalities(
    places: PlaceRecogniser, gazetteer: Gazetteer, frame: str
) -> None:
    codes: dict[str, set[str]] = defaultdict(set)
    for m in gazetteer.municipalities.values():
        for code in m.postcodes:
            codes[code].add(m.nis)
    for locality in gazetteer.localities:
        if locality.postcode:
            codes[locality.postcode].add(locality.nis)
    assert len(codes) > 1100
    missed = [
        code
        for code, nis in codes.items()
        if set(places.find(frame.format(code)).municipalities) != nis
    ]
    assert missed == []


def test_a_postcode_and_the_name_beside_it_leave_no_doubt(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    doubtful = [
        (text, found)
        for locality in gazetteer.localities
        if locality.postcode
        for text in (f"{locality.postcode} {locality.name('fr')}",)
        if locality.nis not in (found := places.find(text).municipalities) or len(found) > 1
    ]
    assert doubtful == []


def test_in_a_sentence_with_one_exact_name_the_slow_reading_finds_the_same(
    places: PlaceRecogniser, oracle: Oracle
) -> None:
    """For each spelling that one municipality bears, and that is the longest name in it."""
    different = []
    for spelling, nis in oracle.owners.items():
        text = f"médiation de quartier à {' '.join(spelling)}"
        if len(nis) > 1 or oracle.exact(text) != nis or len(spelling[0]) < 3:
            continue
        found = set(places.find(text).municipalities)
        if not nis <= found or (len(found) == 1 and found != nis):
            different.append((text, nis, found))
    assert different == []


# -- questions ----------------------------------------------------------------------------------


def test_choices_are_told_apart_and_read_back_in_both_languages(
    assistant: Assistant, places: PlaceRecogniser, names: Names
) -> None:
    """Over all homonyms: few buttons, no two alike, and each one typed in full is understood."""
    wrong: list[tuple[str, str, object]] = []
    asked = 0
    for name in names:
        found = places.find(name)
        if len(found.municipalities) < 2:
            continue
        asked += 1
        for language in ("nl", "fr"):
            labels = [assistant.compose.place_label(p, language) for p in found.places]
            if len(set(labels)) < len(labels) or len(labels) > MOST_BUTTONS:
                wrong.append((name, language, labels))
            wrong.extend(
                (label, language, again)
                for label, place in zip(labels, found.places, strict=True)
                if (again := places.find(label).municipalities) != (place.nis,)
            )
    assert asked > 50
    assert wrong == []


# -- mergers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "frame"), [("nl", "burenbemiddeling in {}"), ("fr", "médiation à {}")]
)
def test_a_municipality_that_merged_is_answered_with_the_new_one_and_both_are_named(
    assistant: Assistant, gazetteer: Gazetteer, language: str, frame: str
) -> None:
    """The mergers of 2019 and 2025. Where others bear the name too, the question names both."""
    wrong = []
    former = 0
    for m in gazetteer.municipalities.values():
        for name in m.merged_from:
            if content(name) in map(content, m.names.values()):
                continue
            former += 1
            reply = assistant.answer(Message(frame.format(name)), Conversation(language=language))
            told = [reply.plain(), *(choice.label for choice in reply.choices)]
            both = any(name in text and m.name(language) in text for text in told)
            if m.nis not in reply.places or not both:
                wrong.append((name, m.name(language), reply.places))
    assert former >= 35
    assert wrong == []
