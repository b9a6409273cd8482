"""Asking from a script: one question, or JSON Lines in and out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from bot.assistant import Message
from bot.conversations.state import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.assistant import Assistant
    from bot.reply import Reply


def ask(assistant: Assistant, text: str, language: str | None = None) -> Reply:
    """Answer one message of a fresh conversation."""
    return assistant.answer(Message(text=text), Conversation(language=language))


def answer_lines(assistant: Assistant, lines: Iterable[str], out: TextIO) -> bool:
    """Answer each line, in order; a malformed line gets an error and the rest goes on.

    Args:
        assistant: Who answers.
        lines: JSON objects with ``text`` and, where known, ``lang``.
        out: Where one JSON object a line is written.

    Returns:
        Whether every line could be read.
    """
    fine = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            text, language = _read(line, assistant.languages)
        except ValueError as error:
            fine = False
            result: dict[str, Any] = {"error": str(error), "line": number}
        else:
            result = as_json(ask(assistant, text, language))
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
        out.flush()
    return fine


def as_json(reply: Reply) -> dict[str, Any]:
    """The public form of a reply; README, "Asking from a script"."""
    return {
        "kind": reply.kind,
        "lang": reply.language,
        "topic": reply.topic,
        "topics": list(reply.topics),
        "confidence": round(reply.confidence, 4),
        "places": list(reply.places),
        "service_type": reply.service_type,
        "services": list(reply.services),
        "referral": reply.referral,
        "text": reply.plain(),
    }


def explain(assistant: Assistant, text: str, language: str | None = None) -> list[str]:
    """How a message was understood, in lines for an admin."""
    conversation = Conversation(language=language)
    reading = assistant.read(Message(text=text), conversation)
    places = ", ".join(
        f"{m.name} ({', '.join(p.nis for p in m.places)})" for m in reading.places.mentions
    )
    lines = [
        f"language   {reading.language} (shown: {reading.shown.language or reading.shown.foreign})",
        f"danger     {reading.danger.why if reading.danger else '-'}",
        f"places     {places or '-'}",
        f"type       {reading.service_type or '-'}",
        f"words      {reading.known_share:.0%} known",
    ]
    for ranked in reading.ranked[:3]:
        spoke = assistant.why(reading, text, ranked.label, 8)
        words = ", ".join(f"{name} {weight:+.2f}" for name, weight in spoke)
        lines.append(f"{ranked.score:+.2f} {ranked.confidence:4.0%}  {ranked.label}: {words}")
    return lines


def _read(line: str, languages: tuple[str, ...]) -> tuple[str, str | None]:
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"this is not JSON: {error}") from error
    text = value.get("text") if isinstance(value, dict) else None
    if text is None or not isinstance(text, str):
        raise ValueError('write an object with a text: {"text": "..."}')
    language = value.get("lang")
    if language is not None and language not in languages:
        raise ValueError(f"lang must be one of {', '.join(languages)}, or be left out")
    return text, language
