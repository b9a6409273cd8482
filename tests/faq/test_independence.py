"""Nothing that understanding learns from is copied from the development questions.

The questions stand beside the project, not in it: without them this test is skipped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rapidfuzz import fuzz, process

from bot.learning import topic_examples
from bot.understanding.text import content

if TYPE_CHECKING:
    from bot.faq.knowledge import Knowledge

QUESTIONS = Path(__file__).parents[3] / "shared" / "eval"
#: Likeness, of 100, from which a line is a question lightly reworded. Shorter ones ("gratis?",
#: "bonjour") are what anybody types.
ALIKE = 90
FEWEST_WORDS = 4


@pytest.mark.skipif(not QUESTIONS.is_dir(), reason="no development questions beside the project")
@pytest.mark.parametrize("code", ["nl", "fr"])
def test_no_line_is_copied_from_the_development_questions(knowledge: Knowledge, code: str) -> None:
    asked = [
        content(question["text"])
        for path in QUESTIONS.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        if (question := json.loads(line))["lang"] == code
    ]
    asked = [text for text in asked if len(text.split()) >= FEWEST_WORDS]
    examples = topic_examples(knowledge, code)
    for label, texts in knowledge.languages[code].danger_examples.items():
        examples.setdefault(label, []).extend(texts)
    lines = [content(text) for listed in examples.values() for text in listed]
    copied = []
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for question in asked:
            hit = process.extractOne(question, lines, scorer=scorer, score_cutoff=ALIKE)
            if hit and len(hit[0].split()) >= FEWEST_WORDS:
                copied.append((question, hit[0]))
    assert copied == []
