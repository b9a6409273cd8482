"""The folder of knowledge files as a whole."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bot.errors import KnowledgeError
from bot.faq.knowledge import FIND_SERVICE, OUT_OF_SCOPE, load_knowledge

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq.knowledge import Knowledge


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}: the test changes nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def fault_of(folder: Path) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as raised:
        load_knowledge(folder)
    assert raised.value.mend
    return raised.value


def test_a_folder_without_fault_is_loaded(folder: Path) -> None:
    known = load_knowledge(folder)
    assert set(known.languages) == {"nl", "fr"}
    assert known.topics == ["apples", "pears", "plums"]
    assert known.languages["nl"].words.spellings == {"kheb": "ik heb"}
    assert set(known.referrals) == {"elsewhere"}
    assert set(known.danger_rules) == {"fire"}
    assert known.helplines["fire"]["fr"] == "Appelez le 112."


def test_a_third_language_is_a_matter_of_files_alone(folder: Path) -> None:
    for path in list(folder.glob("*_nl.yaml")):
        shutil.copy(path, path.with_name(path.name.replace("_nl", "_de")))
    edit(folder / "referrals.yaml", "{nl: [schulden]", "{de: [Schulden], nl: [schulden]")
    edit(folder / "referrals.yaml", "{nl: Ga", "{de: Gehen Sie dorthin., nl: Ga")
    lines = (folder / "helplines.yaml").read_text(encoding="utf-8")
    (folder / "helplines.yaml").write_text(lines.replace("{nl", "{de: Rufen Sie 112., nl"), "utf-8")
    assert set(load_knowledge(folder).languages) == {"nl", "fr", "de"}


def test_a_folder_without_any_faq_is_told(folder: Path) -> None:
    for path in folder.glob("faq_*.yaml"):
        path.unlink()
    assert fault_of(folder).path == folder


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "gone").path == tmp_path / "gone"


@pytest.mark.parametrize(
    "name",
    [
        "utterances_nl", "words_fr", "smalltalk_nl", "service_types_fr", "danger_examples_nl",
        "referrals", "danger", "helplines", "other_languages",
    ],
)  # fmt: skip
def test_each_file_that_is_missing_is_told_by_its_name(folder: Path, name: str) -> None:
    (folder / f"{name}.yaml").unlink()
    error = fault_of(folder)
    assert error.path.name == f"{name}.yaml"
    assert error.line == 1


@pytest.mark.parametrize(
    "name",
    [
        "faq_nl", "utterances_nl", "words_fr", "smalltalk_nl", "service_types_fr", "referrals",
        "danger", "helplines", "other_languages",
    ],
)  # fmt: skip
def test_a_tab_in_any_file_is_told_with_its_line(folder: Path, name: str) -> None:
    path = folder / f"{name}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "last:\n\t- x\n", encoding="utf-8")
    error = fault_of(folder)
    assert error.path == path
    assert error.line == len(path.read_text(encoding="utf-8").splitlines())


def test_a_related_topic_that_does_not_exist_is_told(folder: Path) -> None:
    edit(folder / "faq_nl.yaml", "related: [apples, plums]", "related: [apples, grapes]")
    error = fault_of(folder)
    assert (error.path.name, error.line, error.entry) == ("faq_nl.yaml", 26, "pears")
    assert "grapes" in str(error)


def test_a_topic_that_is_related_to_itself_is_told(folder: Path) -> None:
    edit(folder / "faq_fr.yaml", "related: [pears, plums]", "related: [apples, plums]")
    assert fault_of(folder).entry == "apples"


def test_a_topic_in_one_language_only_is_told(folder: Path) -> None:
    text = (folder / "faq_nl.yaml").read_text(encoding="utf-8")
    extra = text[: text.index("pears:")].replace("apples:", "grapes:", 1)
    (folder / "faq_nl.yaml").write_text(text + extra, encoding="utf-8")
    error = fault_of(folder)
    assert (error.path.name, error.entry) == ("faq_fr.yaml", "grapes")
    assert "missing in this language" in str(error)


def test_utterances_for_an_unknown_topic_are_told(folder: Path) -> None:
    edit(folder / "utterances_nl.yaml", "find-service:", "grapes:\n  - druif\nfind-service:")
    error = fault_of(folder)
    assert (error.path.name, error.line, error.entry) == ("utterances_nl.yaml", 3, "grapes")


def test_a_topic_id_of_two_words_is_told(folder: Path) -> None:
    """An id is part of a button's code and of a link: letters, digits and hyphens only."""
    for code in ("nl", "fr"):
        path = folder / f"faq_{code}.yaml"
        text = path.read_text(encoding="utf-8")
        extra = text[: text.index("pears:")].replace("apples:", "Red Grapes!:", 1)
        path.write_text(text + extra, encoding="utf-8")
    assert "Red Grapes!" in str(fault_of(folder))


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("danger.yaml", "topic: emergency", "topic: ruzie", 2),
        ("danger.yaml", "first: fire", "first: brandweer", 3),
        ("danger.yaml", "any_of:", "anyof:", 4),
        ("referrals.yaml", "  sources: [de wet]\n", "", 1),
        ("referrals.yaml", "nl: [schulden]", "nl: schulden", 2),
    ],
)
def test_a_wrong_field_in_the_common_files_is_told(
    folder: Path, name: str, old: str, new: str, line: int
) -> None:
    edit(folder / name, old, new)
    error = fault_of(folder)
    assert (error.path.name, error.line) == (name, line)


def test_faults_of_both_languages_are_told_at_once(folder: Path) -> None:
    for code in ("nl", "fr"):
        edit(folder / f"faq_{code}.yaml", "audience: citizen", "audience: everybody")
    message = str(fault_of(folder))
    assert "faq_nl.yaml:12" in message
    assert "faq_fr.yaml:12" in message


def test_a_helpline_that_is_not_a_text_by_language_is_told(folder: Path) -> None:
    edit(folder / "helplines.yaml", "fire: {nl: Bel 112., fr: Appelez le 112.}", "fire: Bel 112.")
    assert fault_of(folder).path.name == "helplines.yaml"


def test_a_helpline_that_lacks_a_language_is_told(folder: Path) -> None:
    """Else the first person in danger who writes French gets an error instead of a number."""
    edit(
        folder / "helplines.yaml",
        "fire: {nl: Bel 112., fr: Appelez le 112.}",
        "fire: {nl: Bel 112.}",
    )
    assert "fire" in str(fault_of(folder))


@pytest.mark.parametrize("name", ["emergency", "domestic-violence", "fire"])
def test_a_helpline_that_is_gone_is_told(folder: Path, name: str) -> None:
    edit(folder / "helplines.yaml", f"{name}: {{nl: Bel 112., fr: Appelez le 112.}}\n", "")
    assert name in str(fault_of(folder))


# -- versions ------------------------------------------------------------------------------------


def test_the_same_files_have_the_same_version(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    assert load_knowledge(copy).version == load_knowledge(folder).version


@pytest.mark.parametrize("name", ["faq_nl", "utterances_fr", "danger", "helplines", "words_nl"])
def test_one_byte_in_any_file_changes_the_version(folder: Path, name: str) -> None:
    before = load_knowledge(folder).version
    path = folder / f"{name}.yaml"
    path.write_bytes(path.read_bytes() + b"#")
    assert load_knowledge(folder).version != before


# -- the real files --------------------------------------------------------------------------------


def test_the_real_files_hold_the_same_topics_in_both_languages(knowledge: Knowledge) -> None:
    assert set(knowledge.languages) == {"nl", "fr"}
    nl, fr = knowledge.languages["nl"], knowledge.languages["fr"]
    assert set(nl.entries) == set(fr.entries)
    assert len(nl.entries) >= 40


def test_topics_of_danger_and_of_commands_exist(knowledge: Knowledge) -> None:
    needed = {
        "emergency", "domestic-violence", "charter-what", "map-what", "project-contact",
        "bot-privacy",
    }  # fmt: skip
    assert needed <= set(knowledge.topics)


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_each_topic_has_utterances_and_so_have_the_look_up_and_what_is_not_ours(
    knowledge: Knowledge, language: str
) -> None:
    uttered = knowledge.languages[language].utterances
    assert set(knowledge.topics) - set(uttered) == set()
    assert uttered[FIND_SERVICE]
    assert uttered[OUT_OF_SCOPE]


def test_each_helpline_and_referral_speaks_both_languages(knowledge: Knowledge) -> None:
    both = {"nl", "fr"}
    assert [n for n, lines in knowledge.helplines.items() if set(lines) != both] == []
    assert [n for n, r in knowledge.referrals.items() if set(r.answer) != both] == []
    assert [
        n for n, r in knowledge.referrals.items() if not all(r.words.get(c) for c in both)
    ] == []


def test_each_rule_and_each_topic_of_danger_has_a_helpline(knowledge: Knowledge) -> None:
    needed = {r.first for r in knowledge.danger_rules.values()} | {"emergency", "domestic-violence"}
    assert needed <= set(knowledge.helplines)


def test_audience_and_links_of_a_topic_agree_in_both_languages(knowledge: Knowledge) -> None:
    nl, fr = knowledge.languages["nl"].entries, knowledge.languages["fr"].entries
    assert [t for t in nl if nl[t].audience != fr[t].audience] == []
