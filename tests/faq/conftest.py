"""The small folder of knowledge files, under the name these tests use for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(knowledge_folder: Path) -> Path:
    return knowledge_folder
