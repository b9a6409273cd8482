"""The methods that answer a pressed button or an inline query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telegram.constants import CallbackQueryLimit, InlineQueryLimit

from .errors import JSON, Params, ViolationError, bad_request
from .formatting import formatted
from .keyboards import check_markup
from .limits import check_caption, check_result_id, check_start_parameter, check_text
from .methods_send import location_content
from .registry import method
from .utf16 import units

if TYPE_CHECKING:
    from .world import World

_BOT_LINK = re.compile(r"(?:https?://t\.me/|tg://)\S+", re.IGNORECASE)
_MUST_SAY_SOMETHING = {"article"}


@method("answerCallbackQuery")
def answer_callback_query(world: World, params: Params) -> bool:
    """Stop the little clock on a pressed button."""
    if units(params.get("text", "")) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.get("url") and not _BOT_LINK.fullmatch(params["url"]):
        raise bad_request("URL_INVALID")
    _check_cache_time(params)
    world.close_query(world.callbacks, params["callback_query_id"], dict(params))
    return True


@method("answerInlineQuery")
def answer_inline_query(world: World, params: Params) -> bool:
    """The list above the text field in any chat."""
    results = params["results"]
    if len(results) > InlineQueryLimit.RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    for result in results:
        _check_result(world, result)
    ids = [result["id"] for result in results]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(params.get("next_offset", "").encode()) > InlineQueryLimit.MAX_OFFSET_LENGTH:
        raise bad_request("NEXT_OFFSET_INVALID")
    _check_cache_time(params)
    _check_button(params.get("button"))
    world.close_query(world.inline, params["inline_query_id"], dict(params))
    return True


def _check_cache_time(params: Params) -> None:
    if params.get("cache_time", 0) < 0:
        raise ViolationError("cache_time must not be negative")


def _check_button(button: JSON | None) -> None:
    if button is None:
        return
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    targets = [key for key in ("web_app", "start_parameter") if key in button]
    if len(targets) != 1:
        raise bad_request("exactly one of the fields web_app and start_parameter must be used")
    if "start_parameter" in button:
        check_start_parameter(button["start_parameter"])


def _check_result(world: World, result: JSON) -> None:
    check_result_id(result["id"])
    if "title" in result and not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if result["type"] in _MUST_SAY_SOMETHING and "input_message_content" not in result:
        raise bad_request("ARTICLE_CONTENT_EMPTY")
    check_markup(result.get("reply_markup"), private=False)
    if "caption" in result:
        caption, _ = formatted(world, result, text="caption", entities="caption_entities")
        check_caption(caption)
    if result["type"] in {"location", "venue"}:
        location_content(result)
    if "input_message_content" in result:
        inline_content(world, result["input_message_content"])


def inline_content(world: World, content: JSON) -> JSON:
    """The message which an inline result becomes once it is chosen."""
    if "message_text" in content:
        if not content["message_text"]:
            raise bad_request("message text is empty")
        text, entities = formatted(world, content, text="message_text")
        check_text(text, editing=True)
        message: JSON = {"text": text}
        if entities:
            message["entities"] = entities
        if content.get("link_preview_options"):
            message["link_preview_options"] = content["link_preview_options"]
        return message
    if "latitude" in content:
        point = location_content(content)
        if "address" not in content:
            return {"location": point}
        venue = {"location": point, "title": content["title"], "address": content["address"]}
        return {"venue": venue, "location": point}
    if "phone_number" in content:
        return {"contact": {key: content[key] for key in ("phone_number", "first_name")}}
    raise ViolationError("the stand-in does not know this input_message_content")
