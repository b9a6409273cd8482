"""A Reply as Telegram messages: HTML, split where a reader would pause."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot.reply import Bullets, Card, Links, Paragraph

if TYPE_CHECKING:
    from bot.reply import Block, Choice, Reply

_LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)


def render(reply: Reply) -> list[str]:
    """The reply as HTML texts, each short enough for one message."""
    pieces = [piece for block in reply.blocks for piece in _fit(block)]
    messages: list[str] = []
    for piece in pieces:
        joined = f"{messages[-1]}\n\n{piece}" if messages else piece
        if messages and _length(joined) <= _LIMIT:
            messages[-1] = joined
        else:
            messages.append(piece)
    return messages


def keyboard(choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    """The choices as buttons, one on each row so that their words fit a phone."""
    if not choices:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(choice.label, callback_data=choice.action.encode())]
            for choice in choices
        ]
    )


def _length(text: str) -> int:
    """UTF-16 units. Tags are counted too: Telegram does not, so this is on the safe side."""
    return len(text.encode("utf-16-le")) // 2


def _fit(block: Block) -> list[str]:
    """A block as HTML, in several pieces when it is too long for one message."""
    whole = _html(block)
    if _length(whole) <= _LIMIT:
        return [whole]
    match block:
        case Paragraph(text, strong):
            return [_html(Paragraph(part, strong)) for part in _parts(text)]
        case Bullets(items):
            return [_html(Bullets((part,))) for item in items for part in _parts(item)]
        case Links(items):
            return [_html(Links((link,))) for link in items]
        case Card(title, intro, rows, notes):
            head = Card(title, intro, (), ())
            tail = [_html(Card("", "", (row,), ())) for row in rows]
            return [_html(head), *tail, *(escape(note) for note in notes)]


def _parts(text: str) -> list[str]:
    """A text in parts that surely fit, cut at spaces."""
    most = _LIMIT // 8  # escaping makes a letter at most six long, an emoji counts two
    parts: list[str] = []
    for word in text.split(" "):
        for start in range(0, max(len(word), 1), most):
            chunk = word[start : start + most]
            if parts and len(parts[-1]) + len(chunk) < most:
                parts[-1] += f" {chunk}"
            else:
                parts.append(chunk)
    return parts


def _html(block: Block) -> str:
    match block:
        case Paragraph(text, strong):
            return f"<b>{escape(text)}</b>" if strong else escape(text)
        case Bullets(items):
            return "\n".join(f"• {escape(item)}" for item in items)
        case Links(items):
            return "\n".join(_anchor(link.label, link.url) for link in items)
        case Card(title, intro, rows, notes):
            lines = [f"<b>{escape(title)}</b>"] if title else []
            if intro:
                lines.append(escape(intro))
            for row in rows:
                value = _anchor(row.value, row.url) if row.url else escape(row.value)
                lines.append(f"{escape(row.label)} {value}")
            lines.extend(f"<i>{escape(note)}</i>" for note in notes)
            return "\n".join(lines)


def _anchor(label: str, url: str) -> str:
    return f'<a href="{escape(url, quote=True)}">{escape(label)}</a>'
