"""The HTTP side: tokens, parameters, faults, answers, and a record of every call."""

from __future__ import annotations

import asyncio
import inspect
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import (
    methods_chats,
    methods_edit,
    methods_profile,
    methods_queries,
    methods_send,
    schema,
    spec,
)
from .decode import read_params
from .errors import JSON, ApiError, Params, ViolationError, bad_request
from .faults import Fault, Faults
from .registry import HANDLERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .world import World

__all__ = ["TOKEN_SHAPE", "Call", "Server"]

_LOADED = (methods_chats, methods_edit, methods_profile, methods_queries, methods_send)
TOKEN_SHAPE = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_PAGE = "<html>\r\n<head><title>{0} {1}</title></head>\r\n<body>{0} {1}</body>\r\n</html>\r\n"
_BIGGEST_REQUEST = 64 * 1024 * 1024
_STILL_ALLOWED = {"logout", "close"}


@dataclass
class Call:
    """One request of the bot, and how it ended."""

    method: str
    params: Params
    at: float = field(default_factory=time.time)
    error_code: int | None = None
    description: str = ""
    result: object = None
    fault: Fault | None = None
    done: bool = False

    @property
    def ok(self) -> bool:
        """Whether Telegram would have said so."""
        return self.done and self.error_code is None


class Server:
    """A Bot API on loopback, on whichever port is free."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.faults = Faults()
        self.calls: list[Call] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=_BIGGEST_REQUEST)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/{anything:.*}", self._nothing)
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Let those who wait go home, and close."""
        self.world.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def perform(self, name: str, params: Params) -> object:
        """Carry out one method, once judged to be a call Telegram understands."""
        model = schema.methods().get(name.lower())
        if model is None:
            raise ApiError(404, "Not Found: method not found")
        if self.world.logged_out and name.lower() not in _STILL_ALLOWED:
            raise bad_request(self.world.logged_out)
        schema.check_request(model, params)
        spec.check_request(model.__api_method__, params)
        handler = HANDLERS.get(name.lower())
        if handler is None:
            raise ViolationError(f"the stand-in does not offer {model.__api_method__}")
        result = handler(self.world, params)
        if inspect.isawaitable(result):
            return await result
        schema.check_result(model, result)
        return result

    async def perform_reply(self, body: JSON) -> object:
        """A call that came in the answer to a webhook delivery: nobody hears how it went."""
        params = {key: value for key, value in body.items() if key != "method"}
        call = Call(body["method"], params)
        self.calls.append(call)
        return await self._run(call)

    async def _run(self, call: Call) -> tuple[int, JSON]:
        """The status and body for one call; every refusal is remembered with it."""
        try:
            call.result = await self.perform(call.method, call.params)
            status, body = 200, dict[str, Any](ok=True, result=call.result)
        except ApiError as refusal:
            if isinstance(refusal, ViolationError):
                self.world.violations.append(f"{call.method}: {refusal.description}")
            status, body = refusal.code, refusal.body()
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must hear of it)
            self.world.violations.append(f"{call.method}: the stand-in failed: {error!r}")
            status, body = 500, ApiError(500, "Internal Server Error").body()
        if not body["ok"]:
            call.error_code, call.description = status, body["description"]
        call.done = True
        self.world.pulse.beat()
        return status, body

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        given = request.match_info["token"]
        if given != self.token:
            known = TOKEN_SHAPE.fullmatch(given)
            return _json(*((401, "Unauthorized") if known else (404, "Not Found")))
        name = request.match_info["method"]
        model = schema.methods().get(name.lower())
        call = Call(model.__api_method__ if model else name, {})
        self.calls.append(call)
        try:
            call.params = await read_params(
                request, lambda key: schema.is_text(model, key) if model else True
            )
        except ApiError as refusal:
            call.error_code, call.description, call.done = refusal.code, refusal.description, True
            return web.json_response(refusal.body(), status=refusal.code)
        fault = self.faults.next_for(name)
        if fault is not None:
            call.fault = fault
            failed = await self._fail(request, call, fault)
            if failed is not None:
                return failed
        status, body = await self._run(call)
        return web.json_response(body, status=status)

    async def _fail(
        self, request: web.Request, call: Call, fault: Fault
    ) -> web.StreamResponse | None:
        """The answer a fault gives instead of the true one; None where it only delays that."""
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.kind == "slow":
            return None
        if fault.performed:
            await self._run(call)
        refusal = fault.refusal()
        call.error_code, call.description, call.done = refusal.code, refusal.description, True
        self.world.pulse.beat()
        match fault.kind:
            case "hang":
                await asyncio.Event().wait()
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            case "malformed":
                return web.Response(
                    text='{"ok": true, "result": {"message_id"', content_type="application/json"
                )
            case "html":
                page = _PAGE.format(refusal.code, refusal.description)
                return web.Response(text=page, status=refusal.code, content_type="text/html")
        headers: Mapping[str, str] = {}
        if fault.retry_after is not None:
            headers = {"Retry-After": str(fault.retry_after)}
        return web.json_response(refusal.body(), status=refusal.code, headers=headers)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        upload = self.world.files.get(request.match_info["path"].rpartition("/")[2])
        if request.match_info["token"] != self.token or upload is None:
            return _json(404, "Not Found")
        return web.Response(body=upload.content, content_type="application/octet-stream")

    async def _nothing(self, _request: web.Request) -> web.StreamResponse:
        return _json(404, "Not Found")


def _json(code: int, description: str) -> web.Response:
    return web.json_response(ApiError(code, description).body(), status=code)
