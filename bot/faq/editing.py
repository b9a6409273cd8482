"""Writing into the knowledge files in place: comments, order and layout stay as they are."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from bot.errors import KnowledgeError
from bot.faq.files import read_text
from bot.faq.knowledge import OUT_OF_SCOPE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: What stands in the place of an answer that nobody has written yet.
UNWRITTEN = "…"


def add_variant(folder: Path, language: str, topic: str, text: str) -> None:
    """Add a way to ask to a topic.

    Raises:
        KnowledgeError: there is no such topic, or the file cannot be read or written.
    """
    path = folder / f"faq_{language}.yaml"
    content = _read(path)
    if topic not in content:
        raise KnowledgeError(path, 1, f"there is no topic {topic!r}", "choose a topic of this file")
    variants = content[topic]["variants"]
    if text not in variants:
        variants.append(text)
    _write(path, content)


def add_out_of_scope(folder: Path, language: str, text: str) -> None:
    """Add a text to what does not belong here.

    Raises:
        KnowledgeError: the file cannot be read or written.
    """
    path = folder / f"utterances_{language}.yaml"
    content = _read(path)
    listed = content.setdefault(OUT_OF_SCOPE, CommentedSeq())
    if text not in listed:
        listed.append(text)
    _write(path, content)


def add_draft(
    folder: Path,
    topic: str,
    variants: dict[str, Sequence[str]],
    related: Sequence[str],
    today: date,
) -> None:
    """Add the skeleton of a new topic to the FAQ of every language; nobody sees it yet.

    Args:
        folder: The knowledge files.
        topic: Id of the new topic.
        variants: How people asked, by language; the first is its question for now.
        related: Ids of two to four topics that are near.
        today: Stands as the day of review.

    Raises:
        KnowledgeError: the topic is there already, or a file cannot be read or written.
    """
    made: dict[Path, CommentedMap] = {}
    for path in sorted(folder.glob("faq_*.yaml")):
        content = _read(path)
        if topic in content:
            raise KnowledgeError(
                path, 1, f"the topic {topic} is there already", "choose another id"
            )
        asked = list(variants.get(path.stem.removeprefix("faq_"), ())) or [UNWRITTEN]
        entry = CommentedMap(
            question=asked[0],
            variants=CommentedSeq(asked),
            answer=LiteralScalarString(f"{UNWRITTEN}\n"),
            links=_in_one_line([]),
            related=_in_one_line(related),
            audience="citizen",
            sources=CommentedSeq([UNWRITTEN]),
            reviewed=today,
            draft=True,
        )
        content[topic] = entry
        content.yaml_set_comment_before_after_key(topic, before="\n")
        made[path] = content
    for path, content in made.items():
        _write(path, content)


def _in_one_line(items: Sequence[str]) -> CommentedSeq:
    listed = CommentedSeq(items)
    listed.fa.set_flow_style()
    return listed


def _yaml() -> YAML:
    """The layout of our files; a test holds that reading and writing one changes no byte."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _read(path: Path) -> Any:  # noqa: ANN401 - ruamel.yaml types no content
    try:
        return _yaml().load(read_text(path))
    except KnowledgeError:
        raise
    except Exception as error:
        raise KnowledgeError(
            path, 1, f"cannot be read: {error}", "run mediation-bot check and mend the file first"
        ) from error


def _write(path: Path, content: Any) -> None:  # noqa: ANN401 - as _read
    """Write a file as a whole: whoever reads it meanwhile sees the old or the new one."""
    text = io.StringIO()
    _yaml().dump(content, text)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=".", delete=False
        ) as file:
            file.write(text.getvalue())
        Path(file.name).chmod(path.stat().st_mode)
        os.replace(file.name, path)  # noqa: PTH105 - one call for the atomic swap
    except OSError as error:
        raise KnowledgeError(
            path, 1, f"cannot be written: {error.strerror or error}", "check who may write there"
        ) from error
