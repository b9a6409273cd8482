"""What Telegram makes of a text after parsing: trimmed, with links and commands recognised."""

from __future__ import annotations

import re

from telegram.constants import MessageEntityType

from .errors import JSON, bad_request
from .utf16 import cut, splits_a_pair, units

_OPAQUE = {"pre", "code"}
_ADDRESS_TLDS = "be|brussels|com|dev|eu|fr|gent|info|io|me|net|nl|org|vlaanderen"
_PATTERNS = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:(?:https?|ftp)://[^\s<>\"]+"
            rf"|(?:[a-z0-9-]+\.)+(?:{_ADDRESS_TLDS})(?![\w-])(?:[/?#][^\s<>\"]*)?)",
            re.IGNORECASE,
        ),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])"),
    ),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")),
)
_INVISIBLE = re.compile("[\r\u2028-\u202e]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


def cleaned(text: str) -> str:
    """The text without the control characters that Telegram removes before it looks at it."""
    return _CONTROL.sub(" ", _INVISIBLE.sub("", text))


def detect(text: str, present: list[JSON] | None = None) -> list[JSON]:
    """Add the entities Telegram finds by itself: commands, mentions, addresses, hashtags."""
    found = [dict(entity) for entity in present or ()]
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in found
        if entity["type"] in {*_OPAQUE, "text_link", "text_mention"}
    ]
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            piece = match.group().rstrip(".,;:!?)'\"") if kind == "url" else match.group()
            start = units(text[: match.start()])
            end = start + units(piece)
            if all(end <= low or start >= high for low, high in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return _sorted(found)


def settle(text: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    """Trim the text and cut the entities to fit, dropping those Telegram would not keep.

    Nothing is formatted inside code, and bold within bold is only bold.
    """
    kept: list[JSON] = []
    for entity in _sorted(entities):
        around = [other for other in kept if _inside(entity, other)]
        if any(other["type"] in {*_OPAQUE, entity["type"]} for other in around):
            continue
        kept.append(entity)
    text = text.rstrip()
    first = min((entity["offset"] for entity in kept), default=units(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    text = text[lead:]
    total = units(text)
    result = []
    for entity in kept:
        start = entity["offset"] - lead
        length = min(entity["length"], total - start)
        if length > 0:
            result.append(entity | {"offset": start, "length": length})
    return text, _sorted(result)


def given(text: str, entities: list[JSON]) -> list[JSON]:
    """Check entities which the bot counted itself, instead of sending marked-up text."""
    known = {kind.value for kind in MessageEntityType}
    total = units(text)
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] not in known:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        if start < 0 or entity["length"] < 0 or end > total:
            raise bad_request(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text at "
                f"UTF-16 offset {end}"
            )
        if splits_a_pair(text, start) or splits_a_pair(text, end):
            raise bad_request(
                f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol"
            )
    automatic = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
    return [dict(entity) for entity in entities if entity["type"] not in automatic]


def covered(text: str, entity: JSON) -> str:
    """The words an entity stands over."""
    return cut(text, entity["offset"], entity["length"])


def _inside(inner: JSON, outer: JSON) -> bool:
    starts_in: bool = outer["offset"] <= inner["offset"]
    ends_in: bool = inner["offset"] + inner["length"] <= outer["offset"] + outer["length"]
    return starts_in and ends_in


def _sorted(entities: list[JSON]) -> list[JSON]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
