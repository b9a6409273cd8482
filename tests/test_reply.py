"""What a reply is made of, and the codes behind its buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.records import SERVICE_TYPES
from bot.reply import (
    EXAMPLES,
    NO_TOPIC,
    VERDICTS,
    Action,
    Bullets,
    Card,
    Choice,
    Link,
    Links,
    Paragraph,
    Reply,
    Row,
)

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.gazetteer import Gazetteer

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
TOPICS = {"cost", "noise", "sanctions-mediation", "sanctions-mediation-minor"}
LANGUAGES = ("fr", "nl")


def decode(code: str) -> Action | None:
    return Action.decode(code, topics=TOPICS, service_types=SERVICE_TYPES, languages=LANGUAGES)


def test_every_topic_has_a_code_that_is_read_back_as_itself(assistant: Assistant) -> None:
    for topic in assistant.knowledge.topics:
        for language in ("", *assistant.languages):
            action = Action("topic", topic, language=language)
            assert CODE.fullmatch(action.encode()), action
            assert assistant.decode(action.encode()) == action


def test_every_municipality_kind_and_language_has_a_code_that_is_read_back_as_itself(
    assistant: Assistant, gazetteer: Gazetteer
) -> None:
    for nis in gazetteer.municipalities:
        for kind in ("", *SERVICE_TYPES):
            for language in ("", *assistant.languages):
                action = Action("services", nis, kind, language)
                assert CODE.fullmatch(action.encode()), action
                assert assistant.decode(action.encode()) == action


@pytest.mark.parametrize("language", ["", *LANGUAGES])
def test_all_other_actions_have_codes_too(assistant: Assistant, language: str) -> None:
    actions = [Action(kind, language=language) for kind in ("none", "help", "languages")]
    actions += [Action("ask_place", "", kind, language) for kind in ("", *SERVICE_TYPES)]
    actions += [Action("language", code) for code in assistant.languages]
    actions += [Action("example", number, language=language) for number in EXAMPLES]
    codes = [action.encode() for action in actions]
    assert [assistant.decode(code) for code in codes] == actions
    assert all(CODE.fullmatch(code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_every_verdict_on_everything_that_can_be_judged_has_a_code(assistant: Assistant) -> None:
    """With the mark of a question before it, a code still fits Telegram's 64 bytes."""
    subjects = (
        NO_TOPIC, *assistant.knowledge.topics, *assistant.knowledge.referrals,
        *assistant.gazetteer.municipalities,
    )  # fmt: skip
    for subject in subjects:
        for verdict in VERDICTS:
            action = Action("feedback", subject, language="fr", verdict=verdict)
            assert CODE.fullmatch(action.encode()), action
            assert assistant.decode(action.encode()) == action
    assert assistant.decode("f-yes-no-such-topic-fr") is None


@pytest.mark.parametrize(
    "code",
    [
        "",
        "-",
        "e",
        "e-0",
        "e-x",
        "f",
        "f-yes",
        "f-yes-",
        "f-maybe-cost",
        "f--cost",
        "t",
        "t-",
        "t-unknown",
        "t-cost-xx",
        "t-cost-nl-nl",
        "t-COST",
        "m",
        "m-",
        "m-4402",
        "m-440211",
        "m-44021-others",
        "m-44021-neighbour-xx",
        "m-44021x",
        "m--neighbour",
        "p-others",
        "p-44021",
        "l",
        "l-xx",
        "n-1",
        "h-help",
        "x-1",
        "T-cost",
        "cost",
        "t-cost\n",
        " t-cost",
        "ll-xx",
        "t-" + "a" * 200,
    ],
)
def test_an_old_cut_or_forged_code_is_nothing(code: str) -> None:
    assert decode(code) is None


def test_a_municipality_that_does_not_exist_has_no_button(assistant: Assistant) -> None:
    assert decode("m-99999") is not None
    assert assistant.decode("m-99999") is None
    assert assistant.decode("m-４４０２１") is None


def test_a_topic_whose_id_begins_like_another_is_told_apart() -> None:
    assert decode("t-sanctions-mediation-nl") == Action(
        "topic", "sanctions-mediation", language="nl"
    )
    assert decode("t-sanctions-mediation-minor") == Action("topic", "sanctions-mediation-minor")


@given(st.text(alphabet="tmplnhxefy-_0123459neighbourcostfr", max_size=64) | st.text(max_size=64))
def test_whatever_code_comes_is_read_as_an_action_of_ours_or_as_nothing(code: str) -> None:
    action = decode(code)
    if action is not None:
        assert decode(action.encode()) == action
        assert action.language in {"", *LANGUAGES}
        assert action.service_type in {"", *SERVICE_TYPES}
        assert action.verdict in {"", *VERDICTS}


# -- replies -----------------------------------------------------------------------------------


def test_a_reply_as_plain_text_holds_all_blocks_in_order_and_no_choices() -> None:
    card = Card(
        "Dienst", "Helpt.", (Row("Tel", "101"), Row("Site", "x", "https://b.be")), ("Let op",)
    )
    reply = Reply(
        "services",
        "nl",
        (
            Paragraph("Eerst", strong=True),
            Bullets(("een", "twee")),
            Links((Link("Meer", "https://example.org"),)),
            card,
        ),
        (Choice("Knop", Action("help")),),
    )
    plain = reply.plain()
    parts = [
        "Eerst", "een", "twee", "Meer", "https://example.org", "Dienst", "Helpt.", "Tel", "101",
        "Site", "https://b.be", "Let op",
    ]  # fmt: skip
    positions = [plain.index(part) for part in parts]
    assert positions == sorted(positions)
    assert "Knop" not in plain


def test_two_replies_become_one_with_the_places_of_the_second() -> None:
    first = Reply("faq", "nl", (Paragraph("a"),), (Choice("x", Action("help")),), topic="cost")
    second = Reply(
        "services", "nl", (Paragraph("b"),), (Choice("y", Action("none")),),
        places=("44021",), service_type="neighbour", services=("s",),
    )  # fmt: skip
    both = first.followed_by(second)
    assert both.plain() == "a\n\nb"
    assert (both.kind, both.topic) == ("faq", "cost")
    assert (both.places, both.services, both.service_type) == (("44021",), ("s",), "neighbour")
    assert [c.label for c in both.choices] == ["y", "x"]


def test_two_replies_ask_for_a_place_when_either_does() -> None:
    asking = Reply("choose_place", "nl", (), asks_place=True)
    answer = Reply("faq", "nl", ())
    assert answer.followed_by(asking).asks_place
    assert asking.followed_by(answer).asks_place
    assert not answer.followed_by(answer).asks_place
