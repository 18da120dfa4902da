"""The public reference of a bill: what an owner may show at a counter or a bank may print.

8 digits of the municipality, 2 of the tax year, 1 of the roll's sequence, 6 of the bill, 2 check digits (ISO 7064
MOD 97-10). `sql/insert_bills.sql` makes the same number for whole rolls; a test holds the two together.
"""

import re

PATTERN = re.compile(r"\d{19}")


def make(*, dla_code: str, tax_year_be: int, sequence: int, number: int) -> str:
    """The reference of one bill."""
    body = f"{dla_code:0>8}{tax_year_be % 100:02d}{sequence:d}{number:06d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def is_valid(reference: str) -> bool:
    """Whether the check digits fit; a mistyped digit or two exchanged ones never do."""
    return bool(PATTERN.fullmatch(reference)) and int(reference) % 97 == 1
