"""Addresses that open the assistant on Telegram."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.directory.records import SERVICE_TYPES
from bot.links import deep_link, telegram_username
from bot.reply import Action

if TYPE_CHECKING:
    from bot.assistant import Assistant


@pytest.mark.parametrize("kind", ["", *SERVICE_TYPES])
@pytest.mark.parametrize("language", ["", "nl", "fr"])
def test_what_a_deep_link_starts_is_read_back_as_the_same_action(
    assistant: Assistant, kind: str, language: str
) -> None:
    action = Action("services", "44021", kind, language)
    link = deep_link("ExampleBot", action)
    found = re.fullmatch(r"https://t\.me/ExampleBot\?start=([A-Za-z0-9_-]{1,64})", link)
    assert found
    assert assistant.decode(found[1]) == action


@pytest.mark.parametrize("text", ["Example_Bot1", "@Example_Bot1", "  @Example_Bot1 "])
def test_a_user_name_is_taken_with_or_without_its_at(text: str) -> None:
    assert telegram_username(text) == "Example_Bot1"


@pytest.mark.parametrize("length", [5, 32])
def test_the_shortest_and_the_longest_user_name_are_taken(length: int) -> None:
    assert telegram_username("a" * length) == "a" * length


@pytest.mark.parametrize(
    "text",
    ["", "@", "abot", "a" * 33, "https://t.me/ExampleBot", "Example-Bot", "Exämple_bot", "a b bot",
     "@@ExampleBot", "ExampleBot\nx", "Ｅxample"],
)  # fmt: skip
def test_what_cannot_be_a_user_name_is_refused_with_the_mend(text: str) -> None:
    with pytest.raises(ValueError, match="5 to 32 letters"):
        telegram_username(text)
