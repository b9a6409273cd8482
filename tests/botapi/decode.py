"""From an HTTP request to parameters, whichever of Telegram's four ways they were sent in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp.multipart import BodyPartReader

from .errors import Params, bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

_ATTACH = "attach://"


@dataclass(frozen=True)
class Upload:
    """A file the bot sent along."""

    filename: str
    content_type: str
    content: bytes


async def read_params(request: web.Request, is_text: Callable[[str], bool]) -> Params:
    """The parameters of a call, with numbers, booleans and objects made real.

    In a form everything is text, so which fields stay text must be known; in a JSON body the
    types are already those the bot meant.
    """
    params: Params = {key: _typed(key, value, is_text) for key, value in request.query.items()}
    if request.method == "GET" or not request.can_read_body:
        return params
    kind = request.content_type
    if kind == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            raise bad_request("can't parse request JSON body") from None
        if not isinstance(body, dict):
            raise bad_request("request JSON body must be an object")
        return params | body
    if kind == "multipart/form-data":
        fields, files = await _multipart(request)
    else:
        fields = {key: str(value) for key, value in (await request.post()).items()}
        files = {}
    params |= {key: _typed(key, value, is_text) for key, value in fields.items()}
    return _with_files(params, files)


def _typed(key: str, value: str, is_text: Callable[[str], bool]) -> object:
    if is_text(key):
        return value
    try:
        decoded: object = json.loads(value)
    except ValueError:
        return value
    return decoded


async def _multipart(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            fields[part.name] = content.decode("utf-8")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, kind, content)
    return fields, files


def _with_files(params: Params, files: dict[str, Upload]) -> Params:
    """Put each file where it is referred to by ``attach://``, or under its own name."""
    used = set()
    for key, value in params.items():
        if isinstance(value, str) and value.startswith(_ATTACH):
            name = value.removeprefix(_ATTACH)
            if name not in files:
                raise bad_request(f"file attached as {value} is not in the request")
            used.add(name)
            params[key] = files[name]
    return params | {name: file for name, file in files.items() if name not in used}
