"""Text as large as its box allows. Sizes and lengths are in points (1/72 inch)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from bot.errors import PosterError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Bitstream Vera comes with reportlab and may be embedded: a print shop has nothing to replace.
REGULAR, BOLD = "Vera", "Vera-Bold"
_FONTS = {REGULAR: TTFont(REGULAR, "Vera.ttf"), BOLD: TTFont(BOLD, "VeraBd.ttf")}
for _font in _FONTS.values():
    registerFont(_font)

# Parts of the font size: height of a capital, depth of a "g", and from one row to the next.
CAP_HEIGHT, DESCENT, LEADING = 0.729, 0.236, 1.1


@dataclass(frozen=True, slots=True)
class Fitted:
    """Rows of text and the size at which they are set."""

    rows: tuple[str, ...]
    font: str
    size: float

    @property
    def height(self) -> float:
        """From the top of the first row's capitals to the foot of the last row's."""
        return self.size * (LEADING * (len(self.rows) - 1) + CAP_HEIGHT)

    @property
    def width(self) -> float:
        """Width of the longest row."""
        return max(stringWidth(row, self.font, self.size) for row in self.rows)


@lru_cache(maxsize=64)  # hundreds of posters share all texts but the name
def fit(
    text: str, font: str, width: float, height: float, *, largest: float, smallest: float
) -> Fitted:
    """Break a text into the rows that can be set largest in a box.

    Raises:
        PosterError: it does not fit even at the smallest size, or the font lacks a letter.
    """
    text = _typeset(text)
    if missing := {c for c in text if ord(c) not in _FONTS[font].face.charToGlyph}:
        raise PosterError(
            f"The posters' font has no {' '.join(sorted(missing))}, which stands in {text!r}."
        )
    best = Fitted((text,), font, 0)
    for rows in _broken(text, font):
        unit = Fitted(rows, font, 1)
        size = min(largest, width / unit.width, height / unit.height)
        if size > best.size:
            best = Fitted(rows, font, size)
    if best.size < smallest:
        raise PosterError(
            f"{text!r} is too long for a poster: it fits at {best.size:.1f} points, and"
            f" {smallest:g} are needed to read it from afar. Mend: make the text shorter."
        )
    return best


def _typeset(text: str) -> str:
    """Printers' apostrophes; no row begins with the mark that French sets after a space."""
    return re.sub(r" (?=[?!:;])", "\u00a0", text.replace("'", "’"))


def _broken(text: str, font: str) -> Iterator[tuple[str, ...]]:
    """For each number of rows the most even break, after spaces and hyphens."""
    starts = [match.end() for match in re.finditer(r"[ -](?=\S)", text)]

    def widths(rows: tuple[str, ...]) -> list[float]:
        return sorted((stringWidth(row, font, 1) for row in rows), reverse=True)

    for number in range(len(starts) + 1):
        yield min(
            (
                tuple(text[a:b].rstrip(" ") for a, b in pairwise((0, *cuts, len(text))))
                for cuts in combinations(starts, number)
            ),
            key=widths,
        )
