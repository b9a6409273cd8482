"""What the assistant says: blocks of text, links and choices. Nothing of any channel in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Kind = Literal["faq", "services", "choose_topic", "choose_place", "safety", "smalltalk", "declined"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``strong``: what a hurried reader must see."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short points."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words that stand for it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses to read on."""

    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One known fact of a service: what it is (with its colon), its value, its address."""

    label: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A service, as far as it is known."""

    title: str
    intro: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


Block = Paragraph | Bullets | Links | Card


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a service can be visited, for a channel that shows maps. Degrees, WGS 84."""

    latitude: float
    longitude: float
    title: str
    address: str


#: What somebody who was not helped can say of a reply.
REASONS = ("wrong", "incomplete", "outdated", "unclear")
VERDICTS = ("yes", "no", *REASONS)
#: Numbers of the example questions, which stand in the catalogues.
EXAMPLES = ("1", "2", "3")
#: Stands for the topic where the assistant had no answer.
NO_TOPIC = "none"

ActionKind = Literal[
    "topic", "services", "ask_place", "language", "none", "help", "languages", "example", "feedback"
]


@dataclass(frozen=True, slots=True)
class Action:
    """What a button, a deep link or a numbered choice does.

    Its code uses only letters, digits, hyphens and underscores and at most 64 of them, so that
    the same code fits a button, a link ``?start=`` and a terminal.

    >>> Action("services", "44021", service_type="neighbour", language="fr").encode()
    'm-44021-neighbour-fr'
    """

    kind: ActionKind
    value: str = ""
    service_type: str = ""
    language: str = ""
    verdict: str = ""
    """Of feedback: one of :data:`VERDICTS`; ``value`` says on what."""

    def encode(self) -> str:
        """The code of this action."""
        letter = _LETTERS[self.kind]
        parts = [letter, self.verdict, self.value, self.service_type, self.language]
        return "-".join(part for part in parts if part)

    @classmethod
    def decode(
        cls,
        code: str,
        *,
        topics: Collection[str],
        service_types: Collection[str],
        languages: Collection[str],
    ) -> Action | None:
        """Read a code; None when it is not one of ours (old, forged or cut)."""
        letter, _, rest = code.partition("-")
        kind = _KINDS.get(letter)
        if kind is None:
            return None
        language = ""
        head, _, tail = rest.rpartition("-")
        if tail in languages and kind != "language" and rest not in topics:
            rest, language = head, tail
        if kind == "language":
            return cls("language", rest) if rest in languages else None
        action = _read(kind, rest, topics, service_types)
        return replace(action, language=language) if action else None


def _read(
    kind: ActionKind, rest: str, topics: Collection[str], service_types: Collection[str]
) -> Action | None:
    """The action of a kind whose code goes on with ``rest``."""
    match kind:
        case "topic":
            return Action("topic", rest) if rest in topics else None
        case "services":
            nis, _, service_type = rest.partition("-")
            known = not service_type or service_type in service_types
            fits = re.fullmatch(r"\d{5}", nis) is not None and known
            return Action("services", nis, service_type) if fits else None
        case "ask_place":
            known = not rest or rest in service_types
            return Action("ask_place", "", rest) if known else None
        case "example":
            return Action("example", rest) if rest in EXAMPLES else None
        case "feedback":
            verdict, _, value = rest.partition("-")
            fits = verdict in VERDICTS and value != ""
            return Action("feedback", value, verdict=verdict) if fits else None
        case _:
            return None if rest else Action(kind)


_KINDS: dict[str, ActionKind] = {
    "t": "topic",
    "m": "services",
    "p": "ask_place",
    "l": "language",
    "n": "none",
    "h": "help",
    "ll": "languages",
    "e": "example",
    "f": "feedback",
}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press: its words and what it does."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the assistant, with what it was made of."""

    kind: Kind
    language: str
    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...] = ()
    topic: str | None = None
    topics: tuple[str, ...] = ()
    confidence: float = 0.0
    places: tuple[str, ...] = ()
    service_type: str | None = None
    services: tuple[str, ...] = ()
    referral: str | None = None
    looked_up: str | None = None
    """The municipality (NIS code) whose services were looked up, whether or not one is known."""
    asks_place: bool = False
    """The assistant waits for a municipality."""
    share: Action | None = None
    """What shows this answer to somebody else; None where it cannot be shared."""
    feedback_on: str | None = None
    """On what "did this help?" may be asked: a topic, a NIS code, a referral or ``none``."""
    spot: Spot | None = None
    """Where the one service shown can be visited."""
    preview: str | None = None
    """The address that is worth a preview, where there is one."""

    @property
    def is_question(self) -> bool:
        """Whether the reply asks which of its choices is meant: an answer may take its place."""
        return self.kind in {"choose_topic", "choose_place"}

    def plain(self) -> str:
        """The reply as plain text, choices left out."""
        return "\n\n".join("\n".join(_plain_block(block)) for block in self.blocks)

    def followed_by(self, other: Reply) -> Reply:
        """This reply with another one's text and choices after its own."""
        return replace(
            self,
            blocks=self.blocks + other.blocks,
            choices=other.choices + self.choices,
            places=other.places,
            services=other.services,
            looked_up=other.looked_up,
            service_type=self.service_type or other.service_type,
            asks_place=self.asks_place or other.asks_place,
        )


def _plain_block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield text
        case Bullets(items):
            yield from (f"- {item}" for item in items)
        case Links(items):
            yield from (f"{link.label} → {link.url}" for link in items)
        case Card(title, intro, rows, notes):
            yield title
            if intro:
                yield intro
            yield from (f"{row.label} {row.url or row.value}" for row in rows)
            yield from notes
