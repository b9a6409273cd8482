"""Adding one to a number in the database, also when two do so at the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.conversations.tables import AnswerCountRow, FeedbackRow, LookupCountRow

    Counted = type[AnswerCountRow | FeedbackRow | LookupCountRow]

_INSERTS: dict[str, Callable[[Any], postgresql.Insert | sqlite.Insert]]
_INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def insert_into(session: AsyncSession, table: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what to do ``on_conflict``, in the words of this database."""
    return _INSERTS[session.get_bind().dialect.name](table)


async def add_one(session: AsyncSession, table: Counted, **key: object) -> None:
    """Add one to the row with this primary key; it is made where there is none yet."""
    first = insert_into(session, table).values(**key, count=1)
    await session.execute(
        first.on_conflict_do_update(index_elements=[*key], set_={"count": table.count + 1})
    )
