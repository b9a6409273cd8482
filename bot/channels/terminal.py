"""The same assistant in a terminal: choices are numbered, links are shown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.assistant import Message
from bot.channels.commands import obey
from bot.conversations.state import Conversation
from bot.reply import Bullets, Card, Links, Paragraph

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.reply import Block, Choice, Reply

_WIDTH = 88


class Terminal:
    """A conversation in a terminal, or in a pipe.

    Args:
        assistant: Who answers.
        language: The language to begin in.
        console: Where to write.
    """

    def __init__(self, assistant: Assistant, language: str, console: Console | None = None) -> None:
        self._assistant = assistant
        self._conversation = Conversation(language=language)
        self._console = console or Console(width=None if sys.stdout.isatty() else _WIDTH)
        self._choices: tuple[Choice, ...] = ()

    @property
    def _language(self) -> str:
        return self._assistant.language_for(self._conversation, None)

    def run(self) -> None:
        """Talk until the person leaves."""
        texts = self._assistant.compose.texts(self._language)
        self._show(self._assistant.compose.greet(self._language))
        self._console.print(f"[dim]{escape(texts('terminal-welcome'))}[/dim]\n")
        while True:
            try:
                prompt = self._assistant.compose.texts(self._language)("terminal-you")
                line = self._console.input(f"[bold cyan]{escape(prompt)} ›[/bold cyan] ")
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                self._console.print(self._assistant.compose.texts(self._language)("terminal-bye"))
                return
            if not sys.stdin.isatty():
                self._console.print(Text(line))
            if line.strip():
                self.say(line)

    def say(self, line: str) -> None:
        """One line of the person: a question, a number or a command."""
        line = line.strip()
        if line.startswith("/"):
            self._command(line)
        elif line.isdigit() and self._choices and int(line) <= max(len(self._choices), 99):
            number = int(line)
            if not 1 <= number <= len(self._choices):
                self._tell("terminal-no-choice")
                return
            self._show(self._assistant.act(self._choices[number - 1].action, self._conversation))
        else:
            self._show(self._assistant.answer(Message(text=line), self._conversation))

    def _command(self, line: str) -> None:
        name, _, argument = line[1:].partition(" ")
        asked = argument.strip().lower()
        if name == "language" and asked and asked not in self._assistant.languages:
            known = ", ".join(self._assistant.languages)
            self._tell("terminal-unknown-language", languages=known)
        elif reply := obey(self._assistant, line, self._conversation, self._language):
            self._show(reply)
        else:
            self._tell("unknown-command")

    def _tell(self, key: str, **values: str) -> None:
        self._console.print(Text(self._assistant.compose.texts(self._language)(key, **values)))

    def _show(self, reply: Reply) -> None:
        self._choices = reply.choices
        self._console.print()
        for block in reply.blocks:
            self._show_block(block)
        for number, choice in enumerate(reply.choices, start=1):
            self._console.print(f"  [bold]{number}[/bold]  {escape(choice.label)}", highlight=False)
        self._console.print()

    def _show_block(self, block: Block) -> None:
        match block:
            case Paragraph(text, strong):
                self._console.print(
                    Text(text, style="bold" if strong else ""), end="\n\n", highlight=False
                )
            case Bullets(items):
                for item in items:
                    self._console.print(Padding(Text(f"• {item}"), (0, 0, 0, 2)))
                self._console.print()
            case Links(items):
                for link in items:
                    self._console.print(Text(f"→ {link.label}"))
                    self._console.print(Text(f"  {link.url}", style="blue"), soft_wrap=True)
                self._console.print()
            case Card():
                self._console.print(_panel(block))


def _panel(card: Card) -> Panel:
    body = Text(card.intro)
    for row in card.rows:
        body.append(f"\n{row.label} ", style="bold")
        body.append(row.url or row.value)
    for note in card.notes:
        body.append(f"\n{note}", style="italic")
    return Panel(body, title=Text(card.title), title_align="left", border_style="green")
