"""What is kept of a chat, told to whom it is about: to read, as a file, and after deletion."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.reply import Bullets, Paragraph, Reply

if TYPE_CHECKING:
    from bot.conversations.forgetting import Records
    from bot.texts import Texts


def shown(held: Records, texts: Texts) -> Reply:
    """All that is kept of a chat, in words."""
    if not held:
        return _said(texts, Paragraph(texts("nothing-kept")))
    return _said(
        texts,
        Paragraph(texts("kept")),
        _listed(held, texts),
        Paragraph(texts("kept-more")),
    )


def forgotten(deleted: Records, left: Records, texts: Texts) -> Reply:
    """What was deleted, and what was found when it was looked for again."""
    if left:
        return _said(texts, Paragraph(texts("forgotten-not-all")), _listed(left, texts))
    if not deleted:
        return _said(texts, Paragraph(texts("nothing-to-forget")))
    return _said(
        texts,
        Paragraph(texts("forgotten")),
        _listed(deleted, texts),
        Paragraph(texts("forgotten-proof")),
    )


def as_document(held: Records) -> bytes:
    """The same as a JSON file, word for word as it is kept."""
    return json.dumps(held, ensure_ascii=False, indent=2).encode()


def _listed(records: Records, texts: Texts) -> Bullets:
    """One point for each row: ``kept-`` and the table's name is its text in the catalogues."""
    return Bullets(
        tuple(
            texts(f"kept-{table}", **{name: _worded(value, texts) for name, value in row.items()})
            for table, rows in records.items()
            for row in rows
        )
    )


def _worded(value: str | int | None, texts: Texts) -> str:
    if value is None:
        return texts("kept-none")
    # An empty look-up: no kind of service was named, the place is still asked for.
    return texts("kept-open") if value == "" else str(value)


def _said(texts: Texts, *blocks: Paragraph | Bullets) -> Reply:
    return Reply("smalltalk", texts.language, blocks)
