"""Logging in which no secret can appear, nor what a person wrote."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
#: A bot token has the form id:secret; the secret part alone is as good as the whole.
_TOKEN = re.compile(r"\d+:([\w-]{20,})")
#: What libraries tell at DEBUG holds whole messages, rows and parameters; of these two even INFO
#: says too much: one line a message, and every statement with its values.
_LOWEST = {"httpx": "WARNING", "sqlalchemy": "WARNING"}


class RedactingFormatter(logging.Formatter):
    """Blanks secrets out of the finished line, so tracebacks and arguments are covered too.

    Args:
        secrets: What must never be printed.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        parts = set(filter(None, secrets))
        parts |= {found[1] for secret in parts if (found := _TOKEN.fullmatch(secret))}
        self._secrets = sorted(parts, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with every secret replaced by ``[secret]``."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return line


def configure_logging(level: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send all logging, and the error that ends the program, to one handler that redacts.

    Libraries speak from INFO on, whatever the level: below it they tell what people write.

    Args:
        level: Name of the lowest level to print.
        secrets: What must never be printed.
        stream: Where to; standard error by default.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.getLevelName(level), logging.INFO))
    logging.getLogger("bot").setLevel(level)
    for library, lowest in _LOWEST.items():
        logging.getLogger(library).setLevel(max(logging.getLevelName(x) for x in (level, lowest)))
    if level == "DEBUG":
        # The addresses asked, with the token blanked out, and nothing of what is sent.
        logging.getLogger("httpx").setLevel(logging.INFO)
    sys.excepthook = _log_the_end


def _log_the_end(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("bot").critical("stopped by an error", exc_info=(kind, error, trace))
