"""The JSON Schema by which an editor helps while somebody types in an FAQ file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from bot.faq.schema import Entry, TopicId

if TYPE_CHECKING:
    from pathlib import Path

#: Named by the first line of each faq_xx.yaml.
FILE_NAME = "faq.schema.json"


def faq_schema() -> dict[str, Any]:
    """The schema of a ``faq_xx.yaml`` file: entries by topic id."""
    entry = Entry.model_json_schema()
    definitions = {name: _plain(part) for name, part in entry.pop("$defs").items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Questions and answers in one language",
        "type": "object",
        "propertyNames": TypeAdapter(TopicId).json_schema(),
        "additionalProperties": {"$ref": "#/$defs/Entry"},
        "minProperties": 1,
        "$defs": {"Entry": _plain(entry), **definitions},
    }


def write(folder: Path) -> Path:
    """Write the schema beside the FAQ files of a folder and return its path."""
    path = folder / FILE_NAME
    text = json.dumps(faq_schema(), ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _plain(part: dict[str, Any]) -> dict[str, Any]:
    """A part without the titles that only repeat the fields' names."""
    fields = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in part["properties"].items()
    }
    return {**part, "properties": fields}
