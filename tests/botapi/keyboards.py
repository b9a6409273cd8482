"""Which keyboards Telegram shows, and which it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.constants import (
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    InlineQueryLimit,
    ReplyLimit,
)

from .errors import JSON, ApiError, ViolationError, bad_request
from .links import checked_link
from .utf16 import units

if TYPE_CHECKING:
    from collections.abc import Callable

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_PRIVATE_ONLY = {
    "request_location": "location can be requested in private chats only",
    "request_contact": "phone number can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "web_app": "web App buttons can be used in private chats only",
}


def check_markup(markup: JSON | None, *, private: bool) -> JSON | None:
    """Refuse a bad keyboard; return the part of a good one that messages carry.

    Only an inline keyboard becomes part of a message: the others belong to the chat.
    """
    if not markup:
        return None
    if "inline_keyboard" in markup:
        _check_inline(markup["inline_keyboard"], private=private)
        rows = [row for row in markup["inline_keyboard"] if row]
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        _check_reply(markup, private=private)
    elif "force_reply" in markup:
        _check_placeholder(markup)
    return None


def _check_size(rows: list[list[JSON]]) -> None:
    if sum(len(row) for row in rows) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        raise bad_request("reply markup is too long")
    if any(len(row) > InlineKeyboardMarkupLimit.BUTTONS_PER_ROW for row in rows):
        raise ViolationError(
            f"a keyboard row has more than {int(InlineKeyboardMarkupLimit.BUTTONS_PER_ROW)} buttons"
        )


def _check_inline(rows: list[list[JSON]], *, private: bool) -> None:
    _check_size(rows)
    for row in rows:
        for button in row:
            _check_inline_button(button, private=private)


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _check_inline_button(button: JSON, *, private: bool) -> None:
    if not button.get("text", "").strip():
        raise _unparsable('Field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise ViolationError(
            f"inline button {button['text']!r} must have exactly one of {', '.join(actions)}"
        )
    check = _CHECKS.get(actions[0])
    if check is not None:
        check(button[actions[0]])
    if actions[0] == "web_app" and not private:
        raise bad_request("BUTTON_TYPE_INVALID")


def _check_url(url: str) -> None:
    if checked_link(url) is None:
        raise bad_request("BUTTON_URL_INVALID")


def _check_secure_url(target: JSON) -> None:
    if not target["url"].startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")
    _check_url(target["url"])


def _check_copy_text(target: JSON) -> None:
    if not 0 < units(target["text"]) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_query(query: str) -> None:
    if units(query) > InlineQueryLimit.MAX_QUERY_LENGTH:
        raise ViolationError("a button starts an inline query longer than one may be")


def _refuse_elsewhere(_: object) -> None:
    """Games and payments have messages of their own, which the stand-in does not send."""
    raise bad_request("BUTTON_TYPE_INVALID")


def _check_callback_data(data: str) -> None:
    limits = InlineKeyboardButtonLimit
    if not limits.MIN_CALLBACK_DATA <= len(data.encode()) <= limits.MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "callback_data": _check_callback_data,
    "url": _check_url,
    "login_url": _check_secure_url,
    "web_app": _check_secure_url,
    "copy_text": _check_copy_text,
    "switch_inline_query": _check_query,
    "switch_inline_query_current_chat": _check_query,
    "callback_game": _refuse_elsewhere,
    "pay": _refuse_elsewhere,
}


def _check_reply(markup: JSON, *, private: bool) -> None:
    rows = [
        [{"text": button} if isinstance(button, str) else button for button in row]
        for row in markup["keyboard"]
    ]
    _check_size(rows)
    _check_placeholder(markup)
    for button in (button for row in rows for button in row):
        if not button.get("text", "").strip():
            raise bad_request('can\'t parse keyboard button: Field "text" must be non-empty')
        special = [name for name in _PRIVATE_ONLY if button.get(name)]
        if len(special) > 1:
            raise ViolationError(
                f"keyboard button {button['text']!r} asks for {', '.join(special)}"
            )
        if special and not private:
            raise bad_request(_PRIVATE_ONLY[special[0]])


def _check_placeholder(markup: JSON) -> None:
    placeholder = markup.get("input_field_placeholder")
    if placeholder is None:
        return
    low, high = ReplyLimit.MIN_INPUT_FIELD_PLACEHOLDER, ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER
    if not low <= units(placeholder) <= high:
        raise ViolationError(
            f"input_field_placeholder must have {int(low)} to {int(high)} characters"
        )
