"""What is wrong, or doubtful, in the services table, whether in a file or in the database."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, combinations
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, utils

from bot.directory.addresses import parse_address
from bot.directory.files import inspect_services
from bot.directory.queries import load_records
from bot.directory.service_record import check_cells
from bot.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from bot.database import Sessions
    from bot.directory.service_record import ServiceRecord
    from bot.findings import Severity
    from bot.gazetteer import Gazetteer

_STALE_AFTER = timedelta(days=365)
#: Likeness, of 100, from which two names are nearly the same.
_ALIKE = 92


def check_file(
    path: Path, gazetteer: Gazetteer, *, today: date, sheet: str | None = None
) -> list[Finding]:
    """Check a file of services, with all that an import would refuse as errors.

    Raises:
        DataFileError: nothing of the file can be used.
    """
    file = inspect_services(path, gazetteer.municipalities, sheet=sheet)
    errors = [Finding(path, f.line, "error", f.entry, f.fault, f.mend) for f in file.faults]
    doubts = [
        Finding(path, file.records[at][0], severity, file.records[at][1].id, fault, mend)
        for at, severity, fault, mend in _doubts([r for _, r in file.records], gazetteer, today)
    ]
    return sorted(errors + doubts, key=lambda finding: finding.line)


async def check_database(sessions: Sessions, gazetteer: Gazetteer, *, today: date) -> list[Finding]:
    """Check the services in the database, against today's municipalities and numbering plan."""
    async with sessions() as session:
        records = list((await load_records(session)).values())
    errors = [
        Finding(None, 0, "error", record.id, f"column {column}: {fault}", mend)
        for record in records
        for column, fault, mend in check_cells(record.cells(), gazetteer.municipalities)[1]
    ]
    doubts = [
        Finding(None, 0, severity, records[at].id, fault, mend)
        for at, severity, fault, mend in _doubts(records, gazetteer, today)
    ]
    return sorted(errors + doubts, key=lambda finding: finding.entry)


_Doubt = tuple[int, "Severity", str, str]
"""Position of the record, severity, fault and mend."""


def _doubts(
    records: Sequence[ServiceRecord], gazetteer: Gazetteer, today: date
) -> Iterator[_Doubt]:
    postcodes = gazetteer.by_postcode()
    for at, record in enumerate(records):
        if record.status != "inactive":
            for severity, fault, mend in _about(record, postcodes, today):
                yield at, severity, fault, mend
    yield from _duplicates(records)


def _about(
    record: ServiceRecord, postcodes: dict[str, set[str]], today: date
) -> Iterator[tuple[Severity, str, str]]:
    """What is doubtful about one service by itself."""
    if record.address:
        address = parse_address(record.address)
        if address is None:
            fault = f"column address: {record.address!r} has no common form"
            yield "warning", fault, "write it such as Street 12, 9000 Gent"
        elif address.postcode not in postcodes:
            fault = f"column address: no municipality has the postcode {address.postcode}"
            yield "warning", fault, "correct the postcode"
        elif not postcodes[address.postcode] & set(record.service_area):
            fault = f"column address: the postcode {address.postcode} lies outside service_area"
            yield "warning", fault, "correct the postcode or the area, unless it is really so"
    mend = "look whether the facts still hold, and write the date of the source"
    if record.assured_date is None:
        yield "warning", "column assured_date: it is not known how old these facts are", mend
    elif record.assured_date > today:
        fault = f"column assured_date: {record.assured_date} is still to come"
        yield "error", fault, "write the date of the source"
    elif today - record.assured_date > _STALE_AFTER:
        fault = f"column assured_date: {record.assured_date} is more than 12 months ago"
        yield "warning", fault, mend


def _duplicates(records: Sequence[ServiceRecord]) -> Iterator[_Doubt]:
    """Services that stand twice; said at the later one."""
    by_area: dict[str, list[int]] = {}
    for at, record in enumerate(records):
        if record.status != "inactive":
            for nis in record.service_area:
                by_area.setdefault(nis, []).append(at)
    mend = "make one of the two inactive, unless they really are two"
    found: dict[tuple[int, int], _Doubt] = {}
    for one, other in chain.from_iterable(combinations(there, 2) for there in by_area.values()):
        a, b = records[one], records[other]
        if not set(a.service_types) & set(b.service_types):
            continue  # a town may well call its services nearly alike
        if a.phone and a.phone == b.phone:
            fault = f"it shares a phone, municipality and type with {a.id}"
            found[one, other] = (other, "error", fault, mend)
        elif _same_name(a, b):
            fault = f"its name is nearly that of {a.id}, of the same type and municipality"
            found[one, other] = (other, "warning", fault, mend)
    yield from found.values()


def _same_name(a: ServiceRecord, b: ServiceRecord) -> bool:
    return any(
        one and other and fuzz.ratio(one, other, processor=utils.default_process) >= _ALIKE
        for one, other in ((a.name_nl, b.name_nl), (a.name_fr, b.name_fr))
    )
