"""Belgium's places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DataFileError
from bot.gazetteer import Gazetteer, great_circle_km

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GHENT, ANTWERP, BRUSSELS = "44021", "11002", "21004"
latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


# -- the real tables ---------------------------------------------------------------------------


def test_all_565_municipalities_are_there(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.municipalities) == 565
    regions = [m.region for m in gazetteer.municipalities.values()]
    assert (regions.count("VLG"), regions.count("WAL"), regions.count("BRU")) == (285, 261, 19)


def test_each_has_a_code_a_name_in_both_languages_and_a_place_on_the_map(
    gazetteer: Gazetteer,
) -> None:
    for m in gazetteer.municipalities.values():
        assert re.fullmatch(r"\d{5}", m.nis)
        assert m.names["nl"], m.nis
        assert m.names["fr"], m.nis
        assert m.postcodes, m.nis
        assert 49.4 < m.latitude < 51.6, m.nis
        assert 2.5 < m.longitude < 6.5, m.nis


def test_each_postcode_is_four_digits(gazetteer: Gazetteer) -> None:
    wrong = [
        (m.nis, code)
        for m in gazetteer.municipalities.values()
        for code in m.postcodes
        if not re.fullmatch(r"[1-9]\d{3}", code)
    ]
    wrong += [
        (p.nis, p.postcode)
        for p in gazetteer.localities
        if p.postcode and not re.fullmatch(r"[1-9]\d{3}", p.postcode)
    ]
    assert wrong == []


def test_no_postcode_is_shared_by_two_regions(gazetteer: Gazetteer) -> None:
    """Brussels and its rim share a few sorting codes; Flanders and Wallonia share none."""
    regions: dict[str, set[str]] = {}
    for m in gazetteer.municipalities.values():
        for code in m.postcodes:
            regions.setdefault(code, set()).add(m.region)
    assert [code for code, found in regions.items() if {"VLG", "WAL"} <= found] == []


def test_each_locality_belongs_to_a_municipality(gazetteer: Gazetteer) -> None:
    assert [p for p in gazetteer.localities if p.nis not in gazetteer] == []
    assert sum(map(len, gazetteer.localities_of.values())) == len(gazetteer.localities)


def test_a_locality_lies_near_its_municipality(gazetteer: Gazetteer) -> None:
    far = [
        (p.name("nl"), p.nis)
        for p in gazetteer.localities
        if p.latitude is not None
        and p.longitude is not None
        and great_circle_km(
            p.latitude, p.longitude, gazetteer[p.nis].latitude, gazetteer[p.nis].longitude
        )
        > 30
    ]
    assert far == []


@pytest.mark.parametrize(
    ("latitude", "longitude", "nis"),
    [(51.0543, 3.7250, GHENT), (51.2194, 4.4025, ANTWERP), (50.4669, 4.8675, "92094")],
)
def test_the_nearest_municipality_to_a_town_hall_is_its_own(
    gazetteer: Gazetteer, latitude: float, longitude: float, nis: str
) -> None:
    nearest = gazetteer.nearest(latitude, longitude)
    assert nearest[0][0] == nis
    assert len(nearest) == 565
    assert [km for _, km in nearest] == sorted(km for _, km in nearest)


def test_paris_is_far_from_every_municipality(gazetteer: Gazetteer) -> None:
    assert gazetteer.nearest(48.8566, 2.3522)[0][1] > 100


def test_distances_between_towns_are_those_of_the_map(gazetteer: Gazetteer) -> None:
    assert gazetteer.distance_km(BRUSSELS, ANTWERP) == pytest.approx(41, abs=4)
    assert gazetteer.distance_km(GHENT, GHENT) == 0
    assert gazetteer.distance_km(GHENT, ANTWERP) == gazetteer.distance_km(ANTWERP, GHENT)


def test_names_fall_back_to_dutch(gazetteer: Gazetteer) -> None:
    assert gazetteer[GHENT].name("fr") == "Gand"
    assert gazetteer[GHENT].name("xx") == "Gent"


@pytest.mark.parametrize(
    ("nis", "languages"),
    [
        ("44021", {"nl"}), ("21015", {"nl", "fr"}), ("63023", {"de", "fr"}), ("92094", {"fr"}),
        ("73028", {"nl", "fr"}),
    ],
)  # fmt: skip
def test_official_languages_are_known_with_those_of_the_facilities(
    gazetteer: Gazetteer, nis: str, languages: set[str]
) -> None:
    assert set(gazetteer[nis].languages) == languages


def test_a_code_is_asked_for_with_in(gazetteer: Gazetteer) -> None:
    assert GHENT in gazetteer
    assert "99999" not in gazetteer


# -- distance ------------------------------------------------------------------------------------


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_symmetric_and_never_more_than_half_the_globe(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    there = great_circle_km(lat1, lon1, lat2, lon2)
    assert there == pytest.approx(great_circle_km(lat2, lon2, lat1, lon1))
    assert 0 <= there < 20_038


def test_one_degree_of_latitude_is_111_km() -> None:
    assert great_circle_km(50, 4, 51, 4) == pytest.approx(111.2, abs=0.1)


# -- faults of the tables ------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    for name in ("municipalities", "localities", "towns_abroad"):
        lines = (root / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[:4]
        (tmp_path / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    # The first localities belong to Brussels: give them to a municipality that is in the cut.
    path = tmp_path / "localities.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r",\d{5},(?=[a-z_]+,)", ",11001,", text), encoding="utf-8")
    return tmp_path


def change(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}: the test changes nothing"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def test_a_small_table_without_fault_is_read(folder: Path) -> None:
    gazetteer = Gazetteer.load(folder)
    assert len(gazetteer.municipalities) == 3
    assert len(gazetteer.localities_of["11001"]) == 3


@pytest.mark.parametrize(
    ("edit", "name", "line"),
    [
        (change("municipalities.csv", "51.1304", "51,1304"), "municipalities.csv", 2),
        (change("municipalities.csv", "51.1304", "north"), "municipalities.csv", 2),
        (change("municipalities.csv", ",4.3638,", ""), "municipalities.csv", 2),
        (change("localities.csv", ",11001,", ",99999,"), "localities.csv", 2),
        (change("localities.csv", ",11001,", ",11001,extra,"), "localities.csv", 2),
    ],
)
def test_a_wrong_row_is_told_with_file_line_and_mend(
    folder: Path, edit: Callable[[Path], None], name: str, line: int
) -> None:
    edit(folder)
    with pytest.raises(DataFileError) as raised:
        Gazetteer.load(folder)
    assert (raised.value.path.name, raised.value.line) == (name, line)
    assert raised.value.mend


@pytest.mark.parametrize(
    ("name", "column"),
    [("municipalities.csv", "region"), ("localities.csv", "kind"), ("towns_abroad.csv", "lat")],
)
def test_a_column_that_is_missing_is_told(folder: Path, name: str, column: str) -> None:
    change(name, column, "something_else")(folder)
    with pytest.raises(DataFileError):
        Gazetteer.load(folder)


@pytest.mark.parametrize("name", ["municipalities.csv", "localities.csv", "towns_abroad.csv"])
def test_a_missing_table_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataFileError) as raised:
        Gazetteer.load(folder)
    assert raised.value.path.name == name


def test_a_table_that_is_not_utf_8_is_told(folder: Path) -> None:
    path = folder / "municipalities.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Aartselaar", "é").encode("latin-1"))
    with pytest.raises(DataFileError, match="UTF-8"):
        Gazetteer.load(folder)


def test_a_table_saved_by_a_spreadsheet_on_windows_is_read(folder: Path) -> None:
    path = folder / "municipalities.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert len(Gazetteer.load(folder).municipalities) == 3
