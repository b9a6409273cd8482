"""Everything Telegram would know: the bot, its users, chats, messages and open queries."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from .errors import JSON, Params, bad_request, forbidden
from .pulse import Pulse
from .updates import UpdateQueue

if TYPE_CHECKING:
    from .decode import Upload


@dataclass
class Record:
    """A message with what its JSON does not tell."""

    raw: JSON
    from_bot: bool
    markup: JSON | None = None
    sent_with: Params = field(default_factory=dict)
    edits: int = 0
    deleted: bool = False
    inline_message_id: str | None = None

    @property
    def message_id(self) -> int:
        """The id within its chat."""
        number: int = self.raw["message_id"]
        return number


@dataclass
class Chat:
    """A private chat or a group, as the bot's side of Telegram sees it."""

    id: int
    type: str
    user: JSON | None = None
    title: str | None = None
    known: bool = False
    blocked: bool = False
    left: bool = False
    migrated_to: int | None = None
    messages: dict[int, Record] = field(default_factory=dict)
    members: dict[int, JSON] = field(default_factory=dict)
    administrators: set[int] = field(default_factory=set)
    actions: list[str] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether only the bot and one person are in it."""
        return self.type == "private"

    def json(self) -> JSON:
        """The Chat object inside a message."""
        base: JSON = {"id": self.id, "type": self.type}
        if self.user is not None:
            names = ("first_name", "last_name", "username")
            return base | {key: self.user[key] for key in names if key in self.user}
        return base | {"title": self.title}

    def find(self, message_id: int) -> Record | None:
        """A message that still exists."""
        record = self.messages.get(message_id)
        return None if record is None or record.deleted else record


@dataclass
class Query:
    """A callback or inline query, open until answered or too old."""

    id: str
    asked_at: float
    answer: JSON | None = None
    expired: bool = False


@dataclass
class World:
    """The state behind the methods."""

    bot: JSON
    query_lifetime: float = 30.0
    pulse: Pulse = field(default_factory=Pulse)
    chats: dict[int, Chat] = field(default_factory=dict)
    users: dict[int, JSON] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    callbacks: dict[str, Query] = field(default_factory=dict)
    inline: dict[str, Query] = field(default_factory=dict)
    inline_messages: dict[str, Record] = field(default_factory=dict)
    edit_log: list[Record] = field(default_factory=list)
    met: set[int] = field(default_factory=set)
    commands: dict[tuple[str, str], list[JSON]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, JSON] = field(default_factory=dict)
    webhook: JSON = field(default_factory=dict)
    logged_out: str | None = None
    warnings: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.updates = UpdateQueue(self.pulse)
        self._message_ids = count(101)
        self._ids = count(5_300_000_000_000_001)

    @staticmethod
    def now() -> int:
        """The time as Telegram writes it."""
        return int(time.time())

    def next_message_id(self) -> int:
        """Ids rise over all chats, as they do for a bot outside supergroups."""
        return next(self._message_ids)

    def next_id(self) -> str:
        """An id for a query or a file."""
        return str(next(self._ids))

    def chat(self, chat_id: int | str) -> Chat:
        """The chat a method is about, or the reason why the bot cannot reach it."""
        chat = self._lookup(chat_id)
        if chat is None or not (chat.known or chat.id in self.met):
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            refusal = bad_request("group chat was upgraded to a supergroup chat")
            refusal.parameters = {"migrate_to_chat_id": chat.migrated_to}
            raise refusal
        return chat

    def open_chat(self, chat_id: int | str) -> Chat:
        """Like `chat`, for methods that need the bot to be welcome there."""
        chat = self.chat(chat_id)
        if not chat.known:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.left:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def _lookup(self, chat_id: int | str) -> Chat | None:
        """No chat here has a public @name, so only numbers are found."""
        number = str(chat_id)
        return self.chats.get(int(number)) if re.fullmatch(r"-?\d+", number) else None

    def warn(self, warnings: list[str]) -> None:
        """Remember each warning once, however often the same text is read."""
        self.warnings += [item for item in warnings if item not in self.warnings]

    def post(self, chat: Chat, sender: JSON, content: JSON, **about: Any) -> Record:
        """Put a message into a chat; ``about`` is what else the record keeps."""
        raw: JSON = {
            "message_id": self.next_message_id(),
            "date": self.now(),
            "chat": chat.json(),
            "from": sender,
            **content,
        }
        record = Record(raw=raw, from_bot=sender["id"] == self.bot["id"], **about)
        chat.messages[record.message_id] = record
        self.pulse.beat()
        return record

    def me(self) -> JSON:
        """The bot as the sender of a message."""
        keys = ("id", "is_bot", "first_name", "username")
        return {key: self.bot[key] for key in keys} | {"first_name": self.name("")}

    def name(self, language: str) -> str:
        """The bot's name for one language, or for all others."""
        default = self.profile.get(("name", "")) or str(self.bot["first_name"])
        return self.profile.get(("name", language)) or default

    def ask(self, queries: dict[str, Query]) -> Query:
        """Open a query that waits for the bot's answer."""
        query = Query(self.next_id(), time.monotonic())
        queries[query.id] = query
        return query

    def close_query(self, queries: dict[str, Query], query_id: str, answer: JSON) -> None:
        """Answer a query, if that is still possible."""
        query = queries.get(query_id)
        if (
            query is None
            or query.expired
            or query.answer is not None
            or time.monotonic() - query.asked_at > self.query_lifetime
        ):
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        query.answer = answer
        self.pulse.beat()

    def inline_record(self, inline_message_id: str) -> Record:
        """A message sent through an inline result, which the bot knows by this id only."""
        record = self.inline_messages.get(inline_message_id)
        if record is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return record

    def member(self, chat: Chat, user_id: int) -> JSON:
        """A ChatMember object."""
        if user_id == self.bot["id"]:
            status = "left" if chat.left else "member"
            return {"status": status, "user": self.me()}
        user = chat.members.get(user_id) or (chat.user if chat.id == user_id else None)
        if user is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        if user_id in chat.administrators:
            return {"status": "creator", "user": user, "is_anonymous": False}
        return {"status": "member", "user": user}
