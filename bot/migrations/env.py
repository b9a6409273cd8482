"""Alembic's entry point: it runs on the connection that :func:`bot.migrations.upgrade` hands it."""

from alembic import context

import bot.conversations.tables
import bot.directory.tables
from bot.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

__all__ = ["bot"]
