"""Every word of the interface that is not FAQ, from the Babel catalogues in ``locale/``.

The catalogues are compiled in memory at start: no build step, and never a stale one.
"""

from __future__ import annotations

import re
from datetime import date
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Texts:
    """The interface in one language. Keys are symbolic; the catalogue holds the words."""

    def __init__(self, language: str, translations: GNUTranslations) -> None:
        self.language = language
        self._translations = translations

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with ``%(name)s`` filled in."""
        text = self._translations.gettext(key)
        return text % values if values else text

    def plural(self, key: str, number: int, **values: object) -> str:
        """The text of a key in the form that fits a number, which is also ``%(number)s``."""
        text = self._translations.ngettext(key, key, number)
        return text % {"number": number, **values}

    def date(self, value: date) -> str:
        """A date as it is written in this language."""
        from babel.dates import format_date  # noqa: PLC0415 - slow, and few answers hold a date

        written = format_date(value, format="long", locale=self.language)
        # Some languages have a form of their own for the first of a month: "1er mars".
        return re.sub(r"^1\b", self("first-day"), written)

    def period(self, iso: str) -> str:
        """A year, a month or a day, as precisely as it is known.

        Args:
            iso: ``2023``, ``2023-03`` or ``2023-03-28``.
        """
        from babel.dates import format_skeleton  # noqa: PLC0415 - as above

        match iso.count("-"):
            case 0:
                return iso
            case 1:
                return format_skeleton(
                    "yMMMM", date.fromisoformat(f"{iso}-01"), locale=self.language
                )
            case _:
                return self.date(date.fromisoformat(iso))

    def listed(self, items: Sequence[str]) -> str:
        """Items in one sentence: "a, b and c"."""
        *most, last = items
        return self("and").join([", ".join(most), last] if most else [last])

    def has(self, key: str) -> bool:
        """Whether the catalogue knows a key."""
        return self._translations.gettext(key) != key


def load_texts(folder: Path) -> dict[str, Texts]:
    """All catalogues of a folder, by language code.

    Raises:
        KnowledgeError: there is no catalogue, or one cannot be read.
    """
    texts: dict[str, Texts] = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        try:
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language)
            compiled = BytesIO()
            write_mo(compiled, catalogue)
        except Exception as error:
            raise KnowledgeError(
                path, getattr(error, "lineno", 1) or 1, f"cannot be read: {error}",
                "open it in a PO editor such as Poedit and save it again",
            ) from error  # fmt: skip
        compiled.seek(0)
        texts[language] = Texts(language, GNUTranslations(compiled))
    if not texts:
        raise KnowledgeError(
            folder, 1, "there is no catalogue in this folder", "put back locale/nl and locale/fr"
        )
    return texts
