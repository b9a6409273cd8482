"""The kind of mediation a message names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.directory.records import SERVICE_TYPES
from bot.understanding.service_types import ServiceTypeRecogniser

if TYPE_CHECKING:
    from bot.faq.knowledge import Knowledge
    from bot.understanding.message import MessageReader


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("burenbemiddeling", "neighbour"),
        ("ruzie met de buren", "neighbour"),
        ("médiation de voisinage", "neighbour"),
        ("lokale bemiddeling", "local"),
        ("médiateur communal", "local"),
        ("gemeenschapsbemiddeling", "community"),
        ("médiation sociale", "community"),
        ("GAS-bemiddeling", "sanctions"),
        ("ik kreeg een GAS-boete", "sanctions"),
        ("amende administrative", "sanctions"),
        ("schoolbemiddeling", "school"),
        ("médiation scolaire", "school"),
        ("echtscheiding", "family"),
        ("médiation familiale", "family"),
        ("herstelbemiddeling", "restorative"),
        ("médiation auteur-victime", "restorative"),
    ],
)
def test_the_words_of_each_kind_name_it(reader: MessageReader, text: str, kind: str) -> None:
    assert reader.service_types.find(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bemiddeling",
        "een bemiddelaar",
        "médiation",
        "un médiateur",
        "wat kost bemiddeling",
        "goeiedag",
        "Gent",
    ],
)
def test_no_word_names_no_kind(reader: MessageReader, text: str) -> None:
    assert reader.service_types.find(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("GAS-bemiddeling voor een ruzie met de buren", "sanctions"),
        ("conflict op school met de jongeren", "school"),
    ],
)
def test_the_more_special_of_two_kinds_is_meant(
    reader: MessageReader, text: str, kind: str
) -> None:
    assert reader.service_types.find(text) == kind


def test_the_files_name_every_kind_of_the_directory_and_no_other(knowledge: Knowledge) -> None:
    for known in knowledge.languages.values():
        assert set(known.service_types) == set(SERVICE_TYPES)


def test_a_kind_is_found_by_the_words_of_any_language() -> None:
    found = ServiceTypeRecogniser(
        [{"school": ["klas"]}, {"school": ["classe"], "family": ["fils"]}]
    )
    assert found.find("in de KLAS") == found.find("en classe") == "school"
    assert found.find("mon fils") == "family"
