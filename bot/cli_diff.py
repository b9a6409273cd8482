"""``mediation-bot diff``: what an edit of the knowledge files changes for citizens."""

from __future__ import annotations

import io
import subprocess
import tarfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from bot.assembly import assemble_from_files
from bot.comparing import changes, known_questions, moved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings


def differences(settings: Settings, old: str, new: str) -> Iterator[str]:
    """Lines that tell what changes from one state of the knowledge files to another.

    Args:
        settings: Everything else that an assistant is made of.
        old: A folder of knowledge files, or a revision of git.
        new: The same.

    Raises:
        FileError: the files of a state cannot be used.
        click.BadParameter: there is no such folder or revision.
    """
    with ExitStack() as stack:
        folders = [stack.enter_context(_state(one)) for one in (old, new)]
        before, after = (
            assemble_from_files(settings.model_copy(update={"knowledge_dir": folder}))
            for folder in folders
        )
        told = changes(before.knowledge, after.knowledge)
        yield from told or ["No text changes for citizens."]
        asked = known_questions(before.knowledge, after.knowledge)
        elsewhere = moved(before, after, asked)
        yield f"Questions that get another reply: {len(elsewhere)} of {len(set(asked))}"
        yield from (f"    {one}" for one in elsewhere)


@contextmanager
def _state(name: str) -> Iterator[Path]:
    """The folder of knowledge files that a name stands for."""
    folder = Path(name)
    if folder.is_dir():
        inside = folder / "knowledge"
        yield inside if inside.is_dir() else folder
        return
    if name.startswith("-"):
        raise click.BadParameter(f"{name!r} is no name of a revision")
    command = ["git", "archive", "--format=tar", name, "knowledge"]
    try:
        packed = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise click.BadParameter(
            f"{name!r} is neither a folder nor a revision of git with a folder knowledge in it"
        ) from error
    with TemporaryDirectory(prefix="mediation-bot-") as unpacked:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(unpacked, filter="data")
        yield Path(unpacked) / "knowledge"
