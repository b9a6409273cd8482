"""The page and what it asks for. Keeps nothing: the page itself sends along where the chat stands.

The page answers on this computer only. A page of somebody else that is open in the same browser
cannot use it: the Host header must be ours (against DNS rebinding), and what is sent must be JSON,
which a browser lets no foreign page send here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.assistant import Message
from bot.channels.commands import obey
from bot.channels.preview.analysis import Analyst
from bot.channels.preview.files import Files
from bot.channels.preview.rendering import environment, render
from bot.conversations.state import Conversation
from bot.directory.records import SERVICE_TYPES
from bot.errors import FileError
from bot.faq.files import read_text

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.types import Message as Event

    from bot.reloading import Live
    from bot.reply import Reply
    from bot.settings import Settings
    from bot.understanding.message import Reading

_HERE = Path(__file__).parent
_HOSTS = ["127.0.0.1", "localhost"]
_LONGEST_TEXT = 4096
"""Letters in a message, as on Telegram."""
_MOST_BYTES = 64_000
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class _Sent(BaseModel):
    """What the page sends with everything: its language, and where the chat stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: str
    language: str | None = None
    pending: str | None = None

    @field_validator("pending")
    @classmethod
    def _is_a_type(cls, value: str | None) -> str | None:
        if value and value not in SERVICE_TYPES:
            raise ValueError("pending must be a service type, empty or null")
        return value


_SentT = TypeVar("_SentT", bound=_Sent)


class _Typed(_Sent):
    text: Annotated[str, Field(max_length=_LONGEST_TEXT)]


class _Pressed(_Sent):
    code: str
    label: str = ""
    """The words on the button, to be repeated beside the reasons."""


def make_application(live: Live, settings: Settings) -> Starlette:
    """The preview of one assistant."""
    preview = _Preview(live, Files(settings))
    return Starlette(
        routes=[
            Route("/", preview.page),
            Route("/message", preview.message, methods=["POST"]),
            Route("/press", preview.press, methods=["POST"]),
            Route("/version", preview.version),
            Route("/file", preview.file),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        middleware=[
            Middleware(_Headers),
            Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS, www_redirect=False),
        ],
    )


class _Preview:
    """The answers to the page's requests."""

    def __init__(self, live: Live, files: Files) -> None:
        self._live = live
        self._files = files
        self._templates = environment()

    async def page(self, request: Request) -> HTMLResponse:
        """The page, in one of the assistant's languages, with its greeting."""
        language = self._language(request.query_params.get("language"))
        compose = self._live.assistant.compose
        return self._html(
            "page.html",
            language,
            languages={code: compose.texts(code)("language-name") for code in compose.languages},
            greeting=render(compose.greet(language)),
            longest=_LONGEST_TEXT,
        )

    async def message(self, request: Request) -> JSONResponse:
        """A typed message."""
        sent = await _read(request, _Typed)
        language = self._language(sent.page)
        assistant = self._live.assistant
        conversation = Conversation(sent.language, sent.pending)
        text = sent.text.strip()
        if text.startswith("/"):
            speaking = assistant.language_for(conversation, language)
            reply = obey(assistant, text, conversation, speaking) or assistant.compose.say(
                "unknown-command", speaking
            )
            return self._answer(sent, text, conversation, reply, None)
        message = Message(text, client_language=language)
        reading = assistant.read(message, conversation)
        reply = assistant.answer(message, conversation)
        return self._answer(sent, text, conversation, reply, reading)

    async def press(self, request: Request) -> JSONResponse:
        """A button."""
        sent = await _read(request, _Pressed)
        assistant = self._live.assistant
        conversation = Conversation(sent.language, sent.pending)
        speaking = assistant.language_for(conversation, self._language(sent.page))
        action = assistant.decode(sent.code)
        if action is None:
            reply = assistant.compose.say("old-button", speaking)
        else:
            if not action.language:
                conversation.language = speaking
            reply = assistant.act(action, conversation)
        return self._answer(sent, sent.label, conversation, reply, None)

    async def version(self, request: Request) -> JSONResponse:
        """Which files the answers come from, and how it stands with newer ones."""
        live = self._live
        faults = list(live.error.every()) if live.error else []
        return JSONResponse(
            {
                "version": f"{live.version}-{live.loads}",
                "status": self._render(
                    "status.html",
                    self._language(request.query_params.get("language")),
                    live=live,
                    faults=[(f, self._files.source(f.path, f.line)) for f in faults],
                ),
            }
        )

    async def file(self, request: Request) -> HTMLResponse:
        """A file that admins edit, with line numbers, to look at only."""
        name = request.query_params.get("name", "")
        path = self._files.find(name)
        if path is None:
            raise HTTPException(404, "There is no such file.")
        try:
            lines = read_text(path).splitlines()
        except FileError as error:
            raise HTTPException(404, str(error)) from error
        language = self._language(request.query_params.get("language"))
        return self._html("file.html", language, name=name, lines=lines)

    # -- parts ------------------------------------------------------------------------------

    def _answer(
        self,
        sent: _Sent,
        said: str,
        conversation: Conversation,
        reply: Reply,
        reading: Reading | None,
    ) -> JSONResponse:
        language = self._language(sent.page)
        analyst = Analyst(self._live.assistant, self._files)
        analysis = analyst.analyse(said, reply, reading, chat=sent.language, page=language)
        return JSONResponse(
            {
                "reply": render(reply),
                "reply_language": reply.language,
                "analysis": self._render("analysis.html", language, analysis=analysis),
                "language": conversation.language,
                "pending": conversation.pending,
            }
        )

    def _language(self, wanted: str | None) -> str:
        languages = self._live.assistant.languages
        return wanted if wanted in languages else languages[0]

    def _html(self, template: str, language: str, **values: object) -> HTMLResponse:
        return HTMLResponse(self._render(template, language, **values))

    def _render(self, template: str, language: str, **values: object) -> str:
        texts = self._live.assistant.compose.texts(language)
        return self._templates.get_template(template).render(
            texts=texts, language=language, **values
        )


async def _read(request: Request, model: type[_SentT]) -> _SentT:
    """What the page sent.

    Raises:
        HTTPException: it is not what our page sends.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415, "Send application/json.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, "This is too long.")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise HTTPException(400, str(error.errors(include_input=False)[0]["msg"])) from error


class _Headers:
    """Puts our headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def send_with_headers(event: Event) -> None:
            if event["type"] == "http.response.start":
                event["headers"] = [
                    *event["headers"],
                    *((name.lower().encode(), value.encode()) for name, value in _HEADERS.items()),
                ]
            await send(event)

        await self._app(scope, receive, send_with_headers)
