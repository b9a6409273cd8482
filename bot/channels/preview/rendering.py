"""A Reply as HTML of the page, and everything else the page shows."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.reply import Bullets, Card, Links, Paragraph

if TYPE_CHECKING:
    from bot.reply import Block, Reply

_HERE = Path(__file__).parent


def environment() -> Environment:
    """The templates. Every value is escaped, unless a template says that it is HTML already."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["percent"] = _percent
    return made


def render(reply: Reply) -> str:
    """The reply as HTML: its blocks, then its choices as buttons."""
    parts = [_html(block) for block in reply.blocks]
    if reply.choices:
        buttons = "".join(
            f'<li><button type="button" data-code="{escape(choice.action.encode())}">'
            f"{escape(choice.label)}</button></li>"
            for choice in reply.choices
        )
        parts.append(f'<ul class="choices">{buttons}</ul>')
    return "\n".join(parts)


def _html(block: Block) -> str:
    match block:
        case Paragraph(text, strong):
            return f"<p><strong>{escape(text)}</strong></p>" if strong else f"<p>{escape(text)}</p>"
        case Bullets(items):
            return _list("".join(f"<li>{escape(item)}</li>" for item in items))
        case Links(items):
            return _list("".join(f"<li>{_anchor(i.label, i.url)}</li>" for i in items), "links")
        case Card(title, intro, rows, notes):
            parts = [f"<h3>{escape(title)}</h3>"]
            if intro:
                parts.append(f"<p>{escape(intro)}</p>")
            facts = [
                f"<li><b>{escape(row.label)}</b> "
                f"{_anchor(row.value, row.url) if row.url else escape(row.value)}</li>"
                for row in rows
            ]
            if facts:
                parts.append(_list("".join(facts), "facts"))
            parts.extend(f'<p class="note">{escape(note)}</p>' for note in notes)
            return f'<section class="card">{"".join(parts)}</section>'


def _list(items: str, name: str = "bullets") -> str:
    return f'<ul class="{name}">{items}</ul>'


def _anchor(label: str, url: str) -> str:
    return f'<a href="{escape(url)}" target="_blank" rel="noreferrer">{escape(label)}</a>'


def _percent(share: float) -> str:
    """As Dutch and French write it: with a narrow space that does not break."""
    return f"{share:.0%}".replace("%", "\N{NARROW NO-BREAK SPACE}%")
