"""Changes of the tables, in order. Applied at start by :func:`upgrade`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: The newest revision. A test holds it against the files in ``versions/``.
HEAD = "0007"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables of a connected database to a revision."""
    from alembic import command  # noqa: PLC0415 - slow, and most starts need no migration
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
