"""The methods the stand-in offers, each registered where it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import Params
from .world import World

Handler = Callable[[World, Params], Any]
HANDLERS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Offer a function as a Bot API method; lower case, since Telegram ignores the case."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name.lower()] = handler
        return handler

    return register
