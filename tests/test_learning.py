"""From the knowledge files to recognisers, and what is kept of the learning."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.errors import DataFileError
from bot.faq.knowledge import load_knowledge
from bot.learning import build_reader

if TYPE_CHECKING:
    from pathlib import Path

    from bot.gazetteer import Gazetteer
    from bot.understanding.message import MessageReader

Build = Callable[[], "MessageReader"]
TEXTS = ["wat is een appel", "Wat zijn pears", "waar is er een in Gent", "hallo", "er is brand", ""]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "deep"


@pytest.fixture
def build(knowledge_folder: Path, gazetteer: Gazetteer, root: Path, cache: Path) -> Build:
    def make() -> MessageReader:
        return build_reader(load_knowledge(knowledge_folder), gazetteer, root / "data", cache)

    return make


def ranking(reader: MessageReader, text: str) -> list[str]:
    return [r.label for r in reader.topics["nl"].rank(text)]


def test_labels_are_topics_look_ups_and_referrals(build: Build) -> None:
    assert set(ranking(build(), "x")) == {
        "apples", "pears", "plums", "find-service", "referral:elsewhere",
    }  # fmt: skip


def test_a_topic_is_learned_from_question_variants_and_utterances(build: Build) -> None:
    reader = build()
    assert ranking(reader, "wat is een appel")[0] == "apples"
    assert ranking(reader, "Wat zijn pears?")[0] == "pears"
    assert ranking(reader, "schulden")[0] == "referral:elsewhere"


def test_what_was_learned_is_kept_and_read_back_with_the_same_ranking(
    build: Build, cache: Path
) -> None:
    learned = build()
    kept = {p.name: p.stat().st_mtime_ns for p in cache.iterdir()}
    assert kept
    loaded = build()
    assert {p.name: p.stat().st_mtime_ns for p in cache.iterdir()} == kept
    for text in TEXTS:
        assert ranking(loaded, text) == ranking(learned, text)
        for one, other in zip(
            loaded.topics["nl"].rank(text), learned.topics["nl"].rank(text), strict=True
        ):
            assert one.score == pytest.approx(other.score, abs=0.01)
        assert loaded.languages.guess(text) == learned.languages.guess(text)


def test_learning_twice_keeps_the_same(build: Build, cache: Path) -> None:
    first = build()
    for path in cache.iterdir():
        path.unlink()
    again = build()
    for text in TEXTS:
        assert first.topics["nl"].rank(text) == again.topics["nl"].rank(text)


def test_a_changed_file_is_learned_anew(build: Build, knowledge_folder: Path) -> None:
    before = build()
    with (knowledge_folder / "utterances_nl.yaml").open("a", encoding="utf-8") as file:
        file.write("plums:\n  - zwetschgen\n  - zwetschgen kopen\n")
    assert build().topics["nl"].rank("zwetschgen")[0].label == "plums"
    assert before.topics["nl"].rank("zwetschgen")[0].label != "plums"


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda held: held[: len(held) // 2], id="cut off"),
        pytest.param(lambda _: b"no archive at all", id="another file"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda held: held[:200] + b"\0" * 400 + held[600:], id="overwritten"),
    ],
)
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_a_damaged_cache_means_learning_once_more(
    build: Build, cache: Path, damage: Callable[[bytes], bytes]
) -> None:
    expected = [ranking(build(), text) for text in TEXTS]
    for path in cache.iterdir():
        path.write_bytes(damage(path.read_bytes()))
    assert [ranking(build(), text) for text in TEXTS] == expected
    assert [ranking(build(), text) for text in TEXTS] == expected


def test_a_cache_that_cannot_be_written_costs_a_warning_only(
    build: Build, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert ranking(build(), "wat is een appel")[0] == "apples"
    assert str(cache) in caplog.text


def test_places_whose_hints_cannot_be_read_are_told(
    knowledge_folder: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    for content in (None, "ordinary_names: x\n", "- a\n", "a: [\n"):
        if content is not None:
            (tmp_path / "places.yaml").write_text(content, encoding="utf-8")
        with pytest.raises(DataFileError) as raised:
            build_reader(load_knowledge(knowledge_folder), gazetteer, tmp_path, tmp_path / "c")
        assert raised.value.path.name == "places.yaml"


def test_what_is_learned_does_not_depend_on_the_process(
    knowledge_folder: Path, tmp_path: Path
) -> None:
    """Python orders sets by chance: two replicas must learn the same all the same."""
    with (knowledge_folder / "smalltalk_nl.yaml").open("a", encoding="utf-8") as file:
        file.write("thanks:\n" + "".join(f"  - dank u {a} {b}\n" for a in "abcd" for b in "efgh"))
    kept = []
    for seed in ("1", "2"):
        cache = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "bot", "learn"],
            env={
                **os.environ, "PYTHONHASHSEED": seed, "CACHE_DIR": str(cache),
                "KNOWLEDGE_DIR": str(knowledge_folder),
            },
            check=True,
            capture_output=True,
        )  # fmt: skip
        arrays = {}
        for path in sorted(cache.glob("learned-*.npz")):
            with np.load(path) as held:
                arrays |= {f"{path.name} {name}": held[name].tobytes() for name in held.files}
        kept.append(arrays)
    assert kept[0]
    assert kept[0] == kept[1]
