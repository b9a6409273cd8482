"""Why a message was answered as it was, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.csv_rows import read_rows
from bot.errors import FileError
from bot.faq.files import entry_lines
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE
from bot.understanding.message import REFERRAL
from bot.understanding.text import words

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.channels.preview.files import Files, Source
    from bot.reply import Reply
    from bot.understanding.message import Reading

_MOST_CANDIDATES = 5
_LEAST_SHARE = 0.01
_MOST_WORDS = 8
_MOST_FEATURES = 40

Shown = Literal["message", "foreign", "chat", "place", "page"]


@dataclass(frozen=True, slots=True)
class Spoke:
    """Something in a message that spoke for a label: a stem, two of them, a concept or letters."""

    kind: Literal["word", "concept", "letters"]
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a message may have meant."""

    label: str
    question: str
    """The topic's question in the language of the message; empty for what is no topic."""
    share: float
    """Confidence, 0 to 1, among all labels."""
    spoke: tuple[Spoke, ...]
    source: Source | None


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in a message."""

    name: str
    municipalities: tuple[str, ...]
    """What it may stand for, with NIS codes; several: the assistant does not choose."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something a reply was made of, and where it stands in the files."""

    id: str
    name: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the preview tells beside one reply."""

    said: str
    """What was typed, or the words of the button."""
    reply: Reply
    reading: Reading | None
    """None for buttons and commands: nothing had to be understood."""
    shown: Shown | None
    """Where the language comes from; None where there was nothing to read."""
    candidates: tuple[Candidate, ...]
    places: tuple[Named, ...]
    topic: Found | None
    services: tuple[Found, ...]
    referral: Found | None
    danger_rule: Found | None
    version: str


class Analyst:
    """Tells why.

    Args:
        assistant: Who answered.
        files: The files it answered from.
    """

    def __init__(self, assistant: Assistant, files: Files) -> None:
        self._assistant = assistant
        self._files = files

    def analyse(
        self, said: str, reply: Reply, reading: Reading | None, *, chat: str | None, page: str
    ) -> Analysis:
        """All that can be told of one reply.

        Args:
            said: What was typed, or the words of the button.
            reply: What was answered.
            reading: How it was understood; None for buttons and commands.
            chat: The language of the chat before the message.
            page: The language of the page.
        """
        danger_rule = reading.danger.rule if reading and reading.danger else None
        return Analysis(
            said=said,
            reply=reply,
            reading=reading,
            shown=_shown(reading, chat, page) if reading else None,
            candidates=self._candidates(reading, said) if reading else (),
            places=self._places(reading, reply),
            topic=self._topic(reply),
            services=self._services(reply),
            referral=self._entry(reply.referral, "referrals.yaml"),
            danger_rule=self._entry(danger_rule, "danger.yaml"),
            version=self._assistant.knowledge.version,
        )

    def _candidates(self, reading: Reading, text: str) -> tuple[Candidate, ...]:
        likely = [
            ranked
            for number, ranked in enumerate(reading.ranked[:_MOST_CANDIDATES])
            if number == 0 or ranked.confidence >= _LEAST_SHARE
        ]
        return tuple(
            Candidate(
                label=ranked.label,
                question=self._question(ranked.label, reading.language),
                share=ranked.confidence,
                spoke=_spoke(
                    self._assistant.why(reading, text, ranked.label, _MOST_FEATURES), text
                ),
                source=self._label_source(ranked.label, reading.language),
            )
            for ranked in likely
        )

    def _question(self, label: str, language: str) -> str:
        entry = self._assistant.knowledge.languages[language].entries.get(label)
        return entry.question if entry else ""

    def _label_source(self, label: str, language: str) -> Source | None:
        if label.startswith(REFERRAL):
            return self._line(label.removeprefix(REFERRAL), "referrals.yaml")
        if label in {FIND_SERVICE, OUT_OF_SCOPE}:
            return self._line(label, f"utterances_{language}.yaml")
        return self._line(label, f"faq_{language}.yaml")

    def _places(self, reading: Reading | None, reply: Reply) -> tuple[Named, ...]:
        if reading is None:
            return tuple(Named("", (self._municipality(n, reply.language),)) for n in reply.places)
        return tuple(
            Named(m.name, tuple(self._municipality(p.nis, reply.language) for p in m.places))
            for m in reading.places.mentions
        )

    def _municipality(self, nis: str, language: str) -> str:
        return f"{self._assistant.gazetteer[nis].name(language)} ({nis})"

    def _topic(self, reply: Reply) -> Found | None:
        if reply.topic is None:
            return None
        source = self._line(reply.topic, f"faq_{reply.language}.yaml")
        return Found(reply.topic, self._question(reply.topic, reply.language), source)

    def _services(self, reply: Reply) -> tuple[Found, ...]:
        if not reply.services:
            return ()
        path = self._files.folders["data"] / "services.csv"
        try:
            lines = {row["id"]: line for line, row in read_rows(path, {"id"})}
        except FileError:  # it is being edited: the bar above the chat tells what is wrong
            lines = {}
        known = self._assistant.directory.services
        return tuple(
            Found(i, known[i].name(reply.language), self._files.source(path, lines.get(i)))
            for i in reply.services
        )

    def _entry(self, entry: str | None, file: str) -> Found | None:
        return Found(entry, "", self._line(entry, file)) if entry else None

    def _line(self, entry: str, file: str) -> Source | None:
        path = self._files.folders["knowledge"] / file
        return self._files.source(path, entry_lines(path).get(entry))


def _shown(reading: Reading, chat: str | None, page: str) -> Shown:
    """What the language was read off; the order is the reader's own."""
    if reading.shown.language:
        return "message"
    if reading.shown.foreign:
        return "foreign"
    if chat:
        return "chat"
    return "page" if reading.language == page else "place"


def _spoke(features: list[tuple[str, float]], text: str) -> tuple[Spoke, ...]:
    """The strongest first; groups of letters only from words whose stem did not speak itself."""
    stems = {stem for name, _ in features if name[0] not in "#@" for stem in name.split()}
    told = " ".join(word for word in words(text) if word.startswith(tuple(stems)))
    found: list[Spoke] = []
    for name, _ in features:
        if name[0] == "@":
            found.append(Spoke("concept", name[1:]))
        elif name[0] != "#":
            found.append(Spoke("word", name))
        elif (letters := name[1:]).strip() not in told:
            begin, end = (("" if letter == " " else "…") for letter in (letters[0], letters[-1]))
            found.append(Spoke("letters", f"{begin}{letters.strip()}{end}"))
            told += f" {letters.strip()}"
    return tuple(found[:_MOST_WORDS])
