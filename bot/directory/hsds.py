"""All services in the exchange format of HSDS 3 (Human Services Data Specification).

A list of full ``service`` objects, as in the specification's ``service_package``. Objects need
UUIDs: they are derived from our ids, so that the same service has the same UUID in every export.
Where HSDS has one text and we have two languages, the Dutch stands first, the French in a
paragraph after it. Notes for those who keep the data are left out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from bot.directory.addresses import parse_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.directory.service_record import ServiceRecord
    from bot.gazetteer import Gazetteer, Municipality

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:mediation-bot")
_TAXONOMY = "mediation-bot service types"
_TYPES = {
    "neighbour": "Mediation between neighbours",
    "local": "Local mediation, for conflicts in daily life",
    "community": "Community mediation, for conflicts in a neighbourhood or public space",
    "sanctions": "Mediation in the procedure of municipal administrative sanctions",
    "school": "Mediation at school",
    "family": "Family mediation",
    "restorative": "Mediation between victim and offender",
}
Object = dict[str, Any]
Postcodes = dict[str, "list[Municipality]"]


def to_hsds(records: Iterable[ServiceRecord], gazetteer: Gazetteer) -> str:
    """The services as JSON."""
    postcodes = {
        code: [gazetteer[nis] for nis in there] for code, there in gazetteer.by_postcode().items()
    }
    services = [_service(record, gazetteer, postcodes) for record in records]
    return json.dumps(services, ensure_ascii=False, indent=2) + "\n"


def _service(record: ServiceRecord, gazetteer: Gazetteer, postcodes: Postcodes) -> Object:
    other = record.name_fr if record.name_nl else None
    organization = record.organization or record.name
    schedule = _both(record.schedule_nl, record.schedule_fr)
    return _filled(
        {
            "id": _uuid("service", record.id),
            "name": record.name,
            "alternate_name": other if other != record.name else None,
            "url": record.url,
            "additional_urls": [
                {
                    "id": _uuid("source", record.id),
                    "label": "Source of these facts",
                    "url": record.source_url,
                }
            ],
            "email": record.email,
            "status": record.status,
            "fees_description": record.fees,
            "eligibility_description": _both(record.eligibility_nl, record.eligibility_fr),
            "assured_date": record.assured_date.isoformat() if record.assured_date else None,
            "alert": _both(record.alert_nl, record.alert_fr),
            "phones": [{"id": _uuid("phone", record.id), "number": record.phone, "type": "voice"}]
            if record.phone
            else [],
            "schedules": [{"id": _uuid("schedule", record.id), "description": schedule}]
            if schedule
            else [],
            "service_areas": [
                {
                    "id": _uuid("service_area", record.id, nis),
                    "name": _place(gazetteer[nis]) if nis in gazetteer else nis,
                    "description": f"Belgian municipality with NIS code {nis}",
                }
                for nis in record.service_area
            ],
            "service_at_locations": _locations(record, postcodes),
            "languages": [
                {"id": _uuid("language", record.id, code), "code": code}
                for code in record.languages
            ],
            # HSDS requires a description of an organization; we know nothing but its name.
            "organization": {
                "id": _uuid("organization", organization),
                "name": organization,
                "description": organization,
            },
            "attributes": [
                *(_type(record, code) for code in record.service_types),
                {
                    "id": _uuid("attribute", record.id, "id"),
                    "link_type": "identifier",
                    "link_entity": "service",
                    "label": "id in mediation-bot",
                    "value": record.id,
                },
            ],
        }
    )


def _type(record: ServiceRecord, code: str) -> Object:
    return {
        "id": _uuid("attribute", record.id, code),
        "link_type": "service_type",
        "link_entity": "service",
        "taxonomy_term": {
            "id": _uuid("taxonomy_term", code),
            "code": code,
            "name": code,
            "description": _TYPES[code],
            "taxonomy": _TAXONOMY,
            "language": "en",
        },
    }


def _locations(record: ServiceRecord, postcodes: Postcodes) -> list[Object]:
    if record.address is None:
        return []
    location = {
        "id": _uuid("location", record.id),
        "location_type": "physical",
        "name": record.address,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "addresses": _addresses(record, postcodes),
    }
    return [{"id": _uuid("service_at_location", record.id), "location": _filled(location)}]


def _addresses(record: ServiceRecord, postcodes: Postcodes) -> list[Object]:
    """The address in its parts; none where they, or the province, cannot be told for certain."""
    address = parse_address(record.address or "")
    provinces = {_province(m) for m in postcodes.get(address.postcode, [])} if address else set()
    if address is None or len(provinces) != 1:
        return []
    return [
        {
            "id": _uuid("address", record.id),
            "address_1": address.street,
            "city": address.town,
            "state_province": provinces.pop(),
            "postal_code": address.postcode,
            "country": "BE",
            "address_type": "physical",
        }
    ]


def _province(municipality: Municipality) -> str:
    """Its name; the Brussels Region belongs to no province and stands for itself."""
    names = municipality.province or {"nl": "Brussel", "fr": "Bruxelles"}
    return " / ".join(dict.fromkeys(names[code] for code in ("nl", "fr")))


def _place(municipality: Municipality) -> str:
    names = (municipality.name(code) for code in ("nl", "fr"))
    return " / ".join(dict.fromkeys(names))


def _both(nl: str | None, fr: str | None) -> str | None:
    return "\n\n".join(text for text in (nl, fr) if text) or None


def _uuid(*parts: str) -> str:
    return str(uuid5(_NAMESPACE, "/".join(parts)))


def _filled(thing: Object) -> Object:
    """Without what is not known: HSDS knows no empty values."""
    return {key: value for key, value in thing.items() if value not in (None, [])}
