"""The catalogues: complete, equal in both languages, and with every word that is asked for."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import polib
import pytest
import yaml

from bot.channels.preview.analysis import Shown
from bot.directory.records import SERVICE_TYPES
from bot.errors import KnowledgeError
from bot.figures import OUTCOMES
from bot.reply import REASONS, Kind
from bot.texts import Texts, load_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.assistant import Assistant

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted((ROOT / "bot" / "locale").glob("*/LC_MESSAGES/messages.po"))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: Functions whose first constant argument is a key of the catalogues.
SPEAKERS = {"texts", "say", "_tell", "plural"}


def catalogue(path: Path) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}


def templates() -> str:
    """All templates of pages, which ask for keys with texts("key") and texts("prefix-" ~ rest)."""
    return "".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "bot").rglob("*.html")))


def trees() -> Iterator[ast.Module]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def constants(node: ast.AST) -> set[str]:
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    return set()


def speaks(function: ast.expr) -> bool:
    """texts(...), self.say(...), self._texts[language](...), compose.texts(language)(...)."""
    match function:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name in SPEAKERS
        case ast.Subscript(ast.Attribute(attr=name)):
            return name in {"_texts", "texts"}
        case ast.Call(ast.Attribute(attr=name)):
            return name == "texts"
    return False


def keys_in_templates() -> set[str]:
    """Every literal key that a page asks for: say("key"), words("key"), texts[code]("key")."""
    call = re.compile(r"""(?:say|words|texts\[\w+\])\("([a-z-]+[a-z])"[,)]""")
    return set(call.findall(templates()))


def keys_in_code() -> set[str]:
    """Every literal key that the code asks for."""
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and speaks(node.func):
                found |= constants(node.args[0])
            elif isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == "key" for target in node.targets
            ):
                found |= constants(node.value)
    found |= set(re.findall(r'texts\("([a-z-]+)"[,)]', templates()))
    # compose.texts("nl") names a language, not a text.
    return {key for key in found if len(key) > 2}


def prefixes_in_code() -> set[str]:
    """Beginnings of keys that code or pages complete: f"type-{kind}", "type-" ~ kind."""
    return {
        first.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and isinstance(first := node.values[0], ast.Constant)
        and isinstance(first.value, str)
        and re.fullmatch(r"[a-z-]+-", first.value)
    } | set(re.findall(r'"([a-z-]+-)" ~', templates()))


def test_there_are_catalogues_in_dutch_and_french() -> None:
    assert [path.parts[-3] for path in CATALOGUES] == ["fr", "nl"]


def test_all_catalogues_hold_the_same_keys() -> None:
    first, *others = [set(catalogue(path)) for path in CATALOGUES]
    assert all(first == other for other in others), [first ^ other for other in others]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_text_is_empty_unsure_or_old(path: Path) -> None:
    entries = polib.pofile(str(path))
    assert [e.msgid for e in entries if not e.msgstr.strip() and not e.msgstr_plural] == []
    assert [e.msgid for e in entries if e.fuzzy] == []
    assert [e.msgid for e in entries if e.obsolete] == []
    assert len({e.msgid for e in entries}) == len(entries)


def test_placeholders_are_the_same_in_all_languages() -> None:
    first, *others = [catalogue(path) for path in CATALOGUES]
    for other in others:
        differing = {
            key
            for key in first
            if set(PLACEHOLDER.findall(first[key])) != set(PLACEHOLDER.findall(other[key]))
        }
        assert differing == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_percent_sign_stands_only_in_a_placeholder_where_there_is_one(path: Path) -> None:
    for key, text in catalogue(path).items():
        if PLACEHOLDER.search(text):
            assert "%" not in PLACEHOLDER.sub("", text).replace("%%", ""), key


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_key_that_the_code_asks_for_is_in_the_catalogue(path: Path) -> None:
    asked = keys_in_code() | keys_in_templates()
    assert {"welcome", "card-phone", "did-you-mean", "map-title", "map-made"} <= asked, "blind test"
    assert asked - set(catalogue(path)) == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_key_that_the_code_puts_together_is_in_the_catalogue(
    path: Path, assistant: Assistant
) -> None:
    links = yaml.safe_load((ROOT / "data" / "links.yaml").read_text(encoding="utf-8"))
    spoken = {code for s in assistant.directory.services.values() for code in s.languages}
    needed = {
        "type-": {*SERVICE_TYPES, "any"},
        "type-intro-": SERVICE_TYPES,
        "button-type-": SERVICE_TYPES,
        "language-": spoken | {"name"},
        "smalltalk-": {
            kind for k in assistant.knowledge.languages.values() for kind in k.smalltalk
        },
        "link-": {name for name in links if name != "data_protection_authority"} | {"own-map"},
        "figures-outcome-": OUTCOMES,
        "feedback-": REASONS,
        "map-placed-": {"municipality", "area"},
        "map-legend-": {"exact", "municipality", "area", "several"},
        "preview-kind-": {*get_args(Kind), "referral"},
        "preview-shown-": get_args(Shown),
    }
    held = set(catalogue(path))
    assert {p + rest for p, rests in needed.items() for rest in rests} - held == set()


def test_no_key_of_the_catalogues_is_forgotten_by_the_code() -> None:
    used = {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } | keys_in_code()
    built = tuple(prefixes_in_code())
    held = set(catalogue(CATALOGUES[0]))
    assert {key for key in held - used - keys_in_templates() if not key.startswith(built)} == set()


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")
@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_gettext_itself_finds_no_fault(path: Path, tmp_path: Path) -> None:
    """Without --check-format: it compares with the key, and our keys hold no placeholders."""
    checked = subprocess.run(  # noqa: S603 - our own file
        ["msgfmt", "--check-domain", "-o", str(tmp_path / "x.mo"), str(path)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


# -- loading -----------------------------------------------------------------------------------

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "hello"
msgstr "Bonjour %(name)s, à 100 % !"

msgid "plain"
msgstr "à 100 %"

msgid "days"
msgid_plural "days"
msgstr[0] "%(number)s jour"
msgstr[1] "%(number)s jours"
"""


def write(folder: Path, text: str, language: str = "fr") -> Path:
    path = folder / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def french(tmp_path: Path) -> Texts:
    write(tmp_path, PO.replace(", à 100 % !", " !"))
    return load_texts(tmp_path)["fr"]


def test_a_text_is_found_by_its_key_and_filled_in(french: Texts) -> None:
    assert french("hello", name="Léa") == "Bonjour Léa !"
    assert french("plain") == "à 100 %"


def test_a_number_chooses_the_form_of_its_language(french: Texts) -> None:
    forms = [french.plural("days", number) for number in (0, 1, 2)]
    assert forms == ["0 jour", "1 jour", "2 jours"]


def test_a_date_is_written_as_in_its_language(french: Texts) -> None:
    assert french.date(date(2026, 11, 23)) == "23 novembre 2026"


def test_the_first_of_a_month_has_the_form_of_its_language() -> None:
    texts = load_texts(ROOT / "bot" / "locale")
    first, eleventh = date(2027, 3, 1), date(2027, 3, 11)
    assert [texts["fr"].date(day) for day in (first, eleventh)] == ["1er mars 2027", "11 mars 2027"]
    assert [texts["nl"].date(day) for day in (first, eleventh)] == ["1 maart 2027", "11 maart 2027"]


@pytest.mark.parametrize(
    ("iso", "said"), [("2023", "2023"), ("2023-03", "mars 2023"), ("2023-03-28", "28 mars 2023")]
)
def test_a_year_a_month_and_a_day_are_told_as_precisely_as_they_are_known(
    french: Texts, iso: str, said: str
) -> None:
    assert french.period(iso) == said


def test_items_are_listed_as_in_a_sentence() -> None:
    french = load_texts(ROOT / "bot" / "locale")["fr"]
    listed = [french.listed(items) for items in (["a"], ["a", "b"], ["a", "b", "c"])]
    assert listed == ["a", "a et b", "a, b et c"]


def test_a_key_that_is_not_there_is_known_as_such(french: Texts) -> None:
    assert french.has("hello")
    assert not french.has("nothing")


def test_each_folder_is_a_language(tmp_path: Path) -> None:
    write(tmp_path, PO, "fr")
    write(tmp_path, PO, "de")
    assert set(load_texts(tmp_path)) == {"fr", "de"}


def test_a_folder_without_catalogues_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no catalogue"):
        load_texts(tmp_path)


def test_a_catalogue_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, PO)
    path.write_bytes(PO.encode("latin-1"))
    with pytest.raises(KnowledgeError) as raised:
        load_texts(tmp_path)
    assert raised.value.path == path
