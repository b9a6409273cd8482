"""Serving the preview on this computer."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import webbrowser
from typing import TYPE_CHECKING

import uvicorn

from bot.channels.preview.application import make_application
from bot.errors import SettingsError
from bot.reloading import live_from_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.reloading import Outcome
    from bot.settings import Settings

_HOST = "127.0.0.1"


async def serve(
    settings: Settings, port: int, *, browser: bool, tell: Callable[[str], None]
) -> None:
    """Serve until the program is interrupted.

    Args:
        settings: Where the files are.
        port: Where to listen; 0 for any that is free.
        browser: Open a browser, where there is one with windows.
        tell: Is told the address.

    Raises:
        SettingsError: the port is taken.
        FileError: something is wrong in a file of ours; the message tells the mend.
    """
    listening = _listen(port)
    live = live_from_files(settings)
    server = uvicorn.Server(
        uvicorn.Config(make_application(live, settings), log_level="warning", lifespan="off")
    )
    address = f"http://{_HOST}:{listening.getsockname()[1]}/"
    tell(address)
    if browser and _has_windows():
        await asyncio.to_thread(webbrowser.open, address)
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(live.watch(_say_nothing))
        await server.serve(sockets=[listening])
        watching.cancel()


async def _say_nothing(_outcome: Outcome) -> None:
    """The page asks for itself how it stands."""


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"Port {port} cannot be used: {error.strerror}. "
            "Choose another with --port, or --port 0 for any that is free."
        ) from error
    listening.listen()
    return listening


def _has_windows() -> bool:
    """Without a desktop, the browser found would be one that takes over the terminal."""
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
