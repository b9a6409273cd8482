"""The JSON Schema that helps an admin's editor."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot.faq.json_schema import FILE_NAME, faq_schema, write
from bot.faq.schema import Entry, Link

if TYPE_CHECKING:
    from pathlib import Path

FAQ_FILES = ("faq_nl.yaml", "faq_fr.yaml")


def test_the_stored_schema_is_what_the_model_gives(root: Path, tmp_path: Path) -> None:
    fresh = write(tmp_path).read_bytes()
    stored = (root / "knowledge" / FILE_NAME).read_bytes()
    assert stored == fresh, "the model changed: call bot.faq.json_schema.write on knowledge/"


def test_each_faq_file_names_the_schema_in_its_first_line(root: Path) -> None:
    for name in FAQ_FILES:
        first, _ = (root / "knowledge" / name).read_text(encoding="utf-8").split("\n", 1)
        assert first == f"# yaml-language-server: $schema={FILE_NAME}"


def test_every_field_explains_itself() -> None:
    definitions = faq_schema()["$defs"]
    assert set(definitions["Entry"]["properties"]) == set(Entry.model_fields)
    assert set(definitions["Link"]["properties"]) == set(Link.model_fields)
    for part in definitions.values():
        assert all(field["description"] for field in part["properties"].values())


def test_the_real_files_fit_the_schema_and_a_spoilt_one_does_not(root: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(faq_schema())
    for name in FAQ_FILES:
        text = (root / "knowledge" / name).read_text(encoding="utf-8")
        # A date becomes text, as JSON has none.
        content: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert list(validator.iter_errors(content)) == []
        first = next(iter(content.values()))
        first["anwser"] = first.pop("answer")
        assert len(list(validator.iter_errors(content))) >= 2
