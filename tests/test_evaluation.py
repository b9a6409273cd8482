"""How well questions are understood, held just under today's figures so that nobody loses them
unseen, and the measuring itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot import evaluation
from bot.cli import cli
from bot.errors import DataFileError
from bot.evaluation import Outcome, Report, evaluate, interval, read_questions

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.settings import Settings

HERE = Path(__file__).parent
OWN = HERE / "evaluation"
#: The development questions stand beside the project; without them those cases are skipped.
SHARED = HERE.parents[1] / "shared" / "eval"


def share(report: Report, field: str) -> float:
    values = [v for o in report.outcomes if (v := getattr(o, field)) is not None]
    return sum(values) / len(values)


def measured(assistant: Assistant, path: Path) -> Report:
    return evaluate(assistant, read_questions(path, assistant.gazetteer.by_name()))


@pytest.mark.parametrize(
    ("name", "field", "floor"),
    [
        ("nl_faq", "top1", 0.94), ("fr_faq", "top1", 0.92),
        ("nl_faq", "top3", 0.98), ("fr_faq", "top3", 0.97),
        ("nl_out_of_scope", "right", 0.96), ("fr_out_of_scope", "right", 0.93),
        ("nl_safety", "right", 0.93), ("fr_safety", "right", 0.86),
        ("nl_service", "right", 0.96), ("fr_service", "right", 0.90),
        ("nl_mixed", "right", 0.90), ("fr_mixed", "right", 0.90),
        ("nl_smalltalk", "right", 0.92), ("fr_smalltalk", "right", 0.95),
    ],
)  # fmt: skip
def test_our_own_questions(assistant: Assistant, name: str, field: str, floor: float) -> None:
    assert share(measured(assistant, OWN / f"{name}.jsonl"), field) >= floor


@pytest.mark.skipif(not SHARED.is_dir(), reason="no development questions beside the project")
@pytest.mark.parametrize(
    ("name", "field", "floor"),
    [
        ("faq", "top1", 0.95), ("faq", "top3", 0.98), ("mixed", "right", 0.90),
        ("out_of_scope", "right", 0.95), ("safety", "right", 0.95), ("service", "right", 0.95),
        ("smalltalk", "right", 0.95),
    ],
)  # fmt: skip
def test_the_development_questions(
    assistant: Assistant, name: str, field: str, floor: float
) -> None:
    assert share(measured(assistant, SHARED / f"{name}.jsonl"), field) >= floor


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"lang": "nl", "text": "prijs?", "topic": "cost"}\n{"text": 1}\n', "utf-8")
    with pytest.raises(DataFileError, match=r"questions\.jsonl:2"):
        read_questions(path, {})


def test_each_kind_of_label_is_judged_by_its_own_measure(
    assistant: Assistant, tmp_path: Path
) -> None:
    rows = [
        ({"topic": "cost", "also_ok": []}, "wat kost bemiddeling?", True),
        ({"topic": "noise", "also_ok": []}, "wat kost bemiddeling?", False),
        ({"topic": None}, "wat kost bemiddeling?", True),
        ({"topic": None}, "help hij steekt met een mes", False),
        ({"kind": "trivia"}, "wat kost bemiddeling?", False),
        ({"kind": "trivia"}, "xqzt vrrb", True),
        ({"kind": "greeting"}, "goeiemorgen", True),
        ({"municipality": "Gent"}, "burenbemiddeling Gent", True),
        ({"municipality": "Brugge"}, "burenbemiddeling Gent", False),
        ({"municipality": "Halle", "also_ok_municipalities": ["Zoersel"]}, "Halle", True),
    ]
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"lang": "nl", "text": text, **label}) for label, text, _ in rows]
    path.write_text("\n".join(lines), "utf-8")
    outcomes = measured(assistant, path).outcomes
    assert [o.right for o in outcomes] == [right for _, _, right in rows]
    assert "nearest:" in "\n".join(outcomes[1].reasons)


def test_what_changed_since_an_earlier_run_is_told(tmp_path: Path) -> None:
    def outcome(text: str, *, right: bool) -> Outcome:
        return Outcome(text, "nl", "plain", "cost", "cost" if right else "noise", right)

    old = Report("1", [outcome("a", right=True), outcome("b", right=False)])
    new = Report("2", [outcome("a", right=False), outcome("b", right=True)])
    told = evaluation.compare(new, old.to_json(), tmp_path)
    assert told[0] == "Better: 1"
    assert "b: noise -> cost" in told[1]
    assert told[2] == "Worse: 1"
    with pytest.raises(DataFileError):
        evaluation.compare(new, "[]", tmp_path)


def test_intervals_hold_the_share_and_shrink_with_more_questions() -> None:
    low, high = interval(9, 10)
    assert low < 0.9 < high
    lower, higher = interval(900, 1000)
    assert low < lower < 0.9 < higher < high
    assert interval(0, 0) == (0.0, 1.0)


def test_the_command_prints_figures_and_misses(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli._assistant", lambda _settings: assistant)
    path = tmp_path / "few.jsonl"
    path.write_text(
        '{"lang": "nl", "text": "wat kost bemiddeling?", "topic": "noise", "style": "plain"}\n',
        "utf-8",
    )
    kept = tmp_path / "run.json"
    done = CliRunner().invoke(cli, ["evaluate", str(path), "--json", str(kept)])
    assert done.exit_code == 0, done.output
    assert "top-1" in done.output
    assert "noise -> cost" in done.output
    assert json.loads(kept.read_text("utf-8"))["outcomes"][0]["right"] is False


def test_a_run_over_several_files_is_kept_whole(
    root: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--json holds the questions of every file, for a baseline over all of them."""
    monkeypatch.setenv("CACHE_DIR", str(settings.cache_dir))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    files = [
        str(root / "tests" / "evaluation" / f"{code}_smalltalk.jsonl") for code in ("nl", "fr")
    ]
    kept = tmp_path / "run.json"
    told = CliRunner().invoke(cli, ["evaluate", *files, "--no-misses", "--json", str(kept)])
    assert told.exit_code == 0, told.output
    languages = {o["language"] for o in json.loads(kept.read_text(encoding="utf-8"))["outcomes"]}
    assert languages == {"nl", "fr"}
    again = CliRunner().invoke(cli, ["evaluate", *files, "--no-misses", "--baseline", str(kept)])
    assert again.output.count("Better: 0") == len(files)
