"""An FAQ answer and a service as blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.cards import answer_blocks, kind_shown, service_card
from bot.directory.records import Service
from bot.reply import Bullets, Card, Paragraph
from bot.texts import Texts, load_texts

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.settings import Settings

BARE = Service(
    id="bare",
    names={"fr": "Médiation"},
    service_types=("local", "neighbour"),
    areas=frozenset({"44021"}),
    languages=(),
    phones=(),
    email=None,
    url=None,
    address=None,
    latitude=None,
    longitude=None,
    schedules={},
    free=None,
    eligibility={},
    alerts={},
    assured_date=None,
    source_url="https://example.org/source",
)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def dutch(settings: Settings) -> Texts:
    return load_texts(settings.locale_dir)["nl"]


@pytest.fixture(scope="session")
def french(settings: Settings) -> Texts:
    return load_texts(settings.locale_dir)["fr"]


def card_of(service: Service, texts: Texts, kind: str = "neighbour") -> Card:
    return service_card(service, texts, TODAY, kind)


def labels(card: Card) -> list[str]:
    return [row.label for row in card.rows]


# -- answers -------------------------------------------------------------------------------------


def test_the_first_paragraph_stands_out_and_lines_with_a_dash_are_a_list() -> None:
    assert answer_blocks("Eerst\nverder.\n\nDan:\n- een\n- twee\n\nSlot.\n") == [
        Paragraph("Eerst verder.", strong=True),
        Paragraph("Dan:"),
        Bullets(("een", "twee")),
        Paragraph("Slot."),
    ]


def test_text_right_after_a_list_is_a_paragraph_of_its_own() -> None:
    assert answer_blocks("- een\nSlot.") == [Bullets(("een",)), Paragraph("Slot.")]


def test_an_empty_answer_has_no_blocks() -> None:
    assert answer_blocks(" \n\n") == []


def test_no_word_of_any_real_answer_is_lost(assistant: Assistant) -> None:
    for known in assistant.knowledge.languages.values():
        for entry in known.entries.values():
            shown = []
            for block in answer_blocks(entry.answer):
                shown.extend(block.items if isinstance(block, Bullets) else [block.text])
            expected = [
                w
                for line in entry.answer.splitlines()
                for w in line.strip().removeprefix("- ").split()
            ]
            assert " ".join(shown).split() == expected


# -- services ------------------------------------------------------------------------------------


def test_a_card_of_a_service_of_which_little_is_known_invents_nothing(dutch: Texts) -> None:
    card = card_of(BARE, dutch)
    assert card.title == "Médiation"
    assert labels(card) == [dutch("card-source")]
    assert card.rows[0].url == BARE.source_url
    assert card.notes == (dutch("card-no-contact"), dutch("card-undated"))


def test_a_card_shows_every_fact_that_is_known(dutch: Texts) -> None:
    full = replace(
        BARE,
        phones=("+32 9 1", "+32 9 2"),
        email="a@b.be",
        url="https://b.be",
        address="Markt 1",
        schedules={"nl": "elke dag"},
        free=True,
        eligibility={"nl": "Voor inwoners."},
        languages=("fr",),
        alerts={"nl": "Let op."},
    )
    card = card_of(full, dutch)
    shown = [row.url or row.value for row in card.rows]
    for fact in ("+32 9 1", "+32 9 2", "a@b.be", "https://b.be", "Markt 1", "elke dag"):
        assert fact in shown
    assert dutch("card-free") in shown
    assert dutch("language-fr") in shown
    assert "Voor inwoners." in card.intro
    assert card.notes[0] == "Let op."


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, True),
        ({"address": "Markt 1"}, True),
        ({"phones": ("+32 9 1",)}, False),
        ({"email": "a@b.be"}, False),
        ({"url": "https://b.be"}, False),
        ({"alerts": {"nl": "Vraag ernaar bij uw gemeente."}}, False),
    ],
)
def test_a_service_that_cannot_be_reached_says_who_knows_more(
    dutch: Texts, facts: dict[str, object], missing: bool
) -> None:
    assert (dutch("card-no-contact") in card_of(replace(BARE, **facts), dutch).notes) == missing


def test_a_fact_in_another_language_is_not_shown(dutch: Texts) -> None:
    french = replace(BARE, schedules={"fr": "tous les jours"}, alerts={"fr": "Attention."})
    card = card_of(french, dutch)
    assert "tous les jours" not in [row.value for row in card.rows]
    assert "Attention." not in card.notes


def spoken(texts: Texts, *languages: str) -> list[str]:
    """What a card says about the languages of a service."""
    card = card_of(replace(BARE, languages=languages), texts)
    return [row.value for row in card.rows if row.label == texts("card-languages")]


def test_a_service_in_another_language_says_in_which_ones_it_works(
    dutch: Texts, french: Texts
) -> None:
    assert spoken(dutch, "fr") == ["Frans"]
    assert spoken(dutch, "de", "fr") == ["Duits en Frans"]
    assert spoken(french, "nl") == ["néerlandais"]
    assert spoken(french, "de", "nl") == ["allemand et néerlandais"]


def test_of_languages_nothing_is_said_where_the_reader_is_served_or_nothing_is_known(
    dutch: Texts,
) -> None:
    assert spoken(dutch, "fr", "nl") == spoken(dutch) == []


@pytest.mark.parametrize(
    ("assured", "said"),
    [
        (date(2026, 6, 17), "Laatst bevestigd door de bron: 17 juni 2026."),
        (date(2025, 11, 23), "Laatst bevestigd door de bron: 23 november 2025."),
        (date(2025, 11, 22), "Laatst bevestigd door de bron: 22 november 2025. Kijk na of dit"),
        (date(2024, 2, 29), "Laatst bevestigd door de bron: 29 februari 2024. Kijk na of dit"),
    ],
)
def test_the_day_of_the_source_is_told_and_after_twelve_months_to_check(
    dutch: Texts, assured: date, said: str
) -> None:
    (_, note) = card_of(replace(BARE, assured_date=assured), dutch).notes
    assert note.startswith(said)
    assert ("Kijk na" in note) == ("Kijk na" in said)


def test_a_date_is_told_no_more_precisely_than_it_is_known(dutch: Texts, french: Texts) -> None:
    def told(texts: Texts, assured: date) -> str:
        return card_of(replace(BARE, assured_date=assured), texts).notes[-1]

    assert told(french, date(2026, 1, 1)) == "Dernière confirmation par la source : 2026."
    assert told(french, date(2026, 3, 1)) == "Dernière confirmation par la source : mars 2026."
    assert told(dutch, date(2026, 3, 1)) == "Laatst bevestigd door de bron: maart 2026."


def test_a_source_without_a_date_is_told_to_be_checked(dutch: Texts, french: Texts) -> None:
    said = "De bron heeft geen datum. Kijk na of dit nog klopt."
    assert card_of(BARE, dutch).notes[-1] == said
    assert (
        card_of(BARE, french).notes[-1]
        == "La source n'a pas de date. Vérifiez si c'est encore exact."
    )


def test_the_intro_is_of_the_kind_shown_and_then_of_what_else_the_service_does(
    dutch: Texts,
) -> None:
    both = replace(BARE, service_types=("local", "neighbour", "family"))
    neighbours, families = dutch("type-intro-neighbour"), dutch("type-intro-family")
    assert card_of(BARE, dutch).intro == neighbours
    assert card_of(both, dutch).intro == f"{neighbours} {families}"
    assert card_of(both, dutch, "family").intro == families


def test_a_service_is_shown_as_the_kind_asked_for_else_as_what_most_people_need() -> None:
    both = replace(BARE, service_types=("school", "community"))
    assert kind_shown(both, "school") == "school"
    assert kind_shown(both, "family") == kind_shown(both, None) == "community"


def test_every_real_service_has_a_card_in_every_language(
    assistant: Assistant, settings: Settings
) -> None:
    for texts in load_texts(settings.locale_dir).values():
        for service in assistant.directory.services.values():
            card = card_of(service, texts, kind_shown(service, None))
            assert card.title
            assert all(row.label and (row.value or row.url) for row in card.rows)
