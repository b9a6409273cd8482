"""Logging in which no secret can appear."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """Blanks secrets out of the finished line, so tracebacks and arguments are covered too.

    Args:
        secrets: What must never be printed.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        # A bot token has the form id:secret; the secret part alone is as good as the whole.
        parts = {s for secret in secrets for s in (secret, secret.partition(":")[2]) if s}
        self._secrets = sorted(parts, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with every secret replaced by ``[secret]``."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return line


def configure_logging(level: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send all logging to one handler that redacts.

    Args:
        level: Name of the lowest level to print.
        secrets: What must never be printed.
        stream: Where to; standard error by default.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # httpx tells every request at INFO: one line a message says nothing new.
    logging.getLogger("httpx").setLevel(max(logging.getLevelName(level), logging.WARNING))
