"""Names and postcodes in a message. The gazetteer and its hints are the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.gazetteer import Gazetteer, Locality, Municipality
from bot.learning import place_hints
from bot.understanding.place_words import Lexicon, PlaceHints, PlaceWords
from bot.understanding.places import PlaceRecogniser
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


GHENT, ANTWERP, BRUSSELS, LIEGE, MONS = "44021", "11002", "21004", "62063", "53053"
SINT_NIKLAAS, SAINT_GILLES, MOL, ANS, HUY = "46021", "21013", "13025", "62003", "61031"
AALST, DEINZE, NAMUR, CHARLEROI, DE_PANNE = "41002", "44083", "92094", "52011", "38008"


# -- every name and every postcode -------------------------------------------------------------


def test_every_municipality_is_found_by_each_of_its_names(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    asked = [(m.nis, name) for m in gazetteer.municipalities.values() for name in m.names.values()]
    assert len({nis for nis, _ in asked}) == 565
    missed = [(nis, name) for nis, name in asked if nis not in places.find(name).municipalities]
    assert missed == []


def test_no_name_of_a_municipality_gives_a_place_that_does_not_bear_it(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    """A name that is the whole name of one place only is answered, not asked back."""
    bearers: dict[str, set[str]] = {}
    for place in (*gazetteer.municipalities.values(), *gazetteer.localities):
        for name in place.names.values():
            bearers.setdefault(name, set()).add(place.nis)
    wrong = [
        (name, found.municipalities)
        for m in gazetteer.municipalities.values()
        for name in m.names.values()
        if len(bearers[name]) == 1
        and "-" in name  # the head of a longer name may stand for that one too: "Braine"
        and (found := places.find(name)).municipalities != (m.nis,)
    ]
    assert wrong == []


def test_every_municipality_is_found_where_somebody_says_to_live_there(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    missed = [
        text
        for m in gazetteer.municipalities.values()
        for text in (f"ik woon in {m.name('nl')}", f"j'habite à {m.name('fr')}")
        if m.nis not in places.find(text).municipalities
    ]
    assert missed == []


def test_every_postcode_leads_to_its_municipality(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    missed = [
        (code, m.nis)
        for m in gazetteer.municipalities.values()
        for code in m.postcodes
        if m.nis not in places.find(code).municipalities
    ]
    assert missed == []


def test_a_postcode_and_the_name_together_leave_no_doubt(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    doubtful = [
        (code, name)
        for m in gazetteer.municipalities.values()
        for code in m.postcodes
        for name in {m.name("nl"), m.name("fr")}
        if places.find(f"{code} {name}").municipalities != (m.nis,)
    ]
    assert doubtful == []


def test_every_former_municipality_leads_to_the_one_it_merged_into(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    missed = [
        (former, m.nis)
        for m in gazetteer.municipalities.values()
        for former in m.merged_from
        if m.nis not in places.find(former).municipalities
    ]
    assert missed == []


def test_every_locality_leads_to_its_municipality_once_its_postcode_is_said(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    missed = [
        (locality.name("nl"), locality.nis)
        for locality in gazetteer.localities
        if locality.kind == "locality"
        and locality.postcode
        and locality.nis
        not in places.find(f"{locality.postcode} {locality.name('nl')}").municipalities
    ]
    assert missed == []


# -- spellings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("Gent", GHENT),
        ("GENT!!", GHENT),
        ("gent", GHENT),
        ("Gand", GHENT),
        ("Liège", LIEGE),
        ("liege", LIEGE),
        ("Luik", LIEGE),
        ("Lüttich", LIEGE),
        ("Bruxelles", BRUSSELS),
        ("Brussel", BRUSSELS),
        ("Bergen", MONS),
        ("Namen", NAMUR),
        ("Sint-Niklaas", SINT_NIKLAAS),
        ("Sint Niklaas", SINT_NIKLAAS),
        ("St-Niklaas", SINT_NIKLAAS),
        ("St. Niklaas", SINT_NIKLAAS),
        ("Saint-Gilles", SAINT_GILLES),
        ("St Gilles", SAINT_GILLES),
        ("Sint-Gillis", SAINT_GILLES),
        ("De Panne", DE_PANNE),
        ("La Panne", DE_PANNE),
        ("Antwerpen", ANTWERP),
        ("Anvers", ANTWERP),
    ],
)
def test_one_municipality_by_its_spellings_and_its_names_in_other_languages(
    places: PlaceRecogniser, text: str, nis: str
) -> None:
    found = places.find(text)
    assert found.municipalities == (nis,)
    assert found.alone
    assert found.remainder == ()


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("Antwrpen", ANTWERP),
        ("Antwerpne", ANTWERP),
        ("Charlerloi", CHARLEROI),
        ("Scharbeek", "21015"),
        ("ik woon in Mecelen", "12025"),
        ("burenbemiddeling in Turnhuot", "13040"),
        ("médiation à Namurr", NAMUR),
        ("Geraardsberge", "41018"),
    ],
)
def test_a_name_with_a_slip_in_it_is_found_with_less_than_full_confidence(
    places: PlaceRecogniser, text: str, nis: str
) -> None:
    found = places.find(text)
    assert found.municipalities == (nis,)
    assert found.mentions[0].confidence < 1.0


@pytest.mark.parametrize(
    "text",
    ["Baton Roug", "Xyzzyhem", "mijn buurman is boos", "mon voisin fait du bruit", "asdfghjkl"],
)
def test_what_is_no_name_is_never_bent_into_one(places: PlaceRecogniser, text: str) -> None:
    assert places.find(text).municipalities == ()


# -- postcodes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("9000", GHENT),
        ("9000?", GHENT),
        ("B9000", GHENT),
        ("B-9000", GHENT),
        ("mijn postcode is 2018", ANTWERP),
        ("code postal 5000", NAMUR),
        ("ik woon in 9050 Ledeberg", GHENT),
        ("9000 Gent", GHENT),
        ("burenbemiddeling 9000", GHENT),
        ("médiateur 7000", MONS),
    ],
)
def test_a_postcode_is_a_place(places: PlaceRecogniser, text: str, nis: str) -> None:
    assert places.find(text).municipalities == (nis,)


@pytest.mark.parametrize(
    "text",
    [
        "1000 euro",
        "ik kreeg een boete van 2000 euro",
        "amende de 1500 euros",
        "sinds 1990",
        "depuis 2010",
        "het huis is in 1980 gebouwd",
        "wet van 2000",
        "artikel 1723",
        "4000 frank",
        "20 november 2020",
        "1200 m2 grond",
        "12345",
    ],
)
def test_a_year_an_amount_or_an_article_is_no_postcode(places: PlaceRecogniser, text: str) -> None:
    assert places.find(text).mentions == ()


def test_a_number_counts_as_postcode_once_a_place_was_asked(places: PlaceRecogniser) -> None:
    assert places.find("dat is 2000 denk ik").mentions == ()
    assert places.find("dat is 2000 denk ik", expected=True).municipalities == (ANTWERP,)


# -- one name, several places ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("Halle", {"23027", "11055"}),
        ("Saint-Nicolas", {SINT_NIKLAAS, "62093"}),
        ("Nieuwerkerken", {"71045", AALST}),
        ("Heist", {"12014", "31043"}),
        ("Moerbeke", {"46029", "41018"}),
    ],
)
def test_a_name_of_several_places_stands_for_all_of_them(
    places: PlaceRecogniser, text: str, several: set[str]
) -> None:
    assert set(places.find(text).municipalities) == several


def test_a_second_name_or_a_postcode_tells_which_of_several_is_meant(
    places: PlaceRecogniser,
) -> None:
    assert places.find("Halle Zoersel").municipalities == ("11055",)
    assert places.find("1500 Halle").municipalities == ("23027",)


def test_the_town_that_is_nearly_always_meant_is_not_asked_back(places: PlaceRecogniser) -> None:
    assert places.find("Aalst").municipalities == (AALST,)


def test_todays_municipality_is_the_first_of_several(
    places: PlaceRecogniser, gazetteer: Gazetteer
) -> None:
    first = places.find("Halle").places[0]
    assert first.locality is None
    assert gazetteer[first.nis].name("nl") == "Halle"


# -- names that are also words -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("Mol", MOL),
        ("ik woon in Mol", MOL),
        ("2400 Mol", MOL),
        ("gemeente Mol", MOL),
        ("burenbemiddeling Mol", MOL),
        ("j'habite Ans", ANS),
        ("je vis à Huy", HUY),
        ("médiateur à Ans", ANS),
    ],
)
def test_an_ordinary_word_is_a_place_with_evidence(
    places: PlaceRecogniser, text: str, nis: str
) -> None:
    assert places.find(text).municipalities == (nis,)


@pytest.mark.parametrize(
    "text",
    [
        "een mol graaft onder de haag",
        "er zit een mol in mijn tuin",
        "il y a dix ans que ça dure",
        "mon fils a huit ans",
        "ham en kaas",
        "de bergen zijn mooi",
        "de panne van mijn auto",
        "de as van zijn sigaret valt op mijn balkon",
        "een peer van zijn boom",
        "mijn buren werken te laat",
        "les forges font du bruit",
    ],
)
def test_an_ordinary_word_without_evidence_is_no_place(places: PlaceRecogniser, text: str) -> None:
    assert places.find(text).mentions == ()


def test_an_ordinary_word_is_the_answer_once_a_place_was_asked(places: PlaceRecogniser) -> None:
    assert places.find("le mol").municipalities == ()
    assert places.find("le mol", expected=True).municipalities == (MOL,)


# -- several mentions, former names, the rest of the message ------------------------------------


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("mijn buurman werkt in Gent en ik woon in Aalst", AALST),
        ("ik woon in Gent maar de boom staat in Deinze", GHENT),
        ("le voisin est de Namur, j'habite Liège", LIEGE),
    ],
)
def test_where_somebody_lives_goes_before_what_is_merely_named(
    places: PlaceRecogniser, text: str, nis: str
) -> None:
    found = places.find(text)
    assert len(found.mentions) == 2
    assert found.municipalities == (nis,)


@pytest.mark.parametrize(
    ("text", "nis"), [("Borsbeek", ANTWERP), ("Galmaarden", "23106"), ("Puurs", "12041")]
)
def test_a_municipality_that_merged_leads_to_the_new_one_and_says_so(
    places: PlaceRecogniser, text: str, nis: str
) -> None:
    found = places.find(text)
    assert found.municipalities == (nis,)
    assert found.chosen is not None
    assert found.chosen.former
    assert found.chosen.name == text


def test_a_municipality_of_today_is_not_called_former(places: PlaceRecogniser) -> None:
    chosen = places.find("Gent").chosen
    assert chosen is not None
    assert not chosen.former


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("wat kost bemiddeling in Gent", ["wat", "kost", "bemiddeling"]),
        ("médiateur à Namur pour mes voisins", ["mediateur", "pour", "mes", "voisins"]),
        ("burenbemiddeling 9000 Gent", ["burenbemiddeling"]),
        ("geen plaats in deze zin", ["geen", "plaats", "in", "deze", "zin"]),
    ],
)
def test_the_remainder_is_the_message_without_names_and_their_prepositions(
    places: PlaceRecogniser, text: str, rest: list[str]
) -> None:
    assert list(places.find(text).remainder) == rest


@pytest.mark.parametrize(
    "text", ["Gent", "in Gent aub", "ik woon in 9000 Gent", "je suis de Namur"]
)
def test_a_message_that_is_a_place_and_little_else_is_alone(
    places: PlaceRecogniser, text: str
) -> None:
    assert places.find(text).alone


@pytest.mark.parametrize("text", ["wat kost bemiddeling in Gent", "lawaai", ""])
def test_a_message_that_says_more_is_not_alone(places: PlaceRecogniser, text: str) -> None:
    assert not places.find(text).alone


def test_of_two_places_neither_is_silently_preferred(places: PlaceRecogniser) -> None:
    assert set(places.find("Brugge of Gent").municipalities) == {"31005", GHENT}


def test_where_the_neighbour_lives_is_not_where_the_person_lives(places: PlaceRecogniser) -> None:
    assert places.find("mijn buur woont in Deinze en ik in Gent").municipalities != (DEINZE,)


# -- abroad ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [("Rotterdam", "rotterdam"), ("médiateur à Paris", "paris"), ("Den Haag", "den haag")],
)
def test_a_place_abroad_is_known_as_such(places: PlaceRecogniser, text: str, name: str) -> None:
    found = places.find(text)
    assert found.mentions == ()
    assert found.foreign == name


def test_a_place_abroad_is_not_bent_into_a_belgian_one(places: PlaceRecogniser) -> None:
    assert places.find("Rijsel").municipalities == ()


# -- what stands beside a name tells which one is meant ------------------------------------------


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("Halle (Vlaams-Brabant)", "23027"),
        ("Saint-Nicolas, Liège", "62093"),
        ("médiation Saint-Nicolas (Flandre orientale)", SINT_NIKLAAS),
        ("Mol Antwerpen", MOL),
        ("burenbemiddeling Sint-Gillis Brussel", SAINT_GILLES),
        ("Machelen, Zulte", "44081"),
        ("Arbre, Ath", "51004"),
        ("1785 Hamme", "23052"),
        ("Lille bij Turnhout", "13019"),
    ],
)
def test_a_province_a_municipality_or_a_postcode_tells_which_place_is_meant(
    places: PlaceRecogniser, text: str, nis: str
) -> None:
    assert places.find(text).municipalities == (nis,)


def test_a_town_after_another_is_not_taken_for_its_province(places: PlaceRecogniser) -> None:
    assert len(places.find("Antwerpen Mechelen").municipalities) == 2


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("in 't Gentse", GHENT),
        ("burenbemiddeling in het Brugse", "31005"),
        ("Gentse burenbemiddeling", GHENT),
        ("médiation dans la région liégeoise", LIEGE),
        ("un médiateur carolo", CHARLEROI),
    ],
)
def test_an_adjective_stands_for_its_town(places: PlaceRecogniser, text: str, nis: str) -> None:
    assert places.find(text).municipalities == (nis,)


def test_an_adjective_in_passing_is_no_place(places: PlaceRecogniser) -> None:
    assert places.find("mijn Gentse buurman zingt").mentions == ()


def test_every_hint_names_a_place_that_is_there(root: Path, gazetteer: Gazetteer) -> None:
    """Hints on names that no place bears any longer would do nothing."""
    hints = place_hints(root / "data" / "places.yaml")
    assert [nis for nis in (*hints.usually_meant, *hints.adjectives) if nis not in gazetteer] == []
    words = {
        word
        for place in (*gazetteer.municipalities.values(), *gazetteer.localities)
        for name in place.names.values()
        for word in content(name).split()
    }
    listed = {*hints.ordinary_names, *(n for names in hints.elsewhere.values() for n in names)}
    assert sorted(name for name in listed if not set(content(name).split()) <= words) == []


@pytest.mark.parametrize("text", ["Gent-Brugge", "Bruxelles-Lille", "Antwerpen-Noord"])
def test_a_hyphen_does_not_make_another_name_of_two(places: PlaceRecogniser, text: str) -> None:
    first = text.partition("-")[0]
    assert places.find(text).mentions[0].name == first


def test_where_somebody_lives_is_read_even_misspelt_beside_another_place(
    places: PlaceRecogniser,
) -> None:
    found = places.find("ik woon in Gennt maar de boom staat in Deinze")
    assert found.municipalities == (GHENT,)


# -- a gazetteer of three places -----------------------------------------------------------------


def municipality(nis: str, name: str, *postcodes: str) -> Municipality:
    return Municipality(
        nis, {"nl": name, "fr": name}, "nl", {"nl": "P", "fr": "P"}, "VLG", postcodes, 51.0, 4.0, ()
    )


@pytest.fixture
def small() -> Gazetteer:
    return Gazetteer(
        [municipality("1", "Eikendorp", "1111"), municipality("2", "Beukendorp", "2222")],
        [Locality("2", {"nl": "Zaal", "fr": "Zaal"}, "2223", "locality", None, None)],
    )


def recogniser(gazetteer: Gazetteer, *ordinary: str, words: Sequence[str] = ()) -> PlaceRecogniser:
    around = PlaceWords.of([{"before": ["in"]}])
    hints = PlaceHints(ordinary_names=ordinary)
    return PlaceRecogniser(gazetteer, around, hints, Lexicon(frozenset(words)))


def test_a_word_of_the_vocabulary_is_never_a_misspelt_place(small: Gazetteer) -> None:
    assert recogniser(small).find("in eikendorpe").municipalities == ("1",)
    careful = recogniser(small, words=["eikendorpe"])
    assert careful.find("in eikendorpe").municipalities == ()


def test_a_name_is_an_ordinary_word_only_where_the_list_says_so(small: Gazetteer) -> None:
    text = "er is een zaal vrij"
    assert recogniser(small).find(text).municipalities == ("2",)
    assert recogniser(small, "zaal").find(text).municipalities == ()


def test_a_name_two_slips_from_two_places_is_left_open() -> None:
    twins = Gazetteer([municipality("1", "Eikendorpa"), municipality("2", "Eikendorpe")], [])
    assert len(recogniser(twins).find("in Eikendorpi").municipalities) != 1
