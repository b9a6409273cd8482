"""Reading and writing the state of a conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.conversations.state import Conversation
from bot.conversations.tables import ConversationRow

if TYPE_CHECKING:
    from bot.database import Sessions


class ConversationStore:
    """Keeps conversations in the database, so that they survive a restart.

    Args:
        sessions: The database.
        channel: Name of the channel, so that chats of two channels never meet.
    """

    def __init__(self, sessions: Sessions, channel: str) -> None:
        self._sessions = sessions
        self._channel = channel

    async def load(self, chat: str) -> Conversation:
        """The state of a chat; a fresh one when nothing is kept."""
        async with self._sessions() as session:
            row = await session.get(ConversationRow, (self._channel, chat))
        return Conversation(row.language, row.pending, row.shown) if row else Conversation()

    async def save(self, chat: str, conversation: Conversation) -> None:
        """Keep the state of a chat."""
        async with self._sessions() as session, session.begin():
            await session.merge(
                ConversationRow(
                    channel=self._channel,
                    chat=chat,
                    language=conversation.language,
                    pending=conversation.pending,
                    shown=conversation.shown,
                    updated_at=datetime.now(UTC).replace(tzinfo=None),
                )
            )

    async def forget(self, chat: str) -> bool:
        """Delete all that is kept of a chat. True when there was something."""
        async with self._sessions() as session, session.begin():
            row = await session.get(ConversationRow, (self._channel, chat))
            if row is None:
                return False
            await session.delete(row)
        return True

    async def move(self, old: str, new: str) -> None:
        """Keep under another chat's name what is kept of a chat, which Telegram has renumbered."""
        conversation = await self.load(old)
        if await self.forget(old):
            await self.save(new, conversation)
