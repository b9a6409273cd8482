"""The small folder of knowledge files, under the name these tests use for it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(knowledge_folder: Path) -> Path:
    return knowledge_folder
