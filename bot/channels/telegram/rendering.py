"""A Reply as Telegram messages: HTML, split where a reader would pause."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import MessageLimit

from bot.reply import Bullets, Card, Links, Paragraph

if TYPE_CHECKING:
    from bot.reply import Block, Choice, Link, Reply

_LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)
#: Addresses stand in nearly every answer: their previews would only push it off the screen.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def render(reply: Reply, limit: int = _LIMIT) -> list[str]:
    """The reply as HTML texts, each short enough for one message.

    Args:
        reply: What to say.
        limit: Most UTF-16 units of a text, where something else must stand beside it.
    """
    pieces = [piece for block in reply.blocks for piece in _fit(block, limit)]
    messages: list[str] = []
    for piece in pieces:
        joined = f"{messages[-1]}\n\n{piece}" if messages else piece
        if messages and _length(joined) <= limit:
            messages[-1] = joined
        else:
            messages.append(piece)
    return messages


def render_one(reply: Reply, read_on: Link) -> str:
    """The reply as the HTML of one message: where it is too long, its beginning and a link."""
    whole = render(reply)
    if len(whole) == 1:
        return whole[0]
    rest = f"\n\n{_anchor(read_on.label, read_on.url)}"
    return render(reply, _LIMIT - _length(rest))[0] + rest


def keyboard(
    choices: tuple[Choice, ...], share: InlineKeyboardButton | None = None
) -> InlineKeyboardMarkup | None:
    """The choices as buttons, one on each row so that their words fit a phone.

    Args:
        choices: What can be done next.
        share: The button that passes the answer on; it stands last.
    """
    buttons = [
        InlineKeyboardButton(choice.label, callback_data=choice.action.encode())
        for choice in choices
    ]
    if share is not None:
        buttons.append(share)
    return InlineKeyboardMarkup([[button] for button in buttons]) if buttons else None


def _length(text: str) -> int:
    """UTF-16 units. Tags are counted too: Telegram does not, so this is on the safe side."""
    return len(text.encode("utf-16-le")) // 2


def _fit(block: Block, limit: int) -> list[str]:
    """A block as HTML, in several pieces when it is too long for one message."""
    whole = _html(block)
    if _length(whole) <= limit:
        return [whole]
    match block:
        case Paragraph(text, strong):
            return [_html(Paragraph(part, strong)) for part in _parts(text, limit)]
        case Bullets(items):
            return [_html(Bullets((part,))) for item in items for part in _parts(item, limit)]
        case Links(items):
            return [_html(Links((link,))) for link in items]
        case Card(title, intro, rows, notes):
            head = Card(title, intro, (), ())
            tail = [_html(Card("", "", (row,), ())) for row in rows]
            return [_html(head), *tail, *(escape(note) for note in notes)]


def _parts(text: str, limit: int) -> list[str]:
    """A text in parts that surely fit, cut at spaces."""
    most = limit // 8  # escaping makes a letter at most six long, an emoji counts two
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
