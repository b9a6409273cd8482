"""message -> municipalities of Belgium, or an honest question which one is meant.

First every name exactly (folded), longest first, and postcodes; then, only for words that nothing
else explains, names nearly spelled so. A name that is also an ordinary word counts only with
evidence around it. The outcome never silently prefers one of several places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.understanding.place_evidence import Evidence
from bot.understanding.place_mentions import Mention, PlacesFound, narrow
from bot.understanding.place_misspelt import Misspelt, MisspeltNames
from bot.understanding.place_names import (
    ARTICLES,
    MOST_CHOICES,
    Name,
    Place,
    PlaceNames,
    merge,
    name_key,
    phonetic,
)
from bot.understanding.place_sentence import Sentence
from bot.understanding.place_spelling import Spelling
from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.gazetteer import Gazetteer
    from bot.understanding.place_words import Lexicon, PlaceHints, PlaceWords

    _Abroad = tuple[int, int, str]

_LONGEST_NAME = 6
_MOST_MENTIONS = 8
_SHORTEST_SURE_NAME = 3


class PlaceRecogniser:
    """Finds municipalities in messages.

    Args:
        gazetteer: All places.
        around: Words that stand around names.
        hints: What the tables of places do not tell.
        lexicon: The words of the languages.
    """

    def __init__(
        self, gazetteer: Gazetteer, around: PlaceWords, hints: PlaceHints, lexicon: Lexicon
    ) -> None:
        self._around = around
        self._fillers = around.around_answer | lexicon.function_words
        self._foreign = _keys(hints.foreign_names)
        self._elsewhere = {code: _keys(names) for code, names in hints.elsewhere.items()}
        adjectives = {key: nis for nis, listed in hints.adjectives.items() for key in _keys(listed)}
        self._ordinary = _keys(hints.ordinary_names).union(adjectives, *self._elsewhere.values())
        self._index = PlaceNames(gazetteer, hints.usually_meant, self._ordinary, lexicon.vocabulary)
        for key, nis in adjectives.items():
            if key not in self._index.names or self._index.names[key].partial:
                self._index.names[key] = Name([Place(nis, None)], key)
        # "Panne" is as ordinary as "La Panne".
        self._ordinary |= {
            rest
            for key in self._ordinary
            if (rest := key.partition(" ")[2]) and key.split()[0] in ARTICLES
        }
        self._evidence = Evidence(
            around, gazetteer, self._index, lexicon, self._ordinary, adjectives
        )
        self._misspelt = MisspeltNames(
            self._index,
            Spelling(self._index, self._foreign, lexicon),
            self._evidence,
            lexicon.vocabulary,
            around.around_answer,
        )

    def language_of(self, mention: Mention) -> str | None:
        """The one language that uses this name; None when several do."""
        return self._index.language_of(mention.name, mention.places)

    def find(self, text: str, *, expected: bool = False) -> PlacesFound:
        """Read the places off a message.

        Args:
            text: The message.
            expected: The assistant has just asked for a municipality, so a name alone, even one
                that is also a word, is the answer.
        """
        s = Sentence.read(text, self._around, expected=expected)
        mentions = [self._widened(s, m) for m in self._exact(s)[:_MOST_MENTIONS]]
        abroad = self._abroad(s, mentions)
        if abroad:
            # "Lille (France)": the Belgian place of that name is not meant.
            abroad += [(m.start, m.end, m.name) for m in mentions]
            mentions = []
        elif not any(m.residence for m in mentions) and (found := self._misspelt.find(s)):
            mention = self._mention(found, s)
            if mention is None:
                abroad = [(found.start, found.end, found.near.names[0])] if not mentions else []
            elif not mentions or (mention.residence and not _overlaps(mention, mentions)):
                mentions = sorted([*mentions, mention], key=lambda m: m.start)
        mentions = [replace(m, beside=self._evidence.beside(s, m.start)) for m in mentions]
        mentions = [
            replace(m, places=self._index.usual(m.places))
            for m in narrow(self._told_by_province(s, mentions))
        ]
        remainder = self._remainder(s, [*abroad, *((m.start, m.end, m.name) for m in mentions)])
        alone = bool(mentions or abroad) and all(t in self._fillers for t in remainder)
        return PlacesFound(
            tuple(mentions), tuple(remainder), alone, abroad[0][2] if abroad else None
        )

    # -- exact names ----------------------------------------------------------------------------

    def _exact(self, s: Sentence) -> list[Mention]:
        found: list[Mention] = []
        i = 0
        while i < len(s.tokens):
            mention = self._postcode(s, i)
            for size in range(min(_LONGEST_NAME, len(s.tokens) - i), 0, -1):
                if mention is not None:
                    break
                mention = self._named(s, i, i + size, found[-1:])
            if mention is None:
                i += 1
            else:
                found.append(mention)
                i = mention.end
        return found

    def _postcode(self, s: Sentence, i: int) -> Mention | None:
        code = self._evidence.postcode(s, i)
        if code is None:
            return None
        places = tuple(self._index.postcodes[code].values())
        return Mention(i, i + 1, code, places, 1.0, self._evidence.lives(s, i))

    def _named(self, s: Sentence, start: int, end: int, last: Sequence[Mention]) -> Mention | None:
        key = s.key(start, end)
        entry = self._index.names.get(key)
        if entry is None or (start in s.barred and not self._evidence.little_else(s, start, end)):
            return None
        ordinary = (
            key in self._ordinary
            or len(key) < _SHORTEST_SURE_NAME
            or (entry.partial and end - start == 1)
        )
        # "Arbre, Ath": what follows a name and holds a part of that name's places is one too.
        tells = any(m.end == start and _shares(m, entry.places) for m in last)
        if ordinary and not tells and not self._evidence.is_meant(s, start, end, entry):
            return None
        places = tuple(entry.places)
        if entry.partial:
            # "Montigny" is also how people shorten Montignies-sur-Sambre.
            alike = [n for n in self._index.sounding[phonetic(key)] if self._index.names[n].partial]
            places = merge([places, *(self._index.names[n].places for n in sorted(alike))])
        return Mention(
            start,
            end,
            entry.display,
            places,
            confidence=0.9 if ordinary else 1.0,
            residence=self._evidence.lives(s, start),
            former=entry.former,
            elsewhere=frozenset(code for code, names in self._elsewhere.items() if key in names),
        )

    # -- misspelt names -------------------------------------------------------------------------

    def _widened(self, s: Sentence, mention: Mention) -> Mention:
        wider = self._misspelt.widen(s, mention)
        return (wider and self._mention(wider, s)) or mention

    def _mention(self, found: Misspelt, s: Sentence) -> Mention | None:
        """A misspelt name as a mention; None where it is that of a place abroad."""
        names = [n for n in found.near.names if n in self._index.names]
        if not names:
            return None
        entry = self._index.names[names[0]]
        places = merge(self._index.names[n].places for n in names)
        if len(places) > MOST_CHOICES:
            places = tuple(p for p in places if p.locality is None) or places
        return Mention(
            found.start,
            found.end,
            entry.display,
            # Today's municipalities first: they are the likelier button.
            tuple(sorted(places, key=lambda p: p.locality is not None)),
            found.near.confidence,
            residence=self._evidence.lives(s, found.start),
            former=entry.former,
            misspelt=True,
        )

    # -- all of a message together --------------------------------------------------------------

    def _told_by_province(self, s: Sentence, mentions: Sequence[Mention]) -> list[Mention]:
        """Let a province after a name tell which one is meant: "Saint-Nicolas (Liège)"."""
        result: list[Mention] = []
        told = -1
        for mention in mentions:
            # "Mol Antwerpen": the second name is only the province of the first.
            here = replace(mention, beside=mention.beside or mention.start == told)
            inside = self._evidence.province(s, mention.end)
            if places := tuple(p for p in mention.places if p.nis in inside):
                here = replace(here, places=places, elsewhere=frozenset())
                told = mention.end
            result.append(here)
        return result

    def _abroad(self, s: Sentence, mentions: Sequence[Mention]) -> list[_Abroad]:
        """Places abroad, where no Belgian one is named but one whose name is known abroad too."""
        if any(not m.elsewhere for m in mentions):
            return []
        return [
            (start, start + size, key)
            for size in (3, 2, 1)
            for start in range(len(s.keys) - size + 1)
            if (key := s.key(start, start + size)) in self._foreign
        ]

    def _remainder(self, s: Sentence, spans: Iterable[tuple[int, int, str]]) -> list[str]:
        skip: set[int] = set()
        for start, end, _ in spans:
            skip.update(range(start, end))
            if self._evidence.introduced(s, start):
                skip.add(start - 1)
        return [t for i, t in enumerate(s.tokens) if i not in skip]


def _shares(mention: Mention, places: Iterable[Place]) -> bool:
    return not {p.nis for p in mention.places}.isdisjoint(p.nis for p in places)


def _overlaps(one: Mention, others: Iterable[Mention]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _keys(names: Iterable[str]) -> set[str]:
    return {key for name in names if (key := name_key(words(name.replace("-", " "))))}
