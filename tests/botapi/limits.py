"""How long and how many: every number comes from ``telegram.constants``."""

from __future__ import annotations

import re

from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    InlineQueryResultLimit,
    InlineQueryResultsButtonLimit,
    MessageLimit,
    WebhookLimit,
)

from .errors import JSON, bad_request
from .utf16 import units

_COMMAND = re.compile(
    rf"[a-z0-9_]{{{int(BotCommandLimit.MIN_COMMAND)},{int(BotCommandLimit.MAX_COMMAND)}}}"
)
_START = re.compile(
    rf"[A-Za-z0-9_-]{{{int(InlineQueryResultsButtonLimit.MIN_START_PARAMETER_LENGTH)},"
    rf"{int(InlineQueryResultsButtonLimit.MAX_START_PARAMETER_LENGTH)}}}"
)
_SECRET = re.compile(r"[A-Za-z0-9_-]+")
_LANGUAGE = re.compile(r"[a-z]{2}")


def check_text(text: str, *, editing: bool = False) -> None:
    """The length after parsing; Telegram words it differently for an edit."""
    if not text:
        raise bad_request("text must be non-empty")
    if units(text) > MessageLimit.MAX_TEXT_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG" if editing else "message is too long")


def check_caption(text: str) -> None:
    """The length of the words under a picture, after parsing."""
    if units(text) > MessageLimit.CAPTION_LENGTH:
        raise bad_request("message caption is too long")


def check_commands(commands: list[JSON]) -> None:
    """The list behind the menu button."""
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        length = units(command["description"])
        if not BotCommandLimit.MIN_DESCRIPTION <= length <= BotCommandLimit.MAX_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [command["command"] for command in commands]
    if len(set(names)) != len(names):
        raise bad_request("BOT_COMMAND_INVALID")


def check_language(code: str) -> str:
    """A two-letter code, or empty for everybody else."""
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


PROFILE_LIMITS = {
    "name": (int(BotNameLimit.MAX_NAME_LENGTH), "BOT_TITLE_INVALID"),
    "description": (int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH), "DESCRIPTION_TOO_LONG"),
    "short_description": (
        int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH),
        "ABOUT_TOO_LONG",
    ),
}


def check_profile(field: str, text: str) -> None:
    """The bot's name and the two texts about it."""
    limit, error = PROFILE_LIMITS[field]
    if units(text) > limit:
        raise bad_request(error)


def check_result_id(result_id: str) -> None:
    """The id of an inline result, in bytes."""
    length = len(result_id.encode())
    if not InlineQueryResultLimit.MIN_ID_LENGTH <= length <= InlineQueryResultLimit.MAX_ID_LENGTH:
        raise bad_request("RESULT_ID_INVALID")


def check_start_parameter(value: str) -> None:
    """What follows ``?start=`` in a deep link."""
    if not _START.fullmatch(value):
        raise bad_request("START_PARAM_INVALID")


def check_secret_token(value: str) -> None:
    """The secret in the header of a webhook call."""
    if len(value) > WebhookLimit.MAX_SECRET_TOKEN_LENGTH:
        raise bad_request("secret token is too long")
    if value and not _SECRET.fullmatch(value):
        raise bad_request("secret token contains unallowed characters")
