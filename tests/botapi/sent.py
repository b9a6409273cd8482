"""How a test looks at a message: the words and buttons a person would see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import telegram

if TYPE_CHECKING:
    from .errors import JSON, Params
    from .world import Record


class Sent:
    """A message in a chat. It shows what the message is now, edits included."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def __repr__(self) -> str:
        who = "bot" if self.from_bot else self.raw["from"]["first_name"]
        return f"<Sent {self.message_id} by {who}: {self.text!r} {self.buttons or ''}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sent) and other.record is self.record

    def __hash__(self) -> int:
        return id(self.record)

    @property
    def raw(self) -> JSON:
        """The Message object as Telegram would give it."""
        return self.record.raw

    @property
    def params(self) -> Params:
        """The parameters the bot sent (or last edited) it with."""
        return self.record.sent_with

    @property
    def message_id(self) -> int:
        """The id within its chat."""
        return self.record.message_id

    @property
    def from_bot(self) -> bool:
        """Whether the bot under test wrote it."""
        return self.record.from_bot

    @property
    def text(self) -> str:
        """The plain words, after parsing; those of the caption under a picture."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def html(self) -> str:
        """The words with their marks, written anew from the entities."""
        message = telegram.Message.de_json(dict(self.raw), None)
        return message.text_html if "text" in self.raw else message.caption_html

    @property
    def entities(self) -> list[JSON]:
        """What stands over the words, in UTF-16 units."""
        return self.raw.get("entities") or self.raw.get("caption_entities") or []

    @property
    def reply_markup(self) -> JSON | None:
        """The keyboard it was sent with: inline, reply, removal or forced reply."""
        return self.record.markup or self.raw.get("reply_markup")

    @property
    def button_rows(self) -> list[list[JSON]]:
        """All buttons, as objects."""
        markup = self.reply_markup or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [
            [{"text": item} if isinstance(item, str) else item for item in row]
            for row in rows
            if row
        ]

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the buttons, row by row."""
        return [[button["text"] for button in row] for row in self.button_rows]

    def button(self, label: str) -> JSON:
        """The button with this label, else with this callback data."""
        every = [button for row in self.button_rows for button in row]
        for key in ("text", "callback_data"):
            for button in every:
                if button.get(key) == label:
                    return button
        raise AssertionError(f"no button {label!r} under {self.text!r}; there are {self.buttons}")

    @property
    def edited(self) -> bool:
        """Whether the bot has changed it."""
        return self.record.edits > 0

    @property
    def deleted(self) -> bool:
        """Whether it is gone."""
        return self.record.deleted

    @property
    def link_preview_options(self) -> JSON | None:
        """What was said about previews, if anything."""
        return self.raw.get("link_preview_options")

    @property
    def reply_to(self) -> int | None:
        """The id of the message it answers."""
        target: Any = self.raw.get("reply_to_message")
        return target["message_id"] if target else None

    @property
    def reactions(self) -> list[str]:
        """The emoji the bot reacted with."""
        return [item["emoji"] for item in self.params.get("reaction", [])]
