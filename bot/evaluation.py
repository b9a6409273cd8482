"""How well are labelled questions understood? Figures with intervals, misses with reasons.

A file holds JSON Lines: ``lang``, ``text`` and one of ``topic`` (with ``also_ok``; null: no
danger), ``municipality``, or ``kind`` (what must be declined, or small talk). The name of a file is
of no importance: the fields say what is asked of a line.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from bot.assistant import Message
from bot.conversations.state import Conversation
from bot.errors import DataFileError
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.reply import Reply

_SMALLTALK = frozenset({"greeting", "thanks", "bye"})
_ANSWERING = frozenset({"faq", "services", "safety"})
_MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled message."""

    text: str
    language: str
    style: str
    topics: tuple[str, ...] = ()
    """Right topics, the best first; empty where none is right."""
    declined: bool = False
    """Nothing may be answered from the FAQ or the directory."""
    smalltalk: bool = False
    harmless: bool = False
    """Only sounds like danger."""
    places: tuple[str, ...] = ()
    """NIS codes: one when it is clear, several when it must be asked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question."""

    text: str
    language: str
    style: str
    expected: str
    got: str
    right: bool
    top1: bool | None = None
    top3: bool | None = None
    asked: bool = False
    false_answer: bool | None = None
    """Answered though it had to be declined, or from a wrong topic."""
    candidates: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """All outcomes of a run."""

    version: str
    outcomes: list[Outcome] = field(default_factory=list)

    def to_json(self) -> str:
        """The report as text, for a later comparison."""
        rows = [asdict(outcome) for outcome in self.outcomes]
        return json.dumps({"version": self.version, "outcomes": rows}, ensure_ascii=False, indent=1)


def read_questions(path: Path, names: dict[str, list[str]]) -> list[Question]:
    """Read a labelled file.

    Args:
        path: The file.
        names: NIS codes by the name of the municipality, official ones first.

    Raises:
        DataFileError: a line is no labelled question; the message names the line.
    """
    questions = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(
            path, 1, f"cannot be read: {error}", "name a JSON Lines file"
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line), names))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise DataFileError(
                path, number, f"this is no labelled question: {error!r}",
                'write {"lang": "nl", "text": "...", "topic": "..."}',
            ) from error  # fmt: skip
    return questions


def _question(row: dict[str, Any], names: dict[str, list[str]]) -> Question:
    style = str(row.get("style") or row.get("kind") or "all")
    text, language = str(row["text"]), str(row["lang"])
    places = tuple(
        dict.fromkeys(
            names[name][0]
            for name in [row.get("municipality"), *row.get("also_ok_municipalities", ())]
            if name
        )
    )
    if "topic" in row:
        topics = (row["topic"], *row.get("also_ok", ())) if row["topic"] else ()
        return Question(text, language, style, topics, places=places, harmless=not topics)
    if "municipality" in row:
        return Question(text, language, style, places=places)
    courteous = row["kind"] in _SMALLTALK
    return Question(text, language, style, declined=not courteous, smalltalk=courteous)


def evaluate(assistant: Assistant, questions: Iterable[Question]) -> Report:
    """Ask every question in a conversation of its own."""
    report = Report(assistant.knowledge.version)
    for question in questions:
        reply = assistant.answer(Message(question.text), Conversation(language=question.language))
        report.outcomes.append(_outcome(assistant, question, reply))
    return report


def _outcome(assistant: Assistant, question: Question, reply: Reply) -> Outcome:
    made = Outcome(
        text=question.text,
        language=question.language,
        style=question.style,
        expected="",
        got=reply.topic or (", ".join(reply.places) if reply.kind == "services" else reply.kind),
        right=False,
        asked=reply.kind in {"choose_topic", "choose_place"},
        candidates=reply.topics[:3],
    )
    if question.topics:
        best = (reply.topic or (reply.topics[0] if reply.topics else None)) in question.topics
        placed = not question.places or question.places[0] in reply.places
        right = best and placed
        return replace(
            made,
            expected=question.topics[0],
            right=right,
            top1=best,
            top3=bool(set(question.topics) & {reply.topic, *reply.topics[:3]}),
            false_answer=reply.topic is not None and reply.topic not in question.topics,
            reasons=() if right else explain(assistant, question, reply),
        )
    if question.places:
        clear = len(question.places) == 1
        asked = len(reply.places) > 1 and set(question.places) <= set(reply.places)
        right = reply.places == question.places if clear else asked
        return replace(made, expected=", ".join(question.places), right=right)
    if question.smalltalk:
        return replace(made, expected="smalltalk", right=reply.kind == "smalltalk")
    if question.harmless:
        return replace(made, expected="no danger", right=reply.kind != "safety")
    answered = reply.kind in _ANSWERING
    return replace(made, expected="declined", right=not answered, false_answer=answered)


def explain(assistant: Assistant, question: Question, reply: Reply) -> tuple[str, ...]:
    """Why the best topics were thought of: what spoke for them, and the nearest variant."""
    reading = assistant.read(Message(question.text), Conversation(language=question.language))
    lines = []
    for topic in reply.topics[:3]:
        spoke = assistant.why(reading, question.text, topic, _MOST_REASONS)
        lines.append(f"{topic}: {', '.join(f'{name} {weight:+.2f}' for name, weight in spoke)}")
        if nearest := nearest_variant(assistant, reading.language, topic, question.text):
            lines.append(f"  nearest: {nearest}")
    return tuple(lines)


def nearest_variant(assistant: Assistant, language: str, topic: str, text: str) -> str | None:
    """The hand-picked variant of a topic that is most like a text."""
    entry = assistant.knowledge.languages[language].entries[topic]
    texts = [entry.question, *entry.variants]
    hit = process.extractOne(content(text), texts, processor=content, scorer=fuzz.token_set_ratio)
    return hit[0] if hit else None


# -- telling --------------------------------------------------------------------------------


def interval(right: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if total == 0:
        return (0.0, 1.0)
    z, share = 1.96, right / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return ((middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total))


def figures(report: Report) -> list[str]:
    """The table: by language and style, each share with its interval."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in report.outcomes:
        groups[outcome.language, "all"].append(outcome)
        if outcome.style != "all":
            groups[outcome.language, outcome.style].append(outcome)
    head = "".join(f"{name:19}" for name in ("right", "top-1", "top-3"))
    lines = [f"{'lang':5}{'style':22}{'n':>5}  {head}{'false':>7}{'asked':>7}"]
    for (language, style), outcomes in sorted(groups.items()):
        cells = [_share([getattr(o, name) for o in outcomes]) for name in ("right", "top1", "top3")]
        false = [o.false_answer for o in outcomes if o.false_answer is not None]
        false_cell = f"{sum(false) / len(false):7.1%}" if false else f"{'':7}"
        asked = sum(o.asked for o in outcomes) / len(outcomes)
        lines.append(
            f"{language:5}{style:22}{len(outcomes):5}  {''.join(cells)}{false_cell}{asked:7.1%}"
        )
    return lines


def _share(values: Sequence[bool | None]) -> str:
    known = [v for v in values if v is not None]
    if not known:
        return f"{'':19}"
    low, high = interval(sum(known), len(known))
    return f"{sum(known) / len(known):6.1%} {low:4.0%}-{high:4.0%}".ljust(19)


def misses(report: Report) -> list[str]:
    """Confused pairs, then each miss with its candidates and reasons."""
    wrong = [o for o in report.outcomes if not o.right]
    pairs = Counter((o.expected, o.got) for o in wrong)
    lines = ["Confused (expected -> got):"]
    lines.extend(f"  {count:3}  {a} -> {b}" for (a, b), count in pairs.most_common(15))
    for o in wrong:
        lines.append(f"[{o.language}, {o.style}] {o.text}")
        lines.append(
            f"    expected {o.expected}, got {o.got}; thought of {', '.join(o.candidates)}"
        )
        lines.extend(f"    {reason}" for reason in o.reasons)
    return lines


def compare(report: Report, baseline: str, path: Path) -> list[str]:
    """Questions that an edit changed for better or worse.

    Args:
        report: Today's run.
        baseline: The JSON of an earlier run.
        path: Where that came from, for the message when it is no report.

    Raises:
        DataFileError: the baseline is no report.
    """
    try:
        before = {(o["language"], o["text"]): o for o in json.loads(baseline)["outcomes"]}
    except (ValueError, KeyError, TypeError) as error:
        raise DataFileError(
            path, 1, "this is no report", "write one with: mediation-bot evaluate FILE --json OLD"
        ) from error
    better: list[str] = []
    worse: list[str] = []
    for o in report.outcomes:
        old = before.get((o.language, o.text))
        if old is None or old["right"] == o.right:
            continue
        (better if o.right else worse).append(
            f"  [{o.language}] {o.text}: {old['got']} -> {o.got} (expected {o.expected})"
        )
    return [f"Better: {len(better)}", *better, f"Worse: {len(worse)}", *worse]
