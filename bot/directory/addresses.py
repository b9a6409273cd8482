"""Belgian addresses: street and number, then postcode and town."""

from __future__ import annotations

import re
from typing import NamedTuple

_ADDRESS = re.compile(
    r"(?P<street>\S.*? [0-9]+ ?[A-Za-z]?(?:[-/][0-9A-Za-z]+)*(?: (?:bus|bte|boîte) \w+)?), "
    r"(?P<postcode>[1-9][0-9]{3}) (?P<town>[^\d,]+)"
)


class Address(NamedTuple):
    """The parts of an address."""

    street: str
    """With the number."""
    postcode: str
    town: str


def parse_address(text: str) -> Address | None:
    """The parts of ``Street 12, 9000 Gent``; None where it is written otherwise."""
    parts = _ADDRESS.fullmatch(text)
    return Address(**parts.groupdict()) if parts else None
