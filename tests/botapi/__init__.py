"""A strict stand-in for Telegram's Bot API, for tests over real HTTP.

It refuses what Telegram refuses, in Telegram's words, so that a bot which passes here has met
those answers before it meets Telegram.
"""

from .api import BotApi
from .errors import ApiError, StandInError, ViolationError
from .faults import Fault
from .html import Parsed, parse_html
from .inline import InlineAnswer, InlineResult
from .seats import Pressed, Seat
from .sent import Sent
from .server import Call
from .users import Group, User

__all__ = [
    "ApiError",
    "BotApi",
    "Call",
    "Fault",
    "Group",
    "InlineAnswer",
    "InlineResult",
    "Parsed",
    "Pressed",
    "Seat",
    "Sent",
    "StandInError",
    "User",
    "ViolationError",
    "parse_html",
]
