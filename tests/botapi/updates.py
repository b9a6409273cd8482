"""The queue of updates: what is pending, who fetches it, and what is confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiogram.types import Update as AiogramUpdate
from telegram import Update
from telegram.constants import PollingLimit

from . import schema, spec
from .errors import JSON, Params, ViolationError, conflict

if TYPE_CHECKING:
    from .pulse import Pulse

_FIRST_UPDATE = 700_000_001
_LONGEST_POLL = 50
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
_KNOWN = {*Update.ALL_TYPES, *AiogramUpdate.model_fields} - {"update_id"}
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)
_OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass
class UpdateQueue:
    """Pending updates, kept until a later offset (or a webhook's 2xx) confirms them."""

    pulse: Pulse
    pending: list[JSON] = field(default_factory=list)
    handed_out: list[JSON] = field(default_factory=list)
    allowed: list[str] | None = None
    webhook_active: bool = False
    _next_id: int = _FIRST_UPDATE
    _poller: int = 0
    _ended: str | None = None
    _closed: bool = False

    def inject(self, kind: str, payload: JSON) -> JSON | None:
        """Queue an update; None when the bot has not asked for updates of this kind."""
        update: JSON = {"update_id": self._next_id, kind: payload}
        schema.check_update(update)
        spec.check_update(update)
        if not self.wants(kind):
            return None
        self._next_id += 1
        self.pending.append(update)
        self.pulse.beat()
        return update

    def wants(self, kind: str) -> bool:
        """Whether the bot's ``allowed_updates`` let this kind through."""
        if self.allowed:
            return kind in self.allowed
        return kind not in _ON_REQUEST

    def set_allowed(self, kinds: list[str] | None) -> None:
        """Remember ``allowed_updates``; None leaves what was set before."""
        if kinds is None:
            return
        unknown = set(kinds) - _KNOWN
        if unknown:
            raise ViolationError(f"unknown update types {sorted(unknown)} in allowed_updates")
        self.allowed = list(kinds)

    def forget_before(self, update_id: int) -> None:
        """Drop what is confirmed."""
        self.pending[:] = [item for item in self.pending if item["update_id"] >= update_id]
        self.pulse.beat()

    async def fetch(self, params: Params) -> list[JSON]:
        """One ``getUpdates`` call; a newer one ends an older one, as at Telegram."""
        if self.webhook_active:
            raise conflict(_WEBHOOK_ACTIVE)
        self.set_allowed(params.get("allowed_updates"))
        self._poller += 1
        mine = self._poller
        self._ended = None
        self.pulse.beat()
        offset = params.get("offset", 0)
        if offset < 0:
            self.pending[:] = self.pending[offset:]
        elif offset:
            self.forget_before(offset)
        limit = params.get("limit", int(PollingLimit.MAX_LIMIT))
        if not PollingLimit.MIN_LIMIT <= limit <= PollingLimit.MAX_LIMIT:
            limit = int(PollingLimit.MAX_LIMIT)
        timeout = min(max(params.get("timeout", 0), 0), _LONGEST_POLL)
        await self.pulse.until(lambda: self._over(mine) or bool(self.pending), timeout)
        if mine != self._poller:
            raise conflict(self._ended or _OTHER_POLLER)
        if self._closed:
            return []
        batch = self.pending[:limit]
        self.handed_out += [item for item in batch if item not in self.handed_out]
        return batch

    def interrupt(self, reason: str) -> None:
        """End a waiting ``getUpdates`` with a conflict."""
        self._poller += 1
        self._ended = reason
        self.pulse.beat()

    def close(self) -> None:
        """Let a waiting ``getUpdates`` go home empty-handed."""
        self._closed = True
        self.pulse.beat()

    def _over(self, poller: int) -> bool:
        return self._closed or poller != self._poller
