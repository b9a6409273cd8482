"""The methods about the bot itself: who it is, its commands, texts and menu button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import JSON, Params, bad_request
from .limits import check_commands, check_language, check_profile
from .registry import Handler, method

if TYPE_CHECKING:
    from collections.abc import Callable

    from .world import World

_IN_A_CHAT = {"chat", "chat_administrators", "chat_member"}


@method("getMe")
def get_me(world: World, _params: Params) -> JSON:
    """The bot with all its flags."""
    return world.bot | {"first_name": world.name("")}


@method("logOut")
def log_out(world: World, _params: Params) -> bool:
    """Leave the cloud server for a local one; this one answers no more."""
    world.logged_out = "Logged out"
    return True


@method("close")
def close(world: World, _params: Params) -> bool:
    """End this instance, before it moves to another server."""
    world.logged_out = "Bot is closed"
    return True


def _scope(world: World, params: Params) -> tuple[str, str]:
    """Commands are kept per scope and language; a chat's scope needs the chat."""
    scope = params.get("scope") or {"type": "default"}
    key = scope["type"]
    if key in _IN_A_CHAT:
        key += f":{world.chat(scope['chat_id']).id}"
    if "user_id" in scope:
        key += f":{scope['user_id']}"
    return key, check_language(params.get("language_code", ""))


@method("setMyCommands")
def set_my_commands(world: World, params: Params) -> bool:
    """The list behind the menu button."""
    key = _scope(world, params)
    check_commands(params["commands"])
    world.commands[key] = [
        {"command": item["command"].removeprefix("/"), "description": item["description"]}
        for item in params["commands"]
    ]
    return True


@method("getMyCommands")
def get_my_commands(world: World, params: Params) -> list[JSON]:
    """Exactly what was set for this scope and language, without a fallback."""
    return world.commands.get(_scope(world, params), [])


@method("deleteMyCommands")
def delete_my_commands(world: World, params: Params) -> bool:
    """Back to the next wider scope."""
    world.commands.pop(_scope(world, params), None)
    return True


def _setter(field: str) -> Handler:
    def set_text(world: World, params: Params) -> bool:
        language = check_language(params.get("language_code", ""))
        text = params.get(field, "")
        check_profile(field, text)
        if not text:
            world.profile.pop((field, language), None)
        else:
            world.profile[field, language] = text
        return True

    return set_text


def _getter(field: str) -> Callable[[World, Params], JSON]:
    def get_text(world: World, params: Params) -> JSON:
        language = check_language(params.get("language_code", ""))
        if field == "name":
            return {"name": world.name(language)}
        default = world.profile.get((field, ""), "")
        return {field: world.profile.get((field, language), default)}

    return get_text


for _field, _title in (
    ("name", "Name"),
    ("description", "Description"),
    ("short_description", "ShortDescription"),
):
    method(f"setMy{_title}")(_setter(_field))
    method(f"getMy{_title}")(_getter(_field))


def _menu_key(world: World, params: Params) -> int | None:
    if "chat_id" not in params:
        return None
    chat = world.chat(params["chat_id"])
    if not chat.private:
        raise bad_request("chat not found")
    return chat.id


@method("setChatMenuButton")
def set_chat_menu_button(world: World, params: Params) -> bool:
    """The button beside the text field, for one person or for all."""
    button = params.get("menu_button") or {"type": "default"}
    if button["type"] == "web_app" and not button["web_app"]["url"].startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")
    world.menu_buttons[_menu_key(world, params)] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, params: Params) -> JSON:
    """The one of this chat, else the one for all."""
    fallback = world.menu_buttons.get(None, {"type": "commands"})
    return world.menu_buttons.get(_menu_key(world, params), fallback)
