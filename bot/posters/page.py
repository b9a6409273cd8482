"""One A4 page for the wall: the municipality, three lines to read at three metres, a QR code.

Lengths are in points (1/72 inch), heights from the foot of the page upwards.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
import segno
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas

from bot.links import deep_link
from bot.posters.fitting import BOLD, CAP_HEIGHT, DESCENT, LEADING, REGULAR, Fitted, fit
from bot.reply import Action
from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.gazetteer import Municipality
    from bot.texts import Texts

WIDTH, HEIGHT = A4
#: 12.7 mm: printers leave 6 mm white, and a clip frame hides 10 mm.
MARGIN = 36.0
#: Capitals of 40 points are 10 mm high: 3 to 4 mm for each of three metres.
SIZE_AT_THREE_METRES = 40.0
#: A phone reads a code from about ten times its side; most cameras do so from further.
QR_SIDE = 9 * cm
#: White around the code that its standard (ISO/IEC 18004) asks for, in modules.
QUIET_ZONE = 4
PNG_DPI = 150

_INNER = WIDTH - 2 * MARGIN
_RULE = 5.0
_BAR, _INDENT = 7.0, 22.0
_FOOT = 44.0
#: The one colour; a printer without colour makes it a dark grey.
_ACCENT = HexColor("#123F7A")


@dataclass(frozen=True, slots=True)
class Poster:
    """What one poster says: of which municipality, in which language, for which bot."""

    municipality: Municipality
    texts: Texts
    username: str
    """The bot's user name on Telegram, without @."""

    @property
    def name(self) -> str:
        """The municipality's name in the language of the poster."""
        return self.municipality.name(self.texts.language)

    @property
    def link(self) -> str:
        """What the QR code holds: the address that opens the services of the municipality."""
        action = Action("services", self.municipality.nis, language=self.texts.language)
        return deep_link(self.username, action)

    @property
    def file_name(self) -> str:
        """Name of its files without suffix, such as ``poster-44021-gent-nl``."""
        name = "-".join(words(self.name)).replace("'", "")
        return f"poster-{self.municipality.nis}-{name}-{self.texts.language}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A text on the page, by the upper left corner of its capitals."""

    text: Fitted
    left: float
    top: float

    @property
    def bottom(self) -> float:
        """The line on which its last row stands."""
        return self.top - self.text.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands on the page."""

    name: Placed
    rule: float
    """Top of the line under the name."""
    heading: Placed
    lines: tuple[Placed, Placed]
    how: Placed
    bot: tuple[Placed, Placed]
    danger: Placed
    qr: tuple[float, float]
    """Lower left corner of the code's first module."""


def to_pdf(poster: Poster) -> bytes:
    """The poster as a PDF of one A4 page. The same poster gives the same bytes.

    Raises:
        PosterError: a text does not fit, or the font lacks one of its letters.
    """
    # Level M, and a higher one where it takes no more modules: larger modules read from further.
    code = segno.make(poster.link, error="m", micro=False).matrix
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4, invariant=1, lang=poster.texts.language)
    page.setTitle(f"{poster.name}: {poster.texts('poster-heading')}")
    page.setAuthor("mediation-bot")
    page.setCreator("mediation-bot")
    page.setSubject(poster.link)
    page.setViewerPreference("DisplayDocTitle", "true")
    layout = lay_out(poster, len(code))
    _draw(page, layout)
    _draw_code(page, code, *layout.qr)
    left, bottom = layout.qr
    page.linkURL(poster.link, (left, bottom, left + QR_SIDE, bottom + QR_SIDE))
    page.save()
    return file.getvalue()


def to_png(pdf: bytes) -> bytes:
    """The first page of a PDF as a picture of 150 dots per inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        image = document[0].render(scale=PNG_DPI / 72).to_pil()
    file = io.BytesIO()
    # Two colours and the shades at their edges: a palette makes it a third of the size. Method 1
    # (maximum coverage) leaves pure white and black as they are.
    image.quantize(32, method=1).save(file, "PNG", dpi=(PNG_DPI, PNG_DPI))
    return file.getvalue()


def lay_out(poster: Poster, modules: int) -> Layout:
    """Fit all texts and share out the white between them.

    Args:
        poster: What it says.
        modules: Modules on one side of the QR code.

    Raises:
        PosterError: a text does not fit, or the font lacks one of its letters.
    """
    say, least = poster.texts, SIZE_AT_THREE_METRES
    quiet = QUIET_ZONE * QR_SIDE / modules
    name = fit(poster.name, BOLD, _INNER, 74, largest=64, smallest=least)
    heading = fit(say("poster-heading"), BOLD, _INNER, 92, largest=60, smallest=least)
    what, terms = (
        fit(text, REGULAR, _INNER - _INDENT, 78, largest=42, smallest=least)
        for text in (say("poster-what"), say("poster-terms"))
    )
    beside = MARGIN + QR_SIDE + quiet
    how = fit(say("poster-how"), BOLD, WIDTH - MARGIN - beside, 180, largest=44, smallest=least)
    bot, username = (
        fit(text, font, WIDTH - MARGIN - beside, 20, largest=22, smallest=6)
        for text, font in ((say("poster-bot"), REGULAR), (f"@{poster.username}", BOLD))
    )
    danger = fit(say("poster-danger"), BOLD, _INNER - 2 * _BAR, 30, largest=32, smallest=24)

    qr_bottom = MARGIN + _FOOT + quiet
    under_name = DESCENT * name.size + 3
    texts = name.height + heading.height + what.height + terms.height
    over_code = DESCENT * terms.size + quiet
    used = texts + under_name + _RULE + over_code + QR_SIDE + qr_bottom + MARGIN
    gap = (HEIGHT - used) / 3
    rule = HEIGHT - MARGIN - name.height - under_name
    heading_at = Placed(heading, MARGIN, rule - _RULE - gap)
    what_at = Placed(what, MARGIN + _INDENT, heading_at.bottom - gap)
    return Layout(
        name=Placed(name, MARGIN, HEIGHT - MARGIN),
        rule=rule,
        heading=heading_at,
        lines=(what_at, Placed(terms, MARGIN + _INDENT, what_at.bottom - gap)),
        how=Placed(how, beside, qr_bottom + QR_SIDE),
        bot=(
            Placed(bot, beside, qr_bottom + username.height + 12 + bot.height),
            Placed(username, beside, qr_bottom + username.height),
        ),
        danger=Placed(danger, (WIDTH - danger.width) / 2, MARGIN + (_FOOT + danger.height) / 2),
        qr=(MARGIN, qr_bottom),
    )


def _draw(page: Canvas, layout: Layout) -> None:
    page.setFillColor(_ACCENT)
    _write(page, layout.name)
    page.rect(MARGIN, layout.rule - _RULE, _INNER, _RULE, stroke=0, fill=1)
    for line in layout.lines:
        page.rect(MARGIN, line.bottom, _BAR, line.text.height, stroke=0, fill=1)
    page.setFillColor(black)
    for placed in (layout.heading, *layout.lines, layout.how, *layout.bot):
        _write(page, placed)
    page.roundRect(MARGIN, MARGIN, _INNER, _FOOT, _BAR, stroke=0, fill=1)
    page.setFillColor(white)
    _write(page, layout.danger)


def _write(page: Canvas, placed: Placed) -> None:
    text = placed.text
    page.setFont(text.font, text.size)
    y = placed.top - CAP_HEIGHT * text.size
    for row in text.rows:
        page.drawString(placed.left, y, row)
        y -= LEADING * text.size


def _draw_code(page: Canvas, code: Sequence[Sequence[int]], left: float, bottom: float) -> None:
    """The dark modules as one path, so that no viewer shows seams between them."""
    module = QR_SIDE / len(code)
    path = page.beginPath()
    for row, line in enumerate(reversed(code)):
        for column, dark in enumerate(line):
            if dark:
                path.rect(left + column * module, bottom + row * module, module, module)
    page.setFillColor(black)
    page.drawPath(path, stroke=0, fill=1)
