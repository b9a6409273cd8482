"""Is this word meant as a place here? What stands around it tells."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.understanding.place_names import name_key
from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.gazetteer import Gazetteer
    from bot.understanding.place_names import Name, PlaceNames
    from bot.understanding.place_sentence import Sentence
    from bot.understanding.place_words import Lexicon, PlaceWords

_YEARS = range(1940, 2041)
_POSTCODE_DIGITS = 4
_LONGEST_NAME = 6
_SHORT_MESSAGE = 4
_MOST_FILLERS = 12
_REACH = 4
"""Words before a name among which a verb such as "woon" still speaks of it."""

_COMMON, _VERY_COMMON = 3, 10
"""Times a word occurs in the files from which weak signs do not make a small place of it; and from
which not even "burenbemiddeling" before it does."""

# How often an ordinary word, as near to what was typed as a name, may occur in the files and still
# be thought less likely than the name: the more surely a place stands here, the more often.
DIRECT, ALONE, LOOSE, BARE, NONE = 100, 20, 5, 1, 0


class Evidence:
    """Judges words by their surroundings.

    Args:
        around: Words that stand around names.
        gazetteer: All places.
        index: All names.
        lexicon: The words of the languages.
        ordinary: Folded names that are also ordinary words.
        adjectives: Folded names that are adjectives: "Gentse".
    """

    def __init__(
        self,
        around: PlaceWords,
        gazetteer: Gazetteer,
        index: PlaceNames,
        lexicon: Lexicon,
        ordinary: Collection[str],
        adjectives: Collection[str],
    ) -> None:
        self._around = around
        self._gazetteer = gazetteer
        self._index = index
        self._lexicon = lexicon
        self._ordinary = ordinary
        self._adjectives = adjectives

    # -- what a message says of a name in it ----------------------------------------------------

    def little_else(self, s: Sentence, start: int, end: int) -> bool:
        """Whether a message says nothing but a name. Long messages always say more."""
        if len(s.tokens) - (end - start) > _MOST_FILLERS:
            return False
        fillers = self._around.around_answer
        return all(t in fillers for i, t in enumerate(s.tokens) if not start <= i < end)

    def lives(self, s: Sentence, start: int) -> bool:
        """Do the words before a name say that the person lives there?"""
        around, first = self._around, max(0, start - _REACH)
        verb = next((i for i in range(first, start) if s.tokens[i] in around.lives), None)
        if verb is not None:
            # "Mijn buurman woont in Gent": that is where somebody else lives.
            people = around.other_people
            return not any(people.find(t) for t in s.tokens[max(0, verb - 3) : verb])
        return s.before(start) in around.comes_from and s.before(start - 1) in around.comes

    def beside(self, s: Sentence, start: int) -> bool:
        """Does a name only tell what lies near: "bij Gent", "près de Namur"?"""
        return any(t in self._around.near for t in s.tokens[max(0, start - 2) : start])

    def introduced(self, s: Sentence, start: int) -> bool:
        """Does a word that belongs to a name, such as "in", stand before it?"""
        before, around = s.before(start), self._around
        lists = (around.before, around.kinds, around.perhaps_before, around.contracted)
        return any(before in listed for listed in lists)

    def province(self, s: Sentence, position: int) -> set[str]:
        """NIS codes of the province that is named at a position."""
        for size in (2, 1):
            key = s.key(position, position + size)
            if position + size <= len(s.tokens) and key in self._provinces:
                return self._provinces[key]
        return set()

    @cached_property
    def _provinces(self) -> dict[str, set[str]]:
        """NIS codes by the folded name of the province; for Brussels, of the region."""
        codes: dict[str, set[str]] = {}
        for m in self._gazetteer.municipalities.values():
            # Brussels lies in no province: its municipality gives the region its name.
            for name in m.province.values() or ("Brussel", "Bruxelles"):
                codes.setdefault(name_key(words(name)), set()).add(m.nis)
        return codes

    # -- names that are also words --------------------------------------------------------------

    def is_meant(self, s: Sentence, start: int, end: int, entry: Name) -> bool:
        """Is a name that is also an ordinary word, or only a part of a name, meant as a place?"""
        if any(self._is_word(t) for t in s.hyphened_around(start, end)):
            return False  # "belle-mère", "parle-t-on"
        if self.little_else(s, start, end):
            rest = s.tokens[:start] + s.tokens[end:]
            # "De mol": an article alone says that the word is meant, unless a place was asked.
            return (
                s.expected or not rest or rest[-1] not in self._around.noun_follows or len(rest) > 1
            )
        if self._told_apart(s, start, end, entry):
            return True
        before, key = s.before(start), s.key(start, end)
        if before.isdigit():
            return before in self._index.postcodes
        if before in self._around.contracted:
            return any(f"{article} {key}" in self._index.names for article in ("le", "les"))
        if before in self._around.before:
            return True
        if key in self._adjectives:
            return self._adjective_is_meant(s, start, end)
        return self._lived_at(s, start) or self._may_be_meant(s, start, end, entry)

    def _is_word(self, token: str) -> bool:
        return token in self._lexicon.vocabulary and token not in self._index.names

    def _told_apart(self, s: Sentence, start: int, end: int, entry: Name) -> bool:
        """Does what stands beside tell where a name lies?

        "Mol (Antwerpen)", "Machelen, Zulte", "Lille bij Turnhout".
        """
        nis = {p.nis for p in entry.places}
        if nis & self.province(s, end):
            return True
        for size in range(1, _LONGEST_NAME):
            for at in (end, start - size):
                other = self._index.names.get(s.key(at, at + size)) if at >= 0 else None
                if other and self._is_sure(s.key(at, at + size), other, nis):
                    return True
        return s.after(end) in self._around.near and any(
            (key := s.key(i, i + 1)) in self._index.names and key not in self._lexicon.vocabulary
            for i in (end + 1, end + 2)
        )

    def _is_sure(self, key: str, entry: Name, nis: set[str]) -> bool:
        """Is a whole name, and no frequent word, that of a part or the whole of a municipality?"""
        if entry.partial or nis.isdisjoint(p.nis for p in entry.places):
            return False
        return key not in self._ordinary or self._lexicon.how_often(key) < _COMMON

    def _adjective_is_meant(self, s: Sentence, start: int, end: int) -> bool:
        """Is it an adjective as in "in 't Gentse", "région liégeoise", "Gentse bemiddelaar"?"""
        around, before = self._around, s.before(start)
        if before in around.kinds or (s.looks_up and self._service_beside(s, start, end)):
            return True
        return before in around.noun_follows and s.before(start - 1) in around.before

    def _lived_at(self, s: Sentence, start: int) -> bool:
        """Does somebody live there: "ik woon in Mol", "inwoners van Lot"?"""
        around, before = self._around, s.before(start)
        if self.lives(s, start) and before in around.comes_from:
            return True
        return (
            s.before(start - 1) in around.kinds
            and before in around.perhaps_before
            and before not in around.noun_follows
        )

    def _may_be_meant(self, s: Sentence, start: int, end: int, entry: Name) -> bool:
        """Weaker signs are enough for a rare word, and for the name of a municipality."""
        around, before = self._around, s.before(start)
        often = min(map(self._lexicon.how_often, s.tokens[start:end]))
        rare = often < _COMMON
        municipality = not entry.partial and any(p.locality is None for p in entry.places)
        if end == len(s.tokens) and around.services.find(before):
            return municipality or often < _VERY_COMMON  # "burenbemiddeling As"
        if s.key(start, end) in self._lexicon.function_words or not (rare or municipality):
            return False
        if before in around.kinds or before in around.lives:
            return True
        looks_up = s.looks_up or self.lives(s, start)
        if before in around.perhaps_before:
            head = s.before(start - 1)
            if head in around.kinds or around.services.find(head):
                return True  # "commune de Mons", "médiateur de Jette"
            # "De" is an article in Dutch: only a word that is none can follow it as a name.
            return (rare and looks_up) if before in around.noun_follows else looks_up or start == 1
        if before in around.noun_follows:
            return False
        return looks_up and (
            rare or self._service_beside(s, start, end) or len(s.tokens) <= _SHORT_MESSAGE
        )

    def _service_beside(self, s: Sentence, start: int, end: int) -> bool:
        services = self._around.services
        return bool(services.find(s.before(start)) or services.find(s.after(end)))

    # -- misspelt names -------------------------------------------------------------------------

    def for_misspelt(self, s: Sentence, start: int, end: int) -> int:
        """How strongly a name is expected where words stand that are not quite one."""
        around, before = self._around, s.before(start)
        lives = self.lives(s, start)
        place_before = before in around.before or before in around.kinds
        if s.expected or (lives and (place_before or before in around.comes_from)):
            return DIRECT
        if self.little_else(s, start, end):
            return ALONE
        if place_before:
            return DIRECT if s.looks_up else LOOSE
        if before in around.perhaps_before or before in around.contracted:
            if s.looks_up:
                return DIRECT if end == len(s.tokens) else LOOSE
            # "De" and "du" stand before any noun.
            return LOOSE if lives else NONE if before in around.noun_follows else BARE
        if s.looks_up and self._service_beside(s, start, end):
            return ALONE
        return LOOSE if lives or (s.looks_up and len(s.tokens) <= _SHORT_MESSAGE) else NONE

    # -- postcodes ------------------------------------------------------------------------------

    def postcode(self, s: Sentence, i: int) -> str | None:
        """The postcode that stands at a position, if it is one and meant as one."""
        code = s.tokens[i]
        if code[:1] == "b" and code[1:].isdigit():
            code = code[1:]
        if len(code) != _POSTCODE_DIGITS or code not in self._index.postcodes:
            return None
        before, around = s.before(i), self._around
        if before in around.before_number or s.after(i + 1) in around.after_number:
            return None
        near = s.tokens[max(0, i - _REACH) : i]
        said = before == "b" or any(t in around.lives or t in around.postcode for t in near)
        year = int(code) in _YEARS and before in around.before_year
        meant = (
            said
            or s.expected
            or (s.looks_up and not year)
            or self.little_else(s, i, i + 1)
            or self._named_beside(s, i)
        )
        return code if meant else None

    def _named_beside(self, s: Sentence, i: int) -> bool:
        """Does a name stand before or after a number?"""
        return any(
            key in self._index.names
            for size in range(1, _LONGEST_NAME)
            for key in (s.key(i + 1, i + 1 + size), s.key(max(0, i - size), i))
        )
