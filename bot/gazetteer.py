"""Belgium's municipalities and localities, as the tables in ``data/`` hold them.

A municipality is known by its NIS code (Statbel). A locality is every other name people use for
a part of one: former municipality, section, quarter, name in another language.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.csv_rows import read_rows
from bot.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_EARTH_RADIUS_KM = 6371.0
_POLE = 90.0
"""Latitude of the poles, in degrees."""
_MUNICIPALITY = frozenset(
    {"nis", "name_nl", "name_fr", "official_languages", "region", "postcodes", "lat", "lon",
     "merged_from"}
)  # fmt: skip
_LOCALITY = frozenset({"name_nl", "postcode", "municipality_nis", "kind", "lat", "lon"})
_TOWN_ABROAD = frozenset({"name_nl", "lat", "lon"})


@dataclass(frozen=True, slots=True)
class Municipality:
    """One of the 565 municipalities of today."""

    nis: str
    names: dict[str, str]
    """Name by language code: nl, fr, de."""
    official_languages: str
    """Statutory languages, e.g. ``nl``, ``fr(de)``: those in brackets are facilities."""
    province: dict[str, str]
    region: str
    """VLG, WAL or BRU."""
    postcodes: tuple[str, ...]
    latitude: float
    longitude: float
    merged_from: tuple[str, ...]
    """Names of the municipalities that merged into this one in 2019 or 2025."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of its statutory languages, those of facilities last."""
        return tuple(re.findall("[a-z]+", self.official_languages))

    def name(self, language: str) -> str:
        """The name in a language; Dutch where that language has none."""
        return self.names.get(language) or self.names["nl"]


@dataclass(frozen=True, slots=True)
class Locality:
    """Another name for a part (or the whole) of a municipality."""

    nis: str
    names: dict[str, str]
    postcode: str
    kind: str
    """locality, former_municipality, quarter or exonym."""
    latitude: float | None
    longitude: float | None

    def name(self, language: str) -> str:
        """The name in a language; Dutch where that language has none."""
        return self.names.get(language) or self.names["nl"]


@dataclass(frozen=True, slots=True)
class TownAbroad:
    """A town across the border, to tell that a point lies outside Belgium."""

    names: dict[str, str]
    latitude: float
    longitude: float

    def name(self, language: str) -> str:
        """The name in a language; Dutch where that language has none."""
        return self.names.get(language) or self.names["nl"]


class Gazetteer:
    """All places, by NIS code and by coordinates."""

    def __init__(
        self,
        municipalities: list[Municipality],
        localities: list[Locality],
        towns_abroad: Sequence[TownAbroad] = (),
    ) -> None:
        self.municipalities = {m.nis: m for m in municipalities}
        self.localities = localities
        self.towns_abroad = towns_abroad
        self.localities_of: dict[str, list[Locality]] = {}
        for locality in localities:
            self.localities_of.setdefault(locality.nis, []).append(locality)

    def __getitem__(self, nis: str) -> Municipality:
        return self.municipalities[nis]

    def __contains__(self, nis: object) -> bool:
        return nis in self.municipalities

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """Read ``municipalities.csv``, ``localities.csv`` and ``towns_abroad.csv``.

        Raises:
            DataFileError: a row cannot be read; the message names file, line and mend.
        """
        path = folder / "municipalities.csv"
        municipalities = [
            Municipality(
                nis=row["nis"],
                names=_by_language(row, "name_"),
                official_languages=row["official_languages"],
                province=_by_language(row, "province_"),
                region=row["region"],
                postcodes=tuple(filter(None, row["postcodes"].split(";"))),
                latitude=_degrees(row["lat"], path, line) or 0.0,
                longitude=_degrees(row["lon"], path, line) or 0.0,
                merged_from=tuple(filter(None, row["merged_from"].split(";"))),
            )
            for line, row in read_rows(path, _MUNICIPALITY)
        ]
        known = {m.nis for m in municipalities}
        localities: list[Locality] = []
        path = folder / "localities.csv"
        for line, row in read_rows(path, _LOCALITY):
            if row["municipality_nis"] not in known:
                raise DataFileError(
                    path,
                    line,
                    f"no municipality has the NIS code {row['municipality_nis']!r}",
                    "use a code from the column nis of municipalities.csv",
                )
            localities.append(
                Locality(
                    nis=row["municipality_nis"],
                    names=_by_language(row, "name_"),
                    postcode=row["postcode"],
                    kind=row["kind"],
                    latitude=_degrees(row["lat"], path, line),
                    longitude=_degrees(row["lon"], path, line),
                )
            )
        path = folder / "towns_abroad.csv"
        towns = [
            TownAbroad(
                _by_language(row, "name_"),
                _degrees(row["lat"], path, line) or 0.0,
                _degrees(row["lon"], path, line) or 0.0,
            )
            for line, row in read_rows(path, _TOWN_ABROAD)
        ]
        return cls(municipalities, localities, towns)

    def by_name(self) -> dict[str, list[str]]:
        """NIS codes by name in any language; where a name is the official one, that code first."""
        codes: dict[str, list[str]] = {}
        for m in self.municipalities.values():
            for language, name in m.names.items():
                official = m.official_languages.startswith(language)
                found = codes.setdefault(name, [])
                found.insert(0 if official else len(found), m.nis)
        return {name: list(dict.fromkeys(found)) for name, found in codes.items()}

    def by_postcode(self) -> dict[str, set[str]]:
        """NIS codes by postcode; a few postcodes are shared by two municipalities."""
        codes: dict[str, set[str]] = {}
        for m in self.municipalities.values():
            for postcode in m.postcodes:
                codes.setdefault(postcode, set()).add(m.nis)
        for locality in self.localities:
            if locality.postcode:
                codes.setdefault(locality.postcode, set()).add(locality.nis)
        return codes

    def distance_km(self, one: str, other: str) -> float:
        """Distance between the centres of two municipalities, in kilometres."""
        a, b = self.municipalities[one], self.municipalities[other]
        return great_circle_km(a.latitude, a.longitude, b.latitude, b.longitude)

    def nearest(self, latitude: float, longitude: float) -> list[tuple[str, float]]:
        """Municipalities by the distance in kilometres of their nearest named point.

        Args:
            latitude: In degrees, from -90 to 90.
            longitude: In degrees, from -180 to 180.

        Raises:
            ValueError: there is no such point on earth.
        """
        if not (abs(latitude) <= _POLE and abs(longitude) <= 2 * _POLE):
            raise ValueError(f"{latitude}, {longitude} is no point on earth")
        best: dict[str, float] = {
            m.nis: great_circle_km(latitude, longitude, m.latitude, m.longitude)
            for m in self.municipalities.values()
        }
        for locality in self.localities:
            if locality.latitude is not None and locality.longitude is not None:
                away = great_circle_km(latitude, longitude, locality.latitude, locality.longitude)
                best[locality.nis] = min(best[locality.nis], away)
        return sorted(best.items(), key=lambda item: item[1])

    def nearest_abroad(self, latitude: float, longitude: float) -> tuple[TownAbroad | None, float]:
        """The nearest town across the border and its distance in kilometres."""
        return min(
            (
                (town, great_circle_km(latitude, longitude, town.latitude, town.longitude))
                for town in self.towns_abroad
            ),
            key=lambda found: found[1],
            default=(None, math.inf),
        )


def great_circle_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance over the globe between two points given in degrees, in kilometres."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def _by_language(row: dict[str, str], prefix: str) -> dict[str, str]:
    """The filled cells of the columns of one kind, by language code."""
    return {
        key.removeprefix(prefix): value
        for key, value in row.items()
        if key.startswith(prefix) and value
    }


def _degrees(value: str, path: Path, line: int) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        raise DataFileError(
            path, line, f"{value!r} is not a coordinate", "write degrees, e.g. 51.0543"
        ) from None
