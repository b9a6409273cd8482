"""The map of all known services: one HTML file, with Leaflet inside it.

Nothing is loaded from anywhere but the background's tiles (OpenStreetMap), and the page's own
content security policy holds that.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.cards import service_card
from bot.directory.records import SERVICE_TYPES
from bot.gazetteer import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bot.composer import Site
    from bot.directory.records import Directory, Service
    from bot.gazetteer import Gazetteer
    from bot.reply import Card, Row
    from bot.texts import Texts

_FOLDER = Path(__file__).parent
_MOST_NAMES = 20
"""An area of more municipalities than this is told by their number."""
_WORDS = (
    "map-title", "map-count", "map-count-place", "map-none", "no-service-municipality", "type-any",
    "map-search-unknown", "map-search-which", "map-several", "map-zoom-in", "map-zoom-out",
    "map-close",
)  # fmt: skip
"""What the page's script says itself; the rest stands in the page in every language."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a service stands on the map, in degrees, and how well that is known."""

    latitude: float
    longitude: float
    accuracy: Literal["exact", "municipality", "area"]
    """Its own coordinates, its municipality's centre, or the middle of several municipalities."""


@dataclass(frozen=True, slots=True)
class _Entry:
    service: Service
    position: Position
    cards: Mapping[str, Card]

    @property
    def types(self) -> list[str]:
        return sorted(self.service.service_types, key=SERVICE_TYPES.index)

    def named_in(self, language: str) -> str:
        """The language of the name that is shown to readers of a language."""
        return language if language in self.service.names else next(iter(self.service.names))

    def href(self, row: Row) -> str | None:
        """Where a fact of the card leads: a page, a call or a letter."""
        if row.url:
            return row.url
        if row.value in self.service.phones:
            return "tel:" + row.value.replace(" ", "")
        return f"mailto:{row.value}" if row.value == self.service.email else None


def locate(service: Service, gazetteer: Gazetteer) -> Position:
    """Where to draw a service: never more precisely than is known.

    A service of several municipalities that has no coordinates is drawn in the one nearest to
    the middle of them all, so that the point lies inside its area.
    """
    if service.latitude is not None and service.longitude is not None:
        return Position(service.latitude, service.longitude, "exact")
    area = [gazetteer[nis] for nis in sorted(service.areas)]
    latitude = sum(m.latitude for m in area) / len(area)
    longitude = sum(m.longitude for m in area) / len(area)
    middle = min(area, key=lambda m: great_circle_km(latitude, longitude, m.latitude, m.longitude))
    accuracy: Literal["municipality", "area"] = "municipality" if len(area) == 1 else "area"
    return Position(middle.latitude, middle.longitude, accuracy)


def map_page(
    directory: Directory,
    gazetteer: Gazetteer,
    *,
    texts: Mapping[str, Texts],
    site: Site,
    language: str,
    today: date,
) -> str:
    """The page.

    Args:
        directory: The services to show.
        gazetteer: All places.
        texts: The interface; every language of it is in the page.
        site: The addresses the page links to.
        language: The language in which the page opens.
        today: The day that the page says it was made, and by which its facts are old or not.
    """
    # The page's language first: its buttons come first, and its order holds without a script.
    spoken = {code: texts[code] for code in sorted(texts, key=lambda code: code != language)}
    entries = [
        _Entry(
            service,
            locate(service, gazetteer),
            {code: service_card(service, words, today) for code, words in spoken.items()},
        )
        for service in directory.services.values()
    ]
    scripts = {name: _source(f"{name}.js") for name in ("leaflet/leaflet", "map")}
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return environment.get_template("map.html").render(
        entries=entries,
        texts=spoken,
        site=site,
        gazetteer=gazetteer,
        language=language,
        today=today,
        most_names=_MOST_NAMES,
        types=_types_of(directory.services.values()),
        accuracies=[
            accuracy
            for accuracy in ("exact", "municipality", "area")
            if any(entry.position.accuracy == accuracy for entry in entries)
        ],
        data=_data(entries, gazetteer, spoken),
        scripts=scripts,
        licence=_source("leaflet/LICENSE"),
        styles=[_source("leaflet/leaflet.css"), _source("map.css")],
        hashes=[_hash(script) for script in scripts.values()],
    )


def _types_of(services: Iterable[Service]) -> dict[str, int]:
    """How many services there are of each type; types without any left out."""
    services = list(services)
    counts = {t: sum(t in service.service_types for service in services) for t in SERVICE_TYPES}
    return {kind: count for kind, count in counts.items() if count}


def _data(
    entries: list[_Entry], gazetteer: Gazetteer, texts: Mapping[str, Texts]
) -> dict[str, object]:
    """What the page's script works with. The services are in the order of the page's list."""
    order = {nis: number for number, nis in enumerate(gazetteer.municipalities)}
    return {
        "services": [
            {
                "types": entry.types,
                "names": {code: card.title for code, card in entry.cards.items()},
                "point": [entry.position.latitude, entry.position.longitude],
                "accuracy": entry.position.accuracy,
                "areas": sorted(order[nis] for nis in entry.service.areas),
            }
            for entry in entries
        ],
        "municipalities": [
            {
                "names": {code: m.name(code) for code in texts},
                "province": {code: _province(m.province, words) for code, words in texts.items()},
                "postcodes": m.postcodes,
                "localities": sorted(
                    {
                        name
                        for locality in gazetteer.localities_of.get(m.nis, ())
                        for name in locality.names.values()
                    }
                    - set(m.names.values())
                ),
                "point": [m.latitude, m.longitude],
            }
            for m in gazetteer.municipalities.values()
        ],
        "words": {
            code: {
                **{key: words(key) for key in _WORDS},
                **{f"type-{kind}": words(f"type-{kind}") for kind in SERVICE_TYPES},
            }
            for code, words in texts.items()
        },
    }


def _province(names: Mapping[str, str], texts: Texts) -> str:
    """The province's name; that of the region for Brussels, which has none."""
    return names.get(texts.language) or names.get("nl") or texts("brussels-region")


def _source(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    text = (_FOLDER / name).read_text(encoding="utf-8")
    # The map of Leaflet's source is not in the page.
    return Markup(text.partition("//# sourceMappingURL")[0])  # noqa: S704 - our own file


def _hash(script: str) -> str:
    """A script's name in a content security policy."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
