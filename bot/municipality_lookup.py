"""Which municipality somebody means who typed one on a command line.

Stricter than the assistant: it only takes a whole name, a postcode or a code, and asks again
otherwise. What it is asked for is printed or stored, and must not be a guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.errors import MunicipalityError
from bot.understanding.place_names import PlaceNames, name_key
from bot.understanding.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.gazetteer import Gazetteer, Municipality
    from bot.understanding.place_names import Place

#: Names less alike than this (of 100) are not worth suggesting.
_ALIKE = 70
_SUGGESTIONS = 6


def look_up(gazetteer: Gazetteer, text: str) -> Municipality:
    """The municipality that a name in any language, a former name, a postcode or a NIS code means.

    A municipality's own name goes before the same name of a locality elsewhere.

    Raises:
        MunicipalityError: none or several are meant; the message names the candidates.
    """
    names = PlaceNames(gazetteer, usually_meant=(), ordinary=(), language_words=())
    typed = text.strip()
    if re.fullmatch(r"\d{5}", typed, re.ASCII):
        found = [typed] if typed in gazetteer else []
    elif re.fullmatch(r"\d{4}", typed, re.ASCII):
        found = list(names.postcodes.get(typed, ()))
    else:
        found = _named(names, typed)
    if len(found) == 1:
        return gazetteer[found[0]]
    if found:
        raise MunicipalityError(
            f"{typed!r} may be {_list(gazetteer, found)}. Mend: give the NIS code."
        )
    alike = _alike(names, typed)
    hint = f" Did you mean {_list(gazetteer, alike)}?" if alike else ""
    raise MunicipalityError(
        f"No municipality is known as {typed!r}.{hint} Mend: give the whole name, a postcode or"
        " the NIS code."
    )


def _named(names: PlaceNames, typed: str) -> list[str]:
    name = names.names.get(name_key(words(typed)))
    if name is None or name.partial:
        return []
    return _codes([p for p in name.places if p.locality is None] or name.places)


def _alike(names: PlaceNames, typed: str) -> list[str]:
    """Codes of the places whose names hold the typed word or are spelt much like it."""
    key = name_key(words(typed))
    if not key:
        return []
    near = process.extract(key, names.names.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    keys = [key] if key in names.names else [name for name, _, _ in near]
    return _codes(place for one in keys for place in names.names[one].places)[:_SUGGESTIONS]


def _codes(places: Iterable[Place]) -> list[str]:
    return list(dict.fromkeys(place.nis for place in places))


def _list(gazetteer: Gazetteer, codes: Iterable[str]) -> str:
    """Names in the first official language, with codes: "Gent (44021) or Namur (92094)"."""
    each = (gazetteer[nis] for nis in codes)
    return " or ".join(f"{m.name(m.official_languages[:2])} ({m.nis})" for m in each)
