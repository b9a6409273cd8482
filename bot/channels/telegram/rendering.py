"""A Reply as Telegram messages: short HTML, split where a reader would pause.

Telephone numbers and e-mail addresses stay plain text: Telegram makes them tappable by itself
and allows no ``tel:`` links.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from telegram import LinkPreviewOptions
from telegram.constants import MessageLimit

from bot.channels.telegram.splitting import cut, pack, units
from bot.reply import Bullets, Card, Links, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reply import Block, Link, Reply

# Tags and character entities are counted too. Telegram does not: this is on the safe side.
_LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
_TAGS = len("<b></b>")
#: Addresses stand in nearly every answer: their previews would only push it off the screen.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def render(reply: Reply, limit: int = _LIMIT) -> list[str]:
    """The reply as HTML texts, each short enough for one message.

    Args:
        reply: What to say.
        limit: Most UTF-16 units of a text, where something else must stand beside it.
    """
    blocks = (piece for block in reply.blocks for piece in pack(_lines(block, limit), "\n", limit))
    return pack(blocks, "\n\n", limit)


def render_one(reply: Reply, read_on: Link) -> str:
    """The reply as the HTML of one message: where it is too long, its beginning and a link."""
    whole = render(reply)
    if len(whole) == 1:
        return whole[0]
    rest = f"\n\n{_anchor(read_on.label, read_on.url)}"
    return render(reply, _LIMIT - units(rest))[0] + rest


def _lines(block: Block, limit: int) -> Iterator[str]:
    """A block as lines of HTML, each short enough for one message."""
    match block:
        case Paragraph(text, strong):
            yield from _text(text, limit, "b" if strong else "")
        case Bullets(items):
            for item in items:
                yield from _text(f"• {item}", limit)
        case Links(items):
            for link in items:
                yield _anchor(link.label, link.url)
        case Card():
            yield from _card_lines(block, limit)


def _card_lines(card: Card, limit: int) -> Iterator[str]:
    yield from _text(card.title, limit, "b")
    if card.intro:
        yield from _text(card.intro, limit)
    for row in card.rows:
        if row.url:
            yield f"{escape(row.label)} {_anchor(row.value, row.url)}"
        else:
            yield from _text(f"{row.label} {row.value}", limit)
    for note in card.notes:
        yield from _text(note, limit, "i")


def _text(text: str, limit: int, tag: str = "") -> Iterator[str]:
    for part in cut(text, limit - _TAGS):
        yield f"<{tag}>{escape(part)}</{tag}>" if tag else escape(part)


def _anchor(label: str, url: str) -> str:
    return f'<a href="{escape(url, quote=True)}">{escape(label)}</a>'
