"""One row of the services table: its columns and the rules for a whole row.

Whether a row comes from ``data/services.csv``, from a file that an admin imports or from the
database, it is held against the same rules.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    model_validator,
)

from bot.directory import cells as rules
from bot.directory.records import Service, by_language

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Text = Annotated[str | None, BeforeValidator(rules.text)]
Required = Annotated[str, BeforeValidator(rules.required)]
Several = BeforeValidator(rules.several)
Degrees = Annotated[float | None, BeforeValidator(rules.degrees)]


class ServiceRecord(BaseModel):
    """One service with the checked values of all columns. None or empty: not known."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[Required, AfterValidator(rules.service_id)]
    name_nl: Text
    name_fr: Text
    organization: Text
    """Who offers it; None where that bears the same name."""
    service_types: Annotated[
        tuple[Annotated[str, AfterValidator(rules.service_type)], ...],
        Several,
        AfterValidator(rules.service_types),
    ]
    service_area: Annotated[
        tuple[Annotated[str, AfterValidator(rules.nis_code)], ...],
        Several,
        AfterValidator(rules.service_area),
    ]
    languages: Annotated[
        tuple[Annotated[str, AfterValidator(rules.language)], ...],
        Several,
        AfterValidator(lambda codes: tuple(sorted(codes))),
    ]
    phone: Annotated[Text, AfterValidator(rules.phone)]
    email: Annotated[Text, AfterValidator(rules.email)]
    url: Annotated[Text, AfterValidator(rules.web)]
    address: Text
    latitude: Degrees
    longitude: Degrees
    schedule_nl: Text
    schedule_fr: Text
    fees: Annotated[str | None, BeforeValidator(rules.fees)]
    eligibility_nl: Text
    eligibility_fr: Text
    alert_nl: Text
    alert_fr: Text
    status: Annotated[str, BeforeValidator(rules.status)]
    assured_date: Annotated[date | None, BeforeValidator(rules.day)]
    source_url: Annotated[Required, AfterValidator(rules.web)]
    note: Text

    @model_validator(mode="after")
    def _same_organization(self) -> Self:
        if self.organization == self.name:
            self.organization = None
        return self

    @property
    def name(self) -> str:
        """A name to tell it by."""
        return self.name_nl or self.name_fr or self.id

    def cells(self) -> dict[str, str]:
        """Every column as text, as it stands in a file."""
        return {column: _written(getattr(self, column)) for column in COLUMNS}

    def to_service(self) -> Service:
        """The service as the rest of the program sees it."""
        return Service(
            id=self.id,
            names=by_language(self.name_nl, self.name_fr),
            service_types=self.service_types,
            areas=frozenset(self.service_area),
            languages=self.languages,
            phones=(self.phone,) if self.phone else (),
            email=self.email,
            url=self.url,
            address=self.address,
            latitude=self.latitude,
            longitude=self.longitude,
            schedules=by_language(self.schedule_nl, self.schedule_fr),
            free=True if self.fees == "free" else None,
            eligibility=by_language(self.eligibility_nl, self.eligibility_fr),
            alerts=by_language(self.alert_nl, self.alert_fr),
            assured_date=self.assured_date,
            source_url=self.source_url,
        )


COLUMNS = tuple(ServiceRecord.model_fields)


class CellFault(NamedTuple):
    """What is wrong in a cell, and what to do about it; each in one clause."""

    column: str
    fault: str
    mend: str


def check_cells(
    cells: Mapping[str, str], known_nis: Collection[str], *, quick: bool = False
) -> tuple[ServiceRecord | None, list[CellFault]]:
    """Hold the cells of one row against the rules.

    Args:
        cells: Text by column; every column must be there.
        known_nis: NIS codes of all municipalities.
        quick: Take telephone numbers that are written in our form for numbers that exist, and
            save the time of the numbering plan.

    Returns:
        The record, or None and all faults of the row.
    """
    record = None
    faults: list[CellFault] = []
    try:
        record = ServiceRecord.model_validate(
            dict(cells), context={"known_nis": known_nis, "quick": quick}
        )
    except ValidationError as error:
        for problem in error.errors():
            cause = problem["ctx"]["error"]
            faults.append(CellFault(str(problem["loc"][0]), cause.fault, cause.mend))
    if not (cells["name_nl"].strip() or cells["name_fr"].strip()):
        faults.append(CellFault("name_nl", "no name", "fill in name_nl or name_fr"))
    filled = [bool(cells[column].strip()) for column in ("address", "latitude", "longitude")]
    if filled[1] != filled[2] or (filled[1] and not filled[0]):
        faults.append(
            CellFault(
                "latitude",
                "a coordinate without the other one, or without an address",
                "fill in address, latitude and longitude, or the address alone",
            )
        )
    return (None if faults else record), faults


def _written(value: object) -> str:
    if value is None:
        return ""
    return ";".join(value) if isinstance(value, tuple) else str(value)
