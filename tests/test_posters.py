"""Posters: what they say, how large, and that their code opens the right municipality.

Pages are read with pypdfium2 and codes with zxing-cpp; reportlab and segno made them.
"""

from __future__ import annotations

import ctypes
import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image

from bot.cli import cli
from bot.directory.records import SERVICE_TYPES
from bot.errors import MunicipalityError, PosterError, SettingsError
from bot.posters.fitting import BOLD, CAP_HEIGHT, DESCENT, fit
from bot.posters.page import HEIGHT, MARGIN, QR_SIDE, WIDTH, Poster, lay_out, to_pdf, to_png
from bot.reply import Action
from bot.texts import Texts, load_texts

if TYPE_CHECKING:
    from pathlib import Path

    from bot.gazetteer import Gazetteer
    from bot.settings import Settings

A4_POINTS = (595.28, 841.89)
MM = 72 / 25.4
LANGUAGES = ("nl", "fr")
# The shortest and the widest names, accents, an apostrophe, both languages of one place.
NAMED = {
    "21004": "Brussel", "44021": "Gent", "46030": "Beveren-Kruibeke-Zwijndrecht",
    "52022": "Fontaine-l'Evêque", "64065": "Saint-Georges-sur-Meuse", "63023": "Eupen",
}  # fmt: skip
SAMPLES = [(nis, language) for nis in NAMED for language in LANGUAGES]
LINES = ("poster-heading", "poster-what", "poster-terms", "poster-how")


@pytest.fixture(scope="module")
def texts(settings: Settings) -> dict[str, Texts]:
    return load_texts(settings.locale_dir)


@pytest.fixture(scope="module")
def pages(gazetteer: Gazetteer, texts: dict[str, Texts]) -> dict[tuple[str, str], bytes]:
    """The PDF files of the samples."""
    return {
        (nis, language): to_pdf(Poster(gazetteer[nis], texts[language], "ExampleBot"))
        for nis, language in SAMPLES
    }


def scan(png: bytes) -> list[str]:
    """What every code on a picture holds."""
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))]


def plain(text: str) -> str:
    """Text as it was before it was set: straight apostrophes, one kind of space, no rows.

    At the end of a row pypdfium2 makes U+FFFE of a hyphen and joins what follows.
    """
    return " ".join(text.replace("’", "'").replace("\u00a0", " ").split()).replace("\ufffe", "-")


class Character(NamedTuple):
    text: str
    size: float
    box: tuple[float, float, float, float]
    """Left, bottom, right and top."""


def characters(pdf: bytes) -> list[Character]:
    """All visible characters of a page as pypdfium2 finds them."""
    raw = pypdfium2.raw
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        found = [
            Character(
                chr(raw.FPDFText_GetUnicode(page, i)),
                raw.FPDFText_GetFontSize(page, i),
                page.get_charbox(i),
            )
            for i in range(page.count_chars())
        ]
    return [one for one in found if not one.text.isspace()]


# -- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES, ids="-".join)
def test_a_poster_is_one_a4_page(
    pages: dict[tuple[str, str], bytes], sample: tuple[str, str]
) -> None:
    with pypdfium2.PdfDocument(pages[sample]) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(A4_POINTS, abs=0.01)


@pytest.mark.parametrize("sample", SAMPLES, ids="-".join)
def test_the_code_on_the_picture_holds_the_deep_link_of_the_municipality(
    pages: dict[tuple[str, str], bytes], sample: tuple[str, str]
) -> None:
    nis, language = sample
    (link,) = scan(to_png(pages[sample]))
    assert link == f"https://t.me/ExampleBot?start=m-{nis}-{language}"
    action = Action.decode(
        link.partition("=")[2], topics=(), service_types=SERVICE_TYPES, languages=LANGUAGES
    )
    assert action == Action("services", nis, language=language)


@pytest.mark.parametrize("sample", SAMPLES, ids="-".join)
def test_the_page_holds_the_name_the_lines_the_bot_and_112_as_text(
    pages: dict[tuple[str, str], bytes],
    gazetteer: Gazetteer,
    texts: dict[str, Texts],
    sample: tuple[str, str],
) -> None:
    nis, language = sample
    with pypdfium2.PdfDocument(pages[sample]) as document:
        text = plain(document[0].get_textpage().get_text_range())
    for line in (gazetteer[nis].name(language), *(texts[language](key) for key in LINES)):
        assert line in text
    assert "@ExampleBot" in text
    assert "112" in text


@pytest.mark.parametrize("sample", SAMPLES, ids="-".join)
def test_what_is_read_at_three_metres_has_capitals_of_a_centimetre(
    pages: dict[tuple[str, str], bytes], texts: dict[str, Texts], sample: tuple[str, str]
) -> None:
    """All but the bot's name, for those who stand near, and the number 112, which is bolder."""
    found = characters(pages[sample])
    language = sample[1]
    near = plain(texts[language]("poster-bot")).replace(" ", "") + "@ExampleBot"
    danger = plain(texts[language]("poster-danger")).replace(" ", "")
    large = [one for one in found if one.size * CAP_HEIGHT >= 10 * MM]
    small = "".join(one.text for one in found if one not in large)
    assert small in {near + danger, danger + near}
    assert min(one.size for one in found) >= 14
    assert min(one.size for one in found if one.text == "2") * CAP_HEIGHT >= 7 * MM


@pytest.mark.parametrize("sample", SAMPLES, ids="-".join)
def test_no_character_of_the_page_stands_in_the_margin_or_on_another(
    pages: dict[tuple[str, str], bytes], sample: tuple[str, str]
) -> None:
    boxes = [one.box for one in characters(pages[sample])]
    for left, bottom, right, top in boxes:
        assert left >= MARGIN - 1
        assert right <= WIDTH - MARGIN + 1
        assert bottom >= MARGIN
        # An accent rises above the capitals, which end at the margin.
        assert top <= HEIGHT - MARGIN + 16
    for i, (left, bottom, right, top) in enumerate(boxes):
        for other in boxes[i + 1 :]:
            across = min(right, other[2]) - max(left, other[0])
            upwards = min(top, other[3]) - max(bottom, other[1])
            assert across <= 2 or upwards <= 0


@pytest.mark.parametrize("username", ["Abbot", "ExampleBot", "W" * 32])
def test_around_the_code_four_modules_are_white(
    gazetteer: Gazetteer, texts: dict[str, Texts], username: str
) -> None:
    """Also for a user name as long as Telegram allows, whose code has more modules."""
    png = to_png(to_pdf(Poster(gazetteer["64065"], texts["fr"], username)))
    picture = Image.open(io.BytesIO(png)).convert("L")
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text.startswith(f"https://t.me/{username}?")
    assert code.ec_level in {"M", "Q", "H"}, "at least 15 % may be lost"
    left, top = code.position.top_left.x, code.position.top_left.y
    right, bottom = code.position.bottom_right.x, code.position.bottom_right.y
    side = right - left
    assert side / 150 * 25.4 == pytest.approx(QR_SIDE / MM, abs=1)
    modules = 29 if len(code.text) <= 42 else 33
    quiet = round(4 * side / modules) - 2  # two pixels for rounding
    around = [
        (left - quiet, top - quiet, right + quiet, top - 2),
        (left - quiet, bottom + 3, right + quiet, bottom + quiet),
        (left - quiet, top - quiet, left - 2, bottom + quiet),
        (right + 3, top - quiet, right + quiet, bottom + quiet),
    ]
    assert [picture.crop(box).getextrema() for box in around] == [(255, 255)] * 4


def test_the_code_is_read_from_afar_and_when_a_corner_is_dirty(
    pages: dict[tuple[str, str], bytes],
) -> None:
    """160 dots across the page: a phone of 12 megapixels sees four times as many at 3 m."""
    picture = Image.open(io.BytesIO(to_png(pages["44021", "nl"]))).convert("L")
    afar = picture.resize((160, 226), Image.Resampling.LANCZOS)
    assert len(zxingcpp.read_barcodes(afar)) == 1
    (code,) = zxingcpp.read_barcodes(picture)
    corner = code.position.bottom_right
    picture.paste(0, (corner.x - 70, corner.y - 70, corner.x, corner.y))
    assert len(zxingcpp.read_barcodes(picture)) == 1


def test_every_name_in_every_language_fits_without_touching_its_neighbours(
    gazetteer: Gazetteer, texts: dict[str, Texts]
) -> None:
    for municipality in gazetteer.municipalities.values():
        for say in texts.values():
            at = lay_out(Poster(municipality, say, "W" * 32), modules=33)
            what, terms = at.lines
            for placed in (at.name, at.heading, what, terms, at.how, *at.bot, at.danger):
                assert placed.left >= MARGIN
                assert placed.left + placed.text.width <= WIDTH - MARGIN + 0.01, placed.text
            for placed in (at.name, at.heading, what, terms, at.how):
                assert placed.text.size >= 40
            # From top to bottom; what hangs below a line counts.
            left, bottom = at.qr
            edges = [
                HEIGHT - MARGIN, at.name.top, at.name.bottom - DESCENT * at.name.text.size,
                at.rule, at.rule - 5, at.heading.top,
                at.heading.bottom - DESCENT * at.heading.text.size, what.top,
                what.bottom - DESCENT * what.text.size, terms.top,
                terms.bottom - DESCENT * terms.text.size, bottom + QR_SIDE + 4 * QR_SIDE / 33,
                bottom - 4 * QR_SIDE / 33, at.danger.top, at.danger.bottom, MARGIN,
            ]  # fmt: skip
            edges = [round(edge, 3) for edge in edges]
            assert edges == sorted(edges, reverse=True), municipality
            assert at.how.left >= left + QR_SIDE + 4 * QR_SIDE / 33
            assert at.how.bottom - DESCENT * at.how.text.size > at.bot[0].top
            assert at.bot[0].bottom - DESCENT * at.bot[0].text.size > at.bot[1].top


def test_the_picture_is_the_page_in_pure_white_at_150_dots_per_inch(
    pages: dict[tuple[str, str], bytes],
) -> None:
    picture = Image.open(io.BytesIO(to_png(pages["44021", "nl"])))
    assert picture.format == "PNG"
    assert picture.size == (1241, 1754)
    assert picture.info["dpi"] == pytest.approx((150, 150), abs=0.1)
    rgb = picture.convert("RGB")
    assert rgb.getpixel((3, 3)) == (255, 255, 255)
    colours = rgb.getcolors(64)
    assert colours is not None
    most = [colour for _, colour in sorted(colours, reverse=True)[:3]]
    assert most == [(255, 255, 255), (0, 0, 0), (18, 63, 122)]


def test_a_print_shop_needs_no_font_and_a_screen_reader_knows_title_and_language(
    pages: dict[tuple[str, str], bytes],
) -> None:
    pdf = pages["44021", "nl"]
    with pypdfium2.PdfDocument(pdf) as document:
        metadata = document.get_metadata_dict()
        assert metadata["Title"] == "Gent: Ruzie met de buren?"
        assert metadata["Author"] == "mediation-bot"
        used = set()
        for one in document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            font = pypdfium2.raw.FPDFTextObj_GetFont(one.raw)
            used.add(pypdfium2.raw.FPDFFont_GetIsEmbedded(font))
        assert used == {1}
        language = (ctypes.c_ushort * 8)()
        pypdfium2.raw.FPDFCatalog_GetLanguage(document.raw, language, ctypes.sizeof(language))
        assert bytes(language).decode("utf-16-le").strip("\0") == "nl"


def test_on_a_screen_the_code_is_also_a_link(pages: dict[tuple[str, str], bytes]) -> None:
    assert b"(https://t.me/ExampleBot?start=m-44021-nl)" in pages["44021", "nl"]


# -- fitting text --------------------------------------------------------------------------------


def test_rows_break_evenly_at_spaces_and_after_hyphens_and_never_before_a_french_mark() -> None:
    def rows(text: str, width: float) -> tuple[str, ...]:
        return fit(text, BOLD, width, 75, largest=40, smallest=1).rows

    assert rows("Un conflit avec vos voisins ?", 330) == ("Un conflit avec", "vos voisins\u00a0?")
    assert rows("Beveren-Kruibeke-Zwijndrecht", 420) == ("Beveren-Kruibeke-", "Zwijndrecht")
    assert rows("L'eau", 420) == ("L’eau",)
    assert rows("a b", 420) == ("a b",)


def test_a_text_is_never_larger_than_its_box_nor_than_asked() -> None:
    fitted = fit("Een korte zin om te meten", BOLD, 200, 90, largest=60, smallest=1)
    assert fitted.width <= 200.01
    assert fitted.height <= 90.01
    assert fitted.width > 195 or fitted.height > 85, "room is left over"
    assert fit("Gent", BOLD, 500, 100, largest=64, smallest=40).size == 64


def test_a_text_that_would_be_too_small_is_told_and_not_printed() -> None:
    with pytest.raises(PosterError, match="make the text shorter"):
        fit("Llanfairpwllgwyngyllgogerychwyrndrobwll", BOLD, 523, 74, largest=64, smallest=40)


def test_a_letter_that_the_font_lacks_is_told_and_not_printed_as_a_box() -> None:
    with pytest.raises(PosterError, match="has no Ж"):
        fit("Жent", BOLD, 523, 74, largest=64, smallest=40)


# -- the command ---------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, five municipalities, and a bot's name in the environment."""
    data = tmp_path / "data"
    data.mkdir()
    chosen = ("nis,", "44021,", "21004,", "23099,", "63023,", "62063,")
    none = ("name_nl,",)
    for name, kept in (("municipalities", chosen), ("localities", none), ("towns_abroad", none)):
        lines = (root / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        rows = [line for line in lines if line.startswith(kept)]
        (data / f"{name}.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.setenv("TELEGRAM_BOT_USERNAME", "@ExampleBot")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["poster", *arguments])


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all_writes_a_pdf_and_a_picture_for_each_official_language_of_each_municipality(
    here: Path,
) -> None:
    """Two in Brussels and where there are facilities; none in German, and that is said."""
    result = run("--all")
    assert result.exit_code == 0, result.output
    names = {
        "poster-44021-gent-nl", "poster-21004-brussel-nl", "poster-21004-bruxelles-fr",
        "poster-23099-kraainem-nl", "poster-23099-kraainem-fr", "poster-63023-eupen-fr",
        "poster-62063-liege-fr",
    }  # fmt: skip
    assert files(here / "posters") == {f"{n}{end}" for n in names for end in (".pdf", ".png")}
    assert "'de'" in result.stdout
    assert "Eupen" in result.stdout
    assert "7 posters, 14 files in posters." in result.stdout
    assert "Posters" in result.stderr, "the progress bar"
    for name in names:
        _, nis, *_, language = name.split("-")
        links = scan((here / "posters" / f"{name}.png").read_bytes())
        assert links == [f"https://t.me/ExampleBot?start=m-{nis}-{language}"]


def test_one_municipality_is_written_in_the_language_asked_and_the_files_are_named(
    here: Path,
) -> None:
    result = run("--municipality", "9000", "--lang", "fr", "--out", "a/b", "--username", "OtherBot")
    assert result.exit_code == 0, result.output
    written = {f"poster-44021-gand-fr{end}" for end in (".pdf", ".png")}
    assert files(here / "a" / "b") == written
    assert result.stdout.split() == sorted(f"a/b/{name}" for name in written)
    (link,) = scan((here / "a" / "b" / "poster-44021-gand-fr.png").read_bytes())
    assert link == "https://t.me/OtherBot?start=m-44021-fr"


def test_pictures_can_be_left_out(here: Path) -> None:
    assert run("--municipality", "Gent", "--no-png").exit_code == 0
    assert files(here / "posters") == {"poster-44021-gent-nl.pdf"}


def test_the_same_poster_is_the_same_bytes_on_another_day_and_in_another_process(
    here: Path, root: Path
) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "bot", "poster", "--municipality", "Gent", "--out", seed]
        subprocess.run(  # noqa: S603 - our own program
            command,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            check=True,
            capture_output=True,
        )
    for name in ("poster-44021-gent-nl.pdf", "poster-44021-gent-nl.png"):
        assert (here / "1" / name).read_bytes() == (here / "2" / name).read_bytes()
    assert b"D:20000101000000" in (here / "1" / "poster-44021-gent-nl.pdf").read_bytes()


def test_without_the_bots_name_it_says_where_to_put_it(
    here: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_USERNAME", "")
    assert isinstance(run("--all").exception, SettingsError)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "poster", "--all"],
        env=os.environ | {"PYTHONPATH": str(root)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "TELEGRAM_BOT_USERNAME" in done.stderr
    assert "--username" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (here / "posters").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--municipality NAME, or --all"),
        (("--all", "--municipality", "Gent"), "--municipality NAME, or --all"),
        (("--municipality", "Gent", "--lang", "de"), "choose one of fr, nl"),
        (("--municipality", "Gent", "--username", "https://t.me/ExampleBot"), "5 to 32 letters"),
    ],
)
def test_a_wrong_option_is_told_with_the_mend(
    here: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in " ".join(result.output.split())
    assert not (here / "posters").exists()


def test_an_unknown_municipality_is_told_and_nothing_is_written(here: Path) -> None:
    result = run("--municipality", "Gnet")
    assert isinstance(result.exception, MunicipalityError)
    assert "Gent (44021)" in str(result.exception)
    assert not (here / "posters").exists()


def test_where_no_official_language_has_texts_it_asks_for_a_language(
    here: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dutch = here / "locale" / "nl" / "LC_MESSAGES"
    dutch.mkdir(parents=True)
    text = (root / "bot/locale/nl/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    (dutch / "messages.po").write_text(text, encoding="utf-8")
    monkeypatch.setenv("LOCALE_DIR", str(here / "locale"))
    result = run("--municipality", "Luik")
    assert isinstance(result.exception, PosterError)
    assert "--lang, one of nl" in str(result.exception)
    assert run("--municipality", "Luik", "--lang", "nl").exit_code == 0
    assert "poster-62063-luik-nl.pdf" in files(here / "posters")


def test_a_name_that_cannot_be_set_is_told_and_the_others_are_written(here: Path) -> None:
    table = here / "data" / "municipalities.csv"
    changed = table.read_text(encoding="utf-8").replace(",Gent,", ",Γάνδη,", 1)
    table.write_text(changed, encoding="utf-8")
    result = run("--all", "--no-png")
    assert isinstance(result.exception, PosterError)
    assert "poster-44021-" in str(result.exception)
    assert len(files(here / "posters")) == 6


def test_a_folder_that_cannot_be_written_to_is_told(here: Path) -> None:
    (here / "file").write_text("", encoding="utf-8")
    result = run("--municipality", "Gent", "--out", "file/posters")
    assert isinstance(result.exception, PosterError)
    assert "--out" in str(result.exception)
