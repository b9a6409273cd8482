"""An FAQ answer and a service as blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.cards import answer_blocks, first_group, service_card
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


@pytest.fixture(scope="session")
def dutch(settings: Settings) -> Texts:
    return load_texts(settings.locale_dir)["nl"]


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
    card = service_card(BARE, dutch)
    assert card.title == "Médiation"
    assert labels(card) == [dutch("card-source")]
    assert card.rows[0].url == BARE.source_url
    assert card.notes == (dutch("card-undated"),)


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
    card = service_card(full, dutch)
    shown = [row.url or row.value for row in card.rows]
    for fact in ("+32 9 1", "+32 9 2", "a@b.be", "https://b.be", "Markt 1", "elke dag"):
        assert fact in shown
    assert dutch("card-free") in shown
    assert dutch("language-fr") in shown
    assert "Voor inwoners." in card.intro
    assert card.notes[0] == "Let op."


def test_a_fact_in_another_language_is_not_shown(dutch: Texts) -> None:
    french = replace(BARE, schedules={"fr": "tous les jours"}, alerts={"fr": "Attention."})
    card = service_card(french, dutch)
    assert "tous les jours" not in [row.value for row in card.rows]
    assert "Attention." not in card.notes


def test_the_language_of_a_service_is_told_only_to_those_who_speak_another(dutch: Texts) -> None:
    assert dutch("card-languages") not in labels(
        service_card(replace(BARE, languages=("nl", "fr")), dutch)
    )
    assert dutch("card-languages") in labels(service_card(replace(BARE, languages=("fr",)), dutch))


def test_the_date_of_the_source_is_told_and_an_old_one_with_a_warning(dutch: Texts) -> None:
    today = datetime.now(UTC).date()
    fresh, old = today - timedelta(days=300), date(2015, 3, 1)
    notes = service_card(replace(BARE, assured_date=fresh), dutch).notes
    assert notes == (dutch("card-verified", date=dutch.date(fresh)),)
    notes = service_card(replace(BARE, assured_date=old), dutch).notes
    assert notes == (dutch("card-verified-old", date=dutch.date(old)),)


def test_the_intro_is_of_the_kind_citizens_need_most(dutch: Texts) -> None:
    assert service_card(BARE, dutch).intro == dutch("type-intro-neighbour")


def test_services_for_neighbours_are_shown_first_unless_a_kind_was_asked_for() -> None:
    near, far = BARE, replace(BARE, id="far", service_types=("school",))
    assert first_group([far, near], None) == [near]
    assert first_group([far], None) == []
    assert first_group([far, near], "school") == [far, near]
    assert first_group([], None) == []


def test_every_real_service_has_a_card_in_every_language(
    assistant: Assistant, settings: Settings
) -> None:
    for texts in load_texts(settings.locale_dir).values():
        for service in assistant.directory.services.values():
            card = service_card(service, texts)
            assert card.title
            assert all(row.label and (row.value or row.url) for row in card.rows)
