"""Asking from a script: JSON Lines in and out, and the commands around it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from bot import __version__
from bot.channels import script
from bot.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.settings import Settings

FIELDS = {
    "kind", "lang", "topic", "topics", "confidence", "places", "service_type", "services",
    "referral", "text",
}  # fmt: skip


def lines(assistant: Assistant, *asked: str) -> tuple[bool, list[dict[str, Any]]]:
    out = io.StringIO()
    fine = script.answer_lines(assistant, [f"{line}\n" for line in asked], out)
    return fine, [json.loads(line) for line in out.getvalue().splitlines()]


def text(message: str, **more: str) -> str:
    return json.dumps({"text": message, **more}, ensure_ascii=False)


def test_each_line_gets_one_answer_in_order(assistant: Assistant) -> None:
    fine, answers = lines(
        assistant, text("Gent"), text("wat kost bemiddeling?"), text("combien coûte la médiation ?")
    )
    assert fine
    assert [a["kind"] for a in answers] == ["services", "faq", "faq"]
    assert [a["lang"] for a in answers] == ["nl", "nl", "fr"]
    assert answers[0]["places"] == ["44021"]


@pytest.mark.parametrize(
    "message", ["Gent", "wat kost bemiddeling?", "", "xyzzy", "mijn man slaat mij"]
)
def test_every_answer_has_all_fields(assistant: Assistant, message: str) -> None:
    answer = lines(assistant, text(message))[1][0]
    assert set(answer) >= FIELDS
    assert answer["text"]
    assert 0.0 <= answer["confidence"] <= 1.0
    for name in ("topics", "places", "services"):
        assert isinstance(answer[name], list)


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[]",
        '"text"',
        "null",
        "{}",
        '{"text": 1}',
        '{"text": null}',
        '{"text": "x", "lang": "tlh"}',
        '{"text": "x", "lang": 1}',
        '{"text": "x"',
        '{"text": "x", "lang": ["nl"]}',
        '{"text": "x", "lang": {}}',
        "[" * 100_000,
    ],
)
def test_a_malformed_line_is_told_with_its_number_and_the_rest_goes_on(
    assistant: Assistant, bad: str
) -> None:
    fine, answers = lines(assistant, text("Gent"), "", bad, text("Namur"))
    assert not fine
    assert [a.get("kind") for a in answers] == ["services", None, "services"]
    assert answers[1]["line"] == 3
    assert answers[1]["error"]


def test_empty_lines_are_passed_over(assistant: Assistant) -> None:
    assert lines(assistant, "", "  ", text("Gent"))[1][0]["places"] == ["44021"]
    assert lines(assistant) == (True, [])


def test_the_language_of_a_line_is_used_for_what_shows_none(assistant: Assistant) -> None:
    _, answers = lines(assistant, text("9000", lang="fr"), text("9000", lang="nl"))
    assert [a["lang"] for a in answers] == ["fr", "nl"]


def test_each_line_is_a_conversation_of_its_own(assistant: Assistant) -> None:
    _, answers = lines(assistant, text("ik zoek een bemiddelaar"), text("wat kost bemiddeling?"))
    assert [a["kind"] for a in answers] == ["choose_place", "faq"]
    _, answers = lines(assistant, text("Bonjour"), text("9000"), text("9000", lang="nl"))
    again = lines(assistant, text("9000"))[1][0]
    assert answers[1] == again


def test_odd_characters_survive(assistant: Assistant) -> None:
    lone = '{"text": "\\ud800 Gent"}'
    fine, answers = lines(assistant, text("🙂 é\u2028 Gent"), lone)
    assert fine
    assert [a["kind"] for a in answers] == ["services", "services"]


# -- the commands ----------------------------------------------------------------------------------


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(cli, ["--help"]).output
    assert all(name in shown for name in cli.commands)
    assert {"ask", "chat", "run"} <= set(cli.commands)


def test_the_version_is_that_of_the_package() -> None:
    assert __version__ in CliRunner().invoke(cli, ["--version"]).output


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "--jsonl", "question"], ["nonsense"]])
def test_a_wrong_use_is_exit_code_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli, arguments).exit_code == 2


@pytest.fixture
def program(settings: Settings, assistant: Assistant, root: Path) -> Callable[..., Any]:
    """Run the program itself, with the session's cache and a database of its own."""
    del assistant  # the cache is warm by now

    def run(*arguments: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        environment = {
            **os.environ,
            "CACHE_DIR": str(settings.cache_dir),
            "DATABASE_URL": settings.database,
            "KNOWLEDGE_DIR": str(settings.knowledge_dir),
            "DATA_DIR": str(settings.data_dir),
            "LOCALE_DIR": str(settings.locale_dir),
            "TELEGRAM_BOT_TOKEN": "",
            "PYTHONIOENCODING": "utf-8",
            **more,
        }
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", *arguments],
            input=stdin,
            env=environment,
            cwd=root,
            capture_output=True,
            timeout=120,
            check=False,
        )

    return run


def test_the_program_answers_lines_and_exits_with_1_when_one_was_malformed(
    program: Callable[..., Any],
) -> None:
    done = program(
        "ask", "--jsonl", stdin=f"{text('Liège')}\nnot json\n".encode() + b'{"text": "\xff"}\n'
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert answers[0]["places"] == ["62063"]
    assert answers[1]["line"] == 2
    assert set(answers[2]) >= FIELDS
    assert done.returncode == 1


def test_the_program_answers_one_question_in_plain_text(program: Callable[..., Any]) -> None:
    done = program("ask", "wat kost bemiddeling?", "--lang", "nl")
    assert done.returncode == 0
    assert done.stderr == b""
    assert len(done.stdout.decode().split()) > 20


def test_a_fault_in_the_files_is_one_message_and_no_traceback(
    program: Callable[..., Any], tmp_path: Path
) -> None:
    done = program("ask", "Gent", KNOWLEDGE_DIR=str(tmp_path))
    assert done.returncode == 1
    assert b"Mend:" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_wrong_setting_is_one_message_and_no_traceback(program: Callable[..., Any]) -> None:
    done = program("ask", "Gent", LOG_LEVEL="LOUD")
    assert done.returncode == 1
    assert b"LOG_LEVEL" in done.stderr
    assert b"Traceback" not in done.stderr
