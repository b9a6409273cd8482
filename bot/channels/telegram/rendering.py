"""A Reply as Telegram messages: short HTML, split where a reader would pause.

Telephone numbers and e-mail addresses stay plain text: Telegram makes them tappable by itself
and allows no ``tel:`` links.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from telegram.constants import MessageLimit

from bot.channels.telegram.splitting import cut, pack
from bot.reply import Bullets, Card, Links, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reply import Block, Reply

# Tags and character entities are counted too. Telegram does not: this is on the safe side.
_LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
_TAGS = len("<b></b>")


def render(reply: Reply) -> list[str]:
    """The reply as HTML texts, each short enough for one message."""
    blocks = (piece for block in reply.blocks for piece in pack(_lines(block), "\n", _LIMIT))
    return pack(blocks, "\n\n", _LIMIT)


def _lines(block: Block) -> Iterator[str]:
    """A block as lines of HTML, each short enough for one message."""
    match block:
        case Paragraph(text, strong):
            yield from _text(text, "b" if strong else "")
        case Bullets(items):
            for item in items:
                yield from _text(f"• {item}")
        case Links(items):
            for link in items:
                yield _anchor(link.label, link.url)
        case Card():
            yield from _card_lines(block)


def _card_lines(card: Card) -> Iterator[str]:
    yield from _text(card.title, "b")
    if card.intro:
        yield from _text(card.intro)
    for row in card.rows:
        if row.url:
            yield f"{escape(row.label)} {_anchor(row.value, row.url)}"
        else:
            yield from _text(f"{row.label} {row.value}")
    for note in card.notes:
        yield from _text(note, "i")


def _text(text: str, tag: str = "") -> Iterator[str]:
    for part in cut(text, _LIMIT - _TAGS):
        yield f"<{tag}>{escape(part)}</{tag}>" if tag else escape(part)


def _anchor(label: str, url: str) -> str:
    return f'<a href="{escape(url, quote=True)}">{escape(label)}</a>'
