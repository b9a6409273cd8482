"""Tables named after HSDS 3 (Human Services Data Specification); areas are NIS codes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import Base

_CASCADE = "all, delete-orphan"


class OrganizationRow(Base):
    """Who offers services: a municipality, a police zone, a province, a non-profit."""

    __tablename__ = "organization"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    name: Mapped[str]


class ServiceRow(Base):
    """One mediation service."""

    __tablename__ = "service"
    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"))
    name_nl: Mapped[str | None]
    name_fr: Mapped[str | None]
    service_types: Mapped[str]
    """Kinds of mediation, separated by semicolons."""
    email: Mapped[str | None]
    url: Mapped[str | None]
    fees: Mapped[str | None]
    eligibility_nl: Mapped[str | None]
    eligibility_fr: Mapped[str | None]
    alert_nl: Mapped[str | None]
    alert_fr: Mapped[str | None]
    status: Mapped[str]
    assured_date: Mapped[date | None]
    source_url: Mapped[str]
    note: Mapped[str | None]

    areas: Mapped[list[ServiceAreaRow]] = relationship(cascade=_CASCADE)
    phones: Mapped[list[PhoneRow]] = relationship(cascade=_CASCADE)
    schedules: Mapped[list[ScheduleRow]] = relationship(cascade=_CASCADE)
    languages: Mapped[list[LanguageRow]] = relationship(cascade=_CASCADE)
    locations: Mapped[list[LocationRow]] = relationship(cascade=_CASCADE)


class ServiceAreaRow(Base):
    """A municipality that a service covers."""

    __tablename__ = "service_area"
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), primary_key=True)
    nis: Mapped[str] = mapped_column(String(5), primary_key=True, index=True)


class LocationRow(Base):
    """Where a service can be visited."""

    __tablename__ = "location"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"))
    address: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class PhoneRow(Base):
    """A telephone number of a service, in international form."""

    __tablename__ = "phone"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"))
    number: Mapped[str] = mapped_column(String(30))


class ScheduleRow(Base):
    """When a service can be reached, in words."""

    __tablename__ = "schedule"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"))
    description_nl: Mapped[str | None]
    description_fr: Mapped[str | None]


class LanguageRow(Base):
    """A language in which a service works."""

    __tablename__ = "language"
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(3), primary_key=True)


class CharterSignatoryRow(Base):
    """A municipality known to have signed, or announced to sign, the charter."""

    __tablename__ = "charter_signatory"
    nis: Mapped[str] = mapped_column(String(5), primary_key=True)
    signed: Mapped[str | None]
    note: Mapped[str | None]
    source_url: Mapped[str]
    checked_date: Mapped[date]


class DataImportRow(Base):
    """A state of a data file that was taken over into the tables, or left: one row each time."""

    __tablename__ = "data_import"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    file: Mapped[str] = mapped_column(String(255))
    """Name of the file, without its folder."""
    sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    """In UTC."""
    origin: Mapped[str] = mapped_column(String(10))
    """``shipped``: it came with the program; ``admin``: somebody imported it by hand; ``skipped``:
    it came with the program, but was only told of, for what was imported by hand stays."""


class ServiceHistoryRow(Base):
    """One change of a service: of one column, or the service as a whole being new."""

    __tablename__ = "service_history"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("service.id"), index=True)
    changed_at: Mapped[datetime]
    """In UTC."""
    file: Mapped[str] = mapped_column(String(255))
    """Name of the file that it came from, without its folder."""
    change: Mapped[str] = mapped_column(String(10))
    """``added``, ``changed``, ``removed`` (made inactive) or ``restored``."""
    field: Mapped[str | None] = mapped_column(String(30))
    """The column, named as in the file; None for a service that was added."""
    old: Mapped[str | None]
    new: Mapped[str | None]
