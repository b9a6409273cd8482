"""Belgian telephone numbers: valid or not, and always written in the same way."""

from __future__ import annotations

import re

#: How this directory writes a number, such as +32 9 266 82 17 or, for a short number, 1700.
HOUSE_FORM = re.compile(r"\+32 [1-9][0-9]{0,2}(?: [0-9]{2,3}){2,3}|1[0-9]{2,3}|116[0-9]{3}")
_REGION = "BE"
_DIGITS = re.compile(r"\+?[0-9()/. \u00a0\u202f-]+")


def normalise_phone(value: str) -> str:
    """A number in the form that is stored and shown: ``+32 9 266 82 17``.

    A leading zero that a spreadsheet took away is no harm. Short numbers of information lines,
    such as 1700, stay as they are: they exist without a country code only.

    Raises:
        ValueError: it is no Belgian number that a service can have; the message says why.
    """
    import phonenumbers  # noqa: PLC0415 - a tenth of a second that not every command has to pay
    from phonenumbers import shortnumberinfo  # noqa: PLC0415

    if not _DIGITS.fullmatch(value):
        raise ValueError(f"{value!r} is not one telephone number")
    try:
        number = phonenumbers.parse(value, _REGION)
    except phonenumbers.NumberParseException:
        raise ValueError(f"{value!r} is not a telephone number") from None
    if phonenumbers.is_valid_number_for_region(number, _REGION):
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    short = str(number.national_number)
    # Other short numbers, from 2000 on, take messages only; and 9000 may well be a postcode.
    if HOUSE_FORM.fullmatch(short) and shortnumberinfo.is_valid_short_number_for_region(
        number, _REGION
    ):
        if shortnumberinfo.is_emergency_number(short, _REGION):
            raise ValueError(f"{value!r} is an emergency number, not that of a service")
        return short
    raise ValueError(f"{value!r} is not a number that exists in Belgium")
