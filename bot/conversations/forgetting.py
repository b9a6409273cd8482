"""All that is tied to a chat: to show it, to delete it, and to let it go when nobody writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, delete, inspect, select

from bot.conversations.tables import ConversationRow, JobRow

if TYPE_CHECKING:
    from bot.database import Base, Sessions

#: The name of the clean-up among the jobs.
CLEAN_UP = "delete idle conversations"

#: Rows by table, each row by column: what a person may read of a chat.
Records = dict[str, list[dict[str, str | int | None]]]


def tied_to_chat(channel: str, chat: str) -> dict[type[Base], ColumnElement[bool]]:
    """Every table with rows of one chat, and which rows those are.

    A new table with a chat in it is one more line here; a test compares with the schema.
    """
    return {
        ConversationRow: and_(ConversationRow.channel == channel, ConversationRow.chat == chat),
    }


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted of a chat, and what was found when it was looked for again."""

    deleted: Records
    left: Records


class ChatData:
    """What the database ties to the chats of a channel.

    Args:
        sessions: The database.
        channel: Name of the channel.
    """

    def __init__(self, sessions: Sessions, channel: str) -> None:
        self._sessions = sessions
        self._channel = channel

    async def read(self, chat: str) -> Records:
        """All that is kept of a chat; tables without a row of it are left out."""
        found: Records = {}
        async with self._sessions() as session:
            for table, rows in tied_to_chat(self._channel, chat).items():
                held = list(await session.scalars(select(table).where(rows)))
                if held:
                    found[table.__tablename__] = [_record(row) for row in held]
        return found

    async def forget(self, chat: str) -> Forgotten:
        """Delete all that is kept of a chat, then look again."""
        deleted = await self.read(chat)
        async with self._sessions() as session, session.begin():
            for table, rows in tied_to_chat(self._channel, chat).items():
                await session.execute(delete(table).where(rows))
        return Forgotten(deleted, await self.read(chat))


async def delete_idle(sessions: Sessions, days: int, today: date | None = None) -> int:
    """Delete conversations that nobody has used for some days, and write down that it was done.

    Args:
        sessions: The database.
        days: Days without a message after which a conversation is deleted.
        today: The day to count from, in UTC; by default this one.

    Returns:
        How many conversations were deleted.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    limit = (today or now.date()) - timedelta(days=days)
    idle = ConversationRow.updated_at < datetime(limit.year, limit.month, limit.day)  # noqa: DTZ001 - kept in UTC without saying so
    async with sessions() as session, session.begin():
        old = list(await session.scalars(select(ConversationRow.chat).where(idle)))
        await session.execute(delete(ConversationRow).where(idle))
        result = f"{len(old)} conversations unused since {limit.isoformat()} deleted"
        await session.merge(JobRow(name=CLEAN_UP, ran_at=now, result=result))
    return len(old)


def _record(row: Base) -> dict[str, str | int | None]:
    """A row as text and numbers; moments are in UTC and say so."""
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> str | int | None:
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}Z"
    return value if isinstance(value, int) or value is None else str(value)
