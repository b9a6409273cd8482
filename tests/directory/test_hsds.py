"""The export in the exchange format of HSDS 3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from bot.directory.files import read_services
from bot.directory.hsds import to_hsds
from bot.directory.records import SERVICE_TYPES
from tests.service_files import PHONE, row, write_csv

if TYPE_CHECKING:
    from bot.gazetteer import Gazetteer

HSDS = json.loads((Path(__file__).parent / "hsds_3.json").read_text("utf-8"))
FORMATS = FormatChecker(["uuid", "email", "date"])


@FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    parts = urlsplit(str(value))
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and " " not in str(value)


def schema(kind: str | list[str]) -> dict[str, Any]:
    """The JSON Schema of a kind of field. Stricter than HSDS: unknown fields are mistakes."""
    if isinstance(kind, list):
        return {"type": "string", "enum": kind}
    if kind.endswith("[]"):
        return {"type": "array", "items": schema(kind[:-2]), "minItems": 1}
    if kind in HSDS:
        return {"$ref": f"#/$defs/{kind}"}
    if kind in {"string", "number"}:
        return {"type": kind}
    return {"type": "string", "format": kind}


SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "array",
    "items": {"$ref": "#/$defs/service"},
    "$defs": {
        name: {
            "type": "object",
            "properties": {field: schema(kind) for field, kind in parts["fields"].items()},
            "required": parts["required"],
            "additionalProperties": False,
        }
        for name, parts in HSDS.items()
        if name != "about"
    },
}
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FORMATS)


@pytest.fixture
def real(root: Path, gazetteer: Gazetteer) -> list[dict[str, Any]]:
    records = read_services(root / "data" / "services.csv", gazetteer.municipalities)
    services: list[dict[str, Any]] = json.loads(to_hsds(records, gazetteer))
    assert len(services) == len(records)
    return services


def export(tmp_path: Path, gazetteer: Gazetteer, **cells: object) -> dict[str, Any]:
    path = write_csv(tmp_path / "s.csv", row("ghent", **cells))
    (service,) = json.loads(to_hsds(read_services(path, gazetteer.municipalities), gazetteer))
    VALIDATOR.validate([service])
    assert isinstance(service, dict)
    return service


def test_every_real_service_is_valid(real: list[dict[str, Any]]) -> None:
    VALIDATOR.validate(real)


@pytest.mark.parametrize(
    "spoil",
    [
        {"id": "gent-burenbemiddeling"},
        {"status": "open"},
        {"email": "nobody"},
        {"url": "example.org"},
        {"assured_date": "31/01/2026"},
        {"telephone": PHONE},
        {"name": None},
        {"organization": {"id": "0e7ea4d8-3b8e-5b06-9a0b-9ff7c8b2a9c1", "name": "without more"}},
        {"phones": []},
    ],
)
def test_the_schema_of_this_test_sees_mistakes(
    real: list[dict[str, Any]], spoil: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        VALIDATOR.validate([real[0] | spoil])


def test_a_full_service_keeps_all_its_facts(tmp_path: Path, gazetteer: Gazetteer) -> None:
    service = export(
        tmp_path,
        gazetteer,
        name_fr="Médiation Gand",
        organization="Stad Gent",
        service_types="neighbour;local",
        service_area="44021;21004",
        languages="nl;fr",
        phone=PHONE,
        email="a@b.be",
        url="https://b.be",
        address="Botermarkt 1, 9000 Gent",
        latitude="51.05",
        longitude="3.72",
        schedule_nl="Elke dag.",
        schedule_fr="Tous les jours.",
        fees="free",
        eligibility_nl="Voor inwoners.",
        eligibility_fr="Pour les habitants.",
        alert_fr="Fermé en août.",
        status="temporarily closed",
        assured_date="2026-01-31",
        note="for ourselves",
    )
    assert (service["name"], service["alternate_name"]) == ("Bemiddeling ghent", "Médiation Gand")
    assert service["organization"]["name"] == "Stad Gent"
    assert [phone["number"] for phone in service["phones"]] == [PHONE]
    assert (service["email"], service["url"]) == ("a@b.be", "https://b.be")
    assert service["additional_urls"][0]["url"] == "https://example.org/source"
    assert (service["status"], service["fees_description"]) == ("temporarily closed", "free")
    assert service["assured_date"] == "2026-01-31"
    assert service["schedules"][0]["description"] == "Elke dag.\n\nTous les jours."
    assert service["eligibility_description"] == "Voor inwoners.\n\nPour les habitants."
    assert service["alert"] == "Fermé en août."
    assert [language["code"] for language in service["languages"]] == ["fr", "nl"]
    assert [area["name"] for area in service["service_areas"]] == [
        "Brussel / Bruxelles", "Gent / Gand",
    ]  # fmt: skip
    assert service["service_areas"][1]["description"].endswith("NIS code 44021")
    location = service["service_at_locations"][0]["location"]
    assert (location["latitude"], location["longitude"]) == (51.05, 3.72)
    address = location["addresses"][0]
    assert (address["address_1"], address["postal_code"], address["city"]) == (
        "Botermarkt 1", "9000", "Gent",
    )  # fmt: skip
    assert address["state_province"] == "Oost-Vlaanderen / Flandre orientale"
    terms = [a["taxonomy_term"]["code"] for a in service["attributes"] if "taxonomy_term" in a]
    assert terms == ["neighbour", "local"]
    assert "ghent" in [attribute.get("value") for attribute in service["attributes"]]
    assert "for ourselves" not in json.dumps(service)


def test_what_is_not_known_is_left_out(tmp_path: Path, gazetteer: Gazetteer) -> None:
    service = export(tmp_path, gazetteer, languages="")
    absent = {
        "phones", "email", "url", "schedules", "service_at_locations", "languages", "alert",
        "eligibility_description", "fees_description", "assured_date", "alternate_name",
    }  # fmt: skip
    assert absent.isdisjoint(service)


def test_an_address_without_a_known_form_stays_as_it_is_written(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    service = export(tmp_path, gazetteer, address="In het stadhuis")
    location = service["service_at_locations"][0]["location"]
    assert location["name"] == "In het stadhuis"
    assert "addresses" not in location


def test_every_type_has_a_term(tmp_path: Path, gazetteer: Gazetteer) -> None:
    service = export(tmp_path, gazetteer, service_types=";".join(SERVICE_TYPES))
    assert len(service["attributes"]) == len(SERVICE_TYPES) + 1


def test_ids_are_the_same_in_every_export_and_differ_between_things(
    real: list[dict[str, Any]], tmp_path: Path, gazetteer: Gazetteer
) -> None:
    assert len({service["id"] for service in real}) == len(real)
    phones = [phone["id"] for service in real for phone in service.get("phones", [])]
    assert len(set(phones)) == len(phones)
    assert export(tmp_path, gazetteer)["id"] == "80e2c76c-fb3e-5d5a-af6b-733482698bea"


def test_a_brussels_address_has_the_region_for_a_province(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    service = export(tmp_path, gazetteer, address="Grote Markt 1, 1000 Brussel")
    address = service["service_at_locations"][0]["location"]["addresses"][0]
    assert address["state_province"] == "Brussel / Bruxelles"
