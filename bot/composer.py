"""Wording of replies: what the assistant has decided, put into blocks and choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import cards
from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES
from bot.reply import Action, Bullets, Choice, Link, Links, Paragraph, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.directory.records import Directory, Service
    from bot.faq.knowledge import Knowledge
    from bot.gazetteer import Gazetteer
    from bot.reply import Block, Kind
    from bot.texts import Texts
    from bot.understanding.danger import Danger
    from bot.understanding.place_names import Place

_MOST_SERVICES = 3
#: Topics behind commands of their own.
PAGES = {
    "charter": "charter-what",
    "map": "map-what",
    "contact": "project-contact",
    "privacy": "bot-privacy",
}


@dataclass(frozen=True, slots=True)
class Site:
    """Addresses for the assistant's own texts, by name and language."""

    links: Mapping[str, Mapping[str, str]]

    def link(self, name: str, texts: Texts) -> Link | None:
        """The link of a name in a language, or in another when there is none."""
        known = self.links.get(name, {})
        url = known.get(texts.language) or next(iter(known.values()), None)
        return Link(texts(f"link-{name}"), url) if url else None

    def links_of(self, names: Iterable[str], texts: Texts) -> tuple[Link, ...]:
        """The links of several names, those without an address left out."""
        return tuple(link for name in names if (link := self.link(name, texts)))


class Composer:
    """Makes replies.

    Args:
        knowledge: The FAQ and all that belongs to it.
        gazetteer: All places.
        directory: All services.
        texts: The interface by language.
        site: The addresses it links to.
        default_language: Speaks where nothing shows another.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        gazetteer: Gazetteer,
        directory: Directory,
        *,
        texts: Mapping[str, Texts],
        site: Site,
        default_language: str,
    ) -> None:
        self._knowledge = knowledge
        self._gazetteer = gazetteer
        self._directory = directory
        self._texts = texts
        self._site = site
        known = [code for code in knowledge.languages if code in texts]
        # The default language first: it speaks where nothing shows another.
        self.languages = tuple(sorted(known, key=lambda code: code != default_language))
        self.topics = frozenset(knowledge.topics)

    def texts(self, language: str) -> Texts:
        """The interface in a language."""
        return self._texts[language]

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

    def old_link(self, language: str) -> Reply:
        """The first words to somebody whose link leads nowhere any more."""
        sorry = Paragraph(self._texts[language]("old-link"))
        greeting = self.greet(language)
        return replace(greeting, blocks=(sorry, *greeting.blocks))

    def help(self, language: str) -> Reply:
        """What the assistant can do, with examples that work when pressed."""
        texts = self._texts[language]
        shown = ("neighbour-mediation-what", "noise", "cost", "request-start")
        choices = [self.topic_choice(t, language) for t in shown if t in self.topics]
        choices.append(Choice(texts("button-find"), Action("ask_place")))
        return Reply(
            "smalltalk",
            language,
            (
                Paragraph(texts("help")),
                Bullets(
                    (texts("help-example-1"), texts("help-example-2"), texts("help-example-3"))
                ),
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
        choices = tuple(self.topic_choice(t, language) for t in shown if t in self.topics)
        text = self._texts[language]("faq-menu")
        return Reply("smalltalk", language, (Paragraph(text),), choices)

    def page(self, name: str, language: str) -> Reply:
        """A topic that has a command of its own: charter, map, contact, privacy."""
        return self.topic(PAGES[name], language, 1.0)

    def say(self, key: str, language: str, kind: Kind = "smalltalk") -> Reply:
        """One text of the interface as a reply."""
        return Reply(kind, language, (Paragraph(self._texts[language](key)),))

    def both_languages(self, kind: Kind, key: str, *, english: bool = False) -> Reply:
        """A text in every language, for a message that shows none of them."""
        lines: list[Block] = [Paragraph(self._texts[code](key)) for code in self.languages]
        if english:
            lines.append(Paragraph(self._texts[self.languages[0]]("other-language-english")))
        choices = tuple(
            Choice(self._texts[code]("button-find"), Action("ask_place", language=code))
            for code in self.languages
        )
        return Reply(kind, self.languages[0], tuple(lines), choices)

    def topic_choice(self, topic: str, language: str) -> Choice:
        """A button that answers a topic."""
        question = self._knowledge.languages[language].entries[topic].question
        return Choice(question, Action("topic", topic, language=language))

    def topic(self, topic: str, language: str, confidence: float) -> Reply:
        """The answer of a topic."""
        entry = self._knowledge.languages[language].entries[topic]
        texts = self._texts[language]
        blocks = cards.answer_blocks(entry.answer)
        links = tuple(Link(link.label, link.url) for link in entry.links)
        if topic == PAGES["map"]:
            links += self._site.links_of(["own-map"], texts)
        if links:
            blocks.append(Links(links))
        choices = [
            self.topic_choice(other, language) for other in entry.related if other in self.topics
        ]
        if entry.audience != "authority":
            choices.append(
                Choice(texts("button-find-near"), Action("ask_place", language=language))
            )
        return Reply(
            "faq",
            language,
            tuple(blocks),
            tuple(choices),
            topic=topic,
            confidence=confidence,
            share=Action("topic", topic, language=language),
        )

    def safety(self, danger: Danger, language: str) -> Reply:
        """The numbers to call, at once and before anything else."""
        lines = self._knowledge.helplines
        first = lines.get(danger.first, lines[danger.topic])
        blocks: list[Block] = [Paragraph(first[language], strong=True)]
        general = lines["emergency"][language]
        if danger.first not in {"emergency", danger.topic} and general != first[language]:
            blocks.append(Paragraph(general))
        return Reply(
            "safety",
            language,
            tuple(blocks),
            (self.topic_choice(danger.topic, language),),
            topic=danger.topic,
            topics=(danger.topic,),
            confidence=1.0,
        )

    def smalltalk(self, kind: str, language: str) -> Reply:
        """A kind word for a kind word."""
        texts = self._texts[language]
        key = f"smalltalk-{kind}"
        if not texts.has(key):
            key = "smalltalk-greeting"
        if kind == "greeting":
            choices = self.greet(language).choices
        elif kind == "insult":
            return self.say(key, language, "declined")
        else:
            choices = ()
        return Reply("smalltalk", language, (Paragraph(texts(key)),), choices)

    def refer(self, name: str, language: str, confidence: float) -> Reply:
        """Not ours: the right door, where it is known in this language."""
        referral = self._knowledge.referrals[name]
        if language not in referral.answer:
            return self.decline(language, (), confidence=confidence)
        links = tuple(Link(link.label, link.url) for link in referral.links.get(language, ()))
        blocks: list[Block] = [Paragraph(referral.answer[language])]
        if links:
            blocks.append(Links(links))
        return Reply(
            "declined",
            language,
            tuple(blocks),
            (Choice(self._texts[language]("button-help"), Action("help", language=language)),),
            confidence=confidence,
            referral=name,
        )

    def choose_topic(self, offered: Sequence[str], language: str, confidence: float) -> Reply:
        """Which of these questions is meant?"""
        texts = self._texts[language]
        choices = [self.topic_choice(topic, language) for topic in offered]
        choices.append(Choice(texts("button-none"), Action("none", language=language)))
        return Reply(
            "choose_topic",
            language,
            (Paragraph(texts("did-you-mean")),),
            tuple(choices),
            confidence=confidence,
        )

    def decline(self, language: str, topics: tuple[str, ...], *, confidence: float = 0.0) -> Reply:
        """Honestly no answer, and who may have one."""
        texts = self._texts[language]
        links = self._site.links_of(("map", "own-map", "overview", "contact"), texts)
        return Reply(
            "declined",
            language,
            (Paragraph(texts("not-understood")), Links(links)),
            (
                *(self.topic_choice(topic, language) for topic in topics[:2]),
                Choice(texts("button-find"), Action("ask_place", language=language)),
            ),
            topics=topics,
            confidence=confidence,
        )

    def ask_place(self, service_type: str | None, language: str) -> Reply:
        """In which municipality?"""
        texts = self._texts[language]
        return Reply(
            "choose_place",
            language,
            (Paragraph(texts("ask-place")),),
            service_type=service_type,
            asks_place=True,
        )

    def abroad(self, language: str) -> Reply:
        """Not in Belgium; another place can be named."""
        texts = self._texts[language]
        choice = Choice(texts("button-other-place"), Action("ask_place", language=language))
        return Reply("declined", language, (Paragraph(texts("foreign-place")),), (choice,))

    def choose_place(
        self,
        places: Sequence[Place],
        service_type: str | None,
        language: str,
        question: str,
        **values: str,
    ) -> Reply:
        """Which of these places is meant? ``question`` is the key of the words that ask."""
        texts = self._texts[language]
        names = dict.fromkeys(self._gazetteer[place.nis].name(language) for place in places)
        labels = [self.place_label(place, language) for place in places]
        values |= {"names": texts("or").join(names), "labels": texts("or").join(labels)}
        choices = [
            Choice(label, Action("services", place.nis, service_type or "", language))
            for label, place in zip(labels, places, strict=True)
        ]
        choices.append(Choice(texts("button-other-place"), Action("ask_place", language=language)))
        return Reply(
            "choose_place",
            language,
            (Paragraph(texts(question, **values)),),
            tuple(choices),
            places=tuple(place.nis for place in places),
            service_type=service_type,
            asks_place=True,
        )

    def place_label(self, place: Place, language: str) -> str:
        """A place told apart from others of its name: with its municipality or province."""
        municipality = self._gazetteer[place.nis]
        if place.locality:
            return f"{place.locality}, {municipality.name(language)}"
        provinces = municipality.province
        province = (
            provinces.get(language)
            or next(iter(provinces.values()), "")
            or self._texts[language]("brussels-region")
        )
        return f"{municipality.name(language)} ({province})"

    def services(
        self,
        nis: str,
        service_type: str | None,
        language: str,
        *,
        former: str = "",
        brief: bool = False,
    ) -> Reply:
        """The services of a municipality, or what to do where none is known.

        Args:
            nis: The municipality.
            service_type: The kind asked for, or None.
            language: The language to answer in.
            former: The merged municipality that the person named, if so.
            brief: After an FAQ answer: one service only.
        """
        texts = self._texts[language]
        municipality = self._gazetteer[nis]
        name = municipality.name(language)
        found = self._directory.find(nis, service_type)
        shown = cards.first_group(found, service_type)[: 1 if brief else _MOST_SERVICES]
        blocks: list[Block] = []
        if former:
            blocks.append(Paragraph(texts("former-municipality", former=former, name=name)))
        if shown:
            blocks.append(Paragraph(texts("services-in", name=name), strong=True))
            blocks.extend(cards.service_card(service, texts) for service in shown)
        else:
            blocks.extend(self._no_service(nis, service_type, texts))
        if signatory := self._directory.charter.get(nis):
            key = "charter-signed" if signatory.signed else "charter-announced"
            blocks.append(Paragraph(texts(key, name=name)))
        blocks.append(Links(self._site.links_of(("charter", "map", "own-map"), texts)))
        return Reply(
            "services",
            language,
            tuple(blocks),
            tuple(self._other_types(nis, service_type, shown, language)),
            confidence=1.0,
            places=(nis,),
            service_type=service_type,
            services=tuple(service.id for service in shown),
            share=Action("services", nis, service_type or "", language),
        )

    def _no_service(self, nis: str, service_type: str | None, texts: Texts) -> list[Block]:
        name = self._gazetteer[nis].name(texts.language)
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
                        texts(
                            "no-service-near-line",
                            name=self._gazetteer[other].name(texts.language),
                            km=round(self._gazetteer.distance_km(nis, other)),
                        )
                        for other in near
                    )
                )
            )
        blocks.append(Links(self._site.links_of(("overview", "justice_of_the_peace"), texts)))
        return blocks

    def _neighbouring(self, nis: str, service_type: str | None) -> list[str]:
        """The nearest two municipalities that have such a service with a way to reach it."""
        wanted = service_type or "neighbour"
        reachable = {
            area
            for service in self._directory.services.values()
            if wanted in service.service_types and (service.phones or service.email)
            for area in service.areas
        } - {nis}
        return sorted(reachable, key=lambda other: self._gazetteer.distance_km(nis, other))[:2]

    def _other_types(
        self, nis: str, service_type: str | None, shown: Sequence[Service], language: str
    ) -> list[Choice]:
        covered = {t for s in shown for t in s.service_types}
        if covered & set(NEARBY_TYPES):
            covered |= set(NEARBY_TYPES)
        texts = self._texts[language]
        available = {t for s in self._directory.find(nis) for t in s.service_types}
        return [
            Choice(texts(f"button-type-{kind}"), Action("services", nis, kind, language))
            for kind in SERVICE_TYPES
            if kind in available - covered and kind != service_type
        ]
