"""Every reply that a button or a link asks for, sent over HTTP and looked at as a person would."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import polib
import pytest

from bot.channels.telegram.keyboards import QUESTION
from bot.channels.telegram.rendering import render
from bot.reply import Action
from tests.botapi import BotApi
from tests.conftest import ROOT
from tests.e2e.conftest import running_bot
from tests.e2e.people import labels, words

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from tests.botapi import Sent

_BATCH = 100
_MOST_LINES = 8


def every_action(assistant: Assistant, code: str) -> list[Action]:
    """All topics, all municipalities, and what else shows each of the other services once."""
    compose = assistant.compose
    topics = [Action("topic", topic, language=code) for topic in sorted(compose.topics)]
    places = [
        Action("services", nis, language=code) for nis in sorted(assistant.gazetteer.municipalities)
    ]
    shown = {name for a in places for name in compose.services(a.value, None, code).services}
    for service in assistant.directory.services.values():
        for nis, kind in product(sorted(service.areas), service.service_types):
            if service.id in shown:
                break
            if service.id in (found := compose.services(nis, kind, code).services):
                shown |= set(found)
                places.append(Action("services", nis, kind, code))
    return topics + places


def look_at(sent: Sent, assistant: Assistant, code: str) -> None:
    """What must be true of every reply, whatever it says."""
    assert sent.text.strip()
    assert "%(" not in sent.text, "a placeholder was not filled in"
    assert sent.buttons, "there is always a way on"
    yes = words(assistant, "feedback-yes", code)
    assert all(sum(c.isalpha() for c in label) >= 2 for label in labels(sent)), "words, not emoji"
    assert labels(sent).count(yes) <= 1
    for row in sent.button_rows:
        for button in row:
            data = button.get("callback_data") or button["switch_inline_query"]
            assert assistant.decode(data.removeprefix(QUESTION)), f"{data} does nothing"


@pytest.mark.parametrize("code", ["nl", "fr"])
async def test_every_topic_municipality_and_service_passes_telegram_in_both_languages(
    assistant: Assistant, database: str, code: str
) -> None:
    actions = every_action(assistant, code)
    names = {s.name(code) for s in assistant.directory.services.values()}
    seen: set[str] = set()
    async with BotApi() as api, running_bot(assistant, database, api, messages_a_second=0):
        for start in range(0, len(actions), _BATCH):
            batch = actions[start : start + _BATCH]
            ana = api.user("Ana", language_code=code)
            for action in batch:
                await ana.start(action.encode())
            replies = await ana.wait_for_reply(len(batch), timeout=60)
            for action, sent in zip(batch, replies, strict=True):
                look_at(sent, assistant, code)
                seen |= {name for name in names if name in sent.text}
                if action.kind == "topic":
                    entry = assistant.knowledge.languages[code].entries[action.value]
                    assert sent.text.startswith(entry.answer.split("\n")[0]), action
                else:
                    assert assistant.gazetteer[action.value].name(code) in sent.text, action
            assert len(ana.chat.replies) == len(batch), "one message each: the buttons are near"
        assert not api.refusals
        assert not api.warnings
    assert names - seen == set(), "these services were never shown"


@pytest.mark.parametrize("code", ["nl", "fr"])
def test_the_assistants_own_texts_leave_the_buttons_in_sight(
    assistant: Assistant, code: str
) -> None:
    """At most eight lines; an answer of the FAQ is one message, with its buttons under it."""
    compose = assistant.compose
    texts = compose.texts(code)
    catalogue = ROOT / "bot" / "locale" / code / "LC_MESSAGES" / "messages.po"
    keys = {entry.msgid for entry in polib.pofile(str(catalogue))}
    replies = [
        compose.greet(code),
        compose.help(code),
        compose.language_menu(code),
        compose.language_changed(code),
        compose.faq_menu(code),
        compose.ask_place(None, code),
        compose.decline(code, ()),
        compose.both_languages("declined", "no-words", english=True),
        *(compose.refer(name, code, 1.0) for name in assistant.knowledge.referrals),
        *(compose.smalltalk(kind, code) for kind in assistant.knowledge.languages[code].smalltalk),
        *(compose.guide(key, code) for key in keys if key and "%(" not in texts(key)),
    ]
    for reply in replies:
        lines = [line for text in render(reply) for line in text.split("\n") if line]
        assert len(lines) <= _MOST_LINES, reply
