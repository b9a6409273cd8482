"""The second judge: the machine-readable description of the Bot API, where there is one.

The file is not part of the project, so a fresh clone does without; `available` says which.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

from .decode import Upload
from .errors import JSON, Params, StandInError, ViolationError

_LIST = "Array of "
_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
}


def path() -> Path | None:
    """Where the description lies: named by ``BOT_API_SPEC``, or shared beside the project."""
    named = os.environ.get("BOT_API_SPEC")
    if named:
        return Path(named)
    beside = Path(__file__).resolve().parents[3] / "shared" / "telegram" / "bot_api.json"
    return beside if beside.is_file() else None


def available() -> bool:
    """Whether requests are checked against the description at all."""
    return path() is not None


@cache
def _read(where: Path) -> JSON:
    content: JSON = json.loads(where.read_text(encoding="utf-8"))
    return content


def _load() -> JSON | None:
    where = path()
    return _read(where) if where else None


def check_request(method: str, params: Params) -> None:
    """Refuse parameters the description does not know, or knows otherwise."""
    spec = _load()
    if spec is None or method not in spec["methods"]:
        return
    for problem in _object(spec, spec["methods"][method]["fields"], params, method):
        raise ViolationError(problem)


def check_update(update: JSON) -> None:
    """Make sure that an update of ours has the described shape."""
    spec = _load()
    if spec is None:
        return
    for problem in _object(spec, spec["types"]["Update"]["fields"], update, "Update"):
        raise StandInError(f"an update is wrong: {problem}")


def _object(spec: JSON, fields: list[JSON], data: JSON, where: str) -> list[str]:
    known = {field["name"]: field for field in fields}
    problems = [f"unknown parameter {where}.{key}" for key in data if key not in known]
    for name, field in known.items():
        if name in data:
            problems += _value(spec, field["types"], data[name], f"{where}.{name}")
        elif field["required"]:
            problems.append(f"{where}.{name} is missing")
    return problems


def _value(spec: JSON, wanted: list[str], value: object, where: str) -> list[str]:
    """The problems under the type that fits best; none where one fits."""
    tries = [_one(spec, kind, value, where) for kind in wanted]
    return min(tries, key=len) if tries else []


def _one(spec: JSON, kind: str, value: object, where: str) -> list[str]:
    if kind.startswith(_LIST):
        if not isinstance(value, list):
            return [f"{where} must be of type {kind}"] * 2
        inner = kind.removeprefix(_LIST)
        return [
            problem
            for index, item in enumerate(value)
            for problem in _one(spec, inner, item, f"{where}[{index}]")
        ]
    if kind == "InputFile":
        return [] if isinstance(value, Upload) else [f"{where} must be a file"]
    if kind in _PLAIN:
        fits = isinstance(value, _PLAIN[kind]) and (kind == "Boolean") == isinstance(value, bool)
        return [] if fits else [f"{where} must be of type {kind}"]
    described = spec["types"].get(kind)
    if described is None:
        return []
    if not isinstance(value, dict):
        return [f"{where} must be of type {kind}"] * 2
    if described.get("subtypes"):
        return _value(spec, _meant(kind, described["subtypes"], value), value, where)
    return _object(spec, described["fields"], value, where)


def _meant(kind: str, subtypes: list[str], value: JSON) -> list[str]:
    """The subtypes whose name ends in the given ``type``, or all of them."""
    given = str(value.get("type", "")).replace("_", "").lower()
    named = [name for name in subtypes if given and name.lower().endswith(given)]
    exact = [name for name in named if name.lower() == kind.lower() + given]
    cached = [name for name in named if name.lower() == f"{kind}cached{given}".lower()]
    return exact + cached or named or subtypes
