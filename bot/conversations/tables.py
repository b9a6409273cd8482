"""What is kept of a conversation: its language and a pending question. No message, no name.

Beside it, what people found of the answers: numbers only, tied to no chat.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class ConversationRow(Base):
    """One chat of one channel."""

    __tablename__ = "conversation"
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    chat: Mapped[str] = mapped_column(String(40), primary_key=True)
    language: Mapped[str | None] = mapped_column(String(5))
    pending: Mapped[str | None] = mapped_column(String(100))
    """The question the assistant has asked, as an encoded action; None when there is none."""
    updated_at: Mapped[datetime]


class FeedbackRow(Base):
    """How often, on one day, an answer was said to help or not."""

    __tablename__ = "feedback"
    day: Mapped[date] = mapped_column(primary_key=True)
    """In UTC."""
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    topic: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A topic, a municipality (NIS code), a referral, or ``none`` where there was no answer."""
    verdict: Mapped[str] = mapped_column(String(12), primary_key=True)
    """``yes`` or ``no``; a reason for the latter has a row of its own."""
    count: Mapped[int]
