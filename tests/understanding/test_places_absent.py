"""Messages without a place stay without one, whatever words they hold."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE
from bot.learning import place_hints, topic_examples
from bot.understanding.place_words import Lexicon, PlaceWords
from bot.understanding.places import PlaceRecogniser
from bot.understanding.text import words
from bot.understanding.topics import PLACE

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq.knowledge import Knowledge
    from bot.gazetteer import Gazetteer

Asked = tuple[str, str]
"""The label it stands under, and a text."""
COMMON = 3


@pytest.fixture(scope="module")
def asked(knowledge: Knowledge) -> list[Asked]:
    """What people ask without naming a place, as far as the files tell."""
    return [
        (label, text)
        for code in knowledge.languages
        for label, texts in topic_examples(knowledge, code).items()
        if label != FIND_SERVICE
        for text in texts
        if PLACE not in text
    ]


def found_in(places: PlaceRecogniser, asked: list[Asked]) -> list[tuple[str, str]]:
    """Texts in which a word is taken for a misspelt name, or a word of a language for a name.

    Other names that are found ("Gent") do stand there: some texts name a town.
    """
    return [
        (text, found[0].name)
        for _, text in asked
        if (found := [m for m in places.find(text).mentions if m.confidence < 1.0])
    ]


def test_hardly_any_word_of_the_files_is_taken_for_a_place(
    places: PlaceRecogniser, asked: list[Asked]
) -> None:
    """At most one text in a thousand, real names that are words included ("médiateur à Huy")."""
    assert len(asked) > 20_000
    wrong = found_in(places, asked)
    assert len(wrong) <= len(asked) / 1000, wrong


def test_words_that_were_never_seen_are_hardly_ever_taken_for_a_place(
    gazetteer: Gazetteer, knowledge: Knowledge, asked: list[Asked], root: Path
) -> None:
    """At most 0.5 %, each text read with the words of the other half only."""
    languages = knowledge.languages.values()
    around = PlaceWords.of(one.words.places.model_dump() for one in languages)
    little = frozenset(w for one in languages for t in one.words.function_words for w in words(t))
    hints = place_hints(root / "data" / "places.yaml")
    mixed = list(asked)
    random.Random(4).shuffle(mixed)
    wrong = []
    for texts, others in ((mixed[::2], mixed[1::2]), (mixed[1::2], mixed[::2])):
        seen = Counter(w for label, t in others if label != OUT_OF_SCOPE for w in words(t))
        odd = Counter(w for label, t in others if label == OUT_OF_SCOPE for w in words(t))
        seen.update({word: count for word, count in odd.items() if count >= COMMON})
        lexicon = Lexicon(frozenset(seen), little, seen.__getitem__)
        wrong += found_in(PlaceRecogniser(gazetteer, around, hints, lexicon), texts)
    assert len(wrong) <= len(asked) * 0.005, wrong


@pytest.mark.parametrize(
    "text",
    [
        "La médiation de voisinage remplace-t-elle la police ou la justice ?",
        "ma belle-mère et moi, conflit",
        "comment parle-t-on à un voisin",
        "parler à un humain",
        "mag ik daarvoor bij u komen",
        "de namen van de steden die getekend hebben",
        "friterie odeur graisse",
        "un quart d'heure au téléphone avec le service",
        "SAC 14 ans",
        "alle bemiddelingsdiensten",
        "mail met een klacht over de dienst",
        "hij noemt mij een heks",
        "la médiation en ligne, c'est possible ?",
        "hoeveel nummers mag ik bellen met de dienst",
        "het Brussels gewestelijk bestuur",
    ],
)
def test_a_word_in_its_ordinary_sense_is_no_place(places: PlaceRecogniser, text: str) -> None:
    assert places.find(text).mentions == ()
