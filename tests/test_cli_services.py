"""``mediation-bot services``, run as an admin runs it, on a real database."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from bot.cli import cli, main
from bot.settings import load_settings
from tests.service_files import OTHER_PHONE, PHONE, row, write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.assistant import Assistant
    from bot.settings import Settings

    Program = Callable[..., "Done"]

ROOT = Path(__file__).parents[1]


class Done(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


COMMANDS = {"import", "export", "check", "coverage", "history"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A database of its own, data of its own: the real places, three services, a charter."""
    data = tmp_path / "data"
    data.mkdir()
    for name in (
        "municipalities.csv", "localities.csv", "towns_abroad.csv", "places.yaml", "links.yaml",
    ):  # fmt: skip
        (data / name).symlink_to(ROOT / "data" / name)
    (data / "charter.csv").write_text(
        "nis,municipality,signed,signed_note,source_url,checked_date\n"
    )
    write_csv(
        data / "services.csv",
        row("antwerp", service_area="11002"),
        row("bruges", service_area="31005"),
        row("ghent", phone=PHONE),
    )
    kept = {k: v for k, v in os.environ.items() if k.lower() not in load_settings().model_dump()}
    return kept | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.sqlite3'}",
        "DATA_DIR": str(data),
        "PYTHONIOENCODING": "utf-8",
    }


@pytest.fixture
def program(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Program:
    """Run the program's entry point in this process: the same, and quicker."""
    for name in environment.keys() ^ os.environ.keys():
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["mediation-bot", "services", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        told = capsys.readouterr()
        return Done(int(stopped.value.code or 0), told.out, told.err)

    return run


def own(folder: Path, *more: dict[str, object]) -> Path:
    return write_xlsx(
        folder / "own.xlsx",
        row("antwerp", service_area=11002), row("bruges", service_area=31005),
        row("ghent", phone=32112233, assured_date="31/01/2026"), *more,
    )  # fmt: skip


def test_help_names_every_command_and_what_it_does() -> None:
    shown = CliRunner().invoke(cli, ["services", "--help"]).output
    assert all(name in shown for name in COMMANDS)
    for name in COMMANDS:
        assert CliRunner().invoke(cli, ["services", name, "--help"]).exit_code == 0


def test_a_dry_run_shows_what_would_change_and_writes_nothing(
    program: Program, tmp_path: Path
) -> None:
    program("coverage")  # the first start fills the database
    path = own(tmp_path, row("new", name_nl="Nieuw"))
    done = program("import", "--dry-run", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Added (1):",
        "  new: Nieuw (no phone)",
        "Changed (1):",
        "  ghent: Bemiddeling ghent",
        f"    phone: {PHONE} -> {OTHER_PHONE}",
        "    assured_date: (empty) -> 2026-01-31",
        "Total: 1 added, 1 changed, 0 removed, 0 back again, 2 unchanged.",
        "This was a dry run: nothing was written.",
    ]
    assert "1 changed" in program("import", "--dry-run", path).stdout


def test_an_import_is_written_and_stands_in_the_history(program: Program, tmp_path: Path) -> None:
    program("coverage")
    done = program("import", own(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    written = "Written. The assistant serves it within a minute, or at once after /reload."
    assert written in done.stdout
    told = program("history", "ghent").stdout.splitlines()
    assert len(told) == 3
    assert told[0].endswith("UTC, services.csv: ghent added")
    assert told[1].endswith(f"UTC, own.xlsx: ghent changed, phone: {PHONE} -> {OTHER_PHONE}")
    assert len(program("history").stdout.splitlines()) == 5
    assert program("history", "nobody").stdout == "Nothing is known of nobody.\n"


def test_faults_are_all_told_and_nothing_is_written(program: Program, tmp_path: Path) -> None:
    program("coverage")
    path = own(tmp_path, row("a", phone="12", status="open"), row("Größe", url="x"))
    done = program("import", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 4
    assert f"{path}:5 (a): row 5, column H (phone): '12' is not" in done.stderr
    assert len(program("history").stdout.splitlines()) == 3


def test_an_import_into_a_blank_database_adds_everything(program: Program, tmp_path: Path) -> None:
    done = program("import", own(tmp_path))
    assert "Total: 3 added, 0 changed" in done.stdout
    assert OTHER_PHONE in done.stdout


def test_removing_many_is_refused_where_nobody_can_be_asked(
    program: Program, tmp_path: Path
) -> None:
    program("coverage")
    path = write_csv(tmp_path / "few.csv", row("ghent", phone=PHONE), row("new"))
    done = program("import", path)
    assert done.returncode == 1
    assert "2 of 3 active services would be removed" in done.stderr
    assert "--yes" in done.stderr
    assert "2 unchanged" not in program("import", "--dry-run", path).stdout
    assert program("import", "--yes", path).returncode == 0
    assert "2 unchanged" in program("import", "--dry-run", path).stdout


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_in_a_terminal_removing_many_is_asked_first(
    program: Program, environment: dict[str, str], tmp_path: Path, answer: str, code: int
) -> None:
    program("coverage")
    path = write_csv(tmp_path / "few.csv", row("ghent", phone=PHONE))
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", "services", "import", str(path)],
        env=environment, cwd=ROOT, stdin=theirs, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert b"Is that right?" in done.stdout
    assert done.returncode == code
    assert (b"Written" in done.stdout) == (code == 0)
    assert ("2 removed" in program("import", "--dry-run", path).stdout) == (code == 1)


def test_exports_are_written_and_the_csv_file_can_be_imported_again(
    program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "services.csv"
    done = program("export", path)
    assert (done.returncode, done.stdout) == (0, f"3 services written to {path}.\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid;name_nl;")
    assert "3 unchanged" in program("import", path).stdout
    assert program("export", tmp_path / "services.json").returncode == 0
    services = json.loads((tmp_path / "services.json").read_text("utf-8"))
    assert len(services) == 3
    assert {"id", "name", "status", "organization"} <= set(services[0])


def test_an_export_that_cannot_be_written_says_so(program: Program, tmp_path: Path) -> None:
    done = program("export", tmp_path / "nowhere" / "services.csv")
    assert done.returncode == 1
    assert "cannot be written: No such file or directory" in done.stderr
    assert program("export", tmp_path / "services.xlsx").returncode == 2


def test_the_check_of_a_file_and_of_the_database_tells_and_counts(
    program: Program, tmp_path: Path
) -> None:
    done = program("check")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "0 errors, 3 warnings in the database."
    assert "database (ghent): warning: column assured_date" in done.stdout
    path = own(tmp_path, row("bad", name_nl="Anders", phone="12"))
    done = program("check", path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == f"1 errors, 2 warnings in {path}."
    assert program("check", tmp_path / "none.csv").returncode == 1


def test_coverage_is_counted_named_and_written(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "coverage.csv"
    done = program("coverage", "--csv", path)
    assert "Flanders (285)" in done.stdout
    assert done.stdout.splitlines()[2].split() == ["neighbour", "3", "282", "0", "19", "0", "261"]
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    assert len(rows) == 566
    named = program("coverage", "--missing", "neighbour").stdout
    assert "Flanders: 282 without" in named
    assert "Gent" not in named.replace("Sint-Genesius", "")
    assert program("coverage", "--missing", "dogs").returncode == 2


def test_a_database_that_cannot_be_used_is_told(
    program: Program, environment: dict[str, str], tmp_path: Path
) -> None:
    program("coverage")
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as database:
        database.execute("DROP TABLE phone")
    done = program("coverage")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database cannot be used: no such table: phone.\n"
    asked = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "Gent"],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (asked.returncode, asked.stdout, asked.stderr) == (1, "", done.stderr)


def test_a_wrong_sheet_is_told_with_those_there_are(program: Program, tmp_path: Path) -> None:
    done = program("import", "--sheet", "Blad1", own(tmp_path))
    assert done.returncode == 1
    assert "there is no sheet 'Blad1'" in done.stderr
    assert "'Sheet'" in done.stderr


def test_after_an_import_every_way_to_ask_gives_the_imported_services(
    environment: dict[str, str], settings: Settings, assistant: Assistant, tmp_path: Path
) -> None:
    """Also where no database is named, and answers come straight from the files otherwise."""
    del assistant  # what it learned lies in the cache by now
    del environment["DATABASE_URL"]
    environment["CACHE_DIR"] = str(settings.cache_dir)
    environment |= {"XDG_DATA_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}

    def run(*arguments: object) -> str:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", *map(str, arguments)],
            env=environment, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
            timeout=300, check=True,
        )  # fmt: skip
        return done.stdout

    environment["PYTHONPATH"] = str(ROOT)
    assert PHONE in run("ask", "Gent")
    run("services", "import", own(tmp_path))
    assert OTHER_PHONE in run("ask", "Gent")
    write_csv(Path(environment["DATA_DIR"]) / "services.csv", row("ghent", phone=PHONE))
    assert OTHER_PHONE in run("ask", "Gent")
