"""What a person sees who asks for a service, or whether a municipality signed the charter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml

from bot.composer import Site
from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES, CharterSignatory, Directory, Service
from bot.reply import Bullets, Card, Links, Paragraph
from bot.service_replies import ServiceReplies
from bot.texts import Texts, load_texts
from bot.understanding.place_names import Place

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.gazetteer import Gazetteer
    from bot.reply import Reply
    from bot.settings import Settings

Replies = dict[tuple[str, str | None, str], "Reply"]
TODAY = date(2026, 11, 23)
LANGUAGES = ("nl", "fr")
KINDS = (None, *SERVICE_TYPES)
GHENT, DEINZE, BRUSSELS, EUPEN, NAMUR = "44021", "44083", "21004", "63023", "92094"
#: Nobody may be told this of a municipality of which it is only not known that it signed.
SLANDER = ("niet ondertekend", "n'a pas signé", "pas signé", "niet getekend", "ondertekende niet")
SERVICE = Service(
    id="town",
    names={"nl": "Dienst", "fr": "Service"},
    service_types=("neighbour",),
    areas=frozenset({GHENT}),
    languages=(),
    phones=("+32 9 123 45 67",),
    email=None,
    url=None,
    address=None,
    latitude=None,
    longitude=None,
    schedules={},
    free=None,
    eligibility={},
    alerts={},
    assured_date=date(2026, 6, 17),
    source_url="https://example.org/source",
)
SIGNED = CharterSignatory(GHENT, "2023-03", "https://example.org/signed", date(2026, 11, 20))
ANNOUNCED = CharterSignatory(DEINZE, None, "https://example.org/announced", date(2026, 11, 23))


def service(name: str, *kinds: str, **facts: object) -> Service:
    return replace(SERVICE, id=name, names={"nl": name}, service_types=kinds, **facts)


class Desk:
    """Makes replies from services of a test's own, on a day of its own."""

    def __init__(self, gazetteer: Gazetteer, texts: dict[str, Texts], site: Site) -> None:
        self.gazetteer, self.texts, self.site = gazetteer, texts, site

    def of(
        self, *services: Service, charter: tuple[CharterSignatory, ...] = (), today: date = TODAY
    ) -> ServiceReplies:
        return ServiceReplies(
            self.gazetteer,
            Directory.of(services, charter),
            texts=self.texts,
            site=self.site,
            today=lambda: today,
        )


@pytest.fixture(scope="module")
def desk(gazetteer: Gazetteer, settings: Settings) -> Desk:
    held = yaml.safe_load((settings.data_dir / "links.yaml").read_text(encoding="utf-8"))
    links = {
        name: {code: link["url"] for code, link in by_language.items()}
        for name, by_language in held.items()
    }
    return Desk(gazetteer, load_texts(settings.locale_dir), Site(links))


@pytest.fixture(scope="module")
def replies(assistant: Assistant) -> Replies:
    """The real reply for every municipality, kind and language."""
    return {
        (nis, kind, language): assistant.compose.services(nis, kind, language)
        for nis in assistant.gazetteer.municipalities
        for kind in KINDS
        for language in LANGUAGES
    }


def cards(reply: Reply) -> list[Card]:
    return [block for block in reply.blocks if isinstance(block, Card)]


def titles(reply: Reply) -> list[str]:
    return [card.title for card in cards(reply)]


def paragraphs(reply: Reply) -> list[str]:
    return [block.text for block in reply.blocks if isinstance(block, Paragraph)]


def bullets(reply: Reply) -> list[str]:
    return [item for block in reply.blocks if isinstance(block, Bullets) for item in block.items]


def addresses(reply: Reply) -> list[str]:
    return [link.url for block in reply.blocks if isinstance(block, Links) for link in block.items]


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


# -- every municipality, every kind, both languages ------------------------------------------------


def test_every_reply_names_the_municipality_it_is_about(
    replies: Replies, gazetteer: Gazetteer
) -> None:
    assert len(replies) == 565 * len(KINDS) * len(LANGUAGES)
    for (nis, kind, language), reply in replies.items():
        assert (reply.kind, reply.language) == ("services", language)
        assert (reply.places, reply.service_type) == ((nis,), kind)
        assert gazetteer[nis].name(language) in paragraphs(reply)[0]


def test_no_service_is_shown_that_does_not_cover_the_municipality(
    replies: Replies, assistant: Assistant
) -> None:
    for (nis, kind, language), reply in replies.items():
        shown = [assistant.directory.services[id_] for id_ in reply.services]
        assert titles(reply) == [s.name(language) for s in shown]
        assert all(nis in s.areas for s in shown)
        near = {kind} & set(NEARBY_TYPES) or kind is None
        wanted = set(NEARBY_TYPES) if near else {kind}
        assert all(wanted & set(s.service_types) for s in shown)


def test_every_card_names_its_source_and_how_old_it_is(
    replies: Replies, assistant: Assistant, desk: Desk
) -> None:
    for (_, _, language), reply in replies.items():
        texts = desk.texts[language]
        sources = {texts("card-source"), texts("card-site-source")}
        dated = tuple(
            texts(key, date="#").split("#")[0]
            for key in ("card-verified", "card-verified-old", "card-undated")
        )
        urls = {assistant.directory.services[id_].source_url for id_ in reply.services}
        told = [{row.url for row in card.rows if row.label in sources} for card in cards(reply)]
        assert all(len(found) == 1 for found in told)
        assert set().union(*told) == urls
        assert all(card.notes[-1].startswith(dated) for card in cards(reply))


def test_another_municipality_is_only_named_as_such_and_has_such_a_service(
    replies: Replies, desk: Desk
) -> None:
    offered = 0
    for (nis, kind, language), reply in replies.items():
        texts = desk.texts[language]
        other = texts("button-neighbour", place="#").split("#")[0]
        for choice in reply.choices:
            elsewhere = choice.action.value != nis
            offered += elsewhere
            assert choice.label.startswith(other) == elsewhere
            assert not elsewhere or choice.action.service_type == (kind or "")
        named = [b for b in bullets(reply) if "km)" in b]
        assert len(named) == any(choice.action.value != nis for choice in reply.choices)
        assert all(b.startswith(texts("no-service-near", names="#").split("#")[0]) for b in named)
    assert offered > 1000


def test_no_button_leads_to_nothing(replies: Replies) -> None:
    for (_, _, language), reply in replies.items():
        for choice in reply.choices:
            action = choice.action
            assert action.kind == "services"
            assert replies[action.value, action.service_type or None, language].services


def test_every_service_of_a_municipality_is_at_most_one_press_away(
    replies: Replies, assistant: Assistant
) -> None:
    for (nis, _, language), reply in replies.items():
        shown = set(reply.services)
        for choice in reply.choices:
            if choice.action.value == nis:
                shown |= set(replies[nis, choice.action.service_type, language].services)
        assert shown == {s.id for s in assistant.directory.find(nis)}


def test_no_reply_fills_a_screen(replies: Replies) -> None:
    for (_, kind, _), reply in replies.items():
        assert len(cards(reply)) <= 3
        assert len(reply.choices) <= 6
        assert all(len(label) <= 50 for label in labels(reply))
        if not cards(reply) and kind is None:
            lines = paragraphs(reply) + bullets(reply) + addresses(reply)
            assert len(lines) - (reply.places[0] == "81004") <= 8, "Aubange announced the charter"


def test_nowhere_is_it_said_that_a_municipality_has_not_signed(
    replies: Replies, assistant: Assistant
) -> None:
    for reply in replies.values():
        assert not any(word in reply.plain() for word in SLANDER)
    for nis in assistant.gazetteer.municipalities:
        for language in LANGUAGES:
            said = assistant.compose.charter_states([Place(nis, None)], "", language)
            plain = replace(reply, blocks=tuple(said)).plain()
            assert assistant.gazetteer[nis].name(language) in plain
            assert not any(word in plain for word in SLANDER)


# -- services ------------------------------------------------------------------------------------


def test_the_own_service_comes_before_that_of_the_zone_and_of_the_province(desk: Desk) -> None:
    province = service("province", "neighbour", areas=frozenset({GHENT, DEINZE, BRUSSELS}))
    zone = service("zone", "neighbour", areas=frozenset({GHENT, DEINZE}))
    town = service("town", "neighbour")
    made = desk.of(province, zone, town)
    for kind in (None, "neighbour"):
        assert titles(made.services(GHENT, kind, "nl")) == ["town", "zone", "province"]


def test_a_service_in_the_language_of_the_reply_comes_first(desk: Desk) -> None:
    dutch = service("dutch", "restorative", languages=("nl",), areas=frozenset({GHENT, BRUSSELS}))
    french = service("french", "restorative", languages=("fr",), areas=frozenset({BRUSSELS}))
    made = desk.of(dutch, french)
    assert titles(made.services(BRUSSELS, "restorative", "nl")) == ["dutch", "french"]
    assert titles(made.services(BRUSSELS, "restorative", "fr")) == ["french", "dutch"]


def test_a_service_whose_languages_are_not_known_counts_as_one_that_speaks_yours(
    desk: Desk,
) -> None:
    made = desk.of(service("b", "local"), service("a", "local", languages=("fr",)))
    assert titles(made.services(GHENT, "local", "nl")) == ["b", "a"]


def test_the_kind_asked_for_comes_before_language_and_distance(desk: Desk) -> None:
    exact = service("exact", "community", languages=("fr",), areas=frozenset({GHENT, DEINZE}))
    made = desk.of(exact, service("other", "neighbour", languages=("nl",)))
    assert titles(made.services(GHENT, "community", "nl")) == ["exact", "other"]


def test_several_kinds_stand_under_headings_and_one_kind_under_none(desk: Desk) -> None:
    one, two = service("one", "neighbour"), service("two", "community")
    texts = desk.texts["nl"]
    reply = desk.of(one, two).services(GHENT, None, "nl")
    headings = [texts("button-type-neighbour"), texts("button-type-community")]
    assert paragraphs(reply) == ["Voor Gent ken ik:", *headings]
    shown = [b.text if isinstance(b, Paragraph) else b.title for b in reply.blocks[1:5]]
    assert shown == [headings[0], "one", headings[1], "two"]
    assert paragraphs(desk.of(one).services(GHENT, None, "nl")) == ["Voor Gent ken ik:"]


def test_kinds_that_are_no_answer_to_a_mediator_are_named_and_offered(desk: Desk) -> None:
    made = desk.of(
        service("one", "neighbour"), service("fines", "sanctions"), service("court", "restorative")
    )
    reply = made.services(GHENT, None, "nl")
    assert titles(reply) == ["one"]
    assert "Voor Gent ken ik ook: GAS-bemiddeling en herstelbemiddeling." in paragraphs(reply)
    assert [c.action.service_type for c in reply.choices] == ["sanctions", "restorative"]
    assert labels(reply)[0] == "GAS-bemiddeling (boetes)"
    asked = made.services(GHENT, "sanctions", "nl")
    assert titles(asked) == ["fines"]
    assert [c.action.service_type for c in asked.choices] == ["neighbour", "restorative"]


def test_all_that_help_neighbours_are_one_button(desk: Desk) -> None:
    made = desk.of(
        service("one", "neighbour"), service("two", "community"), service("class", "school")
    )
    reply = made.services(GHENT, "school", "nl")
    assert [c.action.service_type for c in reply.choices] == ["neighbour"]
    assert titles(made.services(GHENT, "neighbour", "nl")) == ["one", "two"]


def test_more_than_three_services_are_cut_and_the_rest_is_one_press_away(desk: Desk) -> None:
    made = desk.of(*(service(name, "neighbour") for name in "abcde"))
    reply = made.services(GHENT, None, "nl")
    assert titles(reply) == ["a", "b", "c"]
    assert [c.action.service_type for c in reply.choices] == ["neighbour"]
    assert titles(made.services(GHENT, "neighbour", "nl")) == list("abcde")


def test_a_kind_that_stands_in_for_another_says_so(desk: Desk) -> None:
    made = desk.of(service("one", "neighbour"), service("fines", "sanctions"))
    reply = made.services(GHENT, "community", "nl")
    assert paragraphs(reply) == [
        "Voor Gent ken ik geen dienst voor gemeenschapsbemiddeling. Mijn lijst is niet volledig.",
        "Misschien helpt dit u verder:",
        "Voor Gent ken ik ook: GAS-bemiddeling.",
    ]
    assert titles(reply) == ["one"]


def test_local_mediation_is_not_called_missing_where_neighbours_are_helped(desk: Desk) -> None:
    reply = desk.of(service("one", "neighbour")).services(GHENT, "local", "nl")
    assert paragraphs(reply) == ["Voor Gent ken ik:"]


def test_an_old_record_asks_to_be_checked_and_a_fresh_one_does_not(desk: Desk) -> None:
    for today, asks in ((date(2027, 6, 17), False), (date(2027, 6, 18), True)):
        (card,) = cards(desk.of(SERVICE, today=today).services(GHENT, None, "fr"))
        assert "17 juin 2026" in card.notes[0]
        assert ("Vérifiez" in card.notes[0]) == asks


def test_after_an_answer_one_service_and_one_button_to_all_else(desk: Desk) -> None:
    made = desk.of(service("a", "neighbour"), service("b", "local"), service("c", "school"))
    reply = made.services(GHENT, None, "nl", brief=True)
    assert titles(reply) == ["a"]
    assert paragraphs(reply) == ["Voor Gent ken ik:"]
    assert labels(reply) == ["Meer info voor Gent"]
    assert titles(made.services(reply.choices[0].action.value, None, "nl")) == ["a", "b"]


def test_the_merged_municipality_is_told_first(desk: Desk) -> None:
    for services in ((), (SERVICE,)):
        reply = desk.of(*services).services(GHENT, None, "fr", former="Gentbrugge")
        assert paragraphs(reply)[0] == "Gentbrugge fait maintenant partie de Gand."


# -- no service ------------------------------------------------------------------------------------


def test_where_nothing_is_known_it_is_said_with_all_other_ways_in_order(desk: Desk) -> None:
    near = service("near", "neighbour", areas=frozenset({DEINZE}))
    reply = desk.of(near).services(GHENT, None, "nl")
    assert paragraphs(reply) == [
        "Voor Gent ken ik geen dienst voor bemiddeling. Mijn lijst is niet volledig."
    ]
    town_hall, neighbours, judge = bullets(reply)
    assert "gemeentehuis" in town_hall
    assert "Deinze (16\u00a0km)" in neighbours
    assert "eigen inwoners" in neighbours
    assert "vrederechter" in judge
    assert addresses(reply) == [
        desk.site.links[name]["nl"] for name in ("justice_of_the_peace", "overview_VLG", "map")
    ]
    assert labels(reply) == ["Andere gemeente: Deinze (16\u00a0km)"]


def test_a_kind_that_is_not_known_is_told_with_those_that_are(desk: Desk) -> None:
    made = desk.of(service("one", "neighbour"), service("court", "restorative"))
    reply = made.services(GHENT, "school", "fr")
    missing, known = paragraphs(reply)
    assert missing.startswith("Pour Gand, je ne connais pas de service de médiation scolaire.")
    assert known == "En revanche, je connais : médiation de voisinage et médiation auteur-victime."
    assert [c.action.service_type for c in reply.choices] == ["neighbour", "restorative"]


def test_where_only_other_kinds_are_known_it_is_not_said_that_nothing_is(desk: Desk) -> None:
    reply = desk.of(service("court", "restorative")).services(GHENT, None, "nl")
    assert paragraphs(reply) == [
        "Voor Gent ken ik geen dienst voor burenbemiddeling. Mijn lijst is niet volledig.",
        "Wel ken ik: herstelbemiddeling.",
    ]
    assert reply.services == ()


def test_at_most_two_neighbours_are_offered_the_nearest_first(desk: Desk) -> None:
    towns = {"44083": 16, "41002": 27, "42006": 27, "46021": 34}
    made = desk.of(*(service(n, "neighbour", areas=frozenset({n})) for n in towns))
    reply = made.services(GHENT, None, "nl")
    offered = [c.action.value for c in reply.choices]
    by_distance = sorted(towns, key=lambda n: desk.gazetteer.distance_km(GHENT, n))
    assert offered == by_distance[:2]


@pytest.mark.parametrize(
    ("nis", "language", "words", "address"),
    [
        (GHENT, "nl", "in Vlaanderen", "https://www.besafe.be/en/node/79"),
        (GHENT, "fr", "en Flandre", "https://www.besafe.be/en/node/79"),
        (NAMUR, "nl", "in het Waals Gewest", "https://besafe.be/fr/mediation-de-voisinage"),
        (EUPEN, "fr", "en Région wallonne", "https://besafe.be/fr/mediation-de-voisinage"),
        (BRUSSELS, "nl", "in Brussel", "https://www.besafe.be/en/node/79"),
        (BRUSSELS, "fr", "à Bruxelles", "https://besafe.be/fr/mediation-de-voisinage"),
    ],
)
def test_the_overview_is_that_of_the_region(
    desk: Desk, nis: str, language: str, words: str, address: str
) -> None:
    reply = desk.of().services(nis, None, language)
    found = [
        link.url
        for block in reply.blocks
        if isinstance(block, Links)
        for link in block.items
        if words in link.label
    ]
    assert found == [address]


def test_after_an_answer_no_service_is_told_shortly(desk: Desk) -> None:
    reply = desk.of(service("near", "neighbour", areas=frozenset({DEINZE}))).services(
        GHENT, None, "nl", brief=True
    )
    assert "Deinze" not in reply.plain()
    assert labels(reply) == ["Meer info voor Gent"]


# -- the charter -----------------------------------------------------------------------------------


def states(made: ServiceReplies, *places: Place, language: str = "nl") -> list[str]:
    said = made.charter_states(places, "", language)
    return [block.text for block in said if isinstance(block, Paragraph)]


def test_the_charter_is_signed_announced_or_not_known(desk: Desk) -> None:
    made = desk.of(charter=(SIGNED, ANNOUNCED))
    said = {nis: states(made, Place(nis, None)) for nis in (GHENT, DEINZE, NAMUR)}
    assert {dated for _, dated in said.values()} == {
        "Mijn lijst is van 23 november 2026 en is niet volledig."
    }
    assert said[GHENT][0].startswith("Gent staat op mijn lijst")
    assert said[GHENT][0].endswith("ondertekenden (maart 2023).")
    assert said[DEINZE][0].endswith("te ondertekenen. Ik weet niet of dat gebeurd is.")
    assert said[NAMUR][0].startswith("Ik weet niet of Namen het charter voor bemiddeling onder")
    assert states(made, Place(NAMUR, None), language="fr") == [
        "Je ne sais pas si Namur a signé la charte pour la médiation. Demandez-le à la commune.",
        "Ma liste date du 23 novembre 2026 et n'est pas complète.",
    ]


def test_the_source_of_what_is_known_of_a_signature_is_linked(desk: Desk) -> None:
    made = desk.of(charter=(SIGNED, ANNOUNCED))
    both = made.charter_states([Place(GHENT, None), Place(NAMUR, None)], "", "fr")
    (links,) = [block for block in both if isinstance(block, Links)]
    assert [link.url for link in links.items] == [SIGNED.source_url]
    unknown = made.charter_states([Place(NAMUR, None)], "", "fr")
    assert not any(isinstance(block, Links) for block in unknown)


def test_an_empty_list_has_no_date(desk: Desk) -> None:
    (said,) = states(desk.of(), Place(GHENT, None))
    assert said.startswith("Ik weet niet of Gent")


def test_of_several_places_each_is_told_by_its_municipality_and_the_date_once(desk: Desk) -> None:
    made = desk.of(charter=(SIGNED,))
    first, second, dated = states(made, Place(GHENT, None), Place(DEINZE, "Petegem"))
    assert first.startswith("Gent (Oost-Vlaanderen) staat")
    assert second.startswith("Ik weet niet of Deinze (Petegem)")
    assert "20 november 2026" in dated


def test_beside_services_only_what_is_known_of_the_charter_is_told(desk: Desk) -> None:
    made = desk.of(SERVICE, charter=(SIGNED, ANNOUNCED))
    assert "(maart 2023). Mijn lijst is van" in made.services(GHENT, None, "nl").plain()
    assert "kondigde aan" in made.services(DEINZE, None, "nl").plain()
    unknown = " ".join(paragraphs(made.services(NAMUR, None, "nl")))
    assert "charter" not in unknown
