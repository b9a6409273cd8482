"""A chat as a test watches it: what was said, what is new, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sent import Sent

if TYPE_CHECKING:
    from .world import Chat, World


class ChatView:
    """One private chat or group, with a mark for how far it has been read."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.raw_chat = chat
        self._read = 0
        self._edits_read = 0

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.raw_chat.id

    @property
    def messages(self) -> list[Sent]:
        """All that still stands in the chat, by whomever."""
        return [Sent(item) for item in self.raw_chat.messages.values() if not item.deleted]

    @property
    def replies(self) -> list[Sent]:
        """All the bot has sent here, read or not, deleted ones included."""
        return [Sent(item) for item in self.raw_chat.messages.values() if item.from_bot]

    @property
    def last(self) -> Sent:
        """The bot's last message."""
        if not self.replies:
            raise AssertionError("the bot has sent nothing here")
        return self.replies[-1]

    @property
    def actions(self) -> list[str]:
        """The chat actions shown ("typing")."""
        return self.raw_chat.actions

    @property
    def keyboard(self) -> list[list[str]]:
        """The reply keyboard under the text field, row by row; empty when there is none.

        A one-time keyboard is only folded away when it is used: it goes when the bot removes it.
        """
        for sent in reversed(self.replies):
            markup = sent.record.markup or {}
            if markup.get("remove_keyboard"):
                return []
            if "keyboard" in markup:
                return sent.buttons
        return []

    async def wait_for_reply(
        self,
        count: int = 1,
        timeout: float = 5.0,
    ) -> list[Sent]:
        """The next ``count`` messages of the bot that were not yet waited for."""
        done = await self.world.pulse.until(
            lambda: len(self.replies) - self._read >= count, timeout
        )
        fresh = self.replies[self._read :]
        if not done:
            raise AssertionError(
                f"waited {timeout} s for {count} message(s); the bot sent {fresh or 'none'}"
            )
        self._read += count
        return fresh[:count]

    async def reply(self, timeout: float = 5.0) -> Sent:
        """The bot's next message."""
        return (await self.wait_for_reply(1, timeout))[0]

    async def wait_for_edit(self, timeout: float = 5.0) -> Sent:
        """The next message which the bot edits here."""

        def edits() -> list[Sent]:
            here = self.raw_chat.messages
            log = self.world.edit_log
            return [Sent(item) for item in log if here.get(item.message_id) is item]

        if not await self.world.pulse.until(lambda: len(edits()) > self._edits_read, timeout):
            raise AssertionError(f"waited {timeout} s for an edit; the bot edited nothing new")
        self._edits_read += 1
        return edits()[self._edits_read - 1]

    async def expect_silence(self, seconds: float = 0.2) -> None:
        """Fail if the bot says anything new in this time."""
        before = len(self.replies)
        if await self.world.pulse.until(lambda: len(self.replies) > before, seconds):
            raise AssertionError(f"the bot was to be silent, but sent {self.replies[before:]}")
