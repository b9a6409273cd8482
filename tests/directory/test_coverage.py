"""Which municipalities have a service, counted once more the slow and obvious way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.directory.coverage import ANY, KINDS, REGIONS, Coverage, coverage
from bot.directory.files import read_directory, read_services
from bot.directory.records import SERVICE_TYPES, Directory
from tests.service_files import row, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from bot.gazetteer import Gazetteer


@pytest.fixture
def real(root: Path, gazetteer: Gazetteer) -> Coverage:
    return coverage(read_directory(root / "data", gazetteer.municipalities), gazetteer)


def slow_count(root: Path, gazetteer: Gazetteer, kind: str, region: str) -> tuple[int, int]:
    """With and without: every municipality held against every row of the file."""
    records = read_services(root / "data" / "services.csv", gazetteer.municipalities)
    covered = without = 0
    for nis, municipality in gazetteer.municipalities.items():
        if municipality.region != region:
            continue
        for record in records:
            if record.status == "active" and nis in record.service_area and (
                kind == ANY or kind in record.service_types
            ):  # fmt: skip
                covered += 1
                break
        else:
            without += 1
    return covered, without


def test_the_table_holds_what_a_slow_count_gives(
    real: Coverage, root: Path, gazetteer: Gazetteer
) -> None:
    lines = real.lines()
    assert re.findall(r"\w+ \(\d+\)", lines[0]) == [
        "Flanders (285)", "Brussels (19)", "Wallonia (261)",
    ]  # fmt: skip
    table = {line.split()[0]: [int(n) for n in line.split()[1:]] for line in lines[2:]}
    assert list(table) == [*SERVICE_TYPES, "any"]
    for kind, counts in table.items():
        slow = [n for region in REGIONS for n in slow_count(root, gazetteer, kind, region)]
        assert counts == slow, kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_missing_are_those_without_a_service(real: Coverage, kind: str) -> None:
    missing = {m.nis for m in real.missing(kind)}
    assert missing == {nis for nis, counts in real.services.items() if not counts[kind]}


def test_every_municipality_is_counted_once(real: Coverage, gazetteer: Gazetteer) -> None:
    header, *rows = real.rows()
    assert header == ["nis", "name_nl", "name_fr", "region", *KINDS]
    assert sorted(cells[0] for cells in rows) == sorted(gazetteer.municipalities)
    ghent = next(cells for cells in rows if cells[0] == "44021")
    assert ghent[1:4] == ["Gent", "Gand", "VLG"]
    assert int(ghent[header.index("neighbour")]) >= 1


def test_only_active_services_count_and_each_type_by_itself(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    path = write_csv(
        tmp_path / "s.csv",
        row("a", service_types="school;family"),
        row("b", service_types="school"),
        row("c", service_types="local", status="inactive"),
        row("d", service_types="local", status="temporarily closed"),
    )
    active = [r for r in read_services(path, gazetteer.municipalities) if r.status == "active"]
    counted = coverage(Directory.of(record.to_service() for record in active), gazetteer)
    ghent = counted.services["44021"]
    assert (ghent["school"], ghent["family"], ghent["local"], ghent[ANY]) == (2, 1, 0, 2)
    assert len(counted.missing(ANY)) == len(gazetteer.municipalities) - 1


def test_the_missing_are_named_by_region(tmp_path: Path, gazetteer: Gazetteer) -> None:
    area = ";".join(nis for nis in gazetteer.municipalities if nis not in {"44021", "21004"})
    path = write_csv(tmp_path / "s.csv", row("a", service_area=area))
    (record,) = read_services(path, gazetteer.municipalities)
    counted = coverage(Directory.of([record.to_service()]), gazetteer)
    assert counted.missing_lines("neighbour") == [
        "Flanders: 1 without",
        "  Gent / Gand",
        "Brussels: 1 without",
        "  Brussel / Bruxelles",
        "Wallonia: 0 without",
    ]
