"""Search while somebody types: unfinished words in, answers and services to pass on out.

What people type here is short and often cut off in the middle of a word, and nobody can be asked
what is meant. So the assistant's own understanding goes first, then whatever begins with the
letters typed; and what fits nothing gets nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import shorten
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.assistant import Message
from bot.cards import kind_shown
from bot.conversations.state import Conversation
from bot.directory.records import NEARBY_TYPES
from bot.reply import Action, Paragraph, Reply
from bot.understanding.place_names import Place
from bot.understanding.prefixes import PlacePrefixes, TopicPrefixes
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.assistant import Assistant
    from bot.directory.records import Service
    from bot.reply import Block
    from bot.understanding.message import Reading

_MOST = 20
_MOST_BEGUN_TOPICS = 8
"""Topics found by beginnings of words keep so many places of a list full of municipalities."""
_SHORTEST_QUESTION = 3
"""Letters or digits from which a guess is more than chance: "90" only begins a postcode."""
_LONGEST_DESCRIPTION = 120


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of a list of results, and the message it stands for."""

    id: str
    """Tells it from all others of a list; letters, digits, dots and hyphens, at most 64."""
    title: str
    description: str
    action: Action
    """Opens the assistant on this answer."""
    reply: Reply
    """The message: it makes sense to somebody who has not seen the question."""


@lru_cache(maxsize=1)
def search_of(assistant: Assistant) -> Search:
    """The search that belongs to an assistant; made anew when another one serves."""
    return Search(assistant)


class Search:
    """Finds what somebody may want to pass on.

    Args:
        assistant: Who understands and answers.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._compose = assistant.compose
        self._places = PlacePrefixes(assistant.gazetteer)
        self._topics = {
            code: TopicPrefixes(
                {topic: (e.question, *e.variants) for topic, e in known.entries.items()},
                known.words.function_words,
            )
            for code, known in assistant.knowledge.languages.items()
            if code in assistant.languages
        }
        self._served = {
            area
            for service in assistant.directory.services.values()
            if set(service.service_types) & set(NEARBY_TYPES)
            for area in service.areas
        }

    def suggest(self, query: str, language: str, limit: int = _MOST) -> list[Suggestion]:
        """What fits a query, the best first; nothing when nothing does.

        Args:
            query: What was typed so far, or the code of an action.
            language: The searcher's language, for queries that show none.
            limit: Most results.
        """
        action = self._assistant.decode(query.strip())
        if action is not None:
            found = self._of_code(replace(action, language=action.language or language))
        elif not query.strip():
            found = self._to_begin_with(language)
        elif content(query):
            found = self._fitting(query, language, limit)
        else:
            found = []
        unique: dict[str, Suggestion] = {}
        for suggestion in found:
            unique.setdefault(suggestion.id, suggestion)
        return list(unique.values())[:limit]

    def _of_code(self, action: Action) -> list[Suggestion]:
        match action.kind:
            case "topic":
                return [self._topic(action.value, action.language)]
            case "services":
                place, kind = Place(action.value, None), action.service_type or None
                return [self._municipality(place, kind, action.language)]
            case "help":
                return [self._help(action.language)]
        return []

    def _to_begin_with(self, language: str) -> list[Suggestion]:
        """For somebody who has typed nothing yet."""
        asked_most = self._compose.faq_menu(language).choices
        return [
            self._help(language),
            *(self._topic(choice.action.value, language) for choice in asked_most),
        ]

    def _fitting(self, query: str, language: str, limit: int) -> list[Suggestion]:
        text = content(query)
        reading = self._read(query, language)
        says_something = len(text) >= _SHORTEST_QUESTION
        reply = self._assistant.decide(query, reading)
        found: list[Suggestion] = []
        if says_something and reply.kind == "safety":
            found.append(self._danger(reply))
        if reading.places.mentions:
            found += self._at(reading)
        begun = self._places.find(text)
        if not begun and not reading.places.mentions:
            found += self._after_look_up(text.split(), language, limit)
        topics: list[Suggestion] = []
        if says_something and not text.isdigit():
            found += [self._topic(topic, reading.language) for topic in _answered(reply)]
            topics = self._begun_topics(reading, query, language)
        room = max(0, limit - len(found) - min(len(topics), _MOST_BEGUN_TOPICS))
        return [*found, *self._begun(begun, None, language, room), *topics]

    def _read(self, text: str, language: str) -> Reading:
        return self._assistant.read(Message(text), Conversation(language))

    # -- places -----------------------------------------------------------------------------

    def _at(self, reading: Reading) -> list[Suggestion]:
        """The services of the place that is named, or each of the places it may be."""
        places, kind, language = reading.places.places, reading.service_type, reading.language
        if len(places) > 1:
            return [self._municipality(place, kind, language) for place in places]
        place, mention = places[0], reading.places.chosen
        services = self._assistant.directory.find(place.nis, kind)
        found = [
            self._service(service, place.nis, kind, number, language)
            for number, service in enumerate(services)
        ]
        if kind and not found:
            found.append(self._municipality(place, kind, language))
        former = mention.name if mention and mention.former else ""
        return [*found, self._municipality(place, None, language, former=former)]

    def _begun(
        self, places: Sequence[Place], kind: str | None, language: str, most: int
    ) -> list[Suggestion]:
        """Places whose name begins so: today's municipalities first, those with a service first."""
        places = sorted(places, key=lambda p: (p.locality is not None, p.nis not in self._served))
        return [self._municipality(place, kind, language) for place in places[:most]]

    def _after_look_up(self, words: Sequence[str], language: str, most: int) -> list[Suggestion]:
        """The places that are begun after a kind of service: "burenbemiddeling gen"."""
        for start in range(1, len(words)):
            tail = " ".join(words[start:])
            if len(tail) < _SHORTEST_QUESTION or self._is_word(words[start]):
                continue
            if places := self._places.find(tail):
                head = self._read(" ".join(words[:start]), language)
                if head.service_type or head.names_service:
                    return self._begun(places, head.service_type, language, most)
        return []

    def _is_word(self, word: str) -> bool:
        return any(topics.knows(word) for topics in self._topics.values())

    # -- topics -----------------------------------------------------------------------------

    def _begun_topics(self, reading: Reading, query: str, language: str) -> list[Suggestion]:
        """Topics whose words begin so, in the first language that has any."""
        text = " ".join(reading.places.remainder) if reading.places.mentions else query
        for code in dict.fromkeys((reading.language, language, *self._assistant.languages)):
            if topics := self._topics[code].find(text):
                return [self._topic(topic, code) for topic in topics]
        return []

    # -- one result -------------------------------------------------------------------------

    def _topic(self, topic: str, language: str) -> Suggestion:
        choice = self._compose.topic_choice(topic, language)
        reply = self._compose.topic(topic, language, 1.0)
        # Whoever receives the answer has not seen the question: it stands above as the heading.
        plain = (replace(b, strong=False) if isinstance(b, Paragraph) else b for b in reply.blocks)
        reply = replace(reply, blocks=(Paragraph(choice.label, strong=True), *plain))
        return _suggestion(choice.label, _first_words(reply.blocks[1:]), choice.action, reply)

    def _danger(self, reply: Reply) -> Suggestion:
        title = self._compose.texts(reply.language)("search-danger")
        action = Action("topic", reply.topic or "", language=reply.language)
        return _suggestion(title, _first_words(reply.blocks), action, reply)

    def _help(self, language: str) -> Suggestion:
        texts = self._compose.texts(language)
        action = Action("help", language=language)
        examples = texts("search-examples")
        return _suggestion(texts("search-help"), examples, action, self._compose.help(language))

    def _municipality(
        self, place: Place, kind: str | None, language: str, *, former: str = ""
    ) -> Suggestion:
        """All that is known for a municipality, or what to do where nothing is."""
        texts = self._compose.texts(language)
        reply = self._compose.services(place.nis, kind, language, former=former)
        title = self._compose.place_label(place, language)
        if kind:
            title = texts("search-kind", place=title, kind=texts(f"type-{kind}"))
        known = self._assistant.directory.services
        names = ", ".join(known[service].name(language) for service in reply.services)
        action = Action("services", place.nis, kind or "", language)
        return _suggestion(title, names or texts("search-no-service"), action, reply)

    def _service(
        self, service: Service, nis: str, kind: str | None, number: int, language: str
    ) -> Suggestion:
        """One service on its card. ``number`` tells it from others of its kind."""
        texts = self._compose.texts(language)
        own = kind_shown(service, kind)
        action = Action("services", nis, own, language)
        reply = Reply(
            "services",
            language,
            (self._compose.card(service, own, language),),
            confidence=1.0,
            places=(nis,),
            service_type=own,
            services=(service.id,),
            share=action,
        )
        place = self._assistant.gazetteer[nis].name(language)
        facts = [place, *(_contact(service) or [texts("search-no-contact")])]
        suggestion = _suggestion(service.name(language), " · ".join(facts), action, reply)
        return replace(suggestion, id=f"{suggestion.id}.{number}")


def _suggestion(title: str, description: str, action: Action, reply: Reply) -> Suggestion:
    short = shorten(description, _LONGEST_DESCRIPTION, placeholder=" …")
    return Suggestion(action.encode(), title, short, action, reply)


def _contact(service: Service) -> list[str]:
    """How to reach a service, in short."""
    if service.phones or service.email:
        return [*service.phones[:1], *([service.email] if service.email else [])]
    host = urlsplit(service.url or "").hostname
    return [host.removeprefix("www.")] if host else []


def _first_words(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if isinstance(block, Paragraph)), "")


def _answered(reply: Reply) -> list[str]:
    """The topics that the assistant would answer, or would ask about."""
    if reply.kind == "faq":
        return [reply.topic] if reply.topic else []
    if reply.kind not in {"choose_topic", "services"}:
        return []
    return [choice.action.value for choice in reply.choices if choice.action.kind == "topic"]
