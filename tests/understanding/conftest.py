"""The real recogniser of places, what it must know, and a slow one to hold it against."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.understanding.places_oracle import Oracle, tokens

if TYPE_CHECKING:
    from pathlib import Path

    from bot.gazetteer import Gazetteer
    from bot.understanding.message import MessageReader
    from bot.understanding.places import PlaceRecogniser


@pytest.fixture(scope="session")
def places(reader: MessageReader) -> PlaceRecogniser:
    return reader.places


@pytest.fixture(scope="session")
def oracle(gazetteer: Gazetteer) -> Oracle:
    return Oracle(gazetteer)


@pytest.fixture(scope="session")
def names(gazetteer: Gazetteer, root: Path) -> dict[str, set[str]]:
    """Each name of the tables, and the municipalities that it must lead to."""
    hints = yaml.safe_load((root / "data" / "places.yaml").read_text(encoding="utf-8"))
    usual = {str(nis) for nis in hints["usually_meant"]}
    written: dict[tuple[str, ...], str] = {}
    bearers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    chosen: dict[tuple[str, ...], set[str]] = {}
    for m in gazetteer.municipalities.values():
        for name in (*m.names.values(), *m.merged_from):
            written.setdefault(tokens(name), name)
            bearers[tokens(name)].add(m.nis)
            if m.nis in usual and name in m.names.values():
                chosen[tokens(name)] = {m.nis}
    for locality in gazetteer.localities:
        for name in locality.names.values():
            written.setdefault(tokens(name), name)
            bearers[tokens(name)].add(locality.nis)
    return {name: chosen.get(key, bearers[key]) for key, name in written.items()}
