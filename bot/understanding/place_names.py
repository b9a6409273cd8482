"""The names under which places are known, and how they are folded, cut and heard."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.gazetteer import Gazetteer

_SAINTS = {"sint": "st", "saint": "st", "sankt": "st", "snt": "st", "sinte": "ste", "sainte": "ste"}
ARTICLES = {"la", "le", "les", "l'", "de", "het", "den", "'t", "t", "s", "the"}
#: A municipality is also called by what stands before one of these: Braine-le-Comte, Jemeppe-sur-.
_LINKS = {
    "sur", "sous", "lez", "les", "le", "la", "l'", "l", "en", "ten", "aan", "op", "bij", "de",
    "der", "d'", "du", "lange", "ma", "st", "ste",
}  # fmt: skip

MOST_CHOICES = 6
"""Places that may share a name before a part of it stands for none of them."""
_LONG_PART = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a name may stand for."""

    nis: str
    locality: str | None
    """The locality's own name where the name is not the municipality's; else None."""


@dataclass(slots=True)
class Name:
    """A name and what it may stand for."""

    places: list[Place] = field(default_factory=list)
    display: str = ""
    former: bool = False
    partial: bool = False
    """Only the head of a longer name ("Braine" for Braine-le-Comte)."""


class PlaceNames:
    """All names of places, folded.

    Args:
        gazetteer: All places.
        usually_meant: NIS codes which win over the small places of the same name.
        ordinary: Folded names that are also ordinary words.
        language_words: Words of the languages: a part of a name that is one stands for no place.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        usually_meant: Collection[str],
        ordinary: Collection[str],
        language_words: Collection[str],
    ) -> None:
        self._gazetteer = gazetteer
        self._usually_meant = frozenset(usually_meant)
        self._ordinary = ordinary
        self._words_here = language_words
        self.names: dict[str, Name] = {}
        self.postcodes: dict[str, dict[str, Place]] = defaultdict(dict)
        self._collect()

    @cached_property
    def sounding(self) -> dict[str, set[str]]:
        """Names by how they sound; made when the first misspelt name needs it."""
        heard: dict[str, set[str]] = defaultdict(set)
        for key in self.names:
            heard[phonetic(key)].add(key)
        return heard

    def _collect(self) -> None:
        parts: dict[str, list[Place]] = defaultdict(list)
        minor: dict[str, list[Place]] = defaultdict(list)
        for m in self._gazetteer.municipalities.values():
            place = Place(m.nis, None)
            for name in dict.fromkeys(m.names.values()):
                self._add(name, place)
                self._add_parts(name, place, parts)
            for code in m.postcodes:
                self.postcodes[code].setdefault(m.nis, place)
            for former in m.merged_from:
                if words(former) not in [words(n) for n in m.names.values()]:
                    self._add(former, Place(m.nis, former), former=True)
        for locality in self._gazetteer.localities:
            for name in dict.fromkeys(locality.names.values()):
                place = Place(locality.nis, name)
                self._add(name, place, former=locality.kind[:6] == "former")
                self._add_parts(name, place, minor)
            if locality.postcode:
                self.postcodes[locality.postcode].setdefault(
                    locality.nis, Place(locality.nis, locality.names["nl"])
                )
        self._add_partial_names(parts, minor)
        for entry in self.names.values():
            # Today's municipalities first: they are the likelier button.
            entry.places.sort(key=lambda p: p.locality is not None)

    def _add_partial_names(
        self, parts: dict[str, list[Place]], minor: dict[str, list[Place]]
    ) -> None:
        """Parts of names stand for all names they are a part of, if these fit on buttons."""
        for key in sorted({*parts, *minor}):
            if key in self._words_here and key not in self._ordinary:
                continue
            every = merge([parts.get(key, []), minor.get(key, [])])
            places = every if len(every) <= MOST_CHOICES else merge([parts.get(key, [])])
            if places and len(places) <= MOST_CHOICES:
                for place in places:
                    self._add(key, place, partial=True)

    def _add(self, name: str, place: Place, *, former: bool = False, partial: bool = False) -> None:
        tokens = words(name.replace("/", " ").split("(")[0])
        keys = [name_key(tokens)]
        if tokens and tokens[0] in ARTICLES and len(tokens) > 1:
            keys.append(name_key(tokens[1:]))
        for key in keys:
            if not key:
                continue
            entry = self.names.setdefault(key, Name(display=name, partial=partial))
            # A small place's whole name may also be short for a municipality: both are possible.
            completes = place.locality is None and all(p.locality for p in entry.places)
            if partial and not entry.partial and not completes:
                continue
            if not any(place.nis == p.nis for p in entry.places):
                entry.places.append(place)
            entry.former |= former

    def _add_parts(self, name: str, place: Place, parts: dict[str, list[Place]]) -> None:
        tokens = fold_saints(words(name))
        if len(tokens) < 2:  # noqa: PLR2004
            return
        if tokens[0] in ARTICLES:
            tokens = tokens[1:]
        size = 2 if tokens[0] in {"st", "ste"} else 1
        if len(tokens) > size:
            parts[" ".join(tokens[:size])].append(place)
        for token in tokens[size:]:
            if len(token) >= _LONG_PART and token not in _LINKS:
                parts[token].append(place)

    def usual(self, places: tuple[Place, ...]) -> tuple[Place, ...]:
        """Of places that share a name the one that nearly everybody means; else all of them."""
        meant = tuple(p for p in places if p.locality is None and p.nis in self._usually_meant)
        return meant or places

    def language_of(self, name: str, places: Iterable[Place]) -> str | None:
        """The one language that uses a name; None when several do."""
        key = name_key(words(name))
        used: set[str] = set()
        for place in places:
            names = self._gazetteer[place.nis].names
            used |= {code for code, name in names.items() if name_key(words(name)) == key}
        used.discard("de")
        return used.pop() if len(used) == 1 else None


def fold_saints(tokens: Sequence[str]) -> list[str]:
    """Words with every spelling of Saint and Sainte made one."""
    return [_SAINTS.get(t, t) for t in tokens]


def name_key(tokens: Sequence[str]) -> str:
    """The folded words of a name as one key."""
    return " ".join(t.rstrip("'") for t in fold_saints(tokens))


_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"[\s']", ""),
        (r"eaux?|aux?", "o"),
        (r"ph", "f"),
        (r"(qu|ck|c(?=[aorlu])|k)", "k"),
        (r"(sch|ch)", "x"),
        (r"(c(?=[eiy])|ss|z)", "s"),
        (r"(ai|ei|ij|ae|ay|ey)", "e"),
        (r"y", "i"),
        (r"g[hu]", "g"),
        (r"(ie|ies|ye)$", "i"),
        (r"(es|e|s|t|x|d)$", ""),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    ]
]


def phonetic(key: str) -> str:
    """How a folded name sounds, roughly, to Dutch and French ears."""
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


def merge(groups: Iterable[Sequence[Place]]) -> tuple[Place, ...]:
    """Places of several groups, one of each municipality."""
    merged: dict[str, Place] = {}
    for group in groups:
        for place in group:
            merged.setdefault(place.nis, place)
    return tuple(merged.values())
