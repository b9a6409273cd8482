"""What was found of places in a message, and how names explain one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.understanding.place_names import Place, merge

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    misspelt: bool = False
    beside: bool = False
    """Named only as what lies near or around: "bij Gent", "Mol (Antwerpen)"."""
    elsewhere: frozenset[str] = frozenset()
    """Languages in which the name is as well that of a place abroad or of a province."""


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """What a message says about places."""

    mentions: tuple[Mention, ...] = ()
    remainder: tuple[str, ...] = ()
    """The words of the message without names of places and the prepositions before them."""
    alone: bool = False
    """The message is a place and little else."""
    foreign: str | None = None
    """The folded name of a place abroad, where no Belgian one is named."""

    @property
    def municipalities(self) -> tuple[str, ...]:
        """NIS codes: none, one when sure, several when it must be asked."""
        return tuple(dict.fromkeys(place.nis for place in self.places))

    @property
    def places(self) -> tuple[Place, ...]:
        """The places in question: where the person lives, else all that are named."""
        return merge(m.places for m in self._in_question)

    @property
    def chosen(self) -> Mention | None:
        """The mention that counts: where somebody lives goes before what is merely named."""
        return next(iter(self._in_question), None)

    @property
    def one_name(self) -> bool:
        """All places in question bear the name that was typed."""
        return len(self._in_question) == 1 and not self._in_question[0].misspelt

    @property
    def elsewhere(self) -> frozenset[str]:
        """Languages in which the one name that counts also means a place that is not Belgian."""
        return self.mentions[0].elsewhere if len(self.mentions) == 1 else frozenset()

    @property
    def _in_question(self) -> tuple[Mention, ...]:
        for mention in self.mentions:
            if mention.residence:
                return (mention,)
        # "Zwijndrecht, près d'Anvers": the second name only says which one is meant.
        return tuple(m for m in self.mentions if not m.beside) or self.mentions


def narrow(mentions: Sequence[Mention]) -> list[Mention]:
    """Let names explain one another: "Halle Zoersel", "9050 Ledeberg", "Kain bij Doornik"."""
    result: list[Mention] = []
    for mention in mentions:
        nis = {p.nis for p in mention.places}
        for other in mentions:
            common = nis & {p.nis for p in other.places}
            if common and len(common) < len(nis):
                nis = common
        result.append(replace(mention, places=tuple(p for p in mention.places if p.nis in nis)))
    return result
