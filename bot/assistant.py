"""Assistant: one message in, one Reply out. The only room where the parts meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import cards
from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE
from bot.reply import Action, Bullets, Choice, Link, Links, Paragraph, Reply
from bot.understanding.message import REFERRAL
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversations.store import Conversation
    from bot.directory.records import Directory
    from bot.faq.knowledge import Knowledge
    from bot.gazetteer import Gazetteer
    from bot.reply import Block, Kind
    from bot.texts import Texts
    from bot.understanding.message import MessageReader, Reading
    from bot.understanding.places import Place
    from bot.understanding.topics import Ranked

# The one decision. A wrong answer costs more than a question, a question more than an answer:
# where the curves of docs/understanding.md put the thresholds.
_ANSWER = 0.42
"""Confidence from which the best topic is answered."""
_LEAD = 0.10
"""Lead over the second topic below which the assistant asks which is meant."""
_ASK = 0.20
"""Confidence from which a topic is worth a button."""
_LOOK_UP = 0.25
"""Confidence of a look-up from which a named place is answered with its services."""
_KNOWN = 0.5
"""Share of known words below which even a confident topic is only offered."""
_MOST_BUTTONS = 5
_MOST_SERVICES = 3
_NEAR_KM = 2.5
"""A shared location this close to two municipalities is asked back."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sent: a text or a shared location."""

    text: str = ""
    location: tuple[float, float] | None = None
    """Latitude and longitude in degrees; used for this one reply and kept nowhere."""
    client_language: str | None = None
    """The language of the person's app, such as Telegram's language code."""


@dataclass(frozen=True, slots=True)
class Site:
    """Addresses for the assistant's own texts, by name and language."""

    links: Mapping[str, Mapping[str, str]]

    def link(self, name: str, texts: Texts) -> Link | None:
        """The link of a name in a language, or in another when there is none."""
        known = self.links.get(name, {})
        url = known.get(texts.language) or next(iter(known.values()), None)
        return Link(texts(f"link-{name}"), url) if url else None


class Assistant:
    """Answers messages and buttons.

    Args:
        knowledge: The FAQ and all that belongs to it.
        reader: Understands messages; made from the same knowledge.
        gazetteer: All places.
        directory: All services.
        texts: The interface by language.
        site: The addresses it links to.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        reader: MessageReader,
        gazetteer: Gazetteer,
        directory: Directory,
        texts: Mapping[str, Texts],
        site: Site,
    ) -> None:
        self.knowledge = knowledge
        self.gazetteer = gazetteer
        self.directory = directory
        self.languages = tuple(code for code in knowledge.languages if code in texts)
        self._reader = reader
        self._texts = texts
        self._site = site
        self._topics = frozenset(knowledge.topics)

    # -- doors ------------------------------------------------------------------------------

    def answer(self, message: Message, conversation: Conversation) -> Reply:
        """Answer a message. ``conversation`` is brought up to date."""
        if message.location is not None:
            return self._keep(conversation, self._answer_location(message, conversation))
        pending = conversation.pending
        fallback = self.language_for(conversation, message.client_language)
        reading = self._reader.read(
            message.text,
            stored=conversation.language,
            fallback=fallback,
            place_expected=pending is not None,
        )
        if reading.shown.language:
            conversation.language = reading.shown.language
        return self._keep(conversation, self._decide(message.text, reading, pending))

    def act(self, action: Action, conversation: Conversation) -> Reply:
        """Do what a button or a deep link says. ``conversation`` is brought up to date."""
        if action.language in self.languages:
            conversation.language = action.language
        language = self.language_for(conversation, None)
        texts = self._texts[language]
        match action.kind:
            case "topic":
                reply = self._topic_reply(action.value, language, 1.0)
            case "services" if action.value in self.gazetteer:
                reply = self._services_reply(action.value, action.service_type or None, language)
            case "ask_place":
                reply = self._ask_place(action.service_type or None, language)
            case "language":
                conversation.language = action.value
                texts = self._texts[action.value]
                reply = self._say("smalltalk", action.value, texts("language-changed"))
            case "languages":
                reply = self.language_menu(language)
            case "none":
                reply = self._decline(language, ())
            case _:
                reply = self.help(language)
        return self._keep(conversation, reply)

    def decode(self, code: str) -> Action | None:
        """Read the code of a button or a deep link; None when it is not one of ours."""
        action = Action.decode(
            code, topics=self._topics, service_types=SERVICE_TYPES, languages=self.languages
        )
        if action and action.kind == "services" and action.value not in self.gazetteer:
            return None
        return action

    def language_for(self, conversation: Conversation, client_language: str | None) -> str:
        """The language to speak when the message shows none."""
        if conversation.language in self.languages:
            return str(conversation.language)
        code = (client_language or "")[:2]
        return code if code in self.languages else self.languages[-1]

    # -- fixed replies ----------------------------------------------------------------------

    def greet(self, language: str) -> Reply:
        """The first words in a new chat."""
        texts = self._texts[language]
        return Reply(
            "smalltalk",
            language,
            (Paragraph(texts("welcome")), Paragraph(texts("welcome-danger"))),
            (
                Choice(texts("button-help"), Action("help")),
                Choice(texts("button-find"), Action("ask_place")),
                Choice(texts("button-language"), Action("languages")),
            ),
        )

    def help(self, language: str) -> Reply:
        """What the assistant can do, with examples that work when pressed."""
        texts = self._texts[language]
        shown = ("neighbour-mediation-what", "noise", "cost", "request-start")
        choices = [self._topic_choice(t, language) for t in shown if t in self._topics]
        choices.append(Choice(texts("button-find"), Action("ask_place")))
        return Reply(
            "smalltalk",
            language,
            (
                Paragraph(texts("help")),
                Bullets((texts("help-example-1"), texts("help-example-2"), texts("help-example-3"))),
                Paragraph(texts("help-limits")),
            ),
            tuple(choices),
        )

    def language_menu(self, language: str) -> Reply:
        """Lets the person choose a language."""
        names = [
            Choice(self._texts[code]("language-name"), Action("language", code))
            for code in self.languages
        ]
        return Reply(
            "smalltalk",
            language,
            (Paragraph(self._texts[language]("choose-language")),),
            tuple(names),
        )

    def faq_menu(self, language: str) -> Reply:
        """The topics people ask most."""
        shown = (
            "neighbour-mediation-what", "cost", "request-start", "process-steps",
            "other-party-refuses", "noise", "sanctions-mediation", "justice-of-the-peace",
        )  # fmt: skip
        choices = tuple(self._topic_choice(t, language) for t in shown if t in self._topics)
        text = self._texts[language]("faq-menu")
        return Reply("smalltalk", language, (Paragraph(text),), choices)

    def page(self, name: str, language: str) -> Reply:
        """A topic that has a command of its own: charter, map, contact, privacy."""
        topic = {
            "charter": "charter-what",
            "map": "map-what",
            "contact": "project-contact",
            "privacy": "bot-privacy",
        }[name]
        return self._topic_reply(topic, language, 1.0)

    def say(self, key: str, language: str) -> Reply:
        """A text of the interface as a reply: for a voice message, a photo, an old button."""
        return self._say("smalltalk", language, self._texts[language](key))

    def texts(self, language: str) -> Texts:
        """The interface in a language."""
        return self._texts[language]

    # -- the decision -----------------------------------------------------------------------

    def _decide(self, text: str, reading: Reading, pending: str | None) -> Reply:
        language = reading.language
        if reading.danger:
            return self._safety(reading)
        if not content(text):
            key = "empty-message" if not text.strip() else "no-words"
            kind: Kind = "smalltalk" if not text.strip() else "declined"
            return self._both_languages(kind, key)
        if reading.shown.foreign:
            return self._both_languages("declined", "other-language", english=True)
        if reading.smalltalk:
            return self._smalltalk(reading.smalltalk, language)
        places = reading.places
        ranked = [r for r in reading.ranked if r.label in self._topics]
        topics = tuple(r.label for r in ranked[:_MOST_BUTTONS])
        best = reading.ranked[0]
        if places.mentions and (places.alone or pending is not None and len(places.remainder) <= 3):
            kind_asked = reading.service_type or (pending or None)
            return replace(self._place_reply(reading, kind_asked), topics=topics)
        if places.foreign and best.label in {FIND_SERVICE, OUT_OF_SCOPE}:
            return self._say("declined", language, self._texts[language]("foreign-place"))
        look_up = next((r.confidence for r in reading.ranked if r.label == FIND_SERVICE), 0.0)
        if best.label == FIND_SERVICE or (places.mentions and self._looks_up(reading, look_up)):
            if places.mentions:
                return replace(self._place_reply(reading, reading.service_type), topics=topics)
            if look_up >= _ASK:
                return replace(
                    self._ask_place(reading.service_type, language),
                    topics=topics,
                    confidence=look_up,
                )
        return self._topic_decision(reading, ranked, topics)

    def _looks_up(self, reading: Reading, look_up: float) -> bool:
        """A place and a question about a service, rather than a question of the FAQ."""
        first = next(r for r in reading.ranked if r.label in self._topics)
        if first.confidence >= _ANSWER and first.confidence > look_up:
            return False
        if look_up >= _LOOK_UP:
            return True
        return reading.service_type is not None and len(reading.places.remainder) <= 3

    def _topic_decision(
        self, reading: Reading, ranked: Sequence[Ranked], topics: tuple[str, ...]
    ) -> Reply:
        language = reading.language
        best = reading.ranked[0]
        if best.label.startswith(REFERRAL) and best.confidence >= _ASK:
            return self._refer(best, language, topics)
        first, second = ranked[0], ranked[1]
        out = next((r.confidence for r in reading.ranked if r.label == OUT_OF_SCOPE), 0.0)
        if best.label == OUT_OF_SCOPE or first.confidence < _ASK or reading.known_share < 0.34:
            return self._decline(language, topics, confidence=out)
        sure = (
            first.confidence >= _ANSWER
            and first.confidence - second.confidence >= _LEAD
            and reading.known_share >= _KNOWN
        )
        if not sure:
            offered = [r.label for r in ranked[:_MOST_BUTTONS] if r.confidence >= _ASK / 4]
            return self._choose_topic(offered, language, topics, first.confidence)
        reply = replace(
            self._topic_reply(first.label, language, first.confidence), topics=topics
        )
        if not reading.places.mentions:
            return replace(reply, service_type=reading.service_type)
        return reply.followed_by(self._place_reply(reading, reading.service_type, brief=True))

    # -- parts of replies -------------------------------------------------------------------

    def _keep(self, conversation: Conversation, reply: Reply) -> Reply:
        conversation.pending = (reply.service_type or "") if reply.asks_place else None
        return reply

    def _say(self, kind: Kind, language: str, text: str) -> Reply:
        return Reply(kind, language, (Paragraph(text),))

    def _both_languages(self, kind: Kind, key: str, *, english: bool = False) -> Reply:
        lines: list[Block] = [Paragraph(self._texts[code](key)) for code in self.languages]
        if english:
            lines.append(Paragraph(self._texts[self.languages[0]]("other-language-english")))
        choices = tuple(
            Choice(self._texts[code]("button-find"), Action("ask_place", language=code))
            for code in self.languages
        )
        return Reply(kind, self.languages[0], tuple(lines), choices)

    def _topic_choice(self, topic: str, language: str) -> Choice:
        question = self.knowledge.languages[language].entries[topic].question
        return Choice(question, Action("topic", topic, language=language))

    def _topic_reply(self, topic: str, language: str, confidence: float) -> Reply:
        entry = self.knowledge.languages[language].entries[topic]
        texts = self._texts[language]
        blocks = cards.answer_blocks(entry.answer)
        if entry.links:
            blocks.append(Links(tuple(Link(link.label, link.url) for link in entry.links)))
        choices = [
            self._topic_choice(other, language) for other in entry.related if other in self._topics
        ]
        if entry.audience != "authority":
            choices.append(Choice(texts("button-find-near"), Action("ask_place", language=language)))
        return Reply(
            "faq", language, tuple(blocks), tuple(choices), topic=topic, confidence=confidence
        )

    def _safety(self, reading: Reading) -> Reply:
        danger = reading.danger
        assert danger is not None  # noqa: S101 - only called with one
        language = reading.language
        lines = self.knowledge.helplines
        first = lines.get(danger.first, lines[danger.topic])
        blocks: list[Block] = [Paragraph(first[language], strong=True)]
        general = lines["emergency"][language]
        if danger.first not in {"emergency", danger.topic} and general != first[language]:
            blocks.append(Paragraph(general))
        return Reply(
            "safety",
            language,
            tuple(blocks),
            (self._topic_choice(danger.topic, language),),
            topic=danger.topic,
            topics=(danger.topic,),
            confidence=1.0,
        )

    def _smalltalk(self, kind: str, language: str) -> Reply:
        texts = self._texts[language]
        key = f"smalltalk-{kind}"
        if not texts.has(key):
            key = "smalltalk-greeting"
        if kind == "greeting":
            choices = self.greet(language).choices
        elif kind == "insult":
            return self._say("declined", language, texts(key))
        else:
            choices = ()
        return Reply("smalltalk", language, (Paragraph(texts(key)),), choices)

    def _refer(self, best: Ranked, language: str, topics: tuple[str, ...]) -> Reply:
        name = best.label.removeprefix(REFERRAL)
        referral = self.knowledge.referrals[name]
        links = tuple(Link(link.label, link.url) for link in referral.links.get(language, ()))
        blocks: list[Block] = [Paragraph(referral.answer[language])]
        if links:
            blocks.append(Links(links))
        return Reply(
            "declined",
            language,
            tuple(blocks),
            (Choice(self._texts[language]("button-help"), Action("help", language=language)),),
            topics=topics,
            confidence=best.confidence,
            referral=name,
        )

    def _choose_topic(
        self, offered: Sequence[str], language: str, topics: tuple[str, ...], confidence: float
    ) -> Reply:
        texts = self._texts[language]
        choices = [self._topic_choice(topic, language) for topic in offered]
        choices.append(Choice(texts("button-none"), Action("none", language=language)))
        return Reply(
            "choose_topic",
            language,
            (Paragraph(texts("did-you-mean")),),
            tuple(choices),
            topics=topics,
            confidence=confidence,
        )

    def _decline(
        self, language: str, topics: tuple[str, ...], *, confidence: float = 0.0
    ) -> Reply:
        texts = self._texts[language]
        links = [self._site.link(name, texts) for name in ("map", "overview", "contact")]
        return Reply(
            "declined",
            language,
            (
                Paragraph(texts("not-understood")),
                Links(tuple(link for link in links if link)),
            ),
            (
                *(self._topic_choice(topic, language) for topic in topics[:2]),
                Choice(texts("button-find"), Action("ask_place", language=language)),
            ),
            topics=topics,
            confidence=confidence,
        )

    # -- places and services ----------------------------------------------------------------

    def _ask_place(self, service_type: str | None, language: str) -> Reply:
        texts = self._texts[language]
        return Reply(
            "choose_place",
            language,
            (Paragraph(texts("ask-place")),),
            service_type=service_type,
            asks_place=True,
        )

    def _place_reply(
        self, reading: Reading, service_type: str | None, *, brief: bool = False
    ) -> Reply:
        places = reading.places
        nis = places.municipalities
        if len(nis) > 1:
            return self._choose_place(places.places, service_type, reading.language)
        mention = places.chosen
        former = mention.name if mention and mention.former else ""
        return self._services_reply(nis[0], service_type, reading.language, former, brief=brief)

    def _choose_place(
        self, places: Sequence[Place], service_type: str | None, language: str
    ) -> Reply:
        texts = self._texts[language]
        choices = [
            Choice(
                self._place_label(place, language),
                Action("services", place.nis, service_type or "", language),
            )
            for place in places
        ]
        choices.append(Choice(texts("button-other-place"), Action("ask_place", language=language)))
        return Reply(
            "choose_place",
            language,
            (Paragraph(texts("which-place")),),
            tuple(choices),
            places=tuple(place.nis for place in places),
            service_type=service_type,
            asks_place=True,
        )

    def _place_label(self, place: Place, language: str) -> str:
        municipality = self.gazetteer[place.nis]
        if place.locality:
            return f"{place.locality}, {municipality.name(language)}"
        province = municipality.province.get(language) or self._texts[language]("brussels-region")
        return f"{municipality.name(language)} ({province})"

    def _services_reply(
        self,
        nis: str,
        service_type: str | None,
        language: str,
        former: str = "",
        *,
        brief: bool = False,
    ) -> Reply:
        texts = self._texts[language]
        municipality = self.gazetteer[nis]
        name = municipality.name(language)
        found = self.directory.find(nis, service_type)
        shown = cards.first_group(found, service_type)[: 1 if brief else _MOST_SERVICES]
        blocks: list[Block] = []
        if former:
            blocks.append(Paragraph(texts("former-municipality", former=former, name=name)))
        if shown:
            blocks.append(Paragraph(texts("services-in", name=name), strong=True))
            blocks.extend(cards.service_card(service, texts) for service in shown)
        else:
            blocks.extend(self._no_service(nis, service_type, texts))
        if signatory := self.directory.charter.get(nis):
            key = "charter-signed" if signatory.signed else "charter-announced"
            blocks.append(Paragraph(texts(key, name=name)))
        if not brief:
            links = [self._site.link(key, texts) for key in ("charter", "map")]
            blocks.append(Links(tuple(link for link in links if link)))
        return Reply(
            "services",
            language,
            tuple(blocks),
            tuple(self._other_types(nis, service_type, shown, language)),
            confidence=1.0,
            places=(nis,),
            service_type=service_type,
            services=tuple(service.id for service in shown),
        )

    def _no_service(self, nis: str, service_type: str | None, texts: Texts) -> list[Block]:
        name = self.gazetteer[nis].name(texts.language)
        key = f"type-{service_type}" if service_type else "type-any"
        blocks: list[Block] = [
            Paragraph(texts("no-service", name=name, kind=texts(key)), strong=True),
            Bullets((texts("no-service-municipality"), texts("no-service-judge"))),
        ]
        near = self._neighbouring(nis, service_type)
        if near:
            blocks.append(Paragraph(texts("no-service-near")))
            blocks.append(
                Bullets(
                    tuple(
                        texts("no-service-near-line", name=self.gazetteer[other].name(texts.language),
                              km=round(self.gazetteer.distance_km(nis, other)))
                        for other in near
                    )
                )
            )  # fmt: skip
        links = [self._site.link(k, texts) for k in ("overview", "justice_of_the_peace")]
        blocks.append(Links(tuple(link for link in links if link)))
        return blocks

    def _neighbouring(self, nis: str, service_type: str | None) -> list[str]:
        """The nearest two municipalities that have such a service with a way to reach it."""
        wanted = service_type or "neighbour"
        reachable = {
            area
            for service in self.directory.services.values()
            if wanted in service.service_types and (service.phones or service.email)
            for area in service.areas
        } - {nis}
        return sorted(reachable, key=lambda other: self.gazetteer.distance_km(nis, other))[:2]

    def _other_types(
        self, nis: str, service_type: str | None, shown: Sequence[object], language: str
    ) -> list[Choice]:
        covered = {t for s in shown for t in getattr(s, "service_types", ())}
        if covered & set(NEARBY_TYPES):
            covered |= set(NEARBY_TYPES)
        texts = self._texts[language]
        available = {t for s in self.directory.find(nis) for t in s.service_types}
        return [
            Choice(texts(f"button-type-{kind}"), Action("services", nis, kind, language))
            for kind in SERVICE_TYPES
            if kind in available - covered and kind != service_type
        ]

    def _answer_location(self, message: Message, conversation: Conversation) -> Reply:
        assert message.location is not None  # noqa: S101 - only called with one
        language = self.language_for(conversation, message.client_language)
        nearest = self.gazetteer.nearest(*message.location)
        service_type = conversation.pending or None
        if nearest[0][1] > cards.FAR_FROM_BELGIUM_KM:
            return self._say("declined", language, self._texts[language]("foreign-place"))
        close = [nis for nis, km in nearest[:3] if km - nearest[0][1] < _NEAR_KM]
        if len(close) == 1:
            return self._services_reply(close[0], service_type, language)
        texts = self._texts[language]
        choices = [
            Choice(
                self.gazetteer[nis].name(language),
                Action("services", nis, service_type or "", language),
            )
            for nis in close
        ]
        return Reply(
            "choose_place",
            language,
            (Paragraph(texts("which-of-these")),),
            tuple(choices),
            places=tuple(close),
            service_type=service_type,
            asks_place=True,
        )
