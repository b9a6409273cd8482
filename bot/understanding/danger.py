"""message -> is somebody in danger? Asked before anything else.

Two witnesses, and one is enough: rules that a mediator can read, and what was learned from
examples of people in danger and of messages that only sound so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.understanding.patterns import Patterns, prepare

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.understanding.features import Vector
    from bot.understanding.topics import TopicRecogniser

DangerTopic = Literal["emergency", "domestic-violence"]
TOPICS: tuple[DangerTopic, ...] = ("emergency", "domestic-violence")
#: Label of everything that is no danger, in the learned witness.
HARMLESS = "harmless"
#: Learned score from which it counts as danger. Below zero: a false alarm costs less than a miss.
_ALARM = -0.05
_ALARM_AGAINST_RULES = 0.7
_NEAR = 60
"""Letters between the words of a rule's groups at most."""


@dataclass(frozen=True, slots=True)
class Danger:
    """Somebody is in danger: which topic answers, which helpline first, and what said so."""

    topic: DangerTopic
    first: str
    why: str
    rule: str | None = None
    """The rule of ``danger.yaml`` that said so, if it was one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ``danger.yaml``, ready to match."""

    name: str
    topic: DangerTopic
    first: str
    any_of: Patterns
    all_of: tuple[Patterns, ...]
    unless: Patterns
    alone: Patterns
    """Words that mean danger when the message holds nothing else: "ambulance"."""

    @classmethod
    def of(
        cls,
        name: str,
        topic: DangerTopic,
        first: str,
        any_of: Sequence[str],
        all_of: Sequence[Sequence[str]],
        unless: Sequence[str],
        alone: Sequence[str] = (),
    ) -> Rule:
        """Make a rule from its words."""
        groups = tuple(Patterns(group) for group in all_of)
        return cls(name, topic, first, Patterns(any_of), groups, Patterns(unless), Patterns(alone))

    def matches(self, prepared: str, alone: str = "") -> bool:
        """Whether the words of the rule stand in a message.

        Args:
            prepared: The message.
            alone: Its only word beside little ones, where there is just one.
        """
        only = self.alone.find(alone) if alone else None
        if only and only.group() == alone:
            return True
        return bool(self.any_of.find(prepared)) or self._groups_meet(prepared)

    def is_taken_back(self, prepared: str) -> bool:
        """Whether other words say that it is not meant so."""
        return self.unless.find(prepared) is not None

    def _groups_meet(self, prepared: str) -> bool:
        if not self.all_of:
            return False
        spans = [group.spans(prepared) for group in self.all_of]
        return any(
            all(any(abs(other[0] - first[0]) <= _NEAR for other in found) for found in spans[1:])
            for first in spans[0]
        )


class DangerRecogniser:
    """Finds out whether a message speaks of danger.

    Args:
        rules: The written rules, the most urgent first.
        learned: For each language, a recogniser with the labels emergency, domestic-violence and
            harmless.
        function_words: Little words; a message of nothing else says nothing of danger.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        learned: Mapping[str, TopicRecogniser],
        function_words: Collection[str] = (),
    ) -> None:
        self._rules = rules
        self._learned = learned
        self._little = {word for text in function_words for word in prepare(text).split()}

    def find(
        self,
        text: str,
        language: str | None,
        without_names: str,
        vector: Vector | None = None,
    ) -> Danger | None:
        """The danger a message speaks of, or None.

        Args:
            text: The message.
            language: Its language where that is clear; all languages are tried otherwise.
            without_names: The message without the names of places, which no example knows.
            vector: ``without_names`` as numbers, where it was read in ``language`` already.
        """
        prepared = prepare(text)
        said = [word for word in prepare(without_names).split() if word not in self._little]
        alone = said[0] if len(said) == 1 else ""
        speaking = [rule for rule in self._rules if rule.matches(prepared, alone)]
        for rule in speaking:
            if not rule.is_taken_back(prepared):
                return Danger(rule.topic, rule.first, f"rule {rule.name}", rule.name)
        if len(said) <= 1:
            return None  # one word is too little to be judged by its likeness to messages
        # Where every rule that spoke was taken back, the examples must be surer to raise the alarm.
        alarm = _ALARM_AGAINST_RULES if speaking else _ALARM
        for code in [language] if language in self._learned else self._learned:
            danger = self._likened(code, without_names, vector, alarm) if code else None
            if danger:
                return danger
        return None

    def _likened(self, code: str, text: str, vector: Vector | None, alarm: float) -> Danger | None:
        """Whether a message is more like those of people in danger than like harmless ones."""
        recogniser = self._learned[code]
        read = vector or recogniser.vectorizer.read(text)
        if read.known_share == 0.0:
            return None
        scores = {r.label: r.score for r in recogniser.rank_vector(read)}
        best = max(TOPICS, key=lambda topic: scores.get(topic, -9.0))
        if scores.get(best, -9.0) <= alarm:
            return None
        return Danger(best, best, f"examples, score {scores[best]:.2f}")
