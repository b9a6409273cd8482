"""What an import would change: services added, changed, removed and back again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.directory.service_record import COLUMNS, ServiceRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.directory.tables import ServiceHistoryRow

Kind = Literal["added", "changed", "removed", "restored"]
_HEADINGS: dict[Kind, str] = {
    "added": "Added",
    "changed": "Changed",
    "removed": "Removed: kept as inactive, no longer shown",
    "restored": "Back again: was inactive",
}
_LISTS = {"service_types", "service_area", "languages"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A column with its text before and after; empty where nothing was or is known."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        if self.field in _LISTS:
            old, new = self.old.split(";"), self.new.split(";")
            gone = ", ".join(value for value in old if value not in new)
            more = ", ".join(value for value in new if value not in old)
            parts = [f"without {gone}" if gone else "", f"with {more}" if more else ""]
            return f"{self.field}: {', '.join(filter(None, parts)) or 'in another order'}"
        return f"{self.field}: {self.old or '(empty)'} -> {self.new or '(empty)'}"


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """What happens to one service."""

    kind: Kind
    record: ServiceRecord
    """The service as it will be."""
    fields: tuple[FieldChange, ...] = ()
    """None for a service that is added."""

    def lines(self) -> list[str]:
        """In plain words."""
        record = self.record
        title = f"  {record.id}: {record.name}"
        if self.kind == "added":
            title += f" ({record.phone})" if record.phone else " (no phone)"
        # That the status becomes inactive, or active, stands in the heading already.
        told = [f for f in self.fields if self.kind == "changed" or f.field != "status"]
        return [title, *(f"    {field}" for field in told)]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that an import changes."""

    services: tuple[ServiceChange, ...]
    unchanged: int
    """Services that are as they were, of those that were read."""
    active: int
    """Services that were active before."""
    deactivated: int
    """How many of those no longer are."""

    @property
    def removes_many(self) -> bool:
        """More than a quarter of the active services: perhaps the wrong file."""
        return self.deactivated * 4 > self.active

    def of(self, kind: Kind) -> list[ServiceChange]:
        """Those of one kind."""
        return [change for change in self.services if change.kind == kind]

    def lines(self) -> list[str]:
        """In plain words, and at the end the totals."""
        told: list[str] = []
        for kind, heading in _HEADINGS.items():
            if found := self.of(kind):
                told.append(f"{heading} ({len(found)}):")
                told.extend(line for change in found for line in change.lines())
        counts = [len(self.of(kind)) for kind in _HEADINGS]
        words = ("added", "changed", "removed", "back again")
        total = ", ".join(f"{n} {word}" for n, word in zip(counts, words, strict=True))
        return [*told, f"Total: {total}, {self.unchanged} unchanged."]


def history_line(row: ServiceHistoryRow) -> str:
    """A change that was made, as one line."""
    change = row.change
    if row.field is not None:
        change += f", {FieldChange(row.field, row.old or '', row.new or '')}"
    return f"{row.changed_at:%Y-%m-%d %H:%M} UTC, {row.file}: {row.service_id} {change}"


def compare(held: Mapping[str, ServiceRecord], read: Iterable[ServiceRecord]) -> Changes:
    """What must change in the services that are held, to be as those that were read.

    A held service that was not read becomes inactive, and otherwise stays as it is.
    """
    wanted = {record.id: record for record in read}
    gone = {
        id_: record.model_copy(update={"status": "inactive"})
        for id_, record in held.items()
        if id_ not in wanted
    }
    changes: list[ServiceChange] = []
    unchanged = 0
    for id_, record in sorted((wanted | gone).items()):
        before = held.get(id_)
        if before is None:
            changes.append(ServiceChange("added", record))
        elif fields := _differences(before, record):
            changes.append(ServiceChange(_kind(before, record), record, fields))
        elif id_ in wanted:
            unchanged += 1
    before_active = {id_ for id_, record in held.items() if record.status == "active"}
    return Changes(
        tuple(changes),
        unchanged,
        active=len(before_active),
        deactivated=sum(
            change.record.status != "active" and change.record.id in before_active
            for change in changes
        ),
    )


def _differences(before: ServiceRecord, after: ServiceRecord) -> tuple[FieldChange, ...]:
    old, new = before.cells(), after.cells()
    return tuple(
        FieldChange(column, old[column], new[column])
        for column in COLUMNS
        if old[column] != new[column]
    )


def _kind(before: ServiceRecord, after: ServiceRecord) -> Kind:
    if (before.status == "inactive") == (after.status == "inactive"):
        return "changed"
    return "removed" if after.status == "inactive" else "restored"
