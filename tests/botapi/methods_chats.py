"""The methods about chats, files and the way updates are fetched."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram.constants import FileSizeLimit, WebhookLimit

from .errors import JSON, Params, ViolationError, bad_request
from .limits import check_secret_token
from .registry import method

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from .world import World

_DEFAULT_CONNECTIONS = 40
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


@method("getChat")
def get_chat(world: World, params: Params) -> JSON:
    """What the bot may know about a chat."""
    chat = world.chat(params["chat_id"])
    full = chat.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if not chat.private:
        full["permissions"] = {"can_send_messages": True}
    return full


@method("getChatMember")
def get_chat_member(world: World, params: Params) -> JSON:
    """One person's place in a chat."""
    return world.member(world.chat(params["chat_id"]), params["user_id"])


@method("getChatAdministrators")
def get_chat_administrators(world: World, params: Params) -> list[JSON]:
    """Who rules a group."""
    chat = world.chat(params["chat_id"])
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [world.member(chat, user_id) for user_id in sorted(chat.administrators)]


@method("leaveChat")
def leave_chat(world: World, params: Params) -> bool:
    """Go; only groups can be left."""
    chat = world.open_chat(params["chat_id"])
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.left = True
    return True


@method("getFile")
def get_file(world: World, params: Params) -> JSON:
    """Where to download a file from."""
    file_id = params["file_id"]
    upload = world.files.get(file_id)
    if upload is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(upload.content) > FileSizeLimit.FILESIZE_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(upload.content),
        "file_path": f"documents/{file_id}",
    }


@method("getUpdates")
def get_updates(world: World, params: Params) -> Awaitable[list[JSON]]:
    """Long polling."""
    return world.updates.fetch(params)


@method("setWebhook")
def set_webhook(world: World, params: Params) -> bool:
    """Have updates delivered; plain http is accepted for this machine only."""
    url = params["url"]
    if not url:
        delete_webhook(world, params)
        return True
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(parts.hostname)):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    check_secret_token(params.get("secret_token", ""))
    low, high = WebhookLimit.MIN_CONNECTIONS_LIMIT, WebhookLimit.MAX_CONNECTIONS_LIMIT
    connections = params.get("max_connections", _DEFAULT_CONNECTIONS)
    if not low <= connections <= high:
        raise ViolationError(f"max_connections must be {int(low)} to {int(high)}")
    world.updates.set_allowed(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        world.updates.pending.clear()
    world.webhook = {
        "url": url,
        "secret_token": params.get("secret_token", ""),
        "max_connections": connections,
    }
    world.updates.webhook_active = True
    world.updates.interrupt("terminated by setWebhook request")
    return True


def _loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


@method("deleteWebhook")
def delete_webhook(world: World, params: Params) -> bool:
    """Back to long polling."""
    if params.get("drop_pending_updates"):
        world.updates.pending.clear()
    world.webhook = {}
    world.updates.webhook_active = False
    world.pulse.beat()
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, _params: Params) -> JSON:
    """How delivery is going."""
    hidden = {"secret_token"}
    info: JSON = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info | {key: value for key, value in world.webhook.items() if key not in hidden}
