"""Faults on order: what a network and a busy server do to a bot, made repeatable."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Literal

from .errors import ApiError, too_many_requests

Kind = Literal["error", "html", "slow", "hang", "reset", "malformed"]
EVERY_METHOD = "*"
_DEFAULTS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass
class Fault:
    """One order: which calls go wrong, how, and how often.

    With ``performed`` the call is carried out and only its answer is lost, which is how
    messages get sent twice.
    """

    method: str
    kind: Kind = "error"
    error_code: int = 500
    description: str | None = None
    retry_after: int | None = None
    delay: float = 0.0
    times: int | None = 1
    probability: float = 1.0
    seed: int = 0
    performed: bool = False
    hits: int = 0
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def strikes(self, method: str) -> bool:
        """Whether this call is one of those that fail; counts it if so."""
        if self.times is not None and self.hits >= self.times:
            return False
        wanted = self.method.lower()
        every = wanted == EVERY_METHOD and method.lower() != "getupdates"
        if not every and wanted != method.lower():
            return False
        if self.probability < 1 and self._random.random() >= self.probability:
            return False
        self.hits += 1
        return True

    def refusal(self) -> ApiError:
        """The error body, for the kinds that have one."""
        if self.retry_after is not None:
            return too_many_requests(self.retry_after)
        text = self.description or _DEFAULTS.get(self.error_code, "Internal Server Error")
        return ApiError(self.error_code, text)


class Faults:
    """All orders, first come first served."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Place an order."""
        self._orders.append(fault)
        return fault

    def clear(self) -> None:
        """Take all orders back."""
        self._orders.clear()

    def next_for(self, method: str) -> Fault | None:
        """The fault that strikes this call, if one does."""
        return next((fault for fault in self._orders if fault.strikes(method)), None)
