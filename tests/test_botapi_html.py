"""The stand-in reads HTML as Telegram does, and refuses it in the same words."""

from __future__ import annotations

import contextlib
import html as stdlib_html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.botapi import ApiError, parse_html


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<H1>a</H1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 0'),
        (
            "<i    aba>",
            'Expected equal sign in declaration of an attribute of the tag "i" at byte offset 0',
        ),
        ("<i    aba  =  ", 'Unclosed start tag "i" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 14"),
        ('<a href="&lt;>', "Unclosed start tag at byte offset 0"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b></b></", "Unexpected end tag at byte offset 7"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (
            "🏟 🏟&lt;<i>a</em   >",
            'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
        ),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("&#xDFDF;", "Text contains invalid Unicode characters"),
        ("&#57311;", "Text contains invalid Unicode characters"),
    ],
)
def test_html_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(ApiError) as error:
        parse_html(source)
    assert error.value.description.startswith(f"Bad Request: can't parse entities: {words}")


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        ("", "", []),
        ("&lt;&gt;&amp;&quot;&laquo;&#12345678;", '<>&"&laquo;&#12345678;', []),
        ("a & b &lt c &#39; &#x27;", "a & b < c ' '", []),
        ("🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", [("italic", 5, 6)]),
        ("🏟<i>🏟 <b aba   =   caba>x🏟</b></i>", "🏟🏟 x🏟", [("italic", 2, 6), ("bold", 5, 3)]),
        ("<i    aba  =  190azAz-.>a</i>", "a", [("italic", 0, 1)]),
        ("<i aba='&lt;&gt;'>a</>", "a", [("italic", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<B>x</b>", "x", [("bold", 0, 1)]),
        ("<strong>x</strong><em>y</em>", "xy", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<u>x</u><ins>y</ins>", "xy", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>x</s><strike>y</strike>", "xy", [("strikethrough", 0, 1), ("strikethrough", 1, 1)]),
        ("<del>x</del>", "x", [("strikethrough", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ('<blockquote expandable="1">x</blockquote>', "x", [("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        ("<pre>x</pre>", "x", [("pre", 0, 1)]),
        ('<code class="language-py">x</code>', "x", [("code", 0, 1)]),
        ('<pre><code class="language-py">x</code> </pre>', "x ", [("pre", 0, 2), ("code", 0, 1)]),
        ("<a>x</a>", "x", []),
        ("<a href='as'>x</a>", "x", []),
    ],
)
def test_html_is_read_as_telegram_reads_it(
    source: str, text: str, spans: list[tuple[str, int, int]]
) -> None:
    parsed = parse_html(source)
    assert parsed.text == text
    assert [(item["type"], item["offset"], item["length"]) for item in parsed.entities] == spans


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ("<a href=telegram.org>x</a>", {"type": "text_link", "url": "http://telegram.org/"}),
        ("<a href='HTTPS://A.be:80/?q=1'>x</a>", {"url": "https://a.be:80/?q=1"}),
        ("<a href='telegram.org?&lt;'>x</a>", {"url": "http://telegram.org/?<"}),
        ("<a>telegram.org</a>", {"url": "http://telegram.org/"}),
        ("<a href='tg://resolve?domain=x'>x</a>", {"url": "tg://resolve?domain=x"}),
        ("<a href='tg://user?id=12'>x</a>", {"type": "text_mention", "user": {"id": 12}}),
        ("<pre><code class='language-py'>x</code></pre>", {"type": "pre", "language": "py"}),
        ("<code class='language-py'><pre>x</pre></code>", {"type": "pre", "language": "py"}),
    ],
)
def test_html_links_and_languages(source: str, entity: dict[str, Any]) -> None:
    (found,) = parse_html(source).entities
    assert found == found | entity


@pytest.mark.parametrize(
    "url",
    ["tel:+32", "mailto:a@b.be", "javascript:x", "http:/a.be", "http://a b.be", "http://a..be"],
)
def test_addresses_telegram_cannot_use(url: str) -> None:
    parsed = parse_html(f"<a href='{url}'>x</a>")
    assert (parsed.entities, len(parsed.warnings)) == ([], 1)


TREE: Any = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    lambda inner: st.tuples(
        st.sampled_from([("b", "bold"), ("em", "italic"), ("tg-spoiler", "spoiler")]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


def plant(tree: Any, at: int) -> tuple[str, str, list[tuple[str, int, int]]]:
    """The oracle: write a tree as HTML, and say what Telegram should make of it."""
    if isinstance(tree, str):
        return stdlib_html.escape(tree, quote=False), tree, []
    (tag, kind), children = tree
    source, text = "", ""
    spans: list[tuple[str, int, int]] = []
    for child in children:
        marked, plain, inner = plant(child, at + len(text.encode("utf-16-le")) // 2)
        source, text, spans = source + marked, text + plain, spans + inner
    size = len(text.encode("utf-16-le")) // 2
    own = [(kind, at, size)] if size else []
    return f"<{tag}>{source}</{tag}>", text, own + spans


@given(st.lists(TREE, max_size=4))
def test_html_agrees_with_a_simple_oracle(trees: list[Any]) -> None:
    source, text, spans = plant((("b", "bold"), trees), 0)
    parsed = parse_html(source)
    assert parsed.text == text
    found = [(item["type"], item["offset"], item["length"]) for item in parsed.entities]
    assert sorted(found) == sorted(spans)


@given(st.text(st.sampled_from("<>/&;#x='\" ab1-é🏠"), max_size=30))
def test_html_is_parsed_or_refused_but_never_crashes(source: str) -> None:
    with contextlib.suppress(ApiError):
        parsed = parse_html(source)
        total = len(parsed.text.encode("utf-16-le")) // 2
        assert all(item["offset"] + item["length"] <= total for item in parsed.entities)
