"""`BotApi`: the stand-in as tests use it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Self

from . import spec
from .errors import JSON, StandInError
from .faults import Fault, Kind
from .server import TOKEN_SHAPE, Call, Server
from .users import Group, User
from .view import ChatView
from .webhook import WebhookCourier
from .world import Chat, World

if TYPE_CHECKING:
    from types import TracebackType

TOKEN = "700000001:AAstand-in-token-for-tests-only-0000"  # noqa: S105  (no secret: a stand-in's)


class BotApi:
    """A Telegram of one's own: start it, point a bot at it, and be the people.

    On a clean exit it fails if the bot did something no correct bot would do (``violations``),
    unless it was made with ``strict=False``.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        name: str = "Stand-in",
        username: str = "standin_bot",
        privacy: bool = True,
        query_lifetime: float = 30.0,
        webhook_pause: float = 0.05,
        strict: bool = True,
    ) -> None:
        if not TOKEN_SHAPE.fullmatch(token):
            raise StandInError(f"{token!r} does not look like a bot token")
        bot: JSON = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
            "supports_guest_queries": False,
            "supports_join_request_queries": False,
        }
        self.world = World(bot, query_lifetime)
        self.server = Server(self.world, token)
        self.courier = WebhookCourier(self.world, self.server.perform_reply, webhook_pause)
        self.strict = strict
        self._user_ids = count(5_000_000_001)
        self._group_ids = count(4_000_000_001)

    async def __aenter__(self) -> Self:
        await self.server.start()
        self.courier.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.courier.stop()
        await self.server.stop()
        if self.strict and error is None and self.violations:
            raise AssertionError("\n".join(["the bot broke the Bot API:", *self.violations]))

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.server.token

    @property
    def base_url(self) -> str:
        """For ``ApplicationBuilder.base_url``."""
        return f"http://127.0.0.1:{self.server.port}/bot"

    @property
    def base_file_url(self) -> str:
        """For ``ApplicationBuilder.base_file_url``."""
        return f"http://127.0.0.1:{self.server.port}/file/bot"

    @property
    def has_spec(self) -> bool:
        """Whether requests are also checked against the published description."""
        return spec.available()

    @property
    def violations(self) -> list[str]:
        """What no correct bot would send; clear it where a test provokes one."""
        return self.world.violations

    @property
    def warnings(self) -> list[str]:
        """What Telegram swallows in silence: dropped links, unknown character entities."""
        return self.world.warnings

    @property
    def refusals(self) -> list[Call]:
        """Calls that Telegram would refuse, ordered faults aside."""
        return [call for call in self.server.calls if call.error_code and call.fault is None]

    def calls(self, method: str | None = None) -> list[Call]:
        """The bot's calls, in order; of one method, or of all but ``getUpdates``."""
        if method is None:
            return [call for call in self.server.calls if call.method != "getUpdates"]
        return [call for call in self.server.calls if call.method.lower() == method.lower()]

    async def wait_for_call(
        self,
        method: str,
        nth: int = 1,
        timeout: float = 5.0,
    ) -> Call:
        """The ``nth`` call of a method, once it is answered."""

        def finished() -> list[Call]:
            return [call for call in self.calls(method) if call.done]

        if not await self.world.pulse.until(lambda: len(finished()) >= nth, timeout):
            raise AssertionError(f"{method} was called {len(finished())} times in {timeout} s")
        return finished()[nth - 1]

    async def wait_until_fetched(self, timeout: float = 5.0) -> None:
        """Wait until the bot has confirmed every update."""
        pending = self.world.updates.pending
        if not await self.world.pulse.until(lambda: not pending, timeout):
            raise AssertionError(f"the bot did not fetch {pending}")

    def user(
        self,
        first_name: str,
        *,
        language_code: str | None = None,
        last_name: str | None = None,
        username: str | None = None,
    ) -> User:
        """Invent a person; the bot knows nothing of them until they act."""
        person: JSON = {"id": next(self._user_ids), "is_bot": False, "first_name": first_name}
        more = {"last_name": last_name, "username": username, "language_code": language_code}
        person |= {key: value for key, value in more.items() if value is not None}
        chat = Chat(id=person["id"], type="private", user=person)
        self.world.users[chat.id] = person
        self.world.chats[chat.id] = chat
        return User(self.world, person, ChatView(self.world, chat))

    def group(self, title: str, *, supergroup: bool = False) -> Group:
        """Invent a group; it exists for the bot from the first message in it."""
        number = next(self._group_ids)
        chat = Chat(
            id=int(f"-100{number}") if supergroup else -number,
            type="supergroup" if supergroup else "group",
            title=title,
        )
        self.world.chats[chat.id] = chat
        return Group(self.world, chat)

    def block(self, user: User) -> None:
        """Have a person block the bot, which Telegram tells it."""
        self._membership(user, blocked=True)

    def unblock(self, user: User) -> None:
        """Have a person let the bot in again."""
        self._membership(user, blocked=False)

    def _membership(self, user: User, *, blocked: bool) -> None:
        chat = user.chat.raw_chat
        if not chat.known:
            raise StandInError(f"{user.person['first_name']} has no chat with the bot yet")
        chat.blocked = blocked
        member = {"status": "member", "user": self.world.me()}
        kicked = {"status": "kicked", "user": self.world.me(), "until_date": 0}
        self.world.updates.inject(
            "my_chat_member",
            {
                "chat": chat.json(),
                "from": user.person,
                "date": self.world.now(),
                "old_chat_member": member if blocked else kicked,
                "new_chat_member": kicked if blocked else member,
            },
        )

    def expire_queries(self) -> None:
        """Make every open button press and inline query too old to be answered."""
        for query in (*self.world.callbacks.values(), *self.world.inline.values()):
            query.expired = True

    def fail(
        self,
        method: str,
        *,
        kind: Kind = "error",
        error_code: int = 500,
        description: str | None = None,
        retry_after: int | None = None,
        delay: float = 0.0,
        times: int | None = 1,
        probability: float = 1.0,
        seed: int = 0,
        performed: bool = False,
    ) -> Fault:
        """Order a fault: the next ``times`` calls (None: all), or each with a probability.

        ``method`` may be ``"*"`` for all but ``getUpdates``; ``performed`` carries the call out
        and loses only the answer.
        """
        if error_code == 429 and retry_after is None:
            raise StandInError("Telegram always says how long to wait: give retry_after")
        return self.server.faults.add(
            Fault(
                method=method,
                kind=kind,
                error_code=error_code,
                description=description,
                retry_after=retry_after,
                delay=delay,
                times=times,
                probability=probability,
                seed=seed,
                performed=performed,
            )
        )
