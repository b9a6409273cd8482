"""What a cell of the services table may hold.

Each rule takes the text of a cell and gives back the value, mended where that is certain. What is
wrong is raised as a :class:`CellError`. The rules are Pydantic validators of ``ServiceRecord``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.directory.phones import HOUSE_FORM, normalise_phone
from bot.directory.records import SERVICE_TYPES

if TYPE_CHECKING:
    from pydantic import ValidationInfo

_STATUSES = ("active", "inactive", "temporarily closed")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[A-Za-z]{2,}")
_WEB = re.compile(r"https?://[^\s]+\.[^\s]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_BELGIAN_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
#: Degrees between which all of Belgium lies: a coordinate that lost its point lies outside.
_BOUNDS = {"latitude": (49.4, 51.6), "longitude": (2.5, 6.5)}
_LONGEST_ID = 100


class CellError(ValueError):
    """What is wrong in a cell, and what to do about it; each in one clause."""

    def __init__(self, fault: str, mend: str) -> None:
        self.fault, self.mend = fault, mend
        super().__init__(fault)


def _context(info: ValidationInfo) -> dict[str, Any]:
    context: dict[str, Any] = info.context or {}
    return context


def text(value: str) -> str | None:
    """Text on one line; None where the cell is empty."""
    line = unicodedata.normalize("NFC", re.sub(r"[ \t]*[\t\r\n]+[ \t]*", " ", value).strip())
    if odd := [character for character in line if unicodedata.category(character) == "Cc"]:
        raise CellError(
            f"an invisible character, U+{ord(odd[0]):04X}", "type the text anew instead of copying"
        )
    return line or None


def required(value: str) -> str:
    """Text that must be there."""
    line = text(value)
    if line is None:
        raise CellError("this cell must not be empty", "fill it in")
    return line


def several(value: str) -> tuple[str, ...]:
    """Values divided by semicolons, in lower case, each once."""
    parts = re.split("[;,]", (text(value) or "").lower())
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def service_id(value: str) -> str:
    """An id, which never changes: small letters, digits and hyphens."""
    if not _ID.fullmatch(value) or len(value) > _LONGEST_ID:
        raise CellError(
            f"{value!r} is no id",
            f"use small letters, digits and single hyphens, at most {_LONGEST_ID} in all, "
            "such as gent-burenbemiddeling",
        )
    return value


def service_type(value: str) -> str:
    """A kind of mediation."""
    if value not in SERVICE_TYPES:
        raise CellError(f"{value!r} is not a service type", f"use {', '.join(SERVICE_TYPES)}")
    return value


def service_types(values: tuple[str, ...]) -> tuple[str, ...]:
    """At least one kind of mediation."""
    if not values:
        raise CellError("no service type", f"write one or more of {', '.join(SERVICE_TYPES)}")
    return values


def nis_code(value: str, info: ValidationInfo) -> str:
    """The code of a municipality of today, also where a spreadsheet made 44021.0 of it."""
    code = re.sub(r"\.0+$", "", value)
    if code not in _context(info)["known_nis"]:
        raise CellError(
            f"no municipality has the NIS code {code!r}",
            "use codes of municipalities.csv, divided by semicolons",
        )
    return code


def service_area(values: tuple[str, ...]) -> tuple[str, ...]:
    """At least one municipality; in order, for their order means nothing."""
    if not values:
        raise CellError("no area", "write the NIS codes of the municipalities it works for")
    return tuple(sorted(values))


def language(value: str) -> str:
    """A code such as nl."""
    if not _LANGUAGE.fullmatch(value):
        raise CellError(f"{value!r} is not a language code", "write codes, such as nl;fr")
    return value


def phone(value: str | None, info: ValidationInfo) -> str | None:
    """A Belgian number, in our form."""
    if value is None or (_context(info)["quick"] and HOUSE_FORM.fullmatch(value)):
        return value
    try:
        return normalise_phone(value)
    except ValueError as error:
        raise CellError(str(error), "write one number, such as +32 9 266 82 17") from None


def email(value: str | None) -> str | None:
    """One e-mail address."""
    if value and not _EMAIL.fullmatch(value):
        raise CellError(
            f"{value!r} is not one e-mail address", "write it such as service@municipality.be"
        )
    return value


def web(value: str | None) -> str | None:
    """The address of a page."""
    if value and not _WEB.fullmatch(value):
        raise CellError(
            f"{value!r} is not a web address", "write all of it, beginning with https://"
        )
    return value


def degrees(value: str, info: ValidationInfo) -> float | None:
    """A latitude or longitude in Belgium."""
    low, high = _BOUNDS[str(info.field_name)]
    if not value.strip():
        return None
    try:
        found = float(value.replace(",", "."))
    except ValueError:
        found = 0.0
    if not low <= found <= high:
        raise CellError(
            f"{value!r} is no {info.field_name} in Belgium",
            f"write degrees between {low} and {high}, such as {(low + high) / 2:.2f}",
        )
    return found


def fees(value: str) -> str | None:
    """``free``, or nothing where it is not known."""
    word = value.strip().lower()
    if word not in {"", "free"}:
        raise CellError(
            f"{value!r} is not known here", 'write "free" where the source says so, else nothing'
        )
    return word or None


def status(value: str) -> str:
    """Whether it is shown: only what is active is."""
    word = value.strip().lower()
    if word not in _STATUSES:
        raise CellError(
            f"{value!r} is not a status", 'write "active", "inactive" or "temporarily closed"'
        )
    return word


def day(value: str) -> date | None:
    """A date as 2026-01-31 or, as Belgian spreadsheets write it, 31/01/2026."""
    word = value.strip()
    if not word:
        return None
    try:
        if parts := _ISO_DATE.fullmatch(word):
            return date(*map(int, parts.groups()))
        if parts := _BELGIAN_DATE.fullmatch(word):
            return date(*map(int, reversed(parts.groups())))
    except ValueError:
        pass  # such as the 31st of February
    raise CellError(f"{value!r} is not a date", "write it as 2026-01-31 or 31/01/2026")
