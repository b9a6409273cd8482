"""What is kept: what a chat needs for its next message; questions of nobody; numbers."""

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
    shown: Mapped[str | None] = mapped_column(String(64))
    """Code of the last answer that can be shared."""
    updated_at: Mapped[datetime]


class QuestionRow(Base):
    """A question that was not answered well, blanked out, of nobody in particular."""

    __tablename__ = "question"
    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(5))
    outcome: Mapped[str] = mapped_column(String(10))
    """``declined``, ``asked`` (asked back) or ``unhelpful`` (judged so by the person)."""
    text: Mapped[str] = mapped_column(String(300))


class JobRow(Base):
    """When a job that runs by itself ran last, and what it did."""

    __tablename__ = "job"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    ran_at: Mapped[datetime]
    result: Mapped[str] = mapped_column(String(200))


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


class AnswerCountRow(Base):
    """How often, on one day, a question ended so."""

    __tablename__ = "answer_count"
    day: Mapped[date] = mapped_column(primary_key=True)
    """In UTC."""
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10), primary_key=True)
    """``answered``, ``asked`` (asked back), ``declined``, ``danger`` or ``smalltalk``."""
    topic: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The topic answered, the referral it was declined with, or empty. Empty for danger."""
    count: Mapped[int]


class LookupCountRow(Base):
    """How often, on one day, the services of a municipality were looked up."""

    __tablename__ = "lookup_count"
    day: Mapped[date] = mapped_column(primary_key=True)
    """In UTC."""
    nis: Mapped[str] = mapped_column(String(5), primary_key=True)
    service_type: Mapped[str] = mapped_column(String(20), primary_key=True)
    """The kind that was asked for, or empty."""
    found: Mapped[bool] = mapped_column(primary_key=True)
    """Whether a service was known."""
    count: Mapped[int]
