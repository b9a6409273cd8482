"""Reading YAML so that every fault is told with file, line, entry and mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_Model = TypeVar("_Model", bound=BaseModel)

#: A knowledge file is text typed by people: larger is a mistake, or an attack.
MAX_BYTES = 8_000_000

_MENDS = {
    "missing": "add a line that begins with {field}:",
    "extra_forbidden": "correct the name of the field, or remove the line",
    "string_type": "put the text between quotes",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "date_from_datetime_parsing": "write the date as 2026-11-23",
    "date_parsing": "write the date as 2026-11-23",
    "date_type": "write the date as 2026-11-23",
    "list_type": "write a list: one line for each item, beginning with '- '",
    "too_short": "add items to the list",
    "too_long": "remove items from the list",
    "string_too_short": "fill in the text",
    "literal_error": "use one of the words named",
    "value_error": "copy the address again from the address bar of the browser",
    "string_pattern_mismatch": "use small letters, digits and hyphens only",
}


class _Loader(yaml.CSafeLoader):
    """Safe loading; a key that stands twice is an error instead of a silent loss.

    Only ``true`` and ``false`` are truth values, as in YAML 1.2: "on" and "no" are words here.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML declares it so
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag != "tag:yaml.org,2002:bool" or first in "tTfF"
        ]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, int] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in seen:
            raise yaml.MarkedYAMLError(
                problem=f"the entry {key!r} stands on line {seen[key]} too",
                problem_mark=key_node.start_mark,
            )
        seen[key] = line
    return dict(yaml.CSafeLoader.construct_mapping(loader, node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - a YAML file holds anything until it is checked
    """The content of a YAML file.

    Raises:
        KnowledgeError: the file is missing, no file, too large, not UTF-8 or not YAML.
    """
    text = read_text(path)
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise KnowledgeError(
            path,
            line,
            error.problem or "this is not YAML",
            "look at this line and the one above: indentation, a quote that does not close, "
            "or a text with ': ' in it that needs quotes",
        ) from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        # PyYAML lets errors of Python's own types through: month 13, a list as a key.
        raise KnowledgeError(
            path, 1, f"this cannot be read: {error}", "correct the odd value, or put it in quotes"
        ) from error


def read_text(path: Path) -> str:
    """The text of a knowledge file.

    Raises:
        KnowledgeError: it cannot be read as UTF-8 text of a sensible size.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KnowledgeError(
                path, 1, "the file is too large", f"keep it under {MAX_BYTES} bytes"
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise KnowledgeError(
            path, line, "this is not UTF-8 text", "save the file as UTF-8"
        ) from error
    except OSError as error:
        raise KnowledgeError(
            path, 1, f"cannot be read: {error.strerror or error}", "put the file back"
        ) from error


def read_entries(path: Path, model: type[_Model]) -> dict[str, _Model]:
    """A file of entries by id, each checked against a model.

    Raises:
        KnowledgeError: with all faults of the file.
    """
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise KnowledgeError(
            path, 1, "the file holds no entries", "begin each entry with its id and a colon"
        )
    entries: dict[str, _Model] = {}
    faults: list[KnowledgeError] = []
    for key, value in content.items():
        try:
            entries[str(key)] = model.model_validate(value)
        except ValidationError as error:
            faults.extend(_faults(path, str(key), error, model))
    KnowledgeError.raise_all(faults)
    return entries


def read_model(path: Path, model: type[_Model]) -> _Model:
    """A file that is one object.

    Raises:
        KnowledgeError: with all faults of the file.
    """
    try:
        return model.model_validate(read_yaml(path) or {})
    except ValidationError as error:
        faults = _faults(path, "", error, model)
        KnowledgeError.raise_all(faults)
        raise


def read_lists(path: Path) -> dict[str, list[str]]:
    """A file of lists of texts by id.

    Raises:
        KnowledgeError: with all faults of the file.
    """
    content = read_yaml(path)
    faults: list[KnowledgeError] = []
    if not isinstance(content, dict):
        raise KnowledgeError(
            path, 1, "the file holds no entries", "begin each entry with its id and a colon"
        )
    for key, value in content.items():
        if not isinstance(value, list):
            faults.append(
                KnowledgeError(
                    path, line_of(path, (key,)), "this entry is not a list",
                    "begin each line under it with '- '", str(key),
                )
            )  # fmt: skip
            continue
        faults.extend(
            KnowledgeError(
                path, line_of(path, (key, number)), f"{item!r} is not read as text",
                "put it between quotes", str(key),
            )
            for number, item in enumerate(value)
            if not isinstance(item, str) or not item.strip()
        )  # fmt: skip
    KnowledgeError.raise_all(faults)
    return content


def entry_lines(path: Path) -> dict[str, int]:
    """The line, from 1, on which each entry of a file begins; none when it cannot be read."""
    try:
        node = yaml.compose(read_text(path), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, KnowledgeError):
        return {}
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): key.start_mark.line + 1 for key, _ in node.value}


def line_of(path: Path, location: Sequence[str | int]) -> int:
    """The line, from 1, on which a part of a YAML file stands; the nearest known one above it."""
    try:
        node = yaml.compose(read_text(path), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, KnowledgeError):
        return 1
    line = 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                return line
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            return line
    return line


def _faults(
    path: Path, entry: str, error: ValidationError, model: type[BaseModel]
) -> list[KnowledgeError]:
    faults = []
    for problem in error.errors():
        field = ".".join(str(step) for step in problem["loc"])
        mend = _MENDS.get(problem["type"], "correct it")
        if problem["type"] == "extra_forbidden":
            mend += f"; known fields are {', '.join(model.model_fields)}"
        name = f"{field}: " if field else ""
        faults.append(
            KnowledgeError(
                path,
                line_of(path, (*((entry,) if entry else ()), *problem["loc"])),
                f"{name}{problem['msg'].removeprefix('Value error, ')}",
                mend.format(field=problem["loc"][-1] if problem["loc"] else ""),
                entry,
            )
        )
    return faults
