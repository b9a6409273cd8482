"""message -> municipalities of Belgium, or an honest question which one is meant.

First every name exactly (folded), longest first, and postcodes; then, only for words that nothing
else explains, names nearly spelled so. A name that is also an ordinary word counts only with
evidence around it. The outcome never silently prefers one of several places.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.understanding.place_evidence import DIRECT, Evidence
from bot.understanding.place_mentions import Mention, PlacesFound, narrow
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
from bot.understanding.place_spelling import Near, Spelling
from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.gazetteer import Gazetteer
    from bot.understanding.place_words import PlaceHints, PlaceWords

    _Read = Callable[[Sequence[str]], Near | None]

_LONGEST_NAME = 6
_LONGEST_MISSPELT = 5
_MOST_MENTIONS = 8
_MOST_NEAR = 40
"""Spans of one message that are held against all names: who writes more tells a story."""
_SHORTEST_SURE_NAME = 3


class PlaceRecogniser:
    """Finds municipalities in messages.

    Args:
        gazetteer: All places.
        around: Words that stand around names.
        hints: What the tables of places do not tell.
        vocabulary: Words which mean something else here and so are never a misspelt place.
        how_often: How often such a word occurs in the files.
        function_words: Little words that add nothing to a name.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        around: PlaceWords,
        hints: PlaceHints,
        *,
        vocabulary: Collection[str] = (),
        how_often: Callable[[str], int] = lambda _: 1,
        function_words: Collection[str] = (),
    ) -> None:
        little = {w for text in function_words for w in words(text)}
        self._around = around
        self._fillers = around.around_answer | little
        self._vocabulary = vocabulary
        self._foreign = _keys(hints.foreign_names)
        self._elsewhere = {code: _keys(names) for code, names in hints.elsewhere.items()}
        adjectives = {key: nis for nis, listed in hints.adjectives.items() for key in _keys(listed)}
        self._ordinary = _keys(hints.ordinary_names).union(adjectives, *self._elsewhere.values())
        self._index = PlaceNames(gazetteer, hints.usually_meant, self._ordinary, vocabulary)
        for key, nis in adjectives.items():
            self._index.names.setdefault(key, Name([Place(nis, None)], key))
        # "Panne" is as ordinary as "La Panne".
        self._ordinary |= {
            rest
            for key in self._ordinary
            if (rest := key.partition(" ")[2]) and key.split()[0] in ARTICLES
        }
        self._evidence = Evidence(around, gazetteer, self._index, vocabulary, little, adjectives)
        self._spelling = Spelling(self._index, self._foreign, vocabulary, how_often)

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
        mentions = [self._widened(s, m) for m in self._exact(s)]
        foreign = self._find_foreign(s, mentions)
        if foreign:
            mentions = [m for m in mentions if not m.elsewhere]
        elif not mentions:
            mentions, foreign = self._misspelt(s)
        mentions = [replace(m, beside=self._evidence.beside(s, m.start)) for m in mentions]
        mentions = narrow(self._told_by_province(s, mentions[:_MOST_MENTIONS]))
        remainder = self._remainder(s, mentions)
        alone = bool(mentions) and all(t in self._fillers for t in remainder)
        return PlacesFound(tuple(mentions), tuple(remainder), alone, None if mentions else foreign)

    # -- exact names ----------------------------------------------------------------------------

    def _exact(self, s: Sentence) -> list[Mention]:
        found: list[Mention] = []
        i = 0
        while i < len(s.tokens):
            mention = self._postcode(s, i)
            for size in range(min(_LONGEST_NAME, len(s.tokens) - i), 0, -1):
                if mention is not None:
                    break
                mention = self._named(s, i, i + size)
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

    def _named(self, s: Sentence, start: int, end: int) -> Mention | None:
        key = s.key(start, end)
        entry = self._index.names.get(key)
        if entry is None or (start in s.barred and not s.expected):
            return None
        ordinary = (
            key in self._ordinary
            or len(key) < _SHORTEST_SURE_NAME
            or (entry.partial and end - start == 1)
        )
        if ordinary and not self._evidence.is_meant(s, start, end, entry):
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

    def _widened(self, s: Sentence, mention: Mention) -> Mention:
        """A name that is only a part of a longer, misspelt one: "Mechelen-aan-de-Mas"."""
        entry = self._index.names.get(s.key(mention.start, mention.end))
        if entry is None:  # a postcode
            return mention
        for size in range(_LONGEST_NAME, mention.end - mention.start, -1):
            for start in range(max(0, mention.end - size), mention.start + 1):
                end = start + size
                if end > len(s.tokens) or not self._may_widen(s, mention, start, end):
                    continue
                hit = self._near(s, start, end, self._spelling.near)
                if hit and (hit.slips <= 1 or entry.partial):
                    return self._mention(hit, s, start, end) or mention
        return mention

    def _may_widen(self, s: Sentence, mention: Mention, start: int, end: int) -> bool:
        """Is there something around a name that is no word, or that a hyphen joins to it?"""
        around = [*range(start, mention.start), *range(mention.end, end)]
        return s.is_hyphened(start, end) or not all(
            (t := s.tokens[i]) in self._vocabulary or t in self._fillers or t.isdigit()
            for i in around
        )

    # -- misspelt names -------------------------------------------------------------------------

    def _misspelt(self, s: Sentence) -> tuple[list[Mention], str | None]:
        """The best reading of any words as a misspelt name; else one as a place abroad."""
        spans = list(islice(self._strange_spans(s), _MOST_NEAR))
        for read in (self._spelling.near, self._spelling.sounding):
            hits = [
                (hit, start, end)
                for start, end, rarer_than in spans
                if (hit := self._reading(s, start, end, rarer_than, read))
            ]
            if hits:
                break
        else:
            return [], None
        hit, start, end = max(hits, key=lambda found: found[0].rank)
        mention = self._mention(hit, s, start, end)
        return ([mention], None) if mention else ([], hit.names[0])

    def _strange_spans(self, s: Sentence) -> Iterator[tuple[int, int, int]]:
        """Words that nothing explains and where a name may stand, the longest runs first."""
        strange = {i for i, t in enumerate(s.tokens) if t not in self._vocabulary}
        for size in range(min(_LONGEST_MISSPELT, len(s.tokens)), 0, -1):
            for start in range(len(s.tokens) - size + 1):
                end = start + size
                span = range(start, end)
                if strange.isdisjoint(span) and (size == 1 or not s.is_hyphened(start, end)):
                    continue
                if s.key(start, end) in self._index.names or not s.barred.isdisjoint(span):
                    continue  # a name, but nothing says that it is meant as one
                if any(t.isdigit() for t in s.tokens[start:end]) or self._is_framed(s, start, end):
                    continue
                if rarer_than := self._evidence.for_misspelt(s, start, end):
                    yield start, end, rarer_than

    def _is_framed(self, s: Sentence, start: int, end: int) -> bool:
        """Does a run of several words begin or end with one that only stands beside names?"""
        first, last = s.tokens[start], s.tokens[end - 1]
        fillers = self._around.around_answer
        return (
            end - start > 1
            and not s.is_hyphened(start, end)
            and ((first in fillers and first not in ARTICLES) or last in fillers)
        )

    def _reading(
        self, s: Sentence, start: int, end: int, rarer_than: int, read: _Read
    ) -> Near | None:
        """What words are read as, unless an ordinary word is likelier."""
        hit = self._near(s, start, end, read)
        if hit is None or end - start > 1:
            return hit
        if hit.doubtful and rarer_than < DIRECT:
            return None
        as_word = self._spelling.as_likely_word(s.tokens[start], hit)
        return hit if as_word < rarer_than else None

    def _near(self, s: Sentence, start: int, end: int, read: _Read) -> Near | None:
        tokens = s.tokens[start:end]
        hit = read(tokens)
        if hit is None or len(tokens) == 1:
            return hit
        return hit if any(self._spelling.fits(tokens, n, hit.slips) for n in hit.names) else None

    def _mention(self, hit: Near, s: Sentence, start: int, end: int) -> Mention | None:
        """A misspelt name; None where it is that of a place abroad."""
        names = [n for n in hit.names if n in self._index.names]
        if not names:
            return None
        entry = self._index.names[names[0]]
        places = merge(self._index.names[n].places for n in names)
        if len(places) > MOST_CHOICES:
            places = tuple(p for p in places if p.locality is None) or places
        return Mention(
            start,
            end,
            entry.display,
            # Today's municipalities first: they are the likelier button.
            tuple(sorted(places, key=lambda p: p.locality is not None)),
            hit.confidence,
            residence=self._evidence.lives(s, start),
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

    def _find_foreign(self, s: Sentence, mentions: Sequence[Mention]) -> str | None:
        """A place abroad, where no other than one of a name that is known abroad too is named."""
        if any(not m.elsewhere for m in mentions):
            return None
        for size in (3, 2, 1):
            for start in range(len(s.keys) - size + 1):
                if (key := s.key(start, start + size)) in self._foreign:
                    return key
        return None

    def _remainder(self, s: Sentence, mentions: Sequence[Mention]) -> list[str]:
        skip: set[int] = set()
        for m in mentions:
            skip.update(range(m.start, m.end))
            if self._evidence.introduced(s, m.start):
                skip.add(m.start - 1)
        return [t for i, t in enumerate(s.tokens) if i not in skip]


def _keys(names: Iterable[str]) -> set[str]:
    return {key for name in names if (key := name_key(words(name.replace("-", " "))))}
