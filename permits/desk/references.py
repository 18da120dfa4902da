"""The reference of a fee: what a bank's file and a slip carry, so that the money finds its petition.

The letter P, 8 digits of the municipality, 2 of the year (B.E.), 6 of the fee, 2 check digits (ISO 7064 MOD 97-10). The
letter tells it from the references of taxes, which are digits only. Pure: no Django.
"""

import re

SIGN = "P"
PATTERN = re.compile(r"P\d{18}")


def make(*, dla_code: str, year_be: int, number: int) -> str:
    """The reference of one fee."""
    body = f"{dla_code:0>8}{year_be % 100:02d}{number:06d}"
    return f"{SIGN}{body}{98 - int(body) * 100 % 97:02d}"


def is_valid(reference: str) -> bool:
    """Whether the check digits fit; a mistyped digit or two exchanged ones never do."""
    return bool(PATTERN.fullmatch(reference)) and int(reference[1:]) % 97 == 1
