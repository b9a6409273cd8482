"""What a change of the knowledge files changes for citizens, told in words."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.assistant import Message
from bot.conversations.state import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.assistant import Assistant
    from bot.faq.knowledge import Knowledge
    from bot.faq.schema import Entry
    from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class Moved:
    """A question that gets another reply than before."""

    language: str
    text: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"[{self.language}] {self.text}: {self.before} -> {self.after}"


def moved(old: Assistant, new: Assistant, asked: Iterable[tuple[str, str]]) -> list[Moved]:
    """Questions that go elsewhere.

    Args:
        old: Answers as before.
        new: Answers as it will.
        asked: Questions, each with its language.
    """
    found = []
    for language, text in dict.fromkeys(asked):
        before, after = _outcome(old, language, text), _outcome(new, language, text)
        if before != after:
            found.append(Moved(language, text, before, after))
    return found


def known_questions(*states: Knowledge) -> list[tuple[str, str]]:
    """The questions and variants of all topics, each with its language."""
    return [
        (code, text)
        for knowledge in states
        for code, known in knowledge.languages.items()
        for entry in known.entries.values()
        for text in (entry.question, *entry.variants)
    ]


def _outcome(assistant: Assistant, language: str, text: str) -> str:
    if language not in assistant.languages:
        return "not spoken"
    reply = assistant.answer(Message(text), Conversation(language=language))
    return _named(reply)


def _named(reply: Reply) -> str:
    match reply.kind:
        case "faq" | "safety":
            return str(reply.topic)
        case "choose_topic":
            return f"asks back ({', '.join(reply.topics[:3])})"
        case "declined":
            return f"referred to {reply.referral}" if reply.referral else "declined"
        case "services" | "choose_place":
            return "look-up of a service"
        case _:
            return reply.kind


def changes(old: Knowledge, new: Knowledge) -> list[str]:
    """What citizens will read differently: topics, answers, buttons, referrals, numbers."""
    lines: list[str] = []
    for code in sorted({*old.languages, *new.languages}):
        before = old.languages[code].entries if code in old.languages else {}
        after = new.languages[code].entries if code in new.languages else {}
        for topic in sorted({*before, *after}):
            lines.extend(_topic_changes(code, topic, before.get(topic), after.get(topic)))
    lines.extend(
        _part_changes(
            "referral",
            {name: referral.answer for name, referral in old.referrals.items()},
            {name: referral.answer for name, referral in new.referrals.items()},
        )
    )
    lines.extend(_part_changes("emergency line", old.helplines, new.helplines))
    ruled = {*old.danger_rules, *new.danger_rules}
    lines.extend(
        f"The danger rule {name} is changed, added or removed."
        for name in sorted(ruled)
        if old.danger_rules.get(name) != new.danger_rules.get(name)
    )
    return lines


def _topic_changes(
    code: str, topic: str, before: Entry | None, after: Entry | None
) -> Iterator[str]:
    if after is None:
        assert before is not None  # noqa: S101 - the topic is in one of the two
        yield f"[{code}] The topic {topic} is gone: {before.question}"
        return
    if before is None:
        yield f"[{code}] The topic {topic} is new: {after.question}"
        return
    if before.question != after.question:
        yield f"[{code}] The question of {topic} was: {before.question} It is now: {after.question}"
    if before.answer != after.answer:
        yield f"[{code}] The answer of {topic} is changed:"
        yield from _text_changes(before.answer, after.answer)
    if before.links != after.links:
        yield f"[{code}] The links of {topic} are now: " + ", ".join(
            f"{link.label} ({link.url})" for link in after.links
        )
    if before.related != after.related:
        yield f"[{code}] The buttons under {topic} are now: {', '.join(after.related)}"
    gone = [text for text in before.variants if text not in after.variants]
    come = [text for text in after.variants if text not in before.variants]
    yield from (f"[{code}] {topic} is asked in one way less: {text}" for text in gone)
    yield from (f"[{code}] {topic} is asked in one way more: {text}" for text in come)


def _part_changes(
    what: str, old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    for name in sorted({*old, *new}):
        before, after = old.get(name, {}), new.get(name, {})
        for code in sorted({*before, *after}):
            if before.get(code) != after.get(code):
                yield f"[{code}] The {what} {name} is changed:"
                yield from _text_changes(before.get(code, ""), after.get(code, ""))


def _text_changes(before: str, after: str) -> Iterator[str]:
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if line.strip() and line[0] in "+-" and line[2:].strip():
            yield f"    {line}"
