"""One message, read by every recogniser together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.language import LanguageGuess
from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.understanding.danger import Danger, DangerRecogniser
    from bot.understanding.language import LanguageRecogniser
    from bot.understanding.place_mentions import PlacesFound
    from bot.understanding.places import PlaceRecogniser
    from bot.understanding.service_types import ServiceTypeRecogniser
    from bot.understanding.smalltalk import Smalltalk, SmalltalkRecogniser
    from bot.understanding.topics import Ranked, TopicRecogniser

#: Prefix of the labels that stand for something which belongs elsewhere.
REFERRAL = "referral:"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message means, as far as its words say."""

    danger: Danger | None
    shown: LanguageGuess
    """The language the message itself shows."""
    language: str
    """The language in which it was read: the one shown, else the chat's, else a default."""
    places: PlacesFound
    smalltalk: Smalltalk | None
    service_type: str | None
    names_service: bool
    """Apart from a place the message names a kind of service and nothing else."""
    ranked: tuple[Ranked, ...]
    """Labels with confidence, the likeliest first; the place's name was left out."""
    known_share: float
    """Share of the words that occur in any example."""
    words: int
    """Length of the message in words."""


@dataclass(frozen=True, slots=True)
class MessageReader:
    """All recognisers of one state of the knowledge."""

    languages: LanguageRecogniser
    places: PlaceRecogniser
    danger: DangerRecogniser
    smalltalk: SmalltalkRecogniser
    service_types: ServiceTypeRecogniser
    topics: Mapping[str, TopicRecogniser]

    def read(
        self, text: str, *, stored: str | None, fallback: str, place_expected: bool = False
    ) -> Reading:
        """Read a message.

        Args:
            text: What was typed.
            stored: The chat's language, for messages that show none.
            fallback: The language to read in when nothing shows one.
            place_expected: The assistant has just asked for a municipality.
        """
        places = self.places.find(text, expected=place_expected)
        tokens = words(text)
        named = {tokens[i] for m in places.mentions for i in range(m.start, m.end)}
        shown = self.languages.guess(text, ignore=named)
        smalltalk = None if places.mentions else self.smalltalk.find(text)
        if smalltalk and smalltalk.whole:
            # "Merci" is said in both languages: it shows none of them.
            shown = LanguageGuess(smalltalk.language)
        stored = stored if stored in self.topics else None
        language = shown.language or stored or self._language_of_name(text, places) or fallback
        remainder = " ".join(places.remainder) if places.mentions else text
        recogniser = self.topics[language]
        vector = recogniser.vectorizer.read(remainder)
        return Reading(
            danger=self.danger.find(
                text, shown.language, remainder, vector if shown.language else None
            ),
            shown=shown,
            language=language,
            places=places,
            smalltalk=smalltalk,
            service_type=self.service_types.find(remainder),
            names_service=self.service_types.names_service_only(" ".join(places.remainder)),
            ranked=tuple(recogniser.rank_vector(vector)),
            known_share=vector.known_share,
            words=len(tokens),
        )

    def _language_of_name(self, text: str, places: PlacesFound) -> str | None:
        """A name that only one language uses ("Luik") shows that language, for want of better."""
        if not places.mentions:
            return None
        guess = self.languages.guess(text)
        return self.places.language_of(places.mentions[0]) or guess.language
