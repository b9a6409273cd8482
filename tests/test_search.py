"""Search while somebody types: what is found, in which order and in which language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.reply import Action, Card, Paragraph
from bot.search import Search, Suggestion

if TYPE_CHECKING:
    from bot.assistant import Assistant

ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
GHENT, ANTWERP = "44021", "11002"


@pytest.fixture(scope="module")
def search(assistant: Assistant) -> Search:
    return Search(assistant)


def codes(found: list[Suggestion]) -> list[str]:
    return [suggestion.action.encode() for suggestion in found]


def words(assistant: Assistant, key: str, language: str = "nl") -> str:
    return assistant.compose.texts(language)(key)


# -- places ------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["gent", "Gand", "9050", "ledeberg", "  GENT!  "])
def test_a_place_gives_a_card_for_each_service_and_then_its_overview(
    search: Search, assistant: Assistant, query: str
) -> None:
    found = search.suggest(query, "nl")
    services = assistant.directory.find(GHENT)
    assert [s.reply.services for s in found[: len(services)]] == [(s.id,) for s in services]
    assert found[len(services)].action == Action("services", GHENT, language="nl")


def test_a_card_says_where_and_how_to_reach_the_service(
    search: Search, assistant: Assistant
) -> None:
    card = search.suggest("gent", "nl")[0]
    assert card.title == "Burenbemiddeling Gent"
    assert card.description.startswith("Gent · +32 9 266 82 17")
    assert isinstance(card.reply.blocks[0], Card)
    assert card.action == card.reply.share == Action("services", GHENT, "neighbour", "nl")
    unreachable = search.suggest("mechelen", "nl")[0]
    assert words(assistant, "search-no-contact") in unreachable.description
    website = next(s for s in search.suggest("gent", "nl") if "moderator" in s.id + s.title.lower())
    assert website.description == "Gent · moderator.be"


def test_a_place_and_a_kind_give_the_services_of_that_kind_then_all_then_the_topics(
    search: Search,
) -> None:
    found = codes(search.suggest("gent boete", "nl"))
    assert found[:2] == ["m-44021-sanctions-nl", "m-44021-nl"]
    assert found[2] == "t-sanctions-mediation-outcome-nl"


def test_a_kind_that_a_place_does_not_have_gives_the_honest_answer_first(
    search: Search, assistant: Assistant
) -> None:
    first = search.suggest("gent school", "nl")[0]
    assert first.action == Action("services", GHENT, "school", "nl")
    assert first.description == words(assistant, "search-no-service")
    assert first.reply.services == ()
    assert "schoolbemiddeling" in first.title


def test_two_places_of_one_name_give_one_result_each_told_apart(search: Search) -> None:
    first, second = search.suggest("halle", "nl")[:2]
    assert [first.title, second.title] == ["Halle (Vlaams-Brabant)", "Halle, Zoersel"]


def test_a_merged_municipality_is_said_to_be_one(search: Search) -> None:
    overview = next(s for s in search.suggest("borgloon", "nl") if not s.reply.service_type)
    assert "Borgloon" in overview.reply.plain().split("\n")[0]
    assert "Tongeren" in overview.title


def test_two_letters_give_municipalities_that_begin_so_those_with_a_service_first(
    search: Search, assistant: Assistant
) -> None:
    found = search.suggest("ge", "nl")
    assert len(found) == 20
    assert {s.action.kind for s in found} == {"services"}
    titles = [s.title for s in found]
    assert titles.index("Gent (Oost-Vlaanderen)") < titles.index("Gedinne (Namen)")
    unknown = words(assistant, "search-no-service")
    whole = [s.description == unknown for s in found if "(" in s.title]
    assert whole == sorted(whole)


def test_a_name_begun_after_a_kind_of_service_is_completed(search: Search) -> None:
    assert "m-44021-neighbour-nl" in codes(search.suggest("burenbemiddeling gen", "nl"))[:3]
    assert "m-11002-sanctions-nl" in codes(search.suggest("boete antw", "nl"))
    assert "m-92094-fr" in codes(search.suggest("médiation nam", "fr"))


def test_a_misspelt_place_is_found_as_in_the_chat(search: Search) -> None:
    assert f"m-{ANTWERP}-sanctions-nl" in codes(search.suggest("antwerpn boete", "nl"))


def test_postcodes_that_are_not_finished_give_places_and_no_topics(search: Search) -> None:
    for number in range(10, 1000):
        kinds = {s.reply.kind for s in search.suggest(str(number), "nl")}
        assert kinds <= {"services", "safety"}, number
    assert codes(search.suggest("905", "nl")) == ["m-44021-nl"]


# -- topics ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "language", "first"),
    [
        ("wat kost", "nl", "t-cost-nl"),
        ("wat ko", "nl", "t-cost-nl"),
        ("lawaai", "nl", "t-noise-nl"),
        ("combien coû", "fr", "t-cost-fr"),
        ("bruit", "fr", "t-noise-fr"),
        ("vrederecht", "nl", "t-justice-of-the-peace-nl"),
    ],
)
def test_a_question_finished_or_not_gives_its_topic_first(
    search: Search, query: str, language: str, first: str
) -> None:
    assert codes(search.suggest(query, language))[0] == first


def test_the_querys_own_language_goes_before_the_searchers(search: Search) -> None:
    assert {s.reply.language for s in search.suggest("wat kost bemiddeling", "fr")} == {"nl"}
    assert {s.reply.language for s in search.suggest("combien coûte", "nl")} == {"fr"}
    assert {s.reply.language for s in search.suggest("gent", "fr")} == {"fr"}


def test_every_question_is_found_while_it_is_typed(search: Search, assistant: Assistant) -> None:
    """Ten letters show nearly every topic, fifteen show all, and nearly always among the first."""
    for language, known in assistant.knowledge.languages.items():
        for letters, share in ((10, 0.9), (15, 1.0)):
            asked = {t: search.suggest(e.question[:letters], language)
                     for t, e in known.entries.items()}  # fmt: skip
            found = [t for t, s in asked.items() if t in [x.action.value for x in s]]
            assert len(found) >= share * len(asked), (language, set(asked) - set(found))
            first = [t for t in found if t in [x.action.value for x in asked[t][:3]]]
            assert len(first) >= 0.85 * len(asked), (language, letters)


def test_a_topic_makes_sense_to_somebody_who_has_not_seen_the_question(
    search: Search, assistant: Assistant
) -> None:
    topic = search.suggest("wat kost", "nl")[0]
    entry = assistant.knowledge.languages["nl"].entries["cost"]
    assert topic.title == entry.question
    assert topic.reply.blocks[0] == Paragraph(entry.question, strong=True)
    assert topic.description == entry.answer.split("\n")[0]
    bold = [b for b in topic.reply.blocks if isinstance(b, Paragraph) and b.strong]
    assert bold == [topic.reply.blocks[0]]


# -- nothing, danger, codes --------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "pizza bestellen", "🎉", "!?", "hallo", "merci", "bitcoin kopen", "asdfgh", "0470",
        "neighbour noise", "https://example.org", "t-no-such-topic", "l-fr", "n", "ll",
    ],
)  # fmt: skip
def test_what_fits_nothing_gets_nothing(search: Search, query: str) -> None:
    assert search.suggest(query, "nl") == []
    assert search.suggest(query, "fr") == []


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_an_empty_query_tells_what_to_type_and_shows_what_people_ask_most(
    search: Search, assistant: Assistant, language: str
) -> None:
    first, *others = search.suggest(" ", language)
    assert first.title == words(assistant, "search-help", language)
    assert first.action == Action("help", language=language)
    menu = assistant.compose.faq_menu(language).choices
    assert [s.action for s in others] == [choice.action for choice in menu]


@pytest.mark.parametrize(
    ("query", "number"),
    [("hij slaat mij", "101"), ("il a un couteau à Namur", "112"), ("er is brand in gent", "112")],
)
def test_danger_comes_before_everything_else(search: Search, query: str, number: str) -> None:
    first, *others = search.suggest(query, "nl")
    assert first.reply.kind == "safety"
    assert number in first.reply.plain().split("\n")[0]
    assert first.action.value in {"emergency", "domestic-violence"}
    assert first.id not in [s.id for s in others]


def test_the_code_of_an_action_gives_exactly_what_it_opens(
    search: Search, assistant: Assistant
) -> None:
    for code in ("t-cost-fr", "m-44021-neighbour-nl", "m-44021-fr", "h-nl"):
        (only,) = search.suggest(f" {code} ", "nl")
        assert only.id == only.action.encode() == code
        assert only.reply.language == code[-2:]
    (services,) = search.suggest("m-44021-neighbour-nl", "fr")
    assert services.reply == assistant.compose.services(GHENT, "neighbour", "nl")
    assert [s.reply.language for s in search.suggest("t-cost", "fr")] == ["fr"]


def test_what_can_be_shared_is_found_again_by_its_code(
    search: Search, assistant: Assistant
) -> None:
    for language in assistant.languages:
        for topic in assistant.knowledge.topics:
            share = assistant.compose.topic(topic, language, 1.0).share
            assert share is not None
            (only,) = search.suggest(share.encode(), "nl")
            assert (only.reply.topic, only.reply.language) == (topic, language)
        for nis in assistant.gazetteer.municipalities:
            share = assistant.compose.services(nis, None, language).share
            assert share is not None
            (only,) = search.suggest(share.encode(), "nl")
            assert (only.reply.places, only.reply.language) == ((nis,), language)


# -- every query -------------------------------------------------------------------------------


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    query=st.text(max_size=256)
    | st.lists(
        st.sampled_from(["gent", "wat", "kost", "bur", "médi", "boete", "sint", "9", "hij", "de"]),
        max_size=30,
    ).map(" ".join),
    language=st.sampled_from(["nl", "fr"]),
)
def test_whatever_is_typed_the_list_is_short_and_each_line_is_one_of_a_kind(
    search: Search, query: str, language: str
) -> None:
    found = search.suggest(query, language)
    assert len(found) <= 20
    assert len({s.id for s in found}) == len(found)
    assert all(ID.fullmatch(s.id) and s.title.strip() and s.description for s in found)
    assert all(len(s.description) <= 120 for s in found)


def test_a_limit_is_kept(search: Search) -> None:
    assert len(search.suggest("ge", "nl", limit=3)) == 3
    assert len(search.suggest("", "nl", limit=2)) == 2


def test_topics_keep_room_in_a_list_full_of_places(search: Search) -> None:
    kinds = [s.action.kind for s in search.suggest("vo", "nl")]
    assert set(kinds) == {"services"}
    kinds = [s.action.kind for s in search.suggest("ver", "nl")]
    assert {"services", "topic"} == set(kinds)
