"""The command itself: where it listens, and the browser it opens."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings
    from tests.channels.preview.conftest import Serving


def test_it_listens_on_this_computer_only(serving: Serving, small: Settings) -> None:
    with serving(small) as address:
        assert httpx.get(address).status_code == 200
        port = int(address.rsplit(":", 1)[1].strip("/"))
        with socket.socket() as other:
            assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_taken_port_is_one_message_and_no_traceback(root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", "preview", "--port", port, "--no-open"],
            cwd=root,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"Port {port} cannot be used")
    assert b"--port 0" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_browser_is_opened_where_there_is_a_desktop(
    root: Path, small: Settings, tmp_path: Path
) -> None:
    opened = tmp_path / "opened"
    program = tmp_path / "browser"
    program.write_text(
        f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n', encoding="utf-8"
    )
    program.chmod(0o755)
    environment = {
        **os.environ,
        "BROWSER": str(program),
        "DISPLAY": ":99",
        "CACHE_DIR": str(small.cache_dir),
        "KNOWLEDGE_DIR": str(small.knowledge_dir),
        "DATA_DIR": str(small.data_dir),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "preview", "--port", "0"],
        env=environment,
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            deadline = time.monotonic() + 60
            while not opened.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\n", opened.read_text(encoding="utf-8"))
        finally:
            process.send_signal(signal.SIGINT)
