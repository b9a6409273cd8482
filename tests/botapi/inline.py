"""The answer to an inline query, as the person who typed it sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from .methods_queries import inline_content

if TYPE_CHECKING:
    from .errors import JSON
    from .world import World


class InlineResult:
    """One line in the list of results."""

    def __init__(self, world: World, raw: JSON, query: str) -> None:
        self._world = world
        self.raw = raw
        self.query = query

    def __repr__(self) -> str:
        return f"<InlineResult {self.id} {self.title!r}>"

    @property
    def id(self) -> str:
        """The result's id."""
        result_id: str = self.raw["id"]
        return result_id

    @property
    def title(self) -> str:
        """The bold first line."""
        return str(self.raw.get("title", ""))

    @property
    def description(self) -> str:
        """The second line."""
        return str(self.raw.get("description", ""))

    @property
    def content(self) -> JSON:
        """The message it becomes once chosen."""
        given = self.raw.get("input_message_content")
        return inline_content(self._world, given) if given else {}

    @property
    def text(self) -> str:
        """The words of that message, without marks."""
        return str(self.content.get("text", ""))

    @property
    def buttons(self) -> list[list[str]]:
        """The labels under that message."""
        rows = (self.raw.get("reply_markup") or {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]


class InlineAnswer(Sequence[InlineResult]):
    """All lines, and what was said about them."""

    def __init__(self, world: World, raw: JSON, query: str) -> None:
        self.raw = raw
        self._results = [InlineResult(world, item, query) for item in raw["results"]]

    def __repr__(self) -> str:
        return f"<InlineAnswer {self._results}>"

    @overload
    def __getitem__(self, index: int) -> InlineResult: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[InlineResult]: ...
    def __getitem__(self, index: int | slice) -> InlineResult | Sequence[InlineResult]:
        return self._results[index]

    def __iter__(self) -> Iterator[InlineResult]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    @property
    def titles(self) -> list[str]:
        """The first lines."""
        return [result.title for result in self]

    @property
    def button(self) -> JSON | None:
        """The button above the results."""
        return self.raw.get("button")

    @property
    def cache_time(self) -> int:
        """How long Telegram may give the same answer again; 300 s if not said."""
        return int(self.raw.get("cache_time", 300))

    @property
    def is_personal(self) -> bool:
        """Whether that holds for this person only."""
        return bool(self.raw.get("is_personal"))

    @property
    def next_offset(self) -> str:
        """Where the next page begins."""
        return str(self.raw.get("next_offset", ""))
