"""A whole folder of knowledge files, as small as one can be."""

from __future__ import annotations

from pathlib import Path

import pytest

ENTRY = """\
{topic}:
  question: {question}
  variants:
    - {question} alstublieft
  answer: |
    Het antwoord.
  links:
    - label: Meer
      url: https://example.org/page
      verified: true
  related: [{related}]
  audience: citizen
  sources:
    - https://example.org/source
  reviewed: 2026-11-23
"""
TOPICS = ("apples", "pears", "plums")


def entry(topic: str) -> str:
    related = ", ".join(other for other in TOPICS if other != topic)
    return ENTRY.format(topic=topic, question=f"Wat zijn {topic}?", related=related)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three topics in two languages, without a fault. Each entry of faq_xx.yaml has 14 lines."""
    made = tmp_path / "knowledge"
    made.mkdir()
    for code in ("nl", "fr"):
        files = {
            "faq": "".join(entry(topic) for topic in TOPICS),
            "utterances": "apples:\n  - wat is een appel\nfind-service:\n  - waar is er een in {place}\n",
            "words": "spellings:\n  kheb: ik heb\nfunction_words: [de, het]\n",
            "smalltalk": "greeting:\n  - hallo\n",
            "service_types": "neighbour: [buren]\n",
            "danger_examples": "emergency:\n  - er is brand\n",
        }
        for name, text in files.items():
            (made / f"{name}_{code}.yaml").write_text(text, encoding="utf-8")
    (made / "referrals.yaml").write_text(
        "elsewhere:\n  words: {nl: [schulden], fr: [dettes]}\n"
        "  answer: {nl: Ga daarheen., fr: Allez-y.}\n  links: {}\n  sources: [de wet]\n",
        encoding="utf-8",
    )
    (made / "danger.yaml").write_text(
        "fire:\n  topic: emergency\n  first: fire\n  any_of: [er is brand]\n", encoding="utf-8"
    )
    lines = "".join(
        f"{name}: {{nl: Bel 112., fr: Appelez le 112.}}\n"
        for name in (
            "police", "medical", "fire", "suicide", "partner", "child", "emergency",
            "domestic-violence",
        )
    )  # fmt: skip
    (made / "helplines.yaml").write_text(lines, encoding="utf-8")
    (made / "other_languages.yaml").write_text("en: [the, is]\n", encoding="utf-8")
    return made
