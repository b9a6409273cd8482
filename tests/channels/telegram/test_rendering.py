"""A Reply as HTML that Telegram takes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.rendering import render
from bot.reply import Block, Bullets, Card, Link, Links, Paragraph, Reply, Row
from tests.botapi import parse_html

LIMIT = 4096
WORDS = st.text(st.sampled_from("ab c.&<>\"'é😀👍🏽🇧🇪\u200d"), max_size=40)
LONG = st.builds(lambda text, times: text * times, WORDS, st.integers(1, 300))
BLOCK = st.one_of(
    st.builds(Paragraph, LONG, st.booleans()),
    st.builds(Bullets, st.lists(LONG, min_size=1, max_size=4).map(tuple)),
    st.builds(
        Card,
        WORDS,
        LONG,
        st.lists(st.builds(Row, WORDS, LONG), max_size=3).map(tuple),
        st.lists(LONG, max_size=2).map(tuple),
    ),
)


def reply(*blocks: Block) -> Reply:
    return Reply("faq", "nl", blocks)


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def letters(text: str) -> str:
    return "".join(text.replace("•", "").split())


def source(block: Block) -> str:
    match block:
        case Paragraph(text):
            return text
        case Bullets(items):
            return " ".join(items)
        case Card(title, intro, rows, notes):
            return " ".join([title, intro, *(f"{r.label} {r.value}" for r in rows), *notes])
    raise AssertionError(block)


def test_what_matters_is_bold_and_markup_in_a_text_is_only_text() -> None:
    assert render(reply(Paragraph("A < B & C", strong=True), Paragraph("<b>no</b>"))) == [
        "<b>A &lt; B &amp; C</b>\n\n&lt;b&gt;no&lt;/b&gt;"
    ]


def test_a_phone_number_and_an_address_stay_plain_so_that_a_tap_calls_or_writes() -> None:
    """Telegram allows no tel: link; it finds numbers in international form by itself."""
    card = Card("Dienst", "", (Row("Telefoon:", "+32 9 266 82 17"), Row("E-mail:", "a@b.be")))
    assert render(reply(card)) == ["<b>Dienst</b>\nTelefoon: +32 9 266 82 17\nE-mail: a@b.be"]


def test_a_web_address_is_a_link_on_words() -> None:
    links = Links((Link('Een "site"', 'https://x.be/?a=1&b="'),))
    assert render(reply(links)) == [
        '<a href="https://x.be/?a=1&amp;b=&quot;">Een &quot;site&quot;</a>'
    ]


def test_a_long_reply_is_split_between_its_paragraphs() -> None:
    first, second = "Eerst. " * 400, "Dan. " * 400
    assert render(reply(Paragraph(first), Paragraph(second))) == [first.strip(), second.strip()]


@settings(deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=5))
def test_whatever_a_reply_holds_every_message_fits_and_nothing_is_lost(
    blocks: list[Block],
) -> None:
    messages = render(reply(*blocks))
    assert all(length(message) <= LIMIT for message in messages)
    shown = "".join(parse_html(message).text for message in messages)
    assert letters(shown) == letters("".join(source(block) for block in blocks))
