"""Make the pictures of the documentation from the real program.

``make pictures`` runs this. It needs what ``make dev`` installs, and Chromium (CHROMIUM names
another program than /usr/bin/chromium).
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import shutil
import subprocess
import sys
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

from bot.app import open_app
from bot.assembly import assemble_from_files
from bot.assistant import Message
from bot.channels.terminal import Terminal
from bot.cli import cli
from bot.conversations.state import Conversation
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_COLUMNS = 100
_POSTER_PIXELS = 600
_ASKED = "de hond van hiernaast blaft heel de nacht, ik woon in Ledeberg"
_ASKED_IN_FRENCH = "mon voisin fait du bruit toute la nuit, j'habite à Namur"
_NOT_UNDERSTOOD = (
    ("nl", "krijg ik daar een attest van voor mijn werk"),
    ("nl", "krijg ik een attest voor mijn werk"),
    ("fr", "le robot tondeuse du voisin roule le dimanche"),
)
_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


def main() -> None:
    """Make all pictures anew."""
    _terminal("chat", "make chat", _chat(_ASKED))
    with _folders():
        _fault(Path("knowledge/faq_nl.yaml"), "u meestal gratis", "u meestal **gratis**")
        _fault(Path("knowledge/faq_nl.yaml"), "answer: |", "anwser: |")
        _fault(Path("data/services.csv"), ",+32 9 266 82 17,", ",09 266 82,")
        _terminal("check", "mediation-bot check --quick", _run("check", "--quick"))
    with _folders():
        asyncio.run(_ask(_NOT_UNDERSTOOD))
        keys = ["n", "attendance-note", "", "1", "", "y"]
        _terminal("review", "mediation-bot review", _run("review", keys=keys))
    _poster()
    _preview()


@contextmanager
def _folders() -> Iterator[None]:
    """The folders of the repository, copied to where they may be changed; a database of its own."""
    with TemporaryDirectory() as place, chdir(place):
        for name in ("knowledge", "data"):
            shutil.copytree(_ROOT / name, name)
        own = {
            "KNOWLEDGE_DIR": "knowledge",
            "DATA_DIR": "data",
            "DATABASE_URL": "sqlite+aiosqlite:///questions.sqlite3",
        }
        with patch.dict(os.environ, own):
            yield


def _fault(path: Path, right: str, wrong: str) -> None:
    text = path.read_text(encoding="utf-8")
    if right not in text:
        raise SystemExit(f"{path} does not hold {right!r} any more: choose another fault")
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")


def _chat(*lines: str) -> str:
    """What the terminal shows when lines are typed into it."""
    written = io.StringIO()
    console = Console(file=written, width=_COLUMNS, force_terminal=True, color_system="truecolor")
    assistant = assemble_from_files(load_settings())
    terminal = Terminal(assistant, "nl", console)
    for line in lines:
        console.print(f"[bold cyan]{assistant.compose.texts('nl')('terminal-you')} ›[/] {line}")
        terminal.say(line)
    return written.getvalue()


def _run(*arguments: str, keys: Sequence[str] = ()) -> str:
    """What a command writes, what is typed included."""
    ran = CliRunner().invoke(cli, arguments, input="".join(f"{key}\n" for key in keys))
    return ran.stdout


async def _ask(questions: Sequence[tuple[str, str]]) -> None:
    """Questions as citizens ask them; those without an answer are kept."""
    async with open_app(load_settings()) as app:
        for language, text in questions:
            reply = app.assistant.answer(Message(text), Conversation(language=language))
            await app.questions.note(text, reply)


def _terminal(name: str, command: str, output: str) -> None:
    """A terminal as SVG, with nothing in it that must be fetched."""
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(output.rstrip()), end="\n\n")
    picture = console.export_svg(title=command, unique_id=name)
    picture = re.sub(r"@font-face \{.*?\}|<!--.*?-->", "", picture, flags=re.DOTALL)
    picture = picture.replace("Fira Code, monospace", _FONT)
    lines = (line.strip() for line in picture.splitlines())
    (_HERE / f"{name}.svg").write_text("\n".join(filter(None, lines)) + "\n", encoding="utf-8")


def _poster() -> None:
    with TemporaryDirectory() as folder:
        ran = _run("poster", "--municipality", "Gent", "--username", "ExampleBot", "--out", folder)
        [made] = [line for line in ran.splitlines() if line.endswith(".png")]
        with Image.open(made) as page:
            height = page.height * _POSTER_PIXELS // page.width
            size = (_POSTER_PIXELS, height)
            _save(page.convert("RGB").resize(size, Image.Resampling.LANCZOS), "poster")


def _preview() -> None:
    command = [sys.executable, "-m", "bot", "preview", "--port", "0", "--no-open"]
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving,  # noqa: S603
        sync_playwright() as playwright,
    ):
        assert serving.stdout is not None  # noqa: S101 - it is a pipe
        address = serving.stdout.readline().split()[1]
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.goto(f"{address}?language=fr")
        page.locator("#field").fill(_ASKED_IN_FRENCH)
        page.keyboard.press("Enter")
        page.wait_for_timeout(1500)
        with Image.open(io.BytesIO(page.screenshot())) as picture:
            _save(picture, "preview")
        browser.close()
        serving.terminate()


def _save(picture: Image.Image, name: str) -> None:
    """As a PNG of 64 colours, which is small and looks the same."""
    few = picture.convert("RGB").quantize(64)
    few.save(_HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
