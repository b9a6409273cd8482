"""Making a message fit to be kept: what could tell who wrote it, or about whom, is blanked out.

Blanked: e-mail addresses, links, user names, telephone and account numbers, national register
numbers and any other long number, number plates, house numbers, and names after a title or an
introduction. The words by which names and streets are known stand in ``knowledge/private.yaml``.
Better too much than too little: what is kept only serves to find questions nobody answers yet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from phonenumbers import PhoneNumberMatcher

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARACTERS = 300
_READ = 1200
"""Characters looked at: whatever lies behind is cut off anyway."""
_EMAIL = re.compile(r"[^\s<>@]+\s?@\s?[^\s<>@]+\.[a-z]{2,}", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b(?:t|wa)\.me/\S+", re.IGNORECASE)
_USER = re.compile(r"(?<![\w])@\w{3,}")
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ .-]?[a-z0-9]{4}){2,7}\b", re.IGNORECASE)
_PLATE = re.compile(r"\b\d[ -]?[a-z]{3}[ -]?\d{3}\b", re.IGNORECASE)
#: Five digits or more, whatever stands between them; a postcode or a year has four.
_LONG_NUMBER = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){4,}")
#: A name: little words, then one word, then any further words with a capital.
_PARTICLE = r"(?:van|von|de|der|den|ter|ten|te|le|la|du|des|el|al|ben|d['’]|l['’])"
_NAME = rf"(?:{_PARTICLE}\s*)*[^\W\d_][\w'’-]*(?:\s+(?:{_PARTICLE}\s*)*(?-i:[A-ZÀ-Þ])[\w'’-]*)*"


class Redactor:
    """Blanks out what is private.

    Args:
        titles: Words before a name: "mevrouw", "monsieur".
        introductions: Words before one's own name: "ik heet".
        street_ends: How names of streets end: "straat".
        street_starts: How they begin: "rue".
        number_words: Words before a number of a house: "huisnummer", "boîte".
    """

    def __init__(
        self,
        *,
        titles: Iterable[str],
        introductions: Iterable[str],
        street_ends: Iterable[str],
        street_starts: Iterable[str],
        number_words: Iterable[str],
    ) -> None:
        before_name = _any_of([*titles, *introductions])
        self._names = re.compile(rf"\b({before_name})(?:\.|\b|(?=\s))\s*(?:{_NAME})", re.IGNORECASE)
        number = r"\d{1,4}(?:\s?[a-z]\b)?(?:\s?[/-]\s?\d{1,3})?\b"
        self._houses = re.compile(
            rf"(\b[\w-]*(?:{_any_of(street_ends)})\b,?\s*"
            rf"|\b(?:{_any_of(street_starts)})\b(?:\s+[\w'’-]+){{1,5}}?,?\s+"
            rf"|\b(?:{_any_of(number_words)})\b\.?\s*){number}",
            re.IGNORECASE,
        )
        #: French addresses put the number first: "12, rue de la Gare".
        self._houses_before = re.compile(
            rf"\b{number}(,?\s+(?:{_any_of(street_starts)})\b)", re.IGNORECASE
        )

    def redact(self, text: str) -> str:
        """A text without what is private, at most 300 characters.

        >>> Redactor(titles=["mevrouw"], introductions=[], street_ends=["straat"],
        ...          street_starts=["rue"], number_words=["nr"]).redact(
        ...     "mevrouw Peeters, Kerkstraat 12, 0470 12 34 56")
        'mevrouw …, Kerkstraat …, …'
        """
        text = " ".join(text[:_READ].split())
        for pattern in (_EMAIL, _LINK, _USER, _IBAN, _PLATE):
            text = pattern.sub("…", text)
        for match in reversed(list(PhoneNumberMatcher(text, "BE"))):
            text = f"{text[: match.start]}…{text[match.end :]}"
        text = _LONG_NUMBER.sub("…", text)
        # Houses first: a street that follows a name would go with it and leave its number.
        text = self._houses.sub(r"\1…", text)
        text = self._houses_before.sub(r"…\1", text)
        text = self._names.sub(r"\1 …", text)
        return text if len(text) <= MAX_CHARACTERS else f"{text[: MAX_CHARACTERS - 1].rstrip()}…"


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, longest first, with any white space between two words."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
