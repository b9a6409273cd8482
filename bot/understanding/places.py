"""message -> municipalities of Belgium, or an honest question which one is meant.

First every name exactly (folded), longest first, and postcodes; then, only for words that nothing
else explains, names nearly spelled so. A name that is also an ordinary word counts only with
evidence around it. The outcome never silently prefers one of several places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.gazetteer import Gazetteer

_SAINTS = {"sint": "st", "saint": "st", "sankt": "st", "snt": "st", "sinte": "ste", "sainte": "ste"}
_ARTICLES = {"la", "le", "les", "l'", "de", "het", "den", "'t", "t", "s", "the"}
#: A municipality is also called by what stands before one of these: Braine-le-Comte, Jemeppe-sur-.
_LINKS = {
    "sur", "sous", "lez", "les", "le", "la", "l'", "l", "en", "ten", "aan", "op", "bij", "de",
    "der", "d'", "du", "lange", "ma", "st", "ste",
}  # fmt: skip

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
_NOTHING = re.compile(r"(?!)")
_LONGEST_NAME = 6
_SHORT_MESSAGE = 4
_FUZZY_SCORE_FLOOR = 4
_MOST_CHOICES = 6
_ONE_SLIP = 0.9
_LONG_PART = 5
_POSTCODE_DIGITS = 4
_SHORTEST_SURE_NAME = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a name may stand for."""

    nis: str
    locality: str | None
    """The locality's own name where the name is not the municipality's; else None."""


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
        """The places in question: those of the mention that says where the person lives."""
        mention = self.chosen
        return mention.places if mention else ()

    @property
    def chosen(self) -> Mention | None:
        """The mention that counts: where somebody lives goes before what is merely named."""
        for mention in self.mentions:
            if mention.residence:
                return mention
        return self.mentions[0] if self.mentions else None


@dataclass(slots=True)
class _Name:
    places: list[Place] = field(default_factory=list)
    display: str = ""
    former: bool = False
    partial: bool = False
    """Only the head of a longer name ("Braine" for Braine-le-Comte)."""


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
        self._gazetteer = gazetteer
        self._ordinary = {_key(words(n.replace("-", " "))) for n in ordinary_names}
        self._usually_meant = frozenset(usually_meant)
        self._look_up = look_up
        self._fillers = _FILLERS | {w for text in function_words for w in words(text)}
        self._words_here = frozenset(vocabulary)
        self._names: dict[str, _Name] = {}
        self._postcodes: dict[str, dict[str, Place]] = defaultdict(dict)
        self._collect()
        self._foreign = {key for n in foreign_names if (key := _key(words(n.replace("-", " "))))}
        self._ordinary |= {key for key in self._names if key in self._foreign}
        # "Panne" is as ordinary as "La Panne".
        self._ordinary |= {
            rest
            for key in self._ordinary
            if (rest := key.partition(" ")[2]) and key.split()[0] in _ARTICLES
        }
        # A word of this vocabulary which is a name is left alone: exact names come first.
        name_words = {word for key in self._names for word in key.split()}
        self._vocabulary = frozenset(vocabulary) - (name_words - self._ordinary)
        self._long_words = [w for w in self._vocabulary if len(w) > _FUZZY_SCORE_FLOOR]
        self._joined = {key.replace(" ", ""): key for key in self._names}
        self._long_names = [key for key in self._joined if len(key) > _FUZZY_SCORE_FLOOR]

    @cached_property
    def _phonetic(self) -> dict[str, set[str]]:
        """Names by how they sound; made when the first misspelt name needs it."""
        sounding: dict[str, set[str]] = defaultdict(set)
        for key in self._names:
            sounding[_phonetic(key)].add(key)
        return sounding

    # -- building ---------------------------------------------------------------------------

    def _collect(self) -> None:
        parts: dict[str, list[Place]] = defaultdict(list)
        minor: dict[str, list[Place]] = defaultdict(list)
        for m in self._gazetteer.municipalities.values():
            place = Place(m.nis, None)
            for name in set(m.names.values()):
                self._add(name, place)
                self._add_parts(name, place, parts)
            for code in m.postcodes:
                self._postcodes[code].setdefault(m.nis, place)
            for former in m.merged_from:
                if words(former) not in [words(n) for n in m.names.values()]:
                    self._add(former, Place(m.nis, former), former=True)
        for locality in self._gazetteer.localities:
            for name in set(locality.names.values()):
                place = Place(locality.nis, name)
                self._add(name, place, former=locality.kind[:6] == "former")
                self._add_parts(name, place, minor)
            if locality.postcode:
                self._postcodes[locality.postcode].setdefault(
                    locality.nis, Place(locality.nis, locality.names["nl"])
                )
        self._add_partial_names(parts, minor)
        for entry in self._names.values():
            entry.places = self._settle(entry.places)

    def _add_partial_names(
        self, parts: dict[str, list[Place]], minor: dict[str, list[Place]]
    ) -> None:
        """Parts of names stand for all names they are a part of, if these fit on buttons."""
        for key in sorted({*parts, *minor}):
            if key in self._words_here and key not in self._ordinary:
                continue
            every = _merge([parts.get(key, []), minor.get(key, [])])
            places = every if len(every) <= _MOST_CHOICES else _merge([parts.get(key, [])])
            if places and len(places) <= _MOST_CHOICES:
                for place in places:
                    self._add(key, place, partial=True)

    def _add(self, name: str, place: Place, *, former: bool = False, partial: bool = False) -> None:
        tokens = words(name.replace("/", " ").split("(")[0])
        keys = [_key(tokens)]
        if tokens and tokens[0] in _ARTICLES and len(tokens) > 1:
            keys.append(_key(tokens[1:]))
        for key in keys:
            if not key:
                continue
            entry = self._names.setdefault(key, _Name(display=name, partial=partial))
            if partial and not entry.partial and not self._completes(key, entry, place):
                continue
            if not any(place.nis == p.nis for p in entry.places):
                entry.places.append(place)
            entry.former |= former

    def _completes(self, key: str, entry: _Name, place: Place) -> bool:
        """A small place's whole name is also short for a municipality: both are possible."""
        return place.locality is None and all(p.locality for p in entry.places) and bool(key)

    def _add_parts(self, name: str, place: Place, parts: dict[str, list[Place]]) -> None:
        tokens = _saints(words(name))
        if len(tokens) < 2:  # noqa: PLR2004
            return
        if tokens[0] in _ARTICLES:
            tokens = tokens[1:]
        size = 2 if tokens[0] in {"st", "ste"} else 1
        if len(tokens) > size:
            parts[" ".join(tokens[:size])].append(place)
        for token in tokens[size:]:
            if len(token) >= _LONG_PART and token not in _LINKS:
                parts[token].append(place)

    def _settle(self, places: list[Place]) -> list[Place]:
        for place in places:
            if place.nis in self._usually_meant and place.locality is None:
                return [place]
        # Today's municipalities first: they are the likelier button.
        return sorted(places, key=lambda p: p.locality is not None)

    def language_of(self, mention: Mention) -> str | None:
        """The one language that uses this name; None when several do."""
        used: set[str] = set()
        for place in mention.places:
            names = self._gazetteer[place.nis].names
            used |= {
                code
                for code, name in names.items()
                if _key(words(name)) == _key(words(mention.name))
            }
        used.discard("de")
        return used.pop() if len(used) == 1 else None

    # -- reading ----------------------------------------------------------------------------

    def find(self, text: str, *, expected: bool = False) -> PlacesFound:
        """Read the places off a message.

        Args:
            text: The message.
            expected: The assistant has just asked for a municipality, so a name alone, even one
                that is also a word, is the answer.
        """
        tokens = words(text)
        keys = _saints(tokens)
        looks_up = any(map(self._look_up.search, tokens))
        mentions = self._exact(tokens, keys, looks_up=looks_up, expected=expected)
        taken = {i for m in mentions for i in range(m.start, m.end)}
        # A part of a name may be the head of a longer one with a slip in it.
        partial = bool(mentions) and all(self._is_partial(keys, m) for m in mentions)
        if not mentions or partial:
            free = set() if partial else taken
            mentions = (
                self._fuzzy(tokens, keys, free, looks_up, expected, least=2 if partial else 1)
                or mentions
            )
        mentions = self._narrow(mentions)
        remainder = _remainder(tokens, mentions)
        alone = bool(mentions) and all(t in self._fillers for t in remainder)
        foreign = None if mentions else self._find_foreign(keys)
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
        key = _key(keys[start:end])
        entry = self._names.get(key)
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
            alike = [n for n in self._phonetic[_phonetic(key)] if self._names[n].partial]
            places = _merge([places, *(self._names[n].places for n in sorted(alike))])
        return Mention(start, end, entry.display, places, confidence, residence, entry.former)

    def _evidence(
        self, tokens: list[str], start: int, end: int, *, looks_up: bool, expected: bool
    ) -> bool:
        """Is this ordinary word meant as a place here?"""
        rest = [t for i, t in enumerate(tokens) if not start <= i < end]
        if all(t in _FILLERS for t in rest):
            # "De mol": an article alone says that the word is meant, unless a place was asked.
            return expected or not rest or rest[-1] not in _DETERMINERS - {"de"} or len(rest) > 1
        before = tokens[start - 1] if start else ""
        if before.isdigit() and len(before) == _POSTCODE_DIGITS:
            return before in self._postcodes
        if before == "te" and tokens[end - 1].endswith("en"):
            return False  # "te werken", "te komen": verbs
        if before in _STRONG_BEFORE | _RESIDENCE or (before == "a" and start == 1):
            return True
        if before in _WEAK_BEFORE:
            return looks_up
        if before in _DETERMINERS:
            return False
        beside = [t for t in (before, tokens[end] if end < len(tokens) else "") if t]
        service_beside = any(map(self._look_up.search, beside))
        rare = not any(t in self._words_here for t in tokens[start:end])
        return looks_up and (rare or service_beside or len(tokens) <= _SHORT_MESSAGE)

    def _postcode(
        self, tokens: list[str], i: int, *, looks_up: bool, expected: bool
    ) -> Mention | None:
        token = tokens[i]
        if token[:1] == "b" and token[1:].isdigit():
            token = token[1:]
        if len(token) != _POSTCODE_DIGITS or token not in self._postcodes:
            return None
        before = tokens[i - 1] if i else ""
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        if before in _NOT_MONEY_BEFORE or after in _NOT_POSTCODE_AFTER:
            return None
        near = tokens[max(0, i - 4) : i]
        residence = any(t in _RESIDENCE for t in near)
        said = residence or "postcode" in near or "postal" in near or "cp" in near
        rest = [t for j, t in enumerate(tokens) if j != i]
        alone = all(t in _FILLERS for t in rest)
        beside = (tokens[i + 1 : i + 2], tokens[max(0, i - 1) : i])
        named = any(_key(_saints(b)) in self._names for b in beside)
        year = int(token) in _YEARS
        plausible = looks_up and (not year or before not in {"in", "en", "van", "de", "du"})
        if not (said or alone or expected or named or plausible):
            return None
        places = tuple(self._postcodes[token].values())
        return Mention(i, i + 1, token, places, 1.0, residence)

    def _is_partial(self, keys: list[str], mention: Mention) -> bool:
        entry = self._names.get(_key(keys[mention.start : mention.end]))
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
        for size in range(min(4, len(tokens)), least - 1, -1):
            for start in range(len(tokens) - size + 1):
                end = start + size
                if taken.intersection(range(start, end)):
                    continue
                span = keys[start:end]
                if size == 1 and (span[0] in self._vocabulary or span[0].isdigit()):
                    continue
                if size > 1 and all(t in self._vocabulary or t in _FILLERS for t in span):
                    continue
                if size > 1 and (span[0] in _FILLERS or span[-1] in _FILLERS):
                    continue
                if not self._fuzzy_evidence(tokens, start, end, looks_up, expected):
                    continue
                hit = self._nearly("".join(span), _key(span))
                if hit is None or (size == 1 and self._is_nearly_a_word(span[0], hit[1])):
                    continue
                names, score = hit
                places = _merge(self._names[n].places for n in names)
                residence = _lives(tokens, start)
                mention = Mention(
                    start,
                    end,
                    self._names[names[0]].display,
                    places,
                    score,
                    residence,
                    self._names[names[0]].former,
                )
                if best is None or (score, size) > (best[0], best[1].end - best[1].start):
                    best = (score, mention)
        return [best[1]] if best else []

    def _fuzzy_evidence(
        self, tokens: list[str], start: int, end: int, looks_up: bool, expected: bool
    ) -> bool:
        if expected or looks_up:
            return True
        before = tokens[start - 1] if start else ""
        rest = [t for i, t in enumerate(tokens) if not start <= i < end]
        if all(t in _FILLERS for t in rest):
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
            self._long_names,
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
            same = {p.nis for n in names for p in self._names[n].places}
            clash = any(p.nis not in same for n in rivals for p in self._names[n].places)
            if nearest > 1 and (clash or len(same) > 1):
                return None
            return names, 0.9 if nearest == 1 else 0.75
        sounding = sorted(self._phonetic.get(_phonetic(key), ()))
        if sounding and len(_phonetic(key)) > 3:  # noqa: PLR2004 - shorter keys fit too many names
            return self._likeliest(sounding), 0.7
        return None

    def _is_nearly_a_word(self, token: str, confidence: float) -> bool:
        """A slip in an ordinary word is likelier than one in the name of a place."""
        slips = 1 if confidence >= _ONE_SLIP else 2
        return (
            process.extractOne(
                token,
                self._long_words,
                scorer=DamerauLevenshtein.distance,
                score_cutoff=slips,
            )
            is not None
        )

    def _likeliest(self, names: list[str]) -> list[str]:
        """Of names equally near: whole ones, and today's municipalities, go first."""
        names = [n for n in names if not self._names[n].partial] or names
        today = [n for n in names if any(p.locality is None for p in self._names[n].places)]
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
            narrowed = Mention(
                mention.start, mention.end, mention.name, places,
                mention.confidence, mention.residence, mention.former,
            )  # fmt: skip
            result.append(narrowed)
        return result

    def _find_foreign(self, keys: Sequence[str]) -> str | None:
        for size in (3, 2, 1):
            for start in range(len(keys) - size + 1):
                if (key := _key(keys[start : start + size])) in self._foreign:
                    return key
        return None


def _lives(tokens: Sequence[str], start: int) -> bool:
    """Do the words before a name say that somebody lives there?"""
    near = tokens[max(0, start - 4) : start]
    if any(t in _RESIDENCE for t in near):
        return True
    return len(near) > 1 and near[-1] in {"van", "uit", "de", "d'", "du"} and near[-2] in _COMES


def _saints(tokens: Sequence[str]) -> list[str]:
    return [_SAINTS.get(t, t) for t in tokens]


def _key(tokens: Sequence[str]) -> str:
    return " ".join(t.rstrip("'") for t in _saints(tokens))


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


def _phonetic(key: str) -> str:
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


def _merge(groups: Iterable[Sequence[Place]]) -> tuple[Place, ...]:
    merged: dict[str, Place] = {}
    for group in groups:
        for place in group:
            merged.setdefault(place.nis, place)
    return tuple(merged.values())


def _remainder(tokens: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    skip: set[int] = set()
    for m in mentions:
        skip.update(range(m.start, m.end))
        if m.start and tokens[m.start - 1] in _STRONG_BEFORE | _WEAK_BEFORE:
            skip.add(m.start - 1)
    return [t for i, t in enumerate(tokens) if i not in skip]
