"""The methods that put a message into a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatAction, FileSizeLimit, LocationLimit, ReactionEmoji

from .decode import Upload
from .errors import JSON, ApiError, Params, ViolationError, bad_request
from .formatting import formatted
from .keyboards import check_markup
from .limits import check_caption, check_text
from .registry import method
from .utf16 import units

if TYPE_CHECKING:
    from .world import Chat, Record, World


def deliver(world: World, params: Params, content: JSON) -> JSON:
    """The common end of every sending method: chat, keyboard, reply, message."""
    chat = world.open_chat(params["chat_id"])
    if "message_thread_id" in params:
        raise bad_request("message thread not found")
    keyboard = check_markup(params.get("reply_markup"), private=chat.private)
    content = content | _reply(world, chat, params)
    if keyboard:
        content["reply_markup"] = keyboard
    if params.get("protect_content"):
        content["has_protected_content"] = True
    record = world.post(
        chat, world.me(), content, markup=params.get("reply_markup"), sent_with=params
    )
    return record.raw


def _reply(world: World, chat: Chat, params: Params) -> JSON:
    reply = params.get("reply_parameters")
    if not reply:
        return {}
    where = world.chat(reply.get("chat_id", chat.id))
    target = where.find(reply["message_id"])
    if target is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    shown = without_reply(target)
    result: JSON = {"reply_to_message": shown} if where is chat else {}
    quote = reply.get("quote")
    if quote:
        text = target.raw.get("text") or target.raw.get("caption") or ""
        if quote not in text:
            raise bad_request("message quote not found")
        result["quote"] = {"text": quote, "position": units(text[: text.index(quote)])}
    return result


def without_reply(record: Record) -> JSON:
    """A message as it appears inside a reply to it: one level deep."""
    return {key: value for key, value in record.raw.items() if key != "reply_to_message"}


@method("sendMessage")
def send_message(world: World, params: Params) -> JSON:
    """Text, the most of what a bot sends."""
    if not params["text"]:
        raise bad_request("message text is empty")
    text, entities = formatted(world, params)
    check_text(text)
    return deliver(world, params, text_content(params, text, entities))


def text_content(params: Params, text: str, entities: list[JSON]) -> JSON:
    """The part of a text message that an edit replaces."""
    content: JSON = {"text": text}
    if entities:
        content["entities"] = entities
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    return content


def caption_content(world: World, params: Params) -> JSON:
    """The words under a picture or document; there may be none."""
    text, entities = formatted(world, params, text="caption", entities="caption_entities")
    check_caption(text)
    content: JSON = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    if params.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def _stored(world: World, value: object, limit: int) -> tuple[str, int, Upload | None]:
    """The file id, size and upload behind a file parameter."""
    if isinstance(value, Upload):
        if not value.content:
            raise bad_request("file must be non-empty")
        if len(value.content) > limit:
            raise ApiError(413, "Request Entity Too Large")
        file_id = f"file{world.next_id()}"
        world.files[file_id] = value
        return file_id, len(value.content), value
    if isinstance(value, str) and value in world.files:
        return value, len(world.files[value].content), world.files[value]
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        raise ViolationError("the stand-in fetches no files from the web")
    raise bad_request("wrong file identifier/HTTP URL specified")


@method("sendPhoto")
def send_photo(world: World, params: Params) -> JSON:
    """A picture, uploaded or known by its file id."""
    limit = int(FileSizeLimit.PHOTOSIZE_UPLOAD)
    file_id, size, _ = _stored(world, params["photo"], limit)
    photo = {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "width": 90,
        "height": 90,
        "file_size": size,
    }
    return deliver(world, params, {"photo": [photo]} | caption_content(world, params))


@method("sendDocument")
def send_document(world: World, params: Params) -> JSON:
    """A file, uploaded or known by its file id."""
    limit = int(FileSizeLimit.FILESIZE_UPLOAD)
    file_id, size, upload = _stored(world, params["document"], limit)
    document: JSON = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size}
    if upload is not None:
        document |= {"file_name": upload.filename, "mime_type": upload.content_type}
    return deliver(world, params, {"document": document} | caption_content(world, params))


def location_content(params: Params) -> JSON:
    """A point on the map, refused when it is not on this earth."""
    latitude, longitude = params["latitude"], params["longitude"]
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong latitude/longitude specified")
    accuracy = params.get("horizontal_accuracy", 0)
    if not 0 <= accuracy <= LocationLimit.HORIZONTAL_ACCURACY:
        raise bad_request("wrong horizontal accuracy specified")
    return {"latitude": latitude, "longitude": longitude}


@method("sendLocation")
def send_location(world: World, params: Params) -> JSON:
    """A point on the map."""
    return deliver(world, params, {"location": location_content(params)})


@method("sendVenue")
def send_venue(world: World, params: Params) -> JSON:
    """A point on the map with a name and an address."""
    point = location_content(params)
    for key in ("title", "address"):
        if not params[key].strip():
            raise bad_request(f"venue {key} must be non-empty")
    venue = {"location": point, "title": params["title"], "address": params["address"]}
    ids = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    venue |= {key: params[key] for key in ids if key in params}
    return deliver(world, params, {"venue": venue, "location": point})


@method("sendContact")
def send_contact(world: World, params: Params) -> JSON:
    """A telephone number with a name."""
    for key in ("phone_number", "first_name"):
        if not params[key].strip():
            raise bad_request(f"contact {key} must be non-empty")
    keys = ("phone_number", "first_name", "last_name", "vcard")
    contact = {key: params[key] for key in keys if key in params}
    return deliver(world, params, {"contact": contact})


@method("sendChatAction")
def send_chat_action(world: World, params: Params) -> bool:
    """ "Typing…" and its relatives."""
    if params["action"] not in {action.value for action in ChatAction}:
        raise bad_request("wrong parameter action in request")
    world.open_chat(params["chat_id"]).actions.append(params["action"])
    return True


@method("forwardMessage")
def forward_message(world: World, params: Params) -> JSON:
    """The same message again, with where it came from."""
    source = world.chat(params["from_chat_id"]).find(params["message_id"])
    if source is None:
        raise bad_request("message to forward not found")
    if source.raw.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    dropped = {"message_id", "date", "chat", "from", "reply_to_message", "reply_markup"}
    content = {key: value for key, value in source.raw.items() if key not in dropped}
    content.setdefault(
        "forward_origin",
        {"type": "user", "date": source.raw["date"], "sender_user": source.raw["from"]},
    )
    return deliver(world, params, content)


@method("setMessageReaction")
def set_message_reaction(world: World, params: Params) -> bool:
    """One emoji from Telegram's list; a bot has one reaction a message."""
    record = world.open_chat(params["chat_id"]).find(params["message_id"])
    if record is None:
        raise bad_request("message to react not found")
    reactions = params.get("reaction", [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    allowed = {emoji.value for emoji in ReactionEmoji}
    for reaction in reactions:
        if reaction["type"] != "emoji" or reaction.get("emoji") not in allowed:
            raise bad_request("REACTION_INVALID")
    record.sent_with = record.sent_with | {"reaction": reactions}
    world.pulse.beat()
    return True
