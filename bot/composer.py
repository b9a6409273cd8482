"""Wording of replies: what the assistant has decided, put into blocks and choices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import cards
from bot.reply import (
    EXAMPLES,
    NO_TOPIC,
    REASONS,
    Action,
    Choice,
    Link,
    Links,
    Paragraph,
    Reply,
)
from bot.service_replies import ServiceReplies
from bot.understanding.danger import TOPICS as DANGER_TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.directory.records import Directory
    from bot.faq.knowledge import Knowledge
    from bot.gazetteer import Gazetteer
    from bot.reply import Block, Kind
    from bot.texts import Texts
    from bot.understanding.danger import Danger
    from bot.understanding.place_names import Place

#: Topics of the charter: with a place, what is known of that municipality is told.
CHARTER_TOPICS = frozenset({"charter-what", "charter-sign", "charter-signatories"})
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


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept, in days."""

    questions: int
    conversations: int


class Composer(ServiceReplies):
    """Makes replies: those about places and services are inherited.

    Args:
        knowledge: The FAQ and all that belongs to it.
        gazetteer: All places.
        directory: All services.
        texts: The interface by language.
        site: The addresses it links to.
        default_language: Speaks where nothing shows another.
        retention: How long things are kept; None where nothing is.
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
        retention: Retention | None = None,
    ) -> None:
        super().__init__(gazetteer, directory, texts=texts, site=site)
        self._knowledge = knowledge
        self._retention = retention
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
        """What the assistant can do, with examples that are asked when they are pressed."""
        texts = self._texts[language]
        examples = [
            Choice(self.example(number, language), Action("example", number, language=language))
            for number in EXAMPLES
        ]
        return Reply(
            "smalltalk",
            language,
            (Paragraph(texts("help")), Paragraph(texts("help-limits"))),
            (*examples, Choice(texts("button-find"), Action("ask_place", language=language))),
        )

    def example(self, number: str, language: str) -> str:
        """A question as a person might ask it."""
        return self._texts[language](f"help-example-{number}")

    def guide(self, key: str, language: str) -> Reply:
        """A text for what the assistant cannot use, with the ways on."""
        texts = self._texts[language]
        return Reply(
            "smalltalk",
            language,
            (Paragraph(texts(key)),),
            (
                Choice(texts("button-help"), Action("help", language=language)),
                Choice(texts("button-find"), Action("ask_place", language=language)),
            ),
        )

    def language_changed(self, language: str) -> Reply:
        """The chosen language, and where to begin in it."""
        text = self._texts[language]("language-changed")
        return Reply("smalltalk", language, (Paragraph(text),), self.greet(language).choices)

    def feedback_question(self, subject: str, language: str) -> tuple[Choice, ...]:
        """Yes and no to "did this help?", in words that need no question above them."""
        texts = self._texts[language]
        return (
            Choice(texts("feedback-yes"), _feedback("yes", subject, language)),
            Choice(texts("feedback-no"), _feedback("no", subject, language)),
        )

    def feedback_reasons(self, subject: str, language: str) -> tuple[Choice, ...]:
        """Why it did not help."""
        texts = self._texts[language]
        return tuple(
            Choice(texts(f"feedback-{reason}"), _feedback(reason, subject, language))
            for reason in REASONS
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
        if topic == PAGES["privacy"] and (kept := self._retention):
            days = {"questions": kept.questions, "conversations": kept.conversations}
            blocks.append(Paragraph(texts("privacy-days", **days)))
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
        page = self._site.link("map", texts) if topic == PAGES["map"] else None
        return Reply(
            "faq",
            language,
            tuple(blocks),
            tuple(choices),
            topic=topic,
            confidence=confidence,
            share=Action("topic", topic, language=language),
            # Nobody in danger is asked for an opinion.
            feedback_on=None if topic in DANGER_TOPICS else topic,
            preview=page.url if page else None,
        )

    def charter(
        self, topic: str, places: Sequence[Place], former: str, language: str, confidence: float
    ) -> Reply:
        """A topic of the charter about a place: does that municipality stand on our list?

        Who has signed is answered for that place alone; the whole list is one press away.
        """
        answer = self.topic(topic, language, confidence)
        blocks = (*answer.blocks, *self.charter_states(places, former, language))
        choices = answer.choices
        if topic == "charter-signatories":
            links = (block for block in answer.blocks if isinstance(block, Links))
            blocks = (*self.charter_states(places, former, language), *links)
            choices = (self.topic_choice(topic, language), *choices)
        nis = tuple(dict.fromkeys(place.nis for place in places))
        return replace(answer, blocks=blocks, choices=choices, places=nis)

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
            feedback_on=name,
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
            feedback_on=NO_TOPIC,
        )


def _feedback(verdict: str, subject: str, language: str) -> Action:
    return Action("feedback", subject, language=language, verdict=verdict)
