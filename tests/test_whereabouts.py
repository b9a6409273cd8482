"""Where somebody is: shared locations, names that lie abroad too, questions they lead to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Assistant, Message
from bot.conversations.state import Conversation

if TYPE_CHECKING:
    from bot.gazetteer import Gazetteer
    from bot.reply import Reply

GHENT, MERELBEKE_MELLE, LILLE = "44021", "44088", "13019"


def locate(assistant: Assistant, latitude: float, longitude: float, language: str = "nl") -> Reply:
    return assistant.answer(Message(location=(latitude, longitude)), Conversation(language))


def ask(assistant: Assistant, text: str, language: str) -> Reply:
    return assistant.answer(Message(text), Conversation(language))


# -- shared locations -----------------------------------------------------------------------------


def test_the_middle_of_a_locality_is_answered_with_its_municipality_or_asked(
    assistant: Assistant, gazetteer: Gazetteer
) -> None:
    """Every fourth locality with a point, of all the country."""
    tried = [p for p in gazetteer.localities if p.latitude is not None][::4]
    assert len(tried) > 500
    missed = [
        (locality.name("nl"), reply.places)
        for locality in tried
        if locality.latitude is not None and locality.longitude is not None
        for reply in (locate(assistant, locality.latitude, locality.longitude),)
        if locality.nis not in reply.places
    ]
    assert missed == []


def test_between_two_municipalities_it_asks_for_both_by_name(
    assistant: Assistant, gazetteer: Gazetteer
) -> None:
    """ "Are you in Gent or in Merelbeke-Melle?" """
    merelbeke = next(
        p for p in gazetteer.localities_of[MERELBEKE_MELLE] if p.name("nl") == "Merelbeke"
    )
    ledeberg = next(p for p in gazetteer.localities_of[GHENT] if p.name("nl") == "Ledeberg")
    assert merelbeke.latitude is not None
    assert merelbeke.longitude is not None
    assert ledeberg.latitude is not None
    assert ledeberg.longitude is not None
    middle = (
        (merelbeke.latitude + ledeberg.latitude) / 2,
        (merelbeke.longitude + ledeberg.longitude) / 2,
    )
    reply = locate(assistant, *middle)
    assert reply.kind == "choose_place"
    assert {GHENT, MERELBEKE_MELLE} <= set(reply.places)
    assert "Gent" in reply.plain()
    assert "Merelbeke-Melle" in reply.plain()


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_in_a_town_across_the_border_no_service_is_shown_unasked(
    assistant: Assistant, gazetteer: Gazetteer, language: str
) -> None:
    """It says which town, that it lies abroad, and offers Belgian neighbours if any are near.

    On the very border it only asks.
    """
    assert len(gazetteer.towns_abroad) > 50
    wrong = []
    for town in gazetteer.towns_abroad:
        reply = locate(assistant, town.latitude, town.longitude, language)
        on_border = gazetteer.nearest(town.latitude, town.longitude)[0][1] < 1.2
        told = reply.kind == "declined" or town.name(language) in reply.plain() or on_border
        if reply.kind not in {"declined", "choose_place"} or reply.services or not told:
            wrong.append((town.name(language), reply.kind, reply.plain()))
    assert wrong == []


def test_no_locality_of_belgium_lies_nearer_to_a_town_abroad_than_to_itself(
    gazetteer: Gazetteer,
) -> None:
    """A point that was mistyped in the table of towns abroad would make Belgians foreigners."""
    close = [
        (locality.name("nl"), town.name("nl"))
        for locality in gazetteer.localities
        if locality.latitude is not None and locality.longitude is not None
        for town, km in (gazetteer.nearest_abroad(locality.latitude, locality.longitude),)
        if town is not None and km < 0.8
    ]
    assert close == []


@pytest.mark.parametrize(
    "where",
    [
        (math.nan, 4.0), (50.0, math.nan), (math.inf, 4.0), (50.0, -math.inf), (91.0, 4.0),
        (50.0, 181.0), (-90.1, 0.0),
    ],
)  # fmt: skip
def test_a_location_that_is_none_asks_for_the_municipality(
    assistant: Assistant, gazetteer: Gazetteer, where: tuple[float, float]
) -> None:
    reply = locate(assistant, *where)
    assert (reply.kind, reply.places, reply.asks_place) == ("choose_place", (), True)
    with pytest.raises(ValueError, match="no point on earth"):
        gazetteer.nearest(*where)


def test_on_the_beach_it_is_the_seaside_town_and_far_out_at_sea_it_is_nowhere(
    assistant: Assistant,
) -> None:
    assert "35013" in locate(assistant, 51.24, 2.91).places
    assert locate(assistant, 51.60, 2.50).kind == "declined"


def test_a_location_leaves_no_trace_in_the_conversation(assistant: Assistant) -> None:
    conversation = Conversation("fr")
    reply = assistant.answer(Message(location=(50.4669, 4.8675)), conversation)
    for kept in (repr(conversation), repr(reply)):
        assert "50.4" not in kept
        assert "4.86" not in kept


# -- names that lie abroad too -----------------------------------------------------------------


@pytest.mark.parametrize("text", ["Lille", "médiateur à Lille", "médiation de voisinage Lille"])
def test_in_french_lille_is_asked_and_the_belgian_one_can_be_chosen(
    assistant: Assistant, text: str
) -> None:
    reply = ask(assistant, text, "fr")
    assert (reply.kind, reply.places, reply.asks_place) == ("choose_place", (LILLE,), True)
    assert "à l'étranger" in reply.plain()
    assert reply.choices[0].label == "Lille (Anvers)"
    assert reply.choices[-1].action.kind == "ask_place"


@pytest.mark.parametrize("text", ["Lille", "bemiddelaar in Lille", "ik woon in Lille"])
def test_in_dutch_lille_is_the_belgian_one(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text, "nl")
    assert (reply.kind, reply.places) == ("services", (LILLE,))


@pytest.mark.parametrize(
    "text", ["2275 Lille", "Lille près de Turnhout", "Lille (Anvers)", "médiation Lille Anvers"]
)
def test_what_stands_beside_lille_spares_the_question(assistant: Assistant, text: str) -> None:
    reply = ask(assistant, text, "fr")
    assert (reply.kind, reply.places) == ("services", (LILLE,))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Lille (France)", "fr"), ("médiation de voisinage Lille France", "fr"),
        ("médiation Lille métropole", "fr"), ("Lille in Frankrijk", "nl"), ("Rijsel", "nl"),
        ("burenbemiddeling in Maastricht", "nl"), ("burenbemiddeling in Maastrich", "nl"),
        ("ik woon in Aken", "nl"), ("j'habite à Aix-la-Chapelle", "fr"), ("Roterdam", "nl"),
        ("ik woon in Nederland", "nl"), ("un médiateur à Paris", "fr"),
    ],
)  # fmt: skip
def test_a_place_abroad_is_told_and_another_place_can_be_named(
    assistant: Assistant, text: str, language: str
) -> None:
    reply = ask(assistant, text, language)
    assert (reply.kind, reply.places) == ("declined", ())
    assert reply.plain() == assistant.compose.texts(language)("foreign-place")
    assert [c.action.kind for c in reply.choices] == ["ask_place"]


@pytest.mark.parametrize(("text", "language"), [("Limburg", "nl"), ("médiateur Limbourg", "fr")])
def test_the_name_of_a_province_is_not_answered_with_the_town_of_that_name(
    assistant: Assistant, text: str, language: str
) -> None:
    reply = ask(assistant, text, language)
    assert (reply.kind, reply.places) == ("choose_place", ("63046",))


def test_a_place_abroad_is_no_reason_not_to_answer_a_question(assistant: Assistant) -> None:
    reply = ask(assistant, "mijn buur uit Rotterdam maakt elke nacht lawaai", "nl")
    assert (reply.kind, reply.topic) == ("faq", "noise")


# -- which of several ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("Halle", "nl", "which-place"),
        ("Brugge of Gent", "nl", "which-of-names"),
        ("burenbemiddeling Moorseel", "nl", "which-of-names"),
        ("Saint-Nicolas", "fr", "which-place"),
        ("Namur ou Liège", "fr", "which-of-names"),
    ],
)
def test_the_question_says_only_what_is_true_of_the_names(
    assistant: Assistant, text: str, language: str, key: str
) -> None:
    """ "Several places bear that name" is said of one name, not of two, nor of a misspelt one."""
    reply = ask(assistant, text, language)
    assert reply.kind == "choose_place"
    assert reply.plain() == assistant.compose.texts(language)(key)
