"""The refusals of the stand-in, in the words and the shape Telegram uses."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
Params = dict[str, Any]


class ApiError(Exception):
    """An answer with ``ok: false``; raised so that no check has to thread a result through."""

    def __init__(self, code: int, description: str, parameters: JSON | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> JSON:
        """The response body as Telegram writes it."""
        body: JSON = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class ViolationError(ApiError):
    """A request no correct program would send: outside the published schema or limits.

    Telegram would often let it pass in silence (and drop a part of it), which is why it is
    remembered by the server besides being refused.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(400, f"Bad Request: {reason}")


class StandInError(AssertionError):
    """The stand-in or the test itself is wrong, not the bot."""


def bad_request(reason: str) -> ApiError:
    """A plain 400."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """A plain 403."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """A plain 409."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """A 429 with the parameter a polite client obeys."""
    return ApiError(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )
