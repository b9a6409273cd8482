"""A real browser for the tests of pages: the fixture ``browser``, headless Chromium.

Its pages live in the session's event loop, so a module that uses it says
``pytestmark = pytest.mark.asyncio(loop_scope="session")``.

CHROMIUM names the program (default /usr/bin/chromium). Where it is missing the tests are skipped,
or fail when CI_NEEDS_BROWSER is 1.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def _chromium() -> str:
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        missing = f"no browser: {path} is missing (CHROMIUM names another)"
        if os.environ.get("CI_NEEDS_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium without a window, started once."""
    path = _chromium()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield started
        await started.close()
