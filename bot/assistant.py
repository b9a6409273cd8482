"""Assistant: one message in, one Reply out. The only room where the parts meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import cards
from bot.composer import CHARTER_TOPICS, Composer, Retention, Site
from bot.directory.records import SERVICE_TYPES
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE
from bot.reply import NO_TOPIC, Action, Reply
from bot.understanding.confidence import topic_confidence
from bot.understanding.danger import TOPICS as DANGER_TOPICS
from bot.understanding.danger import Danger
from bot.understanding.message import REFERRAL
from bot.understanding.place_names import Place
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversations.state import Conversation
    from bot.directory.records import Directory
    from bot.faq.knowledge import Knowledge
    from bot.gazetteer import Gazetteer
    from bot.reply import Kind
    from bot.texts import Texts
    from bot.understanding.message import MessageReader, Reading
    from bot.understanding.place_mentions import PlacesFound
    from bot.understanding.topics import Ranked

# The one decision. A wrong answer costs more than a question, a question more than an answer:
# docs/understanding.md shows the curves on which these thresholds stand.
_ANSWER = 0.35
"""Confidence from which the best topic is answered."""
_ASK = 0.25
"""Confidence from which the assistant asks whether one of its best topics is meant."""
_LIKELY = 0.20
"""Share of a look-up or referral among all labels from which it is taken for meant."""
_LOOK_UP_LEAD = 0.5
"""A named place speaks for a look-up: so much may its score lie under the best topic's."""
_KNOWN = 0.5
"""Share of known words below which even a confident topic is only offered."""
_HARDLY_KNOWN = 0.34
"""Share of known words below which nothing can be said of a message."""
_FEW_WORDS = 3
"""Words beside a place's name that still leave it the answer to "In which municipality?"."""
_LONG_STORY = 150
"""Words from which a message that is not understood is better told again in short."""
_MOST_BUTTONS = 5
_OFFERED = 4
_NEAR_KM = 1.2
"""A location whose nearest municipalities, or a town abroad, differ by less is asked back."""

__all__ = ["Assistant", "Message", "Retention", "Site"]


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sent: a text or a shared location."""

    text: str = ""
    location: tuple[float, float] | None = None
    """Latitude and longitude in degrees; used for this one reply and kept nowhere."""
    client_language: str | None = None
    """The language of the person's app, such as Telegram's language code."""


class Assistant:
    """Answers messages and buttons.

    Args:
        knowledge: The FAQ and all that belongs to it.
        reader: Understands messages; made from the same knowledge.
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
        reader: MessageReader,
        gazetteer: Gazetteer,
        directory: Directory,
        *,
        texts: Mapping[str, Texts],
        site: Site,
        default_language: str = "nl",
        retention: Retention | None = None,
    ) -> None:
        self.compose = Composer(
            knowledge,
            gazetteer,
            directory,
            texts=texts,
            site=site,
            default_language=default_language,
            retention=retention,
        )
        self.languages = self.compose.languages
        self.knowledge = knowledge
        self.gazetteer = gazetteer
        self.directory = directory
        self._reader = reader

    def answer(self, message: Message, conversation: Conversation) -> Reply:
        """Answer a message. ``conversation`` is brought up to date."""
        if message.location is not None:
            language = self.language_for(conversation, message.client_language)
            reply = self._locate(message.location, language, conversation.pending)
            return _keep(conversation, reply)
        reading = self.read(message, conversation)
        if reading.shown.language:
            conversation.language = reading.shown.language
        return _keep(conversation, self.decide(message.text, reading, conversation.pending))

    def read(self, message: Message, conversation: Conversation) -> Reading:
        """What a message means, for those who want to see why it was answered so."""
        return self._reader.read(
            message.text,
            stored=conversation.language,
            fallback=self.language_for(conversation, message.client_language),
            place_expected=conversation.pending is not None,
        )

    def why(self, reading: Reading, text: str, label: str, most: int) -> list[tuple[str, float]]:
        """What of a message spoke for a label, and how much: stems, concepts (@), letters (#)."""
        remainder = " ".join(reading.places.remainder) if reading.places.mentions else text
        return self._reader.topics[reading.language].explain(remainder, label, most)

    def act(  # noqa: C901 - one case for each kind of action
        self, action: Action, conversation: Conversation
    ) -> Reply:
        """Do what a button or a deep link says. ``conversation`` is brought up to date."""
        if action.language in self.languages:
            conversation.language = action.language
        language = self.language_for(conversation, None)
        compose = self.compose
        match action.kind:
            case "topic":
                reply = compose.topic(action.value, language, 1.0)
            case "services":
                reply = compose.services(action.value, action.service_type or None, language)
            case "ask_place":
                reply = compose.ask_place(action.service_type or None, language)
            case "language":
                conversation.language = action.value
                reply = compose.language_changed(action.value)
            case "languages":
                reply = compose.language_menu(language)
            case "none":
                reply = compose.decline(language, ())
            case "help":
                reply = compose.help(language)
            case "example":
                reply = self.answer(Message(compose.example(action.value, language)), conversation)
            case "feedback":
                reply = compose.say("feedback-thanks", language)
        return _keep(conversation, reply)

    def decode(self, code: str) -> Action | None:
        """Read the code of a button or a deep link; None when it is not one of ours."""
        action = Action.decode(
            code, topics=self.compose.topics, service_types=SERVICE_TYPES, languages=self.languages
        )
        return action if action and self._knows(action) else None

    def _knows(self, action: Action) -> bool:
        """Whether what an action is about is there (still)."""
        value = action.value
        match action.kind:
            case "services":
                return value in self.gazetteer
            case "feedback":
                subjects = (self.compose.topics, self.knowledge.referrals, self.gazetteer)
                return value == NO_TOPIC or any(value in known for known in subjects)
        return True

    def language_for(self, conversation: Conversation, client_language: str | None) -> str:
        """The language to speak when the message shows none."""
        if conversation.language in self.languages:
            return str(conversation.language)
        code = (client_language or "")[:2]
        return code if code in self.languages else self.languages[0]

    # -- the decision -----------------------------------------------------------------------

    def decide(self, text: str, reading: Reading, pending: str | None = None) -> Reply:
        """What is answered to a message that has been read.

        Args:
            text: The message.
            reading: What it means.
            pending: The look-up for which a municipality was asked; None when none was.
        """
        if reading.danger:
            return self.compose.safety(reading.danger, reading.language)
        return (
            self._courtesy(text, reading) or self._look_up(reading, pending) or self._topic(reading)
        )

    def _courtesy(self, text: str, reading: Reading) -> Reply | None:
        """No words, another language, or small talk."""
        if not content(text) and not reading.shown.foreign:
            kind: Kind = "declined" if text.strip() else "smalltalk"
            return self.compose.both_languages(
                kind, "no-words" if text.strip() else "empty-message"
            )
        if reading.smalltalk and reading.smalltalk.whole:
            return self.compose.smalltalk(reading.smalltalk.kind, reading.language)
        if reading.shown.foreign:
            return self.compose.both_languages("declined", "other-language", english=True)
        return None

    def _look_up(self, reading: Reading, pending: str | None) -> Reply | None:
        """A question about the services of a place, or the place we asked for."""
        places, best = reading.places, reading.ranked[0]
        topics = _topics(reading.ranked, self.compose.topics)
        awaited = pending is not None and len(places.remainder) <= _FEW_WORDS
        if places.mentions and (places.alone or awaited):
            kind = reading.service_type or pending or None
            return replace(self._place(reading, kind), topics=topics)
        if places.foreign and (
            places.alone
            or reading.names_service
            or best.label == FIND_SERVICE
            or reading.words <= _FEW_WORDS
        ):
            return self.compose.abroad(reading.language)
        confidence = _confidence(reading.ranked, FIND_SERVICE)
        if places.mentions and self._is_look_up(reading):
            reply = self._place(reading, reading.service_type)
        elif best.label == FIND_SERVICE and confidence >= _LIKELY and not places.mentions:
            reply = self.compose.ask_place(reading.service_type, reading.language)
        else:
            return None
        return replace(reply, topics=topics, confidence=confidence)

    def _is_look_up(self, reading: Reading) -> bool:
        """With a place: a question about its services, rather than one of the FAQ."""
        if reading.names_service:
            return True
        scores = {r.label: r.score for r in reading.ranked}
        best_topic = max(scores[topic] for topic in self.compose.topics if topic in scores)
        if FIND_SERVICE not in scores:
            return False
        look_up = scores[FIND_SERVICE]
        if scores.get(OUT_OF_SCOPE, look_up) > max(look_up, best_topic):
            return False
        return look_up > best_topic - _LOOK_UP_LEAD

    def _topic(self, reading: Reading) -> Reply:
        """A question of the FAQ: answer, ask which, refer, or decline."""
        language, best = reading.language, reading.ranked[0]
        topics = _topics(reading.ranked, self.compose.topics)
        confidence = topic_confidence(reading.ranked, self.compose.topics, {FIND_SERVICE})
        sure = confidence >= _ANSWER and reading.known_share >= _KNOWN
        if best.label.startswith(REFERRAL) and not sure and best.confidence >= _LIKELY:
            name = best.label.removeprefix(REFERRAL)
            return replace(self.compose.refer(name, language, best.confidence), topics=topics)
        if reading.smalltalk and not sure:
            return self.compose.smalltalk(reading.smalltalk.kind, language)
        if not sure and reading.words > _LONG_STORY:
            return self.compose.say("long-message", language, "declined")
        wanted = reading.service_type is not None and best.label != OUT_OF_SCOPE
        if confidence < _ASK and reading.places.mentions and wanted:
            return replace(self._place(reading, reading.service_type), topics=topics)
        if confidence < _ASK or reading.known_share < _HARDLY_KNOWN:
            return self.compose.decline(language, topics, confidence=confidence)
        danger = next((topic for topic in DANGER_TOPICS if topic == topics[0]), None)
        if danger and reading.words > 1:
            return self.compose.safety(Danger(danger, danger, "the likeliest topic"), language)
        if not sure or danger:
            if reading.places.mentions:
                # Where somebody lives is clear though the question is not: a person there helps.
                place = self._place(reading, reading.service_type)
                buttons = tuple(self.compose.topic_choice(t, language) for t in topics[:2])
                return replace(place, topics=topics, choices=place.choices + buttons)
            reply = self.compose.choose_topic(topics[:_OFFERED], language, confidence)
            return replace(reply, topics=topics)
        return self._answer(reading, topics, confidence)

    def _answer(self, reading: Reading, topics: tuple[str, ...], confidence: float) -> Reply:
        """The best topic, with what is known of the place that is named beside it."""
        topic, language, places = topics[0], reading.language, reading.places
        if places.mentions and topic in CHARTER_TOPICS:
            former = _former(places)
            reply = self.compose.charter(topic, places.places, former, language, confidence)
            return replace(reply, topics=topics)
        reply = self.compose.topic(topic, language, confidence)
        reply = replace(reply, topics=topics, service_type=reading.service_type)
        if places.mentions:
            reply = reply.followed_by(self._place(reading, reading.service_type, brief=True))
        return reply

    # -- places -----------------------------------------------------------------------------

    def _place(self, reading: Reading, service_type: str | None, *, brief: bool = False) -> Reply:
        """The services of the place a message names, or the question which place it is."""
        places = reading.places
        if len(places.municipalities) > 1 or reading.language in places.elsewhere:
            key = "which-of-names"
            if places.one_name:
                key = "which-place" if len(places.municipalities) > 1 else "place-elsewhere"
            return self.compose.choose_place(places.places, service_type, reading.language, key)
        nis = places.municipalities[0]
        return self.compose.services(
            nis, service_type, reading.language, former=_former(places), brief=brief
        )

    def _locate(self, where: tuple[float, float], language: str, pending: str | None) -> Reply:
        """The services at a shared location."""
        try:
            nearest = self.gazetteer.nearest(*where)
        except ValueError:
            return self.compose.ask_place(pending or None, language)
        nis, distance = nearest[0]
        if distance > cards.FAR_FROM_BELGIUM_KM:
            return self.compose.abroad(language)
        close = [Place(nis, None) for nis, km in nearest[:3] if km - distance < _NEAR_KM]
        town, town_distance = self.gazetteer.nearest_abroad(*where)
        if town is not None and distance - town_distance > _NEAR_KM:
            return self.compose.choose_place(
                close, pending or None, language, "location-abroad", town=town.name(language)
            )
        if len(close) == 1 and town_distance - distance > _NEAR_KM:
            return self.compose.services(nis, pending or None, language)
        return self.compose.choose_place(close, pending or None, language, "which-of-these")


def _keep(conversation: Conversation, reply: Reply) -> Reply:
    conversation.pending = (reply.service_type or "") if reply.asks_place else None
    if reply.share is not None:
        conversation.shown = reply.share.encode()
    return reply


def _former(places: PlacesFound) -> str:
    """The merged municipality that was named, if so."""
    return places.chosen.name if places.chosen and places.chosen.former else ""


def _topics(ranked: Sequence[Ranked], topics: frozenset[str]) -> tuple[str, ...]:
    return tuple(r.label for r in ranked if r.label in topics)[:_MOST_BUTTONS]


def _confidence(ranked: Sequence[Ranked], label: str) -> float:
    return next((r.confidence for r in ranked if r.label == label), 0.0)
