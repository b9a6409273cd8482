"""The state of a conversation, as the assistant sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Conversation:
    """State of one chat between two messages."""

    language: str | None = None
    """The language the person chose or last wrote in; None before the first message."""
    pending: str | None = None
    """The look-up for which a municipality was asked: a service type, or an empty string."""
    shown: str | None = None
    """Code of the last answer that can be shared, so that its link can be asked for."""
