"""One message in, one reply out: the decision between answering, asking and declining."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.assembly import assemble
from bot.assistant import Assistant, Message
from bot.conversations.store import Conversation
from bot.reply import EXAMPLES, NO_TOPIC, Action, Link, Links, Reply
from bot.understanding.danger import Danger

if TYPE_CHECKING:
    from bot.gazetteer import Gazetteer
    from bot.settings import Settings

Ask = Callable[..., Reply]
GHENT, NAMUR, ANTWERP = "44021", "92094", "11002"


def words(assistant: Assistant, key: str, language: str = "nl", **values: object) -> str:
    return assistant.compose.texts(language)(key, **values)


def addresses(reply: Reply) -> list[str]:
    return [link.url for block in reply.blocks if isinstance(block, Links) for link in block.items]


# -- questions of the FAQ ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("wat kost bemiddeling?", "nl", "cost"),
        ("COMBIEN COÛTE UNE MÉDIATION", "fr", "cost"),
        ("wat als mijn buur niet wil meewerken", "nl", "other-party-refuses"),
        ("le chien du voisin aboie toute la nuit", "fr", "noise"),
    ],
)
def test_a_question_of_the_faq_is_answered_in_its_language(
    ask: Ask, assistant: Assistant, text: str, language: str, topic: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.language, reply.topic) == ("faq", language, topic)
    assert reply.topics[0] == topic
    assert 0.0 < reply.confidence <= 1.0
    answer = assistant.knowledge.languages[language].entries[topic].answer
    assert answer.split(".")[0] in reply.plain()


def test_an_answer_offers_what_people_ask_next_and_a_service_nearby(
    ask: Ask, assistant: Assistant
) -> None:
    reply = ask("wat kost bemiddeling?")
    offered = [choice.action for choice in reply.choices]
    related = assistant.knowledge.languages["nl"].entries["cost"].related
    assert [a.value for a in offered if a.kind == "topic"] == list(related)
    assert any(a.kind == "ask_place" for a in offered)


def test_pressing_any_offered_choice_gives_a_reply(ask: Ask, assistant: Assistant) -> None:
    for text in ("wat kost bemiddeling?", "Halle", "hallo", "xyzzy", "Gent"):
        for choice in ask(text).choices:
            assert assistant.decode(choice.action.encode()) == choice.action
            assert assistant.act(choice.action, Conversation()).blocks


def test_every_topic_is_answered_in_every_language(assistant: Assistant) -> None:
    for language in assistant.languages:
        for topic in assistant.knowledge.topics:
            conversation = Conversation()
            reply = assistant.act(Action("topic", topic, language=language), conversation)
            assert (reply.kind, reply.topic, reply.language) == ("faq", topic, language)
            assert reply.plain().strip()
            assert conversation.language == language


# -- what is not ours ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("recept voor pannenkoeken", "nl"),
        ("welke kleur heeft de maan", "nl"),
        ("hoe lang moet een ei koken", "nl"),
        ("recette de crêpes au sucre", "fr"),
        ("quelle est la capitale du Pérou ?", "fr"),
    ],
)
def test_a_question_that_is_not_ours_is_declined_with_links_and_no_answer(
    ask: Ask, text: str, language: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.language, reply.topic) == ("declined", language, None)
    assert reply.services == ()
    assert len(addresses(reply)) >= 2
    assert any(choice.action.kind == "ask_place" for choice in reply.choices)


@pytest.mark.parametrize("text", ["xyzzy plugh", "qsdf jklm", "blorp blorp blorp"])
def test_nonsense_is_never_answered(ask: Ask, text: str) -> None:
    reply = ask(text)
    assert reply.kind in {"declined", "choose_topic"}


@pytest.mark.parametrize(
    ("text", "referral"),
    [
        ("ik zoek schuldbemiddeling, ik kan mijn schulden niet betalen", "debt-mediation"),
        ("médiation de dettes", "debt-mediation"),
    ],
)
def test_what_belongs_elsewhere_is_shown_the_right_door(
    ask: Ask, assistant: Assistant, text: str, referral: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.referral) == ("declined", referral)
    assert assistant.knowledge.referrals[referral].answer[reply.language] in reply.plain()


@pytest.mark.parametrize(
    "text",
    [
        "My neighbour is making a lot of noise, can you help me please?",
        "Komşum çok gürültü yapıyor, yardım lütfen",
        "جاري يصدر ضوضاء",
        "Мой сосед шумит",
    ],
)
def test_another_language_gets_one_line_in_each_of_ours_and_in_english(
    ask: Ask, assistant: Assistant, text: str
) -> None:
    reply = ask(text)
    assert reply.kind == "declined"
    for language in assistant.languages:
        assert words(assistant, "other-language", language) in reply.plain()
    assert words(assistant, "other-language-english") in reply.plain()
    assert {c.action.language for c in reply.choices} == set(assistant.languages)


@pytest.mark.parametrize("text", ["Rotterdam", "een bemiddelaar in Rotterdam", "médiateur à Paris"])
def test_a_place_abroad_is_told_and_never_looked_up(
    ask: Ask, assistant: Assistant, text: str
) -> None:
    reply = ask(text)
    assert reply.kind == "declined"
    assert reply.plain() == words(assistant, "foreign-place", reply.language)
    assert reply.places == reply.services == ()


# -- courtesy and empty messages -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hallo", "nl"),
        ("goeiedag!", "nl"),
        ("bonjour", "fr"),
        ("merci beaucoup", "fr"),
        ("tot ziens", "nl"),
    ],
)
def test_a_kind_word_gets_a_kind_word(ask: Ask, text: str, language: str) -> None:
    reply = ask(text)
    assert (reply.kind, reply.language, reply.topic) == ("smalltalk", language, None)


def test_a_greeting_before_a_question_does_not_hide_it(ask: Ask) -> None:
    assert ask("hallo, wat kost bemiddeling?").topic == "cost"
    assert ask("bonjour, combien coûte la médiation ?").topic == "cost"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_message_is_answered_in_all_languages(
    ask: Ask, assistant: Assistant, text: str
) -> None:
    reply = ask(text)
    assert reply.kind == "smalltalk"
    assert all(words(assistant, "empty-message", code) in reply.plain() for code in ("nl", "fr"))


@pytest.mark.parametrize("text", ["???", "🙂", "...!"])
def test_a_message_without_words_is_answered_in_all_languages(
    ask: Ask, assistant: Assistant, text: str
) -> None:
    plain = ask(text).plain()
    assert all(words(assistant, "no-words", code) in plain for code in ("nl", "fr"))


# -- danger --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "topic", "first"),
    [
        ("mijn man slaat mij", "domestic-violence", "partner"),
        ("mijn man slaat mij, waar is bemiddeling in Gent", "domestic-violence", "partner"),
        ("hallo, mijn huis staat in brand", "emergency", "fire"),
        ("wat kost het? hij staat met een mes aan mijn deur in Gent", "emergency", "police"),
        ("burenbemiddeling Gent, ik wil niet meer leven", "emergency", "suicide"),
        ("bonjour, mon compagnon me frappe, je suis à Namur", "domestic-violence", "partner"),
        ("il est devant ma porte avec un couteau, combien ça coûte ?", "emergency", "police"),
    ],
)
def test_danger_goes_before_everything_else(
    ask: Ask, assistant: Assistant, text: str, topic: str, first: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.topic) == ("safety", topic)
    assert reply.plain().startswith(assistant.knowledge.helplines[first][reply.language])
    assert reply.services == ()
    assert not reply.asks_place
    assert reply.choices[0].action == Action("topic", topic, language=reply.language)


def test_danger_goes_before_a_place_that_was_asked(assistant: Assistant) -> None:
    conversation = Conversation("nl", pending="neighbour")
    reply = assistant.answer(Message("mijn man slaat mij"), conversation)
    assert reply.kind == "safety"
    assert conversation.pending is None


def test_each_rule_of_danger_has_a_reply_in_each_language(assistant: Assistant) -> None:
    for rule in assistant.knowledge.danger_rules.values():
        for language in assistant.languages:
            reply = assistant.compose.safety(Danger(rule.topic, rule.first, "test"), language)
            assert reply.plain().startswith(assistant.knowledge.helplines[rule.first][language])


# -- look-ups ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "nis", "language"),
    [
        ("waar vind ik een bemiddelaar?", "Gent", GHENT, "nl"),
        ("waar vind ik een bemiddelaar?", "9000", GHENT, "nl"),
        ("je cherche un médiateur", "Namur", NAMUR, "fr"),
        ("je cherche un médiateur", "5000", NAMUR, "fr"),
    ],
)
def test_a_look_up_without_a_place_asks_and_understands_the_next_message(
    assistant: Assistant, first: str, second: str, nis: str, language: str
) -> None:
    conversation = Conversation()
    asked = assistant.answer(Message(first), conversation)
    assert (asked.kind, asked.language, asked.asks_place) == ("choose_place", language, True)
    assert conversation.pending is not None
    answered = assistant.answer(Message(second), conversation)
    assert (answered.kind, answered.language, answered.places) == ("services", language, (nis,))
    assert conversation.pending is None


def test_the_kind_that_was_asked_for_is_remembered_until_the_place_is_known(
    assistant: Assistant,
) -> None:
    conversation = Conversation()
    assistant.act(Action("ask_place", "", "restorative", "nl"), conversation)
    assert conversation.pending == "restorative"
    reply = assistant.answer(Message("Gent"), conversation)
    assert reply.service_type == "restorative"
    found = [assistant.directory.services[id_] for id_ in reply.services]
    assert found
    assert all("restorative" in service.service_types for service in found)


@pytest.mark.parametrize(
    ("text", "topic"), [("wat kost bemiddeling?", "cost"), ("mijn buren maken lawaai", "noise")]
)
def test_a_typed_message_beats_a_pending_question(
    assistant: Assistant, text: str, topic: str
) -> None:
    conversation = Conversation("nl", pending="")
    assert assistant.answer(Message(text), conversation).topic == topic
    assert conversation.pending is None


def test_a_place_and_nothing_else_is_a_look_up(ask: Ask) -> None:
    for text, nis in (
        ("Gent", GHENT),
        ("9000", GHENT),
        ("ik woon in Gent", GHENT),
        ("Namur", NAMUR),
    ):
        reply = ask(text)
        assert (reply.kind, reply.places) == ("services", (nis,))


def test_a_look_up_with_a_place_is_answered_at_once(ask: Ask) -> None:
    reply = ask("waar vind ik een bemiddelaar in Gent")
    assert (reply.kind, reply.places) == ("services", (GHENT,))
    assert reply.services


@pytest.mark.parametrize(
    ("text", "topic", "nis"),
    [
        ("Wat kost bemiddeling in Gent?", "cost", GHENT),
        ("combien coûte la médiation à Namur ?", "cost", NAMUR),
        ("mijn buren maken elke nacht lawaai, ik woon in Gent", "noise", GHENT),
    ],
)
def test_a_question_and_a_place_in_one_message_are_both_answered(
    ask: Ask, assistant: Assistant, text: str, topic: str, nis: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.topic, reply.places) == ("faq", topic, (nis,))
    answer = assistant.knowledge.languages[reply.language].entries[topic].answer
    assert answer.split(".")[0] in reply.plain()
    assert reply.services
    name = assistant.directory.services[reply.services[0]].name(reply.language)
    assert name in reply.plain()
    assert len(reply.services) == 1
    more = [c.action for c in reply.choices if c.action.kind == "services"]
    assert more == [Action("services", nis, reply.service_type or "", reply.language)]


def test_a_question_about_mediation_itself_is_about_no_kind_of_it(ask: Ask) -> None:
    assert ask("Wat kost bemiddeling in Gent?").service_type is None
    assert ask("bemiddeling in Gent").service_type is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("GAS-bemiddeling in Gent", "sanctions"),
        ("herstelbemiddeling Gent", "restorative"),
        ("médiation scolaire à Namur", "school"),
    ],
)
def test_the_kind_that_is_named_is_the_kind_that_is_shown(
    ask: Ask, assistant: Assistant, text: str, kind: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.service_type) == ("services", kind)
    for id_ in reply.services:
        assert kind in assistant.directory.services[id_].service_types


def test_every_service_shown_covers_the_place_and_names_its_source(
    assistant: Assistant, gazetteer: Gazetteer
) -> None:
    for nis in gazetteer.municipalities:
        reply = assistant.act(Action("services", nis, "", "nl"), Conversation())
        assert reply.kind == "services"
        for id_ in reply.services:
            service = assistant.directory.services[id_]
            assert nis in service.areas
            assert service.source_url in reply.plain()


def test_other_kinds_of_the_same_place_are_one_press_away(assistant: Assistant) -> None:
    reply = assistant.act(Action("services", GHENT, "", "nl"), Conversation())
    kinds = [c.action.service_type for c in reply.choices if c.action.kind == "services"]
    assert kinds
    assert all(assistant.directory.find(GHENT, kind) for kind in kinds)


# -- no service, former municipalities, homonyms -------------------------------------------------


@pytest.mark.parametrize(
    ("text", "former", "nis"),
    [("Borsbeek", "Borsbeek", ANTWERP), ("ik woon in Galmaarden", "Galmaarden", "23106")],
)
def test_a_municipality_that_merged_says_where_it_belongs_now(
    ask: Ask, assistant: Assistant, gazetteer: Gazetteer, text: str, former: str, nis: str
) -> None:
    reply = ask(text)
    assert reply.places == (nis,)
    name = gazetteer[nis].name("nl")
    assert reply.plain().startswith(
        words(assistant, "former-municipality", former=former, name=name)
    )


def test_a_municipality_of_today_is_not_called_former(ask: Ask) -> None:
    assert "hoort nu bij" not in ask("Gent").plain()


@pytest.mark.parametrize(
    ("text", "several"),
    [("Halle", {"23027", "11055"}), ("Nieuwerkerken", {"71045", "41002"})],
)
def test_a_name_of_several_places_asks_with_buttons_and_pressing_answers(
    assistant: Assistant, text: str, several: set[str]
) -> None:
    conversation = Conversation("nl")
    asked = assistant.answer(Message(text), conversation)
    assert (asked.kind, asked.asks_place) == ("choose_place", True)
    assert set(asked.places) == several
    buttons = [c for c in asked.choices if c.action.kind == "services"]
    assert {c.action.value for c in buttons} == several
    assert len({c.label for c in asked.choices}) == len(asked.choices)
    assert asked.choices[-1].action.kind == "ask_place"
    answered = assistant.act(buttons[1].action, conversation)
    assert (answered.kind, answered.places) == ("services", (buttons[1].action.value,))
    assert conversation.pending is None


def test_a_name_of_several_places_keeps_the_kind_that_was_asked_for(assistant: Assistant) -> None:
    reply = assistant.answer(Message("GAS-bemiddeling in Halle"), Conversation("nl"))
    kinds = {c.action.service_type for c in reply.choices if c.action.kind == "services"}
    assert kinds == {"sanctions"}


def test_the_place_can_be_typed_after_it_was_asked_which_one(assistant: Assistant) -> None:
    conversation = Conversation("nl")
    assistant.answer(Message("Halle"), conversation)
    assert assistant.answer(Message("1500"), conversation).places == ("23027",)


# -- our own map ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_our_own_map_is_linked_beside_the_national_one_where_it_has_an_address(
    assistant: Assistant, settings: Settings, language: str
) -> None:
    """It opens in the language of the reply, whatever language the setting's address names."""
    linked = assemble(
        settings.model_copy(update={"map_url": "https://kaart.example/map.html#nl"}),
        assistant.gazetteer,
        assistant.directory,
    )
    label = words(assistant, "link-own-map", language)
    ours = Link(label, f"https://kaart.example/map.html#{language}")
    for compose, expected in ((linked.compose, [ours]), (assistant.compose, [])):
        for reply in (
            compose.services(GHENT, None, language),
            compose.decline(language, ()),
            compose.page("map", language),
        ):
            links = [link for b in reply.blocks if isinstance(b, Links) for link in b.items]
            assert [link for link in links if link.label == label] == expected
            assert len(links) > len(expected)


# -- the charter ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nis", "said"),
    [
        ("heeft Leuven het charter getekend?", "24062", "Ik weet niet of Leuven"),
        ("la commune de Namur a signé la charte de médiation ?", NAMUR, "Je ne sais pas si Namur"),
        ("heeft Laakdal het charter getekend?", "13053", "Laakdal staat op mijn lijst"),
        ("Aubange a signé la charte ?", "81004", "Aubange a annoncé vouloir signer"),
    ],
)
def test_who_asks_whether_a_place_signed_is_told_that_and_no_services(
    ask: Ask, text: str, nis: str, said: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.topic, reply.places) == ("faq", "charter-signatories", (nis,))
    assert reply.plain().startswith(said)
    assert reply.services == ()
    assert reply.choices[0].action.value == "charter-signatories"
    assert addresses(reply)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("wat is het charter, ik woon in Gent", "charter-what"),
        ("hoe kan Gent het charter tekenen", "charter-sign"),
    ],
)
def test_another_question_on_the_charter_is_answered_and_then_what_is_known_of_the_place(
    ask: Ask, assistant: Assistant, text: str, topic: str
) -> None:
    reply = ask(text)
    assert (reply.kind, reply.topic, reply.places) == ("faq", topic, (GHENT,))
    plain = reply.plain()
    assert plain.startswith(assistant.compose.topic(topic, "nl", 1.0).plain())
    assert words(assistant, "charter-unknown", name="Gent") in plain
    assert reply.services == ()


def test_a_question_on_the_charter_without_a_place_is_the_topic_alone(
    ask: Ask, assistant: Assistant
) -> None:
    reply = ask("welke gemeenten tekenden het charter?")
    assert reply.topic == "charter-signatories"
    assert reply.blocks == assistant.compose.topic("charter-signatories", "nl", 1.0).blocks


def test_a_merged_municipality_and_the_charter_says_where_it_belongs_now(
    ask: Ask, assistant: Assistant
) -> None:
    lines = ask("heeft Borgloon het charter getekend").plain().splitlines()
    now = {"former": "Borgloon", "name": "Tongeren-Borgloon"}
    assert lines[0] == words(assistant, "former-municipality", **now)
    assert lines[2] == words(assistant, "charter-unknown", name="Tongeren-Borgloon")


def test_a_name_of_several_places_and_the_charter_tells_of_each(ask: Ask) -> None:
    reply = ask("heeft Machelen het charter getekend")
    assert reply.places == ("23047", "44081")
    assert "Machelen (Vlaams-Brabant) staat op mijn lijst" in reply.plain()
    assert "Ik weet niet of Zulte (Machelen)" in reply.plain()


# -- asking which topic --------------------------------------------------------------------------


def test_the_question_which_topic_is_meant_has_few_buttons_and_always_none_of_these(
    assistant: Assistant,
) -> None:
    offered = assistant.knowledge.topics[:4]
    reply = assistant.compose.choose_topic(offered, "nl", 0.3)
    assert [c.action.value for c in reply.choices[:-1]] == list(offered)
    assert reply.choices[-1].action.kind == "none"
    declined = assistant.act(reply.choices[-1].action, Conversation("nl"))
    assert declined.kind == "declined"
    assert addresses(declined)


@pytest.mark.parametrize(
    "text", ["buren", "brief", "de boete van mijn kind en de school", "probleem"]
)
def test_whatever_is_offered_stays_within_five_buttons(ask: Ask, text: str) -> None:
    reply = ask(text)
    if reply.kind == "choose_topic":
        assert 2 <= len(reply.choices) <= 6
        assert reply.choices[-1].action.kind == "none"
    assert reply.kind in {"choose_topic", "faq", "declined", "choose_place"}


# -- locations -----------------------------------------------------------------------------------


def locate(assistant: Assistant, latitude: float, longitude: float, **state: str) -> Reply:
    return assistant.answer(
        Message(location=(latitude, longitude)),
        Conversation(state.get("language", "nl"), state.get("pending")),
    )


def test_a_location_in_the_middle_of_a_town_is_answered(
    assistant: Assistant, gazetteer: Gazetteer
) -> None:
    namur = gazetteer[NAMUR]
    reply = locate(assistant, namur.latitude, namur.longitude)
    assert (reply.kind, reply.places) == ("services", (NAMUR,))


def test_a_location_near_a_border_asks_and_pressing_answers(assistant: Assistant) -> None:
    conversation = Conversation("fr")
    asked = assistant.answer(Message(location=(50.8535, 4.3720)), conversation)
    assert (asked.kind, asked.asks_place) == ("choose_place", True)
    assert 2 <= len(asked.places) <= 3
    names = [assistant.gazetteer[nis].name("fr") for nis in asked.places]
    assert all(name in asked.plain() for name in names)
    pressed = assistant.act(asked.choices[0].action, conversation)
    assert pressed.places == (asked.places[0],)


@pytest.mark.parametrize(
    "where", [(48.8566, 2.3522), (0.0, 0.0), (-90.0, 180.0), (52.3676, 4.9041)]
)
def test_a_location_abroad_is_told(assistant: Assistant, where: tuple[float, float]) -> None:
    reply = locate(assistant, *where)
    assert reply.kind == "declined"
    assert reply.plain() == words(assistant, "foreign-place")


def test_a_location_answers_the_kind_that_was_asked_for(
    assistant: Assistant, gazetteer: Gazetteer
) -> None:
    namur = gazetteer[NAMUR]
    reply = locate(assistant, namur.latitude, namur.longitude, pending="sanctions")
    assert reply.service_type == "sanctions"


# -- languages -----------------------------------------------------------------------------------


def test_a_message_that_shows_its_language_is_answered_in_it_and_it_is_remembered(
    assistant: Assistant,
) -> None:
    conversation = Conversation("nl")
    assert assistant.answer(Message("combien coûte une médiation ?"), conversation).language == "fr"
    assert conversation.language == "fr"
    assert assistant.answer(Message("9000"), conversation).language == "fr"


def test_a_message_that_shows_none_is_answered_in_the_chats_then_in_the_apps_language(
    assistant: Assistant,
) -> None:
    for stored, client, expected in (
        ("fr", "nl", "fr"), ("nl", "fr", "nl"), (None, "nl-BE", "nl"), (None, "fr", "fr"),
    ):  # fmt: skip
        reply = assistant.answer(Message("9000", client_language=client), Conversation(stored))
        assert reply.language == expected


@pytest.mark.parametrize("client", [None, "", "en", "zz-ZZ"])
def test_an_app_in_another_language_gets_one_of_ours(
    assistant: Assistant, client: str | None
) -> None:
    assert assistant.language_for(Conversation(), client) in assistant.languages


def test_a_chat_whose_language_is_no_longer_spoken_is_answered_nevertheless(
    assistant: Assistant,
) -> None:
    reply = assistant.answer(Message("9000"), Conversation(language="de"))
    assert reply.language in assistant.languages


def test_the_language_menu_changes_the_language(assistant: Assistant) -> None:
    conversation = Conversation("nl")
    french = next(
        c for c in assistant.compose.language_menu("nl").choices if c.action.value == "fr"
    )
    assert assistant.act(french.action, conversation).language == "fr"
    assert conversation.language == "fr"


def test_the_examples_of_help_are_answered_as_if_they_were_typed(assistant: Assistant) -> None:
    for language in assistant.languages:
        conversation = Conversation(language)
        page = assistant.act(Action("help"), conversation)
        examples = [choice for choice in page.choices if choice.action.kind == "example"]
        assert len(examples) == len(EXAMPLES)
        for choice in examples:
            pressed = assistant.act(choice.action, conversation)
            assert pressed == assistant.answer(Message(choice.label), Conversation(language))
            assert pressed.kind in {"faq", "services"}, choice.label


def test_a_verdict_is_asked_for_on_answers_services_and_honest_nos_only(
    assistant: Assistant, ask: Ask
) -> None:
    assert ask("wat kost bemiddeling?").feedback_on == "cost"
    assert ask("wat kost bemiddeling in Gent?").feedback_on == "cost"
    assert ask("9000").feedback_on == "44021"
    assert assistant.compose.decline("nl", ()).feedback_on == NO_TOPIC
    for name in assistant.knowledge.referrals:
        assert assistant.compose.refer(name, "nl", 1.0).feedback_on in {name, NO_TOPIC}
    for reply in (
        ask("hallo"), ask("Halle"), ask("help hij heeft een mes"),
        assistant.compose.topic("emergency", "nl", 1.0),
        assistant.compose.topic("domestic-violence", "fr", 1.0),
    ):  # fmt: skip
        assert reply.feedback_on is None, reply


# -- whatever comes ------------------------------------------------------------------------------


WORDS = (
    "Gent", "9000", "halle", "bemiddeling", "médiation", "wat", "kost", "combien", "in", "à", "mes",
    "hallo", "?", "'", "🙂", "the", "mol", "te", "4000", "euro", "St.", "İ", "sint", "B-9000",
    "j'habite", "ik", "woon", "Rotterdam", "school", "GAS", "\0",
)  # fmt: skip


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=200) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.sampled_from([None, "nl", "fr"]),
    st.sampled_from([None, "", "neighbour"]),
)
@example("x" * 5000, None, None)
@example("\ud800", "nl", "")
@example("9" * 4096, None, "")
@example("Gent " * 800, "fr", "neighbour")
def test_no_text_whatever_raises(
    assistant: Assistant, text: str, language: str | None, pending: str | None
) -> None:
    conversation = Conversation(language, pending)
    reply = assistant.answer(Message(text), conversation)
    assert reply.blocks
    assert reply.plain().strip()
    assert reply.language in assistant.languages
    assert (conversation.pending is not None) == reply.asks_place
    assert 0.0 <= reply.confidence <= 1.0
    for choice in reply.choices:
        assert choice.label.strip()
        assert assistant.decode(choice.action.encode()) == choice.action


@hypothesis_settings(max_examples=30, deadline=None)
@given(st.sampled_from(["wat kost bemiddeling", "Gent", "mijn man slaat mij", "combien ça coûte"]),
       st.text(alphabet="?!. ", max_size=4), st.booleans())  # fmt: skip
def test_case_and_final_marks_change_no_decision(
    assistant: Assistant,
    text: str,
    marks: str,
    upper: bool,
) -> None:
    changed = (text.upper() if upper else text) + marks
    plain = assistant.answer(Message(text), Conversation())
    assert assistant.answer(Message(changed), Conversation()) == plain
