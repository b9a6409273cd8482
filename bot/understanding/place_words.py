"""What the reading of places is told beside the tables: words around names, and hints on names."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from bot.understanding.patterns import Patterns
from bot.understanding.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

_NONE: frozenset[str] = frozenset()
_NO_PATTERNS = Patterns(())


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words by what they say of a name beside them. ``words_xx.yaml`` explains each list."""

    before: frozenset[str] = _NONE
    kinds: frozenset[str] = _NONE
    perhaps_before: frozenset[str] = _NONE
    contracted: frozenset[str] = _NONE
    lives: frozenset[str] = _NONE
    comes: frozenset[str] = _NONE
    comes_from: frozenset[str] = _NONE
    near: frozenset[str] = _NONE
    noun_follows: frozenset[str] = _NONE
    around_answer: frozenset[str] = _NONE
    postcode: frozenset[str] = _NONE
    before_year: frozenset[str] = _NONE
    before_number: frozenset[str] = _NONE
    after_number: frozenset[str] = _NONE
    other_people: Patterns = field(default=_NO_PATTERNS)
    services: Patterns = field(default=_NO_PATTERNS)
    look_up: Patterns = field(default=_NO_PATTERNS)
    no_place: Patterns = field(default=_NO_PATTERNS)

    @classmethod
    def of(cls, languages: Iterable[Mapping[str, Sequence[str]]]) -> PlaceWords:
        """Put the lists of several languages together."""
        lists = list(languages)
        merged: dict[str, frozenset[str] | Patterns] = {}
        for one in fields(cls):
            texts = [text for listed in lists for text in listed.get(one.name, ())]
            if isinstance(one.default, Patterns):
                merged[one.name] = Patterns(texts)
            else:
                # Not words(): "l'" is a word of its own here, with its apostrophe.
                merged[one.name] = frozenset(part for text in texts for part in fold(text).split())
        return cls(**merged)  # type: ignore[arg-type]


#: The lists of phrases, in which a ``*`` stands for any letters; the others hold single words.
PHRASE_LISTS = frozenset(f.name for f in fields(PlaceWords) if isinstance(f.default, Patterns))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The ordinary words of all languages, for which a place must not be taken."""

    vocabulary: Collection[str] = frozenset()
    """Words which mean something else here and so are never a misspelt place."""
    function_words: frozenset[str] = frozenset()
    """Little words that add nothing to a name."""
    how_often: Callable[[str], int] = field(default=lambda _: 1)
    """How often a word occurs in the files."""


@dataclass(frozen=True, slots=True)
class PlaceHints:
    """What the tables of places do not tell. Names are written with hyphens for spaces."""

    ordinary_names: Collection[str] = ()
    """Names that are also ordinary words: they need evidence."""
    usually_meant: Collection[str] = ()
    """NIS codes which win over the small places of the same name."""
    foreign_names: Collection[str] = ()
    """Names of places outside Belgium."""
    elsewhere: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By language, Belgian names which there mean a place abroad or a province as well."""
    adjectives: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By NIS code, words such as "Gentse" and "liégeois"."""
