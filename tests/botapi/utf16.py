"""Lengths as Telegram counts them: in UTF-16 code units, so an emoji is two."""

from __future__ import annotations


def units(text: str) -> int:
    """How many UTF-16 code units ``text`` takes."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def cut(text: str, offset: int, length: int) -> str:
    """The piece of ``text`` that an entity with this offset and length covers."""
    raw = text.encode("utf-16-le")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def splits_a_pair(text: str, offset: int) -> bool:
    """Whether ``offset`` lies inside a surrogate pair, where no entity may begin or end."""
    raw = text.encode("utf-16-le")[2 * offset : 2 * offset + 2]
    return len(raw) == 2 and 0xDC00 <= int.from_bytes(raw, "little") <= 0xDFFF
