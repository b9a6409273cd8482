"""What the checker tells an admin: file, line, entry, fault and mend."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml

from bot.faq.checking import check_knowledge
from bot.faq.knowledge import PRIVATE_WORDS, load_knowledge

if TYPE_CHECKING:
    from pathlib import Path

    from bot.findings import Finding

TODAY = date(2026, 11, 23)
TOPICS = (
    "emergency", "domestic-violence", "bot-privacy", "charter-what", "map-what", "project-contact",
)  # fmt: skip
HELPLINES = (
    "police", "medical", "fire", "suicide", "partner", "child", "emergency", "domestic-violence",
)  # fmt: skip
SERVICE_TYPES = (
    "neighbour", "local", "community", "sanctions", "school", "family", "restorative",
)  # fmt: skip


class Made:
    """A folder of knowledge files with nothing wrong in it, and ways to spoil it.

    Each way to ask is a word of its topic and two made-up words, so that learning is easy and no
    two are alike.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._random = random.Random(7)
        for code in ("nl", "fr"):
            self._write(f"faq_{code}.yaml", {topic: self._entry(topic, code) for topic in TOPICS})
            labels = (*TOPICS, "find-service", "out-of-scope")
            self._write(
                f"utterances_{code}.yaml", {label: self._asked(label, 60) for label in labels}
            )
            self._write(f"words_{code}.yaml", {"spellings": {"kheb": "ik heb"}, "concepts": {}})
            self._write(f"smalltalk_{code}.yaml", {"greeting": ["hallo"], "thanks": ["merci"]})
            self._write(f"service_types_{code}.yaml", {kind: [kind] for kind in SERVICE_TYPES})
            dangers = {label: [f"{label} help"] for label in TOPICS[:2]}
            self._write(f"danger_examples_{code}.yaml", dangers)
        self._write(
            "referrals.yaml",
            {
                "debts": {
                    "words": {"nl": ["schuldbemiddelaar gezocht"], "fr": ["dettes partout"]},
                    "answer": {"nl": "Ga naar het OCMW.", "fr": "Allez au CPAS."},
                    "links": {},
                    "sources": ["de wet"],
                }
            },
        )
        rule = {"topic": "emergency", "first": "fire", "any_of": ["er is brand"]}
        self._write("danger.yaml", {"fire": rule})
        line = {"nl": "Bel 112.", "fr": "Appelez le 112."}
        self._write("helplines.yaml", {kind: dict(line) for kind in HELPLINES})
        self._write("other_languages.yaml", {"en": ["the"]})
        self._write("private.yaml", {name: [name] for name in PRIVATE_WORDS})

    def _write(self, name: str, content: object) -> None:
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
        (self.folder / name).write_text(text, encoding="utf-8")

    def _word(self) -> str:
        return "".join(self._random.choices("abdefgiklmnoprstuv", k=8))

    def _asked(self, label: str, number: int) -> list[str]:
        return [f"{label.replace('-', '')} {self._word()} {self._word()}" for _ in range(number)]

    def _entry(self, topic: str, code: str) -> dict[str, object]:
        return {
            "question": f"{self._asked(topic, 1)[0]} {code}?",
            "variants": self._asked(topic, 10),
            "answer": "Het antwoord.\n\nWat te doen:\n- dit\n- dat\n",
            "links": [{"label": "Meer", "url": "https://example.org/a_(b)", "verified": True}],
            "related": [other for other in TOPICS if other != topic][:2],
            "audience": "citizen",
            "sources": ["de wet"],
            "reviewed": TODAY,
        }

    def change(self, name: str, *path: str | int, to: object) -> None:
        """Put something else in one place of one file; ``None`` takes the place away."""
        content = yaml.safe_load((self.folder / name).read_text(encoding="utf-8"))
        inner = content
        for step in path[:-1]:
            inner = inner[step]
        if to is None:
            del inner[path[-1]]
        else:
            inner[path[-1]] = to
        self._write(name, content)

    def text(self, name: str, *path: str | int) -> str:
        """A text of a file."""
        inner = yaml.safe_load((self.folder / name).read_text(encoding="utf-8"))
        for step in path:
            inner = inner[step]
        return str(inner)

    def line(self, name: str, fragment: str) -> int:
        """The first line of a file that holds a fragment."""
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        return next(n for n, line in enumerate(lines, start=1) if fragment in line)

    def check(self, *, leave_out: bool = False) -> list[Finding]:
        """Check the folder as of today."""
        return check_knowledge(self.folder, today=TODAY, leave_out=leave_out)

    def only(self, *, leave_out: bool = False) -> Finding:
        """The one finding there must be."""
        (found,) = self.check(leave_out=leave_out)
        return found


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def test_a_folder_without_fault_has_no_findings(made: Made) -> None:
    load_knowledge(made.folder)
    assert made.check(leave_out=True) == []


LONG = " ".join(["Woord"] * 26)


@pytest.mark.parametrize(
    ("path", "to", "severity", "fault", "at"),
    [
        (("answer",), "Lees <b>dit</b>.", "error", "'<b>' is markup", "answer:"),
        (("answer",), "Dit &amp; dat.", "error", "'&amp;' is markup", "answer:"),
        (("answer",), "Dat is **nu**.", "error", "'**' is markup", "answer:"),
        (("answer",), "Zie [hier](x).", "error", "'[hier](x)' is markup", "answer:"),
        (("question",), "Wat is `dit`?", "error", "'`' is markup", "question:"),
        (("answer",), "Bel\x07 nu.", "error", "invisible character, U+0007", "answer:"),
        (("answer",), "Bel\u202e nu.", "error", "invisible character, U+202E", "answer:"),
        (("answer",), "Doe:\n* dit\n* dat", "error", "with '*' would run together", "answer:"),
        (("answer",), "1. dit\n2. dat", "error", "with '1.' would run together", "answer:"),
        (("answer",), "Ja. " * 900, "error", "too long for one Telegram message", "answer:"),
        (("answer",), "😀. " * 899, "error", "too long for one Telegram message", "answer:"),
        (("answer",), f"Kort. {LONG}. Kort.", "warning", "a sentence of 26 words", "answer:"),
        (("answer",), f"- kort\n- {LONG}", "warning", "a sentence of 26 words", "answer:"),
        (("links", 0, "url"), "https://x/a.b", "error", "not a whole address", "- label:"),
        (("links", 0, "url"), "https://a.be/x.", "error", "not a whole address", "- label:"),
        (("links", 0, "url"), "https://a b.be/", "error", "holds no space", "url:"),
        (("links", 0, "label"), " ", "error", "label", "- label:"),
        (("related",), ["emergency", "nowhere"], "error", "no topic 'nowhere'", "related:"),
        (("related",), ["emergency"] * 2, "error", "emergency stands here twice", "related:"),
        (("reviewed",), date(2025, 11, 22), "warning", "more than 12 months", "reviewed:"),
        (("reviewed",), date(2026, 11, 24), "error", "still to come", "reviewed:"),
        (("audience",), "nobody", "error", "audience", "audience:"),
        (("anwser",), "Ja.", "error", "anwser", "anwser:"),
    ],
)  # fmt: skip
def test_a_fault_in_an_entry_is_told_with_its_line(
    made: Made, path: tuple[str | int, ...], to: object, severity: str, fault: str, at: str
) -> None:
    made.change("faq_nl.yaml", "map-what", *path, to=to)
    found = made.only()
    assert (found.path, found.entry) == (made.folder / "faq_nl.yaml", "map-what")
    assert (found.severity, fault in found.fault) == (severity, True), found
    assert found.mend
    entry = made.line("faq_nl.yaml", "map-what:")
    assert found.line > entry
    lines = (made.folder / "faq_nl.yaml").read_text(encoding="utf-8").splitlines()
    assert at in lines[found.line - 1]


def test_sentences_of_25_words_and_reviews_of_12_months_are_fine(made: Made) -> None:
    fine = " ".join(["Woord"] * 25)
    made.change("faq_nl.yaml", "map-what", "answer", to=f"{fine}. {fine} !\n\n- {fine}\n- {fine}")
    made.change("faq_nl.yaml", "map-what", "reviewed", to=date(2025, 11, 23))
    assert made.check() == []


@pytest.mark.parametrize("number", [7, 16])
def test_too_few_or_too_many_variants_are_a_warning(made: Made, number: int) -> None:
    made.change("faq_fr.yaml", "map-what", "variants", to=made._asked("map-what", number))
    found = made.only()
    assert (found.severity, found.fault) == ("warning", f"{number} variants")
    assert found.line > made.line("faq_fr.yaml", "map-what:")


def test_too_few_utterances_are_a_warning(made: Made) -> None:
    made.change("utterances_nl.yaml", "map-what", to=made._asked("map-what", 59))
    found = made.only()
    assert (found.severity, found.fault) == ("warning", "only 59 utterances")
    assert found.line == made.line("utterances_nl.yaml", "map-what:")


def test_a_topic_in_one_language_only_is_told(made: Made) -> None:
    copy = yaml.safe_load((made.folder / "faq_nl.yaml").read_text(encoding="utf-8"))["map-what"]
    asked = [f"soup {made._word()} {made._word()}" for _ in range(11)]
    made.change("faq_nl.yaml", "soup", to=copy | {"question": asked[0], "variants": asked[1:]})
    made.change("utterances_nl.yaml", "soup", to=made._asked("soup", 60))
    missing = [f for f in made.check() if f.severity == "error"]
    assert [(f.path.name, f.entry) for f in missing] == [("faq_fr.yaml", "soup")]


def test_a_topic_that_the_program_shows_by_its_id_must_be_there(made: Made) -> None:
    for code in ("nl", "fr"):
        made.change(f"faq_{code}.yaml", "map-what", to=None)
        made.change(f"utterances_{code}.yaml", "map-what", to=None)
    needed = [f for f in made.check() if "by its id" in f.fault]
    assert {(f.path.name, f.entry) for f in needed} == {
        ("faq_nl.yaml", "map-what"),
        ("faq_fr.yaml", "map-what"),
    }


@pytest.mark.parametrize("topic", ["Map", "map what", "m" * 41])
def test_an_id_that_cannot_be_one_is_told(made: Made, topic: str) -> None:
    for code in ("nl", "fr"):
        entry = yaml.safe_load((made.folder / f"faq_{code}.yaml").read_text(encoding="utf-8"))
        asked = [f"{made._word()} {made._word()}" for _ in range(11)]
        new = entry["map-what"] | {"question": asked[0], "variants": asked[1:]}
        made.change(f"faq_{code}.yaml", topic, to=new)
    errors = [f for f in made.check() if f.severity == "error"]
    assert {(f.entry, f.fault) for f in errors} == {(topic, f"{topic!r} cannot be an id")}


def test_one_bad_entry_does_not_hide_the_faults_of_others(made: Made) -> None:
    made.change("faq_nl.yaml", "map-what", "audience", to="nobody")
    made.change("faq_nl.yaml", "charter-what", "answer", to="Lees <b>dit</b>.")
    made.change("faq_fr.yaml", "bot-privacy", "links", to=5)
    made.change("smalltalk_fr.yaml", "greeting", to="bonjour")
    made.change("referrals.yaml", "debts", "answer", "nl", to="Lees **dit**.")
    assert {(f.path.name, f.entry) for f in made.check() if f.severity == "error"} == {
        ("faq_nl.yaml", "map-what"),
        ("faq_nl.yaml", "charter-what"),
        ("faq_fr.yaml", "bot-privacy"),
        ("smalltalk_fr.yaml", "greeting"),
        ("referrals.yaml", "debts"),
    }


@pytest.mark.parametrize("name", ["faq_nl", "utterances_fr", "words_nl", "referrals", "helplines"])
def test_a_file_that_is_no_yaml_is_one_error_and_the_rest_is_checked(made: Made, name: str) -> None:
    made.change("smalltalk_nl.yaml", "thanks", to=["hallo"])
    (made.folder / f"{name}.yaml").write_text('a: "b\n', encoding="utf-8")
    found = made.check()
    assert [f.severity for f in found if f.path.stem == name] == ["error"]
    assert [f.fault for f in found if f.path.stem == "smalltalk_nl"] == [
        "'hallo' stands under greeting too"
    ]


def test_a_missing_file_and_an_empty_folder_are_told(made: Made, tmp_path: Path) -> None:
    (made.folder / "words_nl.yaml").unlink()
    assert made.only().path == made.folder / "words_nl.yaml"
    (empty := tmp_path / "empty").mkdir()
    assert "no faq_xx.yaml" in " ".join(f.fault for f in check_knowledge(empty, today=TODAY))


def test_a_line_that_is_no_text_is_told_and_the_lines_after_it_keep_their_numbers(
    made: Made,
) -> None:
    copy = made.text("utterances_nl.yaml", "charter-what", 3)
    made.change("utterances_nl.yaml", "map-what", 0, to=12)
    made.change("utterances_nl.yaml", "map-what", 1, to=copy)
    first, second = made.check()
    start = made.line("utterances_nl.yaml", "map-what:")
    assert (first.line, first.fault) == (start + 1, "12 is not read as text")
    assert (second.line, "under charter-what too" in second.fault) == (start + 2, True)


def test_the_same_words_under_two_topics_are_an_error_that_names_both(made: Made) -> None:
    text = made.text("faq_nl.yaml", "charter-what", "variants", 2)
    made.change("utterances_nl.yaml", "map-what", 4, to=f"  {text.upper()}!? ")
    found = made.only()
    assert (found.severity, found.entry) == ("error", "map-what")
    assert found.line == made.line("utterances_nl.yaml", "map-what:") + 5
    other = made.line("faq_nl.yaml", text)
    assert f"charter-what too, faq_nl.yaml:{other}" in found.fault


def test_the_same_words_under_one_topic_are_a_warning(made: Made) -> None:
    text = made.text("faq_nl.yaml", "map-what", "variants", 2)
    made.change("utterances_nl.yaml", "map-what", 4, to=text.title())
    found = made.only()
    assert (found.severity, found.entry) == ("warning", "map-what")


def test_the_same_words_in_two_languages_are_fine(made: Made) -> None:
    text = made.text("faq_nl.yaml", "map-what", "variants", 2)
    made.change("utterances_fr.yaml", "charter-what", 4, to=text)
    assert made.check() == []


def test_words_that_a_place_alone_sets_apart_are_the_same(made: Made) -> None:
    made.change("utterances_nl.yaml", "map-what", 4, to="zoek bemiddeling in {place}")
    made.change("utterances_nl.yaml", "charter-what", 4, to="zoek bemiddeling in")
    assert made.only().severity == "error"


def test_a_line_without_any_word_is_an_error(made: Made) -> None:
    made.change("utterances_nl.yaml", "map-what", 4, to="?!")
    found = made.only()
    assert (found.severity, found.fault) == ("error", "'?!' holds no word to learn from")


LIKE = ("waar vind ik de kaart met alle diensten", "waar vind ik de kaart met alle dienste")


def test_nearly_the_same_words_under_two_topics_are_a_warning(made: Made) -> None:
    made.change("utterances_nl.yaml", "map-what", 4, to=LIKE[0])
    made.change("utterances_nl.yaml", "charter-what", 4, to=LIKE[1])
    found = made.only()
    assert found.severity == "warning"
    assert {"map-what", "charter-what"} == {found.entry} | {
        topic for topic in TOPICS if topic in found.fault
    }


def test_nearly_the_same_variants_of_one_topic_are_a_warning(made: Made) -> None:
    made.change("faq_nl.yaml", "map-what", "variants", 4, to=LIKE[0])
    made.change("faq_nl.yaml", "map-what", "variants", 5, to=LIKE[1])
    assert made.only().severity == "warning"


def test_utterances_of_one_topic_may_be_alike(made: Made) -> None:
    made.change("utterances_nl.yaml", "map-what", 4, to=LIKE[0])
    made.change("utterances_nl.yaml", "map-what", 5, to=LIKE[1])
    assert made.check() == []


def test_every_near_duplicate_is_found_however_many_lines_there_are(made: Made) -> None:
    # More lines than one block of the comparison, with their twins far apart.
    words = [f"{made._word()} {made._word()} {made._word()} {made._word()}" for _ in range(400)]
    made.change("utterances_nl.yaml", "map-what", to=words)
    made.change("utterances_nl.yaml", "charter-what", to=[f"{text}e" for text in words])
    assert len(made.check()) == len(words)


def test_a_variant_that_goes_to_another_topic_is_a_warning_with_both(made: Made) -> None:
    made.change("faq_nl.yaml", "map-what", "variants", 3, to="emergency emergency dringend")
    found = made.only(leave_out=True)
    assert found.severity == "warning"
    assert "goes to emergency instead of map-what" in found.fault
    assert found.line == made.line("faq_nl.yaml", "emergency emergency dringend")


def test_progress_is_told(made: Made) -> None:
    told: list[str] = []
    check_knowledge(made.folder, today=TODAY, progress=told.append)
    assert any(line.startswith("fr: learning") for line in told)


@pytest.mark.parametrize(
    ("name", "path", "to", "severity", "fault"),
    [
        ("referrals", ("debts", "words", "fr"), None, "error", "nothing for the language fr"),
        ("referrals", ("debts", "answer", "fr"), None, "error", "nothing for the language fr"),
        ("referrals", ("debts", "answer", "de"), "Ja.", "error", "no faq_de.yaml"),
        ("referrals", ("debts", "answer", "fr"), "Ja <i>.</i>", "error", "is markup"),
        ("helplines", ("fire", "nl"), None, "error", "the line fire is missing in nl"),
        ("helplines", ("fire",), None, "error", "the line fire is missing"),
        ("danger", ("fire", "any_of"), [], "error", "without words"),
        ("danger", ("fire", "all_of"), [["brand"], []], "error", "without words"),
        ("danger", ("fire", "any_of"), ["*"], "error", "'*' has no letters"),
        ("danger", ("fire", "topic"), "noise", "error", "topic"),
        ("other_languages", ("fr",), ["le"], "error", "the assistant speaks fr"),
        ("smalltalk_nl", ("thanks",), None, "error", "nothing under thanks"),
        ("smalltalk_nl", ("thanks",), ["Hallo!"], "error", "stands under greeting too"),
        ("service_types_nl", ("school",), None, "error", "nothing under school"),
        ("service_types_nl", ("garden",), ["tuin"], "error", "not a kind of mediation"),
        ("danger_examples_nl", ("emergency",), None, "error", "nothing under emergency"),
        ("words_nl", ("spellings", "café"), "cafe", "error", "replaced by itself"),
        ("words_nl", ("spellings", "kan't"), "kan het", "warning", "read as 2 words"),
        ("words_nl", ("concepts", "quarrel"), ["ruzie", "Ruzie"], "warning", "twice"),
        ("words_nl", ("concepts", "quarrel"), ["wil niet"], "warning", "has no effect"),
        ("words_nl", ("places",), {"before": ["in de"]}, "warning", "has no effect"),
        ("words_nl", ("places",), {"no_place": ["*"]}, "error", "has no letters"),
        ("words_nl", ("places",), {"befor": ["in"]}, "error", "befor"),
        ("utterances_nl", ("soup",), ["soep"], "error", "there is no topic 'soup'"),
    ],
)  # fmt: skip
def test_a_fault_in_another_file_is_told(
    made: Made, name: str, path: tuple[str, ...], to: object, severity: str, fault: str
) -> None:
    made.change(f"{name}.yaml", *path, to=to)
    found = made.only()
    assert (found.path.stem, found.severity, fault in found.fault) == (name, severity, True), found


def test_a_danger_example_that_is_harmless_elsewhere_is_an_error(made: Made) -> None:
    text = made.text("utterances_nl.yaml", "map-what", 0)
    made.change("danger_examples_nl.yaml", "emergency", to=[text, "er is brand"])
    found = made.only()
    assert (found.severity, found.line) == ("error", 2)
    assert "is emergency here and harmless in utterances_nl.yaml" in found.fault


def test_a_danger_example_that_its_topic_knows_too_is_fine(made: Made) -> None:
    text = made.text("utterances_nl.yaml", "emergency", 0)
    made.change("danger_examples_nl.yaml", "emergency", to=[text])
    assert made.check() == []


def test_the_files_of_the_repository_have_no_errors(root: Path) -> None:
    found = check_knowledge(root / "knowledge", today=date(2030, 1, 1), leave_out=False)
    assert [str(f) for f in found if f.severity == "error"] == []
