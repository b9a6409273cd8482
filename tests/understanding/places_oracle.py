"""A slow and obvious way to read places, to hold the real one against. It shares no code with it.

It knows the two tables and what everybody knows of spelling: case, accents and hyphens do not
matter, Saint has many spellings, and an article before a name may be left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    from bot.gazetteer import Gazetteer

ARTICLES = ("la", "le", "les", "l", "de", "het", "den", "t", "s", "the")
SAINTS = (("saint", "sainte"), ("sint", "sinte"), ("sankt", "sankte"))
KEYBOARD = ("azertyuiop", "qsdfghjklm", "wxcvbn")


def tokens(text: str) -> tuple[str, ...]:
    """Plain words: small letters and digits without accents."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("ß", "ss"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    # Three letters in a row are two: a stretched word is no other word.
    return tuple(re.findall(r"[a-z0-9]+", re.sub(r"([a-z])\1{2,}", r"\1\1", letters.lower())))


def spelled(name: str) -> set[tuple[str, ...]]:
    """All ways to write a name."""
    plain = tokens(name.split("(", maxsplit=1)[0])
    ways = {plain}
    if {"sint", "saint", "sankt", "sinte", "sainte"} & set(plain):
        for saint, sainte in SAINTS:
            to = {"sint": saint, "saint": saint, "sankt": saint, "sinte": sainte, "sainte": sainte}
            ways.add(tuple(to.get(t, t) for t in plain))
        short = {"sint": "st", "saint": "st", "sankt": "st", "sinte": "ste", "sainte": "ste"}
        ways.add(tuple(short.get(t, t) for t in plain))
    if len(plain) > 1 and plain[0] in ARTICLES:
        ways |= {way[1:] for way in ways}
    return ways


class Oracle:
    """All names by all their spellings, and nothing cleverer than looking at every one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for m in gazetteer.municipalities.values():
            for name in (*m.names.values(), *m.merged_from):
                self._add(name, m.nis)
        for locality in gazetteer.localities:
            for name in locality.names.values():
                self._add(name, locality.nis)
        self._letters: dict[str, set[str]] = defaultdict(set)
        for spelling, nis in self.owners.items():
            self._letters["".join(spelling)] |= nis

    def _add(self, name: str, nis: str) -> None:
        for spelling in spelled(name):
            self.owners[spelling].add(nis)

    def exact(self, text: str) -> set[str]:
        """The municipalities of the longest name that stands in a text."""
        words = tokens(text)
        for size in range(len(words), 0, -1):
            found: set[str] = set()
            for start in range(len(words) - size + 1):
                found |= self.owners.get(words[start : start + size], set())
            if found:
                return found
        return set()

    def is_name(self, text: str) -> bool:
        """Is a text the name of a place, letter by letter, whatever the spaces?"""
        return "".join(tokens(text)) in self._letters

    def in_part(self, letters: str) -> set[str]:
        """The municipalities of every name of which some letters are a whole word."""
        return {n for words, nis in self.owners.items() if letters in words for n in nis}

    def nearest(self, text: str) -> tuple[int, dict[str, set[str]]]:
        """The least number of slips to any name, and the names as near as that, by owners."""
        typed = "".join(tokens(text))
        row = process.cdist([typed], list(self._letters), scorer=DamerauLevenshtein.distance)[0]
        least = min(row)
        near = (name for name, slips in zip(self._letters, row, strict=True) if slips == least)
        return int(least), {name: self._letters[name] for name in near}


def likely_slips(name: str) -> set[str]:
    """What fingers make of a name: a letter left out, swapped, doubled, or its neighbour's key."""
    made: set[str] = set()
    for i, letter in enumerate(name):
        made.add(name[:i] + name[i + 1 :])
        made.add(name[:i] + letter + name[i:])
        if i + 1 < len(name):
            made.add(name[:i] + name[i + 1] + letter + name[i + 2 :])
        for row in KEYBOARD:
            if letter in row:
                at = row.index(letter)
                made |= {name[:i] + key + name[i + 1 :] for key in row[max(0, at - 1) : at + 2]}
    return made - {name}
