"""message -> municipalities of Belgium, or an honest question which one is meant.

First every name exactly (folded), longest first, and postcodes; then, only for words that nothing
else explains, names nearly spelled so. A name that is also an ordinary word counts only with
evidence around it. The outcome never silently prefers one of several places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.understanding.place_names import (
    ARTICLES,
    Place,
    PlaceNames,
    fold_saints,
    merge,
    name_key,
    phonetic,
)
from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bot.gazetteer import Gazetteer

# Evidence around a name. Strong: what follows is hardly anything else than a place.
_STRONG_BEFORE = {
    "te", "in", "regio", "stad", "gemeente", "deelgemeente", "fusiegemeente", "omgeving", "rond",
    "inwoner", "inwoners", "commune", "ville", "section", "village", "region", "quartier", "wijk",
    "aux", "au", "habitant", "habitants", "near", "postcode", "postal", "cp",
}  # fmt: skip
_WEAK_BEFORE = {
    "van", "uit", "bij", "naar", "voor", "op", "a", "de", "d'", "du", "en", "pour", "sur", "chez",
    "vers", "pres", "nabij", "par", "from",
}  # fmt: skip
_RESIDENCE = {
    "woon", "wonen", "woont", "woonachtig", "wonende", "gewoond", "verhuisd", "habite", "habitons",
    "habitant", "habitent", "vis", "vivons", "vit", "domicilie", "domiciliee", "reside", "residons",
    "demeure", "demenage", "leef", "loue", "loge",
}  # fmt: skip
_OTHERS = ("buur", "buren", "gebu", "voisin", "onderbu", "bovenbu", "overbu")
_BESIDE = {"bij", "nabij", "vlakbij", "pres", "lez", "naast"}
_FROM = {"van", "uit", "de", "d'", "du", "a", "in", "te"}
_COMES = {"ben", "zijn", "kom", "komen", "suis", "sommes", "viens", "venons"}
_DETERMINERS = {
    "de", "het", "een", "'n", "n", "ne", "mijn", "mn", "zijn", "hun", "onze", "ons", "uw",
    "die", "dat", "deze", "dit", "geen", "le", "la", "les", "l'", "un", "une", "des", "mon", "ma",
    "mes", "son", "sa", "ses", "notre", "nos", "leur", "votre", "ce", "cet", "cette", "du", "den",
    "the", "wat", "veel", "plus", "tres", "zo", "te",
}  # fmt: skip
_FILLERS = {
    "ik", "ben", "wij", "we", "zijn", "kom", "van", "uit", "in", "te", "het", "is", "gemeente",
    "stad", "dag", "hallo", "goeiedag", "aub", "svp", "graag", "dank", "merci", "je", "suis", "j'",
    "nous", "sommes", "de", "d'", "a", "la", "commune", "ville", "bonjour", "s'il", "vous", "plait",
    "c'", "est", "postcode", "mijn", "mon", "code", "postal", "voor", "pour", "bij", "ja", "oui",
    "au", "en", "s'", "il", "l'", "le", "habite", "woon", "on", "cp", "m'n", "les",
}  # fmt: skip
_NOT_MONEY_BEFORE = {
    "art", "artikel", "article", "nr", "nummer", "num", "numero", "januari", "februari", "maart",
    "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre", "sinds", "depuis", "jaar", "annee", "lan", "an", "bel", "tel", "wet",
}  # fmt: skip
_NOT_POSTCODE_AFTER = {
    "euro", "euros", "eur", "frank", "francs", "m", "m2", "meter", "metres", "db", "keer",
    "fois", "jaar", "ans", "uur", "heures", "h", "dagen", "jours", "mensen", "personnes", "werd",
    "km", "kg", "maal", "stuks",
}  # fmt: skip
_YEARS = range(1940, 2041)
_SERVICE = re.compile(r"bem[ie]d|medi?at|dienst|^serv|^concil|^gas")
_NOTHING = re.compile(r"(?!)")
_LONGEST_NAME = 6
_SHORT_MESSAGE = 4
_FUZZY_SCORE_FLOOR = 4
_ONE_SLIP = 0.9
_POSTCODE_DIGITS = 4
_MOST_FILLERS = 12
_MOST_MENTIONS = 8
_MOST_FUZZY = 40
"""Spans of one message that are held against all names: who writes more tells a story."""
_SHORTEST_SURE_NAME = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One name found in a message.

    ``places`` are all places it may stand for; one means that there is no doubt.
    """

    start: int
    end: int
    name: str
    places: tuple[Place, ...]
    confidence: float
    residence: bool = False
    former: bool = False
    """The name of a municipality that has merged into another since 2019."""
    beside: bool = False
    """Named only as what lies near: "bij Gent", "près de Namur"."""


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """What a message says about places."""

    mentions: tuple[Mention, ...] = ()
    remainder: tuple[str, ...] = ()
    """The words of the message without the names and the prepositions before them."""
    alone: bool = False
    """The message is a place and little else."""
    foreign: str | None = None

    @property
    def municipalities(self) -> tuple[str, ...]:
        """NIS codes: none, one when sure, several when it must be asked."""
        return tuple(dict.fromkeys(place.nis for place in self.places))

    @property
    def places(self) -> tuple[Place, ...]:
        """The places in question: where the person lives, else all that are named."""
        mention = self.chosen
        if mention is None:
            return ()
        if mention.residence:
            return mention.places
        # "Zwijndrecht, près d'Anvers": the second name only says which one is meant.
        named = [m for m in self.mentions if not m.beside] or self.mentions
        return merge(m.places for m in named)

    @property
    def chosen(self) -> Mention | None:
        """The mention that counts: where somebody lives goes before what is merely named."""
        for mention in self.mentions:
            if mention.residence:
                return mention
        return self.mentions[0] if self.mentions else None


class PlaceRecogniser:
    """Finds municipalities in messages.

    Args:
        gazetteer: All places.
        ordinary_names: Names that are also ordinary words, hyphens for spaces.
        usually_meant: NIS codes which win over the small places of the same name.
        foreign_names: Names of places outside Belgium.
        vocabulary: Words which mean something else here and so are never a misspelt place.
        look_up: Finds words that speak of a service ("bemiddel", "mediat").
        function_words: Little words that add nothing to a name.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        ordinary_names: Iterable[str] = (),
        usually_meant: Collection[str] = (),
        foreign_names: Iterable[str] = (),
        vocabulary: Collection[str] = (),
        look_up: re.Pattern[str] = _NOTHING,
        function_words: Collection[str] = (),
    ) -> None:
        self._ordinary = {name_key(words(n.replace("-", " "))) for n in ordinary_names}
        self._look_up = look_up
        self._fillers = _FILLERS | {w for text in function_words for w in words(text)}
        self._words_here = frozenset(vocabulary)
        self._index = PlaceNames(gazetteer, usually_meant, self._ordinary, self._words_here)
        self._foreign = {
            key for n in foreign_names if (key := name_key(words(n.replace("-", " "))))
        }
        self._ordinary |= {key for key in self._index.names if key in self._foreign}
        # "Panne" is as ordinary as "La Panne".
        self._ordinary |= {
            rest
            for key in self._ordinary
            if (rest := key.partition(" ")[2]) and key.split()[0] in ARTICLES
        }
        # A word of this vocabulary which is a name is left alone: exact names come first.
        name_words = {word for key in self._index.names for word in key.split()}
        self._vocabulary = frozenset(vocabulary) - (name_words - self._ordinary)
        self._long_words = _by_length(self._vocabulary)
        self._joined = {key.replace(" ", ""): key for key in self._index.names}
        self._long_names = _by_length(self._joined)

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
        tokens = words(text)
        keys = fold_saints(tokens)
        looks_up = any(map(self._look_up.search, tokens))
        mentions = self._exact(tokens, keys, looks_up=looks_up, expected=expected)
        taken = {i for m in mentions for i in range(m.start, m.end)}
        foreign = None if mentions else self._find_foreign(keys)
        # A part of a name may be the head of a longer one with a slip in it.
        partial = bool(mentions) and all(self._is_partial(keys, m) for m in mentions)
        if (not mentions and not foreign) or partial:
            free = set() if partial else taken
            mentions = (
                self._fuzzy(tokens, keys, free, looks_up, expected, least=2 if partial else 1)
                or mentions
            )
        mentions = mentions[:_MOST_MENTIONS]
        mentions = [self._widened(tokens, keys, m) for m in mentions]
        mentions = self._narrow([_placed(tokens, m) for m in mentions])
        remainder = _remainder(tokens, mentions)
        alone = bool(mentions) and all(t in self._fillers for t in remainder)
        return PlacesFound(tuple(mentions), tuple(remainder), alone, foreign)

    def _exact(
        self, tokens: list[str], keys: list[str], *, looks_up: bool, expected: bool
    ) -> list[Mention]:
        found: list[Mention] = []
        i = 0
        while i < len(tokens):
            mention = self._postcode(tokens, i, looks_up=looks_up, expected=expected)
            for size in range(min(_LONGEST_NAME, len(tokens) - i), 0, -1):
                if mention is not None:
                    break
                mention = self._named(tokens, keys, i, i + size, looks_up, expected)
            if mention is None:
                i += 1
            else:
                found.append(mention)
                i = mention.end
        return found

    def _named(
        self,
        tokens: list[str],
        keys: list[str],
        start: int,
        end: int,
        looks_up: bool,
        expected: bool,
    ) -> Mention | None:
        key = name_key(keys[start:end])
        entry = self._index.names.get(key)
        if entry is None:
            return None
        residence = _lives(tokens, start)
        ordinary = (
            key in self._ordinary
            or len(key) < _SHORTEST_SURE_NAME
            or (entry.partial and end - start == 1)
        )
        if ordinary and not self._evidence(
            tokens, start, end, looks_up=looks_up or residence, expected=expected
        ):
            return None
        confidence = 0.9 if ordinary else 1.0
        places = tuple(entry.places)
        if entry.partial:
            # "Montigny" is also how people shorten Montignies-sur-Sambre.
            alike = [n for n in self._index.sounding[phonetic(key)] if self._index.names[n].partial]
            places = merge([places, *(self._index.names[n].places for n in sorted(alike))])
        return Mention(start, end, entry.display, places, confidence, residence, entry.former)

    def _evidence(
        self, tokens: list[str], start: int, end: int, *, looks_up: bool, expected: bool
    ) -> bool:
        """Is this ordinary word meant as a place here?"""
        if _little_else(tokens, start, end):
            rest = tokens[:start] + tokens[end:]
            # "De mol": an article alone says that the word is meant, unless a place was asked.
            return expected or not rest or rest[-1] not in _DETERMINERS - {"de"} or len(rest) > 1
        before = tokens[start - 1] if start else ""
        if before.isdigit() and len(before) == _POSTCODE_DIGITS:
            return before in self._index.postcodes
        if before == "te" and tokens[end - 1].endswith("en"):
            return False  # "te werken", "te komen": verbs
        if before in _STRONG_BEFORE | _RESIDENCE or (before == "a" and start == 1):
            return True
        if before in _WEAK_BEFORE:
            return looks_up
        if before in _DETERMINERS:
            return False
        beside = [t for t in (before, tokens[end] if end < len(tokens) else "") if t]
        verb = tokens[end - 1].endswith("en") and tokens[end - 1] in self._words_here
        service_beside = not verb and any(map(_SERVICE.search, beside))
        rare = not any(t in self._words_here for t in tokens[start:end])
        return looks_up and (rare or service_beside or len(tokens) <= _SHORT_MESSAGE)

    def _postcode(
        self, tokens: list[str], i: int, *, looks_up: bool, expected: bool
    ) -> Mention | None:
        token = tokens[i]
        if token[:1] == "b" and token[1:].isdigit():
            token = token[1:]
        if len(token) != _POSTCODE_DIGITS or token not in self._index.postcodes:
            return None
        before = tokens[i - 1] if i else ""
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        if before in _NOT_MONEY_BEFORE or after in _NOT_POSTCODE_AFTER:
            return None
        near = tokens[max(0, i - 4) : i]
        residence = any(t in _RESIDENCE for t in near)
        said = residence or before == "b" or "postcode" in near or "postal" in near or "cp" in near
        alone = _little_else(tokens, i, i + 1)
        named = any(
            name_key(fold_saints(part)) in self._index.names
            for size in range(1, _LONGEST_NAME)
            for part in (tokens[i + 1 : i + 1 + size], tokens[max(0, i - size) : i])
        )
        year = int(token) in _YEARS
        plausible = looks_up and (not year or before not in {"in", "en", "van", "de", "du"})
        if not (said or alone or expected or named or plausible):
            return None
        places = tuple(self._index.postcodes[token].values())
        return Mention(i, i + 1, token, places, 1.0, residence)

    def _is_partial(self, keys: list[str], mention: Mention) -> bool:
        entry = self._index.names.get(name_key(keys[mention.start : mention.end]))
        return entry is not None and entry.partial

    def _fuzzy(
        self,
        tokens: list[str],
        keys: list[str],
        taken: set[int],
        looks_up: bool,
        expected: bool,
        *,
        least: int,
    ) -> list[Mention]:
        best: tuple[float, Mention] | None = None
        tried = 0
        for start, end in self._strange_spans(keys, taken, least):
            if not self._fuzzy_evidence(tokens, start, end, looks_up, expected):
                continue
            tried += 1
            if tried > _MOST_FUZZY:
                break
            hit = self._nearly("".join(keys[start:end]), name_key(keys[start:end]))
            if hit is None or (end - start == 1 and self._is_nearly_a_word(keys[start], hit[1])):
                continue
            rank = (hit[1], end - start)
            if best is None or rank > (best[0], best[1].end - best[1].start):
                best = (hit[1], self._mention(hit, start, end, tokens))
        return [best[1]] if best else []

    def _strange_spans(
        self, keys: list[str], taken: set[int], least: int
    ) -> Iterator[tuple[int, int]]:
        """Runs of words that nothing explains, the longest first."""
        for size in range(min(4, len(keys)), least - 1, -1):
            for start in range(len(keys) - size + 1):
                span = keys[start : start + size]
                if taken.intersection(range(start, start + size)):
                    continue
                if size == 1 and (span[0] in self._vocabulary or span[0].isdigit()):
                    continue
                if size > 1 and (
                    span[0] in _FILLERS
                    or span[-1] in _FILLERS
                    or all(t in self._vocabulary or t in _FILLERS for t in span)
                ):
                    continue
                yield start, start + size

    def _widened(self, tokens: list[str], keys: list[str], mention: Mention) -> Mention:
        """A name that is only a part of a longer, misspelt one: "Mechelen-aan-de-Mas"."""
        for size in range(_LONGEST_NAME, mention.end - mention.start, -1):
            for start in range(max(0, mention.end - size), mention.start + 1):
                end = start + size
                if end > len(tokens):
                    continue
                around = keys[start : mention.start] + keys[mention.end : end]
                # Something in the longer name must be no word and no name of its own.
                if all(self._is_known(word) for word in around):
                    continue
                hit = self._nearly("".join(keys[start:end]), name_key(keys[start:end]))
                if hit is not None:
                    return self._mention(hit, start, end, tokens)
        return mention

    def _is_known(self, word: str) -> bool:
        return (
            word in self._vocabulary
            or word in _FILLERS
            or word.isdigit()
            or (word in self._index.names and word not in ARTICLES)
        )

    def _mention(
        self, hit: tuple[list[str], float], start: int, end: int, tokens: list[str]
    ) -> Mention:
        names, score = hit
        entry = self._index.names[names[0]]
        places = merge(self._index.names[n].places for n in names)
        return Mention(
            start, end, entry.display, places, score, _lives(tokens, start), entry.former
        )

    def _fuzzy_evidence(
        self, tokens: list[str], start: int, end: int, looks_up: bool, expected: bool
    ) -> bool:
        if expected or looks_up:
            return True
        before = tokens[start - 1] if start else ""
        if _little_else(tokens, start, end):
            return True
        residence = _lives(tokens, start)
        return residence or before in _STRONG_BEFORE or before in {"a", "uit"}

    def _nearly(self, joined: str, key: str) -> tuple[list[str], float] | None:
        """Names that differ by a slip of the finger or sound the same; None without a margin."""
        if len(joined) <= _FUZZY_SCORE_FLOOR:
            return None
        allowed = 1 if len(joined) < 8 else 2  # noqa: PLR2004 - about one slip in six letters
        hits = process.extract(
            joined,
            _near_length(self._long_names, len(joined), allowed),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=allowed,
            limit=8,
        )
        if hits:
            nearest = min(h[1] for h in hits)
            names = [self._joined[h[0]] for h in hits if h[1] == nearest]
            names = self._likeliest(names)
            # Two slips must leave no second reading one slip further on; one slip may ask.
            rivals = {self._joined[h[0]] for h in hits if h[1] == nearest + 1}
            same = {p.nis for n in names for p in self._index.names[n].places}
            clash = any(p.nis not in same for n in rivals for p in self._index.names[n].places)
            if nearest > 1 and (clash or len(same) > 1):
                return None
            return names, 0.9 if nearest == 1 else 0.75
        sounding = sorted(self._index.sounding.get(phonetic(key), ()))
        if sounding and len(phonetic(key)) > 3:  # noqa: PLR2004 - shorter keys fit too many names
            return self._likeliest(sounding), 0.7
        return None

    def _is_nearly_a_word(self, token: str, confidence: float) -> bool:
        """A slip in an ordinary word is likelier than one in the name of a place."""
        slips = 1 if confidence >= _ONE_SLIP else 2
        return (
            process.extractOne(
                token,
                _near_length(self._long_words, len(token), slips),
                scorer=DamerauLevenshtein.distance,
                score_cutoff=slips,
            )
            is not None
        )

    def _likeliest(self, names: list[str]) -> list[str]:
        """Of names equally near: whole ones, and today's municipalities, go first."""
        names = [n for n in names if not self._index.names[n].partial] or names
        today = [n for n in names if any(p.locality is None for p in self._index.names[n].places)]
        return today or names

    def _narrow(self, mentions: list[Mention]) -> list[Mention]:
        """Let names explain one another: "Halle Zoersel", "9050 Ledeberg", "Kain bij Doornik"."""
        if len(mentions) < 2:  # noqa: PLR2004
            return mentions
        result: list[Mention] = []
        for mention in mentions:
            nis = {p.nis for p in mention.places}
            others = [o for o in mentions if o is not mention]
            for other in others:
                common = nis & {p.nis for p in other.places}
                if common and len(common) < len(nis):
                    nis = common
            places = tuple(p for p in mention.places if p.nis in nis)
            narrowed = replace(mention, places=places)
            result.append(narrowed)
        return result

    def _find_foreign(self, keys: Sequence[str]) -> str | None:
        for size in (3, 2, 1):
            for start in range(len(keys) - size + 1):
                if (key := name_key(keys[start : start + size])) in self._foreign:
                    return key
        return None


def _placed(tokens: Sequence[str], mention: Mention) -> Mention:
    before = tokens[max(0, mention.start - 2) : mention.start]
    return replace(mention, beside=any(t in _BESIDE for t in before))


def _by_length(texts: Iterable[str]) -> dict[int, list[str]]:
    """Texts long enough to be misspelt, by length: slips change a length by little."""
    held: dict[int, list[str]] = {}
    for text in texts:
        if len(text) > _FUZZY_SCORE_FLOOR:
            held.setdefault(len(text), []).append(text)
    return held


def _near_length(held: Mapping[int, Sequence[str]], length: int, slips: int) -> list[str]:
    sizes = range(length - slips, length + slips + 1)
    return [text for size in sizes for text in held.get(size, ())]


def _little_else(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether a message says nothing but a name. Long messages always say more."""
    if len(tokens) - (end - start) > _MOST_FILLERS:
        return False
    return all(t in _FILLERS for i, t in enumerate(tokens) if not start <= i < end)


def _lives(tokens: Sequence[str], start: int) -> bool:
    """Do the words before a name say that somebody lives there?"""
    near = tokens[max(0, start - 4) : start]
    verb = next((i for i, t in enumerate(near) if t in _RESIDENCE), None)
    if verb is not None:
        # "Mijn buurman woont in Gent": that is where somebody else lives.
        before = tokens[max(0, start - len(near) + verb - 3) : start - len(near) + verb]
        return not any(t.startswith(_OTHERS) for t in before)
    return len(near) > 1 and near[-1] in _FROM and near[-2] in _COMES


def _remainder(tokens: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    skip: set[int] = set()
    for m in mentions:
        skip.update(range(m.start, m.end))
        if m.start and tokens[m.start - 1] in _STRONG_BEFORE | _WEAK_BEFORE:
            skip.add(m.start - 1)
    return [t for i, t in enumerate(tokens) if i not in skip]
