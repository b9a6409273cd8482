"""The preview as its users run it, and a browser to look at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.async_api import Browser

    from bot.settings import Settings

    Serving = Callable[[Settings], AbstractContextManager[str]]

CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=30_000)  # milliseconds; a busy computer is no fault of the page


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium without a window. CI_NEEDS_BROWSER=1 makes its absence a failure."""
    if CHROMIUM is None:
        if os.environ.get("CI_NEEDS_BROWSER") == "1":
            pytest.fail("Chromium is missing: install it, or name it in CHROMIUM")
        pytest.skip("Chromium is not installed")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def serving(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    """Run ``mediation-bot preview`` with some settings; gives its address. Ends it by Ctrl-C."""

    @contextmanager
    def run(settings: Settings) -> Iterator[str]:
        environment = {
            **os.environ,
            "CACHE_DIR": str(settings.cache_dir),
            "KNOWLEDGE_DIR": str(settings.knowledge_dir),
            "DATA_DIR": str(settings.data_dir),
            "LOCALE_DIR": str(settings.locale_dir),
            "PYTHONUNBUFFERED": "1",
        }
        errors = tmp_path_factory.mktemp("preview") / "stderr.txt"
        command = [sys.executable, "-m", "bot", "preview", "--port", "0", "--no-open"]
        with (
            errors.open("wb") as file,
            subprocess.Popen(  # noqa: S603 - our own program
                command, env=environment, cwd=root, stdout=subprocess.PIPE, stderr=file
            ) as process,
        ):
            try:
                assert process.stdout is not None
                address = re.search(rb"http://127\.0\.0\.1:\d+/", process.stdout.readline())
                assert address, errors.read_text(encoding="utf-8")
                yield address[0].decode()
            finally:
                process.send_signal(signal.SIGINT)
                code = process.wait(timeout=60)
        told = errors.read_text(encoding="utf-8")
        assert (code, "Traceback" in told) == (0, False), told

    return run


@pytest.fixture
def small(settings: Settings, knowledge_folder: Path, tmp_path: Path) -> Settings:
    """Files of the test's own, so few that they are learned in a second."""
    shutil.copytree(settings.data_dir, tmp_path / "data")
    return settings.model_copy(
        update={
            "knowledge_dir": knowledge_folder,
            "data_dir": tmp_path / "data",
            "cache_dir": tmp_path / "cache",
        }
    )
