"""People and groups, as a test invents them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .inline import InlineAnswer, InlineResult
from .seats import Pressed, Seat
from .sent import Sent
from .view import ChatView
from .world import Chat

if TYPE_CHECKING:
    from .errors import JSON


class User(Seat):
    """A person and their private chat with the bot."""

    @property
    def id(self) -> int:
        """The person's id, which is also that of the private chat."""
        user_id: int = self.person["id"]
        return user_id

    async def start(self, payload: str = "") -> Sent:
        """Open the chat, by a deep link if there is a payload."""
        return await self.send(f"/start {payload}".strip())

    @property
    def keyboard(self) -> list[list[str]]:
        """The reply keyboard under the text field of the private chat."""
        return self.chat.keyboard

    async def wait_for_reply(
        self,
        count: int = 1,
        timeout: float = 5.0,
    ) -> list[Sent]:
        """The next messages of the bot in the private chat."""
        return await self.chat.wait_for_reply(count, timeout)

    async def reply(self, timeout: float = 5.0) -> Sent:
        """The next message of the bot in the private chat."""
        return await self.chat.reply(timeout)

    async def wait_for_edit(self, timeout: float = 5.0) -> Sent:
        """The next message the bot edits in the private chat."""
        return await self.chat.wait_for_edit(timeout)

    async def ask_inline(
        self,
        query: str,
        *,
        offset: str = "",
        chat_type: str = "sender",
        location: tuple[float, float] | None = None,
    ) -> str:
        """Type ``@bot query`` somewhere; returns the query's id without waiting."""
        self.world.met.add(self.id)
        asked = self.world.ask(self.world.inline)
        payload: JSON = {
            "id": asked.id,
            "from": self.person,
            "query": query,
            "offset": offset,
            "chat_type": chat_type,
        }
        if location is not None:
            payload["location"] = {"latitude": location[0], "longitude": location[1]}
        self.world.updates.inject("inline_query", payload)
        return asked.id

    async def inline(
        self,
        query: str,
        *,
        offset: str = "",
        chat_type: str = "sender",
        location: tuple[float, float] | None = None,
        timeout: float = 5.0,
    ) -> InlineAnswer:
        """Type ``@bot query`` somewhere and wait for the list of results."""
        asked = self.world.inline[
            await self.ask_inline(query, offset=offset, chat_type=chat_type, location=location)
        ]
        await self.world.pulse.until(lambda: asked.answer is not None, timeout)
        if asked.answer is None:
            raise AssertionError(f"the inline query {query!r} was not answered in {timeout} s")
        return InlineAnswer(self.world, asked.answer, query)

    async def choose_inline(self, result: InlineResult, where: Group | None = None) -> Sent:
        """Pick a result, so that it is posted in a group or where the bot sees nothing of it."""
        elsewhere = Chat(id=-1, type="private", user=self.person)
        view = where or ChatView(self.world, elsewhere)
        content = result.content | {"via_bot": self.world.me()}
        chosen: JSON = {"result_id": result.id, "from": self.person, "query": result.query}
        keyboard = result.raw.get("reply_markup")
        if keyboard:
            content["reply_markup"] = keyboard
        if where is not None:
            sent = Seat(self.world, self.person, view)._post(content)
        else:
            sent = Sent(self.world.post(elsewhere, self.person, content))
        if keyboard:
            sent.record.inline_message_id = f"inline{self.world.next_id()}"
            sent.record.markup = keyboard
            self.world.inline_messages[sent.record.inline_message_id] = sent.record
            chosen["inline_message_id"] = sent.record.inline_message_id
        self.world.updates.inject("chosen_inline_result", chosen)
        return sent


class Group(ChatView):
    """A group chat. It exists for the bot from the first message somebody writes in it."""

    def by(self, user: Seat) -> Seat:
        """A person's place in this group, from where all of `Seat` can be done."""
        return Seat(self.world, user.person, self)

    async def add_bot(self, by: Seat) -> None:
        """Have somebody add the bot, which Telegram tells it."""
        self.by(by)._meet()
        self.raw_chat.left = False
        self._membership(by.person, "left", "member")

    async def remove_bot(self, by: Seat) -> None:
        """Have somebody throw the bot out."""
        self.raw_chat.left = True
        self._membership(by.person, "member", "left")

    async def send(self, user: Seat, text: str, reply_to: Sent | int | None = None) -> Sent:
        """Somebody writes in the group."""
        return await self.by(user).send(text, reply_to)

    async def press(self, user: Seat, label: str, message: Sent | int | None = None) -> Pressed:
        """Somebody presses a button in the group."""
        return await self.by(user).press(label, message)

    async def migrate(self) -> int:
        """Become a supergroup, with another id; the old one answers with the new."""
        old = self.raw_chat
        new = Chat(
            id=int(f"-100{abs(old.id)}"),
            type="supergroup",
            title=old.title,
            known=old.known,
            members=old.members,
            administrators=old.administrators,
        )
        self.world.chats[new.id] = new
        creator = self.world.users[min(old.administrators)]
        told = self.world.post(old, creator, {"migrate_to_chat_id": new.id})
        self.world.updates.inject("message", told.raw)
        told = self.world.post(new, creator, {"migrate_from_chat_id": old.id})
        self.world.updates.inject("message", told.raw)
        old.migrated_to = new.id
        self.raw_chat = new
        self._read = 0
        return new.id

    def _membership(self, by: JSON, before: str, after: str) -> None:
        me = self.world.me()
        self.world.updates.inject(
            "my_chat_member",
            {
                "chat": self.raw_chat.json(),
                "from": by,
                "date": self.world.now(),
                "old_chat_member": {"status": before, "user": me},
                "new_chat_member": {"status": after, "user": me},
            },
        )
