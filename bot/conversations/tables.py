"""What is kept of a conversation: language, pending question, last answer. No message, no name."""

from __future__ import annotations

from datetime import datetime

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
