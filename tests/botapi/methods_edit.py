"""The methods that change or remove a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import JSON, Params, bad_request
from .formatting import formatted
from .keyboards import check_markup
from .limits import check_text
from .methods_send import caption_content, text_content
from .registry import method

if TYPE_CHECKING:
    from .world import Record, World

_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_TEXT_PARTS = {"text", "entities", "link_preview_options"}
_CAPTION_PARTS = {"caption", "caption_entities", "show_caption_above_media"}


def _target(world: World, params: Params) -> tuple[Record, bool]:
    """The message to edit, and whether it stands in a private chat."""
    if "inline_message_id" in params:
        return world.inline_record(params["inline_message_id"]), False
    if "chat_id" not in params:
        raise bad_request("chat_id is empty")
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = world.open_chat(params["chat_id"])
    record = chat.find(params["message_id"])
    if record is None:
        raise bad_request("message to edit not found")
    own_keyboard = not record.markup or "inline_keyboard" in record.markup
    if not record.from_bot or not own_keyboard or "forward_origin" in record.raw:
        raise bad_request("message can't be edited")
    return record, chat.private


def _replace(
    world: World, params: Params, target: tuple[Record, bool], parts: set[str], content: JSON
) -> JSON | bool:
    """Swap parts of a message for others, if that changes anything."""
    record, private = target
    keyboard = check_markup(params.get("reply_markup"), private=private)
    if keyboard:
        content = content | {"reply_markup": keyboard}
    parts = parts | {"reply_markup"}
    if {key: value for key, value in record.raw.items() if key in parts} == content:
        raise bad_request(_UNCHANGED)
    kept = {key: value for key, value in record.raw.items() if key not in parts}
    # A new object, so that a test holding the old one still sees what it saw.
    record.raw = kept | content | {"edit_date": world.now()}
    record.markup = params.get("reply_markup")
    record.sent_with = params
    record.edits += 1
    world.edit_log.append(record)
    world.pulse.beat()
    return True if record.inline_message_id else record.raw


@method("editMessageText")
def edit_message_text(world: World, params: Params) -> JSON | bool:
    """New words, and the keyboard that goes with them (none given: none left)."""
    if not params.get("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(world, params)
    check_text(text, editing=True)
    target = _target(world, params)
    if "text" not in target[0].raw:
        raise bad_request("there is no text in the message to edit")
    return _replace(world, params, target, _TEXT_PARTS, text_content(params, text, entities))


@method("editMessageCaption")
def edit_message_caption(world: World, params: Params) -> JSON | bool:
    """New words under a picture or document."""
    content = caption_content(world, params)
    target = _target(world, params)
    if not {"photo", "document"} & set(target[0].raw):
        raise bad_request("there is no caption in the message to edit")
    return _replace(world, params, target, _CAPTION_PARTS, content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, params: Params) -> JSON | bool:
    """Another keyboard under the same words."""
    return _replace(world, params, _target(world, params), set(), {})


@method("deleteMessage")
def delete_message(world: World, params: Params) -> bool:
    """Remove one message; in a group only the bot's own."""
    chat = world.chat(params["chat_id"])
    record = chat.find(params["message_id"])
    if record is None:
        raise bad_request("message to delete not found")
    if not record.from_bot and not chat.private:
        raise bad_request("message can't be deleted")
    record.deleted = True
    world.pulse.beat()
    return True
