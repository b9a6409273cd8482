"""What a person can do in a chat with the bot in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import MessageLimit

from . import contents
from .entities import covered, detect
from .sent import Sent
from .utf16 import units
from .world import Query, Record, World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .errors import JSON
    from .view import ChatView

_NOT_BUTTONS = {
    "url": "it opens a web page, which the bot never hears of",
    "copy_text": "it copies text, which the bot never hears of",
    "switch_inline_query": "it starts an inline query: use inline()",
    "switch_inline_query_current_chat": "it starts an inline query: use inline()",
    "switch_inline_query_chosen_chat": "it starts an inline query: use inline()",
    "web_app": "it opens a web app",
    "login_url": "it opens a web page",
    "request_location": "it shares a place: use send_location()",
    "request_contact": "it shares a number: use send_contact()",
    "request_poll": "it makes a poll: use send_poll()",
}


class Pressed:
    """A pressed button, with the little clock still running."""

    def __init__(self, world: World, query: Query) -> None:
        self._world = world
        self.query = query

    @property
    def id(self) -> str:
        """The id of the callback query."""
        return self.query.id

    @property
    def answer(self) -> JSON | None:
        """What the bot answered (text, show_alert, url), or None so far."""
        return self.query.answer

    async def answered(self, timeout: float = 5.0) -> JSON:
        """Wait for the answer: without one the button stays busy."""
        await self._world.pulse.until(lambda: self.query.answer is not None, timeout)
        if self.query.answer is None:
            raise AssertionError(f"the button was not answered within {timeout} s")
        return self.query.answer


class Seat:
    """One person in one chat. In a group the bot hears only what privacy mode lets through."""

    def __init__(self, world: World, person: JSON, view: ChatView) -> None:
        self.world = world
        self.person = person
        self.chat = view

    async def send(self, text: str, reply_to: Sent | int | None = None) -> Sent:
        """Write something; commands, mentions and addresses in it are recognised."""
        if not 0 < units(text) <= MessageLimit.MAX_TEXT_LENGTH:
            raise ValueError("people's messages are 1 to 4096 characters; apps split longer ones")
        content: JSON = {"text": text}
        entities = detect(text)
        if entities:
            content["entities"] = entities
        return self._post(content, reply_to)

    async def send_location(
        self,
        latitude: float,
        longitude: float,
        reply_to: Sent | int | None = None,
        *,
        accuracy: float | None = None,
        live_period: int | None = None,
    ) -> Sent:
        """Share a place; with a period in seconds, a live one that can `move`."""
        content = contents.location(latitude, longitude, accuracy, live_period)
        return self._post(content, reply_to)

    async def move(self, message: Sent | int, latitude: float, longitude: float) -> Sent:
        """Go elsewhere while a live location is shared; the bot is told as of an edit."""
        record = self._find(message).record
        period = record.raw.get("location", {}).get("live_period")
        if period is None:
            raise AssertionError(f"this is no live location: {record.raw}")
        return self._edited(record, contents.location(latitude, longitude, None, period))

    async def send_voice(self, content: bytes = b"ogg", seconds: int = 3) -> Sent:
        """Say something."""
        return self._post(contents.voice(self.world, content, seconds))

    async def send_photo(self, content: bytes = b"jpeg", caption: str = "") -> Sent:
        """Send a picture."""
        return self._post(contents.photo(self.world, content) | self._caption(caption))

    async def send_document(
        self, content: bytes = b"%PDF", name: str = "brief.pdf", caption: str = ""
    ) -> Sent:
        """Send a file."""
        return self._post(contents.document(self.world, content, name) | self._caption(caption))

    async def send_content(self, content: JSON, reply_to: Sent | int | None = None) -> Sent:
        """Send anything else, in the shape Telegram gives it: a dice, a forwarded text."""
        return self._post(content, reply_to)

    async def send_sticker(self, emoji: str = "👍") -> Sent:
        """Send a sticker."""
        return self._post(contents.sticker(self.world, emoji))

    async def send_contact(self, number: str = "+32470000000") -> Sent:
        """Share one's number."""
        return self._post(contents.contact(self.person, number))

    async def send_poll(
        self, question: str = "Akkoord?", options: Sequence[str] = ("Ja", "Nee")
    ) -> Sent:
        """Send a poll."""
        return self._post(contents.poll(self.world, question, options))

    async def edit(self, message: Sent | int, text: str) -> Sent:
        """Change the words of one's own message, or those under one's picture."""
        record = self._find(message).record
        key = "text" if "text" in record.raw else "caption"
        if record.raw["from"]["id"] != self.person["id"] or key not in record.raw:
            raise AssertionError(f"only one's own words can be edited, not {record.raw}")
        entities = "entities" if key == "text" else "caption_entities"
        record.raw = {name: value for name, value in record.raw.items() if name != entities}
        found = detect(text)
        return self._edited(record, {key: text} | ({entities: found} if found else {}))

    def _edited(self, record: Record, content: JSON) -> Sent:
        record.raw = record.raw | content | {"edit_date": self.world.now()}
        if self._heard(record.raw):
            self.world.updates.inject("edited_message", record.raw)
        return Sent(record)

    async def delete(self, message: Sent | int) -> None:
        """Delete a message for both sides; the bot is not told."""
        self._find(message).record.deleted = True

    async def press(
        self, label: str, message: Sent | int | None = None, *, inaccessible: bool = False
    ) -> Pressed:
        """Press a button, by its words or its callback data, under the last or a given message.

        A button of a reply keyboard sends its words. ``inaccessible``: of the message the bot
        gets the number only, as when it was deleted meanwhile.
        """
        sent = self._with_buttons(message)
        button = sent.button(label)
        for kind, why in _NOT_BUTTONS.items():
            if button.get(kind) not in (None, False):
                raise AssertionError(f"button {label!r} cannot be pressed: {why}")
        if "callback_data" in button:
            return await self.press_raw(button["callback_data"], sent, inaccessible=inaccessible)
        await self.send(button["text"])
        query = Query("", 0.0, answer={})
        return Pressed(self.world, query)

    async def press_raw(
        self, data: str, message: Sent | int | None = None, *, inaccessible: bool = False
    ) -> Pressed:
        """Press with any data, as a forged client can; the button need not exist."""
        sent = self.chat.last if message is None else self._find(message)
        self._meet()
        query = self.world.ask(self.world.callbacks)
        payload: JSON = {
            "id": query.id,
            "from": self.person,
            "chat_instance": str(7_000_000_000 + abs(self.chat.id)),
            "data": data,
        }
        if sent.record.inline_message_id:
            payload["inline_message_id"] = sent.record.inline_message_id
        elif inaccessible:
            kept = {key: sent.raw[key] for key in ("chat", "message_id")}
            payload["message"] = kept | {"date": 0}
        else:
            payload["message"] = sent.raw
        self.world.updates.inject("callback_query", payload)
        return Pressed(self.world, query)

    def _caption(self, caption: str) -> JSON:
        entities = detect(caption)
        content: JSON = {"caption": caption} if caption else {}
        return content | ({"caption_entities": entities} if entities else {})

    def _meet(self) -> None:
        """The first action makes the chat exist for the bot."""
        chat = self.chat.raw_chat
        if chat.blocked:
            name = self.person["first_name"]
            raise AssertionError(f"{name} has blocked the bot: unblock() comes first")
        chat.known = True
        self.world.met.add(self.person["id"])
        if not chat.private:
            chat.members[self.person["id"]] = self.person
            if not chat.administrators:
                chat.administrators.add(self.person["id"])

    def _post(self, content: JSON, reply_to: Sent | int | None = None) -> Sent:
        self._meet()
        if reply_to is not None:
            target = self._find(reply_to).raw
            inner = {key: value for key, value in target.items() if key != "reply_to_message"}
            content = content | {"reply_to_message": inner}
        record = self.world.post(self.chat.raw_chat, self.person, content)
        if self._heard(record.raw):
            self.world.updates.inject("message", record.raw)
        return Sent(record)

    def _heard(self, raw: JSON) -> bool:
        """Whether the bot gets this message: in groups, privacy mode keeps most from it."""
        chat = self.chat.raw_chat
        bot = self.world.bot
        if chat.private or bot["can_read_all_group_messages"]:
            return not chat.left
        if chat.left:
            return False
        if raw.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
            return True
        if raw.get("via_bot", {}).get("id") == bot["id"]:
            return True
        name = f"@{bot['username']}".lower()
        words = [
            (entity["type"], covered(raw.get("text") or raw.get("caption", ""), entity).lower())
            for entity in raw.get("entities") or raw.get("caption_entities") or []
        ]
        for kind, word in words:
            if kind == "mention" and word == name:
                return True
            if kind == "bot_command" and ("@" not in word or word.endswith(name)):
                return True
        return False

    def _find(self, message: Sent | int) -> Sent:
        if isinstance(message, Sent):
            if message.deleted:
                raise AssertionError(f"{message} is deleted")
            return message
        record = self.chat.raw_chat.find(message)
        if record is None:
            raise AssertionError(f"no message {message} here; there are {self.chat.messages}")
        return Sent(record)

    def _with_buttons(self, message: Sent | int | None) -> Sent:
        if message is not None:
            return self._find(message)
        for sent in reversed(self.chat.messages):
            if sent.buttons:
                return sent
        raise AssertionError(f"no message with buttons here; there are {self.chat.messages}")
