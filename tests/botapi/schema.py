"""The first judge of every request: aiogram's models of the Bot API.

aiogram is a second, independent reading of Telegram's documentation. Its models allow unknown
fields, so those are looked for here, in nested objects too. A union is read by the branch that
was meant, never as a list of everything it might have been.
"""

from __future__ import annotations

import types
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods.base import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from aiogram.types import Update as AiogramUpdate
from pydantic import BaseModel, TypeAdapter, ValidationError
from telegram import Update as PtbUpdate

from .decode import Upload
from .errors import JSON, Params, StandInError, ViolationError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAGS = ("type", "source", "status")
_UNION = (Union, types.UnionType)
_Model = TypeVar("_Model", bound=BaseModel)


@cache
def methods() -> dict[str, type[TelegramMethod[Any]]]:
    """Every method aiogram knows, by its lower-case name: Telegram ignores the case."""
    known = [getattr(aiogram.methods, name) for name in aiogram.methods.__all__]
    return {
        model.__api_method__.lower(): model
        for model in known
        if model is not TelegramMethod
        and hasattr(model, "__api_method__")
        and isinstance(getattr(model, "__api_method__", None), str)
    }


def is_text(model: type[TelegramMethod[Any]], name: str) -> bool:
    """Whether a parameter is text (or a file), so that ``"5"`` stays ``"5"`` in a form."""
    field = model.model_fields.get(name)
    if field is None:
        return True
    leaves = set(_flat(field.annotation))
    return leaves <= {str, InputFile, Default, type(None)}


def check_request(model: type[TelegramMethod[Any]], params: Params) -> None:
    """Refuse parameters that are missing, unknown, outdated or of the wrong type."""
    name = model.__api_method__
    for key in params:
        field = model.model_fields.get(key)
        extra = field.json_schema_extra if field else None
        if isinstance(extra, dict) and extra.get("deprecated"):
            raise ViolationError(f"{name}: parameter {key!r} is no longer in the Bot API")
    plain = {key: _files(value) for key, value in params.items()}
    for key in ("results", "result"):
        field = model.model_fields.get(key)
        if field is None or key not in plain:
            continue
        given = plain[key]
        items: list[object] = given if isinstance(given, list) else [given]
        for index, item in enumerate(items):
            _check_branch(field.annotation, item, f"{name}.{key}[{index}]")
        if isinstance(given, list):
            plain[key] = []
    _validated(model, plain, name)
    for path in _unknown(model, params, name):
        raise ViolationError(f"unknown parameter {path}")


def check_update(update: JSON) -> None:
    """Make sure that an update is what both libraries would call an update."""
    kind = next(key for key in update if key != "update_id")
    parsed = PtbUpdate.de_json(dict(update), None)
    if getattr(parsed, kind, None) is None:
        raise StandInError(f"python-telegram-bot does not see the {kind} in {update}")
    try:
        AiogramUpdate.model_validate(update)
    except ValidationError as error:
        raise StandInError(f"no update to aiogram: {error}") from error
    for path in _unknown(AiogramUpdate, update, "Update"):
        raise StandInError(f"unknown field {path} in an update")


def check_result(model: type[TelegramMethod[Any]], result: object) -> None:
    """Make sure that an answer has the shape the caller was promised."""
    try:
        _returning(model).validate_python(result)
    except ValidationError as error:
        raise StandInError(f"{model.__api_method__} answers wrongly: {error}") from error


@cache
def _returning(model: type[TelegramMethod[Any]]) -> TypeAdapter[Any]:
    return TypeAdapter(model.__returning__)


def _files(value: object) -> object:
    if isinstance(value, Upload):
        return BufferedInputFile(value.content, value.filename)
    return value


def _validated(model: type[_Model], data: object, path: str) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)
        told = "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}" for item in first[:3]
        )
        raise ViolationError(f"{path}: {told}") from error


def _check_branch(annotation: object, data: object, path: str) -> None:
    models = [leaf for leaf in _leaves(annotation) if _is_model(leaf)]
    branch = _branch(models, data)
    if branch is None:
        raise ViolationError(f"{path}: no such type: {data!r:.80}")
    _validated(branch, data, path)


def _leaves(annotation: object) -> Iterator[Any]:
    """The types an annotation is made of, with lists and unions opened."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin in _UNION or origin is list:
        for part in get_args(annotation):
            yield from _leaves(part)
    else:
        yield annotation


def _is_model(leaf: object) -> bool:
    return isinstance(leaf, type) and issubclass(leaf, BaseModel)


def _names(model: type[BaseModel]) -> dict[str, Any]:
    """The fields by the name they have on the wire (``from``, not ``from_user``)."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _branch(models: list[type[BaseModel]], data: object) -> type[BaseModel] | None:
    """The member of a union which ``data`` was meant to be."""
    if not isinstance(data, dict):
        return None
    best: tuple[int, int] | None = None
    chosen: type[BaseModel] | None = None
    for model in models:
        if not model.__pydantic_complete__:
            model.model_rebuild()
        fields = _names(model)
        if not all(_tag_fits(fields[tag], data.get(tag)) for tag in _TAGS if tag in fields):
            continue
        missing = sum(field.is_required() and key not in data for key, field in fields.items())
        strange = sum(key not in fields for key in data)
        if best is None or (missing, strange) < best:
            best, chosen = (missing, strange), model
    return chosen


def _tag_fits(field: Any, value: object) -> bool:
    if get_origin(field.annotation) is not Literal:
        return True
    return value in get_args(field.annotation) or value is None


def _unknown(annotation: object, data: object, path: str) -> Iterator[str]:
    """The paths of all fields in ``data`` that its type does not have."""
    origin = get_origin(annotation)
    if isinstance(data, list):
        lists = [part for part in _flat(annotation) if get_origin(part) is list]
        for index, item in enumerate(data):
            for inner in lists[:1]:
                yield from _unknown(get_args(inner)[0], item, f"{path}[{index}]")
    elif isinstance(data, dict):
        models = [leaf for leaf in _flat(annotation) if _is_model(leaf)] if origin else [annotation]
        model = _branch([leaf for leaf in models if _is_model(leaf)], data)  # type: ignore[misc]
        if model is None:
            return
        fields = _names(model)
        for key, value in data.items():
            if key not in fields:
                yield f"{path}.{key}"
            else:
                yield from _unknown(fields[key].annotation, value, f"{path}.{key}")


def _flat(annotation: object) -> Iterator[Any]:
    """The members of a union, with lists left closed."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _flat(get_args(annotation)[0])
    elif origin in _UNION:
        for part in get_args(annotation):
            yield from _flat(part)
    else:
        yield annotation
