"""Telegram's HTML mode, as strict as the real parser and in its wording.

Positions in the errors are byte offsets into the UTF-8 text, those in the entities UTF-16 units.
What Telegram swallows in silence (an unknown ``&nbsp;``, a link it cannot use) is no refusal here
either, but becomes a warning, because it is never what the bot's author meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import links
from .errors import JSON, ApiError, bad_request
from .utf16 import units

_SPACE = b" \t\r\n\v"
_AMP, _LT, _GT, _EQUALS, _SLASH = (ord(char) for char in "&<>=/")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
_TAGS = {*_SIMPLE, "a", "code", "pre", "blockquote", "tg-emoji"}
_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")
_LONGEST_REFERENCE = 10
_INVALID_UNICODE = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
    "surrogate code units"
)


@dataclass
class Parsed:
    """What is left of a marked-up text: the words, and what stands over them."""

    text: str
    entities: list[JSON]
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int
    text_from: int


def parse_html(source: str) -> Parsed:
    """Read ``source`` or refuse it as Telegram does."""
    return _Parser(source).run()


def _wrong(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


class _Parser:
    def __init__(self, source: str) -> None:
        self.raw = source.encode("utf-8", "surrogatepass")
        self.pos = 0
        self.text = ""
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[JSON] = []
        self.warnings: list[str] = []
        self.lone_surrogate = False

    def run(self) -> Parsed:
        while self.pos < len(self.raw):
            byte = self.raw[self.pos]
            if byte == _LT:
                if self._at(self.pos + 1) == _SLASH:
                    self._end_tag()
                else:
                    self._start_tag()
            elif byte == _AMP:
                self._write(self._reference(warn=True))
            else:
                found = re.compile(rb"[&<]").search(self.raw, self.pos)
                end = found.start() if found else len(self.raw)
                self._write(self.raw[self.pos : end].decode("utf-8", "surrogatepass"))
                self.pos = end
        if self.open:
            tag = self.open[-1].tag
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{tag}"')
        if self.lone_surrogate:
            raise _wrong(_INVALID_UNICODE)
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Parsed(self.text, self.entities, self.warnings)

    def _at(self, position: int) -> int:
        """The byte there, or 0 past the end: a zero ends every token."""
        return self.raw[position] if position < len(self.raw) else 0

    def _write(self, piece: str) -> None:
        self.text += piece
        self.length += units(piece)

    def _reference(self, *, warn: bool = False) -> str:
        """A character reference, or a plain ampersand where Telegram knows none."""
        start = self.pos
        if self._at(start + 1) == ord("#"):
            found = re.compile(rb"&#(?:x([0-9a-fA-F]*)|([0-9]*))").match(self.raw, start)
            digits = found.group(1) or found.group(2) or b"0" if found else b"0"
            code = int(digits, 16 if found and found.group(1) else 10)
            end = found.end() if found else start + 1
            known = 0 < code < 0x10FFFF and end - start < _LONGEST_REFERENCE
            char = chr(code) if known else ""
            self.lone_surrogate |= known and 0xD800 <= code <= 0xDFFF
        else:
            found = re.compile(rb"&([A-Za-z]*)").match(self.raw, start)
            name = found.group(1) if found else b""
            end = start + 1 + len(name)
            char = _NAMED.get(name, "")
            if warn and name and not char and self._at(end) == ord(";"):
                shown = name.decode()
                self.warnings.append(f"&{shown}; is no entity to Telegram: users see it as it is")
        if not char:
            self.pos = start + 1
            return "&"
        self.pos = end + 1 if self._at(end) == ord(";") else end
        return char

    def _skip_space(self) -> None:
        while self._at(self.pos) in _SPACE and self.pos < len(self.raw):
            self.pos += 1

    def _until(self, stops: bytes) -> str:
        """The word from here to a blank, one of ``stops`` or the end."""
        start = self.pos
        while self.pos < len(self.raw) and self.raw[self.pos] not in stops + _SPACE:
            self.pos += 1
        return self.raw[start : self.pos].decode("utf-8", "replace")

    def _start_tag(self) -> None:
        begin = self.pos
        self.pos += 1
        tag = self._until(b">").lower()
        if self.pos >= len(self.raw):
            raise _wrong(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TAGS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.pos += 1
        self.open.append(_Open(tag, argument, self.length, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space()
            if self._at(self.pos) == _GT:
                return argument
            name = self._until(b"=>")
            if not name and self._at(self.pos) == _EQUALS:
                raise _wrong(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._skip_space()
            if tag == "blockquote" and name == "expandable" and self._at(self.pos) != _EQUALS:
                argument = "1"
                if self.pos < len(self.raw):
                    continue
            if self.pos >= len(self.raw):
                raise _wrong(f'Unclosed start tag "{tag}" at byte offset {begin}')
            if self.raw[self.pos] != _EQUALS:
                raise _wrong(
                    "Expected equal sign in declaration of an attribute of the tag "
                    f'"{tag}" at byte offset {begin}'
                )
            self.pos += 1
            self._skip_space()
            if self.pos >= len(self.raw):
                raise _wrong(f'Unclosed start tag "{tag}" at byte offset {begin}')
            argument = _meaning(tag, name, self._attribute_value(begin), argument)

    def _attribute_value(self, begin: int) -> str:
        quote = self.raw[self.pos]
        if quote in b"'\"":
            self.pos += 1
            value = ""
            while self.pos < len(self.raw) and self.raw[self.pos] != quote:
                if self.raw[self.pos] == _AMP:
                    value += self._reference()
                    continue
                start = self.pos
                while self.pos < len(self.raw) and self.raw[self.pos] not in (quote, _AMP):
                    self.pos += 1
                value += self.raw[start : self.pos].decode("utf-8", "replace")
            self.pos += 1
        else:
            start = self.pos
            token = _TOKEN.match(self.raw, start)
            self.pos = token.end() if token else start
            value = self.raw[start : self.pos].decode().lower()
            if self.pos < len(self.raw) and self.raw[self.pos] not in _SPACE + b">":
                raise _wrong(f"Unexpected end of name token at byte offset {start}")
        if self.pos >= len(self.raw):
            raise _wrong(f"Unclosed start tag at byte offset {begin}")
        return value

    def _end_tag(self) -> None:
        begin = self.pos
        if not self.open:
            raise _wrong(f"Unexpected end tag at byte offset {begin}")
        self.pos += 2
        tag = self._until(b">").lower()
        self._skip_space()
        if self._at(self.pos) != _GT:
            raise _wrong(f"Unclosed end tag at byte offset {begin}")
        self.pos += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise _wrong(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: JSON = {
            "type": _SIMPLE.get(opened.tag, opened.tag),
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        if opened.tag == "tg-emoji":
            if not re.fullmatch(r"-?\d{1,19}", opened.argument) or not int(opened.argument):
                raise _wrong("Invalid custom emoji identifier specified")
            entity |= {"type": "custom_emoji", "custom_emoji_id": opened.argument}
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif (opened.tag == "a" and not self._link(entity, opened)) or (
            opened.tag in {"pre", "code"} and self._language(entity, opened)
        ):
            return
        self.entities.append(entity)

    def _link(self, entity: JSON, opened: _Open) -> bool:
        """Fill in where the link goes; False where Telegram would drop it."""
        url = opened.argument or self.text[opened.text_from :]
        user = links.mentioned_user(url)
        if user is not None:
            entity |= {"type": "text_mention", "user": {"id": user}}
            return True
        checked = links.checked_link(url)
        if checked is None:
            self.warnings.append(f"Telegram drops the link to {url!r}: no valid web address")
            return False
        entity |= {"type": "text_link", "url": checked}
        return True

    def _language(self, entity: JSON, opened: _Open) -> bool:
        """Join ``<pre><code class="language-x">`` into one entity, whichever is outside."""
        language = opened.argument
        last = self.entities[-1] if self.entities else {}
        same = all(last.get(key) == entity[key] for key in ("offset", "length"))
        if opened.tag == "code":
            if same and last.get("type") == "pre" and language:
                last["language"] = language
                return True
            if language:
                entity["language"] = language
        elif same and last.get("type") == "code" and last.get("language"):
            last["type"] = "pre"
            return True
        return False


def _meaning(tag: str, name: str, value: str, before: str) -> str:
    """The one attribute each tag listens to; all others are read and forgotten."""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    return before
