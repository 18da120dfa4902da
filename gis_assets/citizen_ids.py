"""Thai 13-digit numbers of persons and firms: checked by their check digit, kept only as a keyed digest."""

import hashlib
import hmac
import re

from django.utils.translation import gettext_lazy as _
from stdnum.th import pin

from gis_assets import digits
from gis_assets.refusals import Refusal

TAIL_DIGITS = 3


class NotACitizenId(Refusal):
    """The number has not 13 digits, or its check digit is wrong."""


def compact(number: str) -> str:
    """The 13 digits of a number, also written with dashes, spaces or Thai digits.

    Any first digit is taken: 0 stands on cards of persons without registration, and 9, never issued, on made-up ones.
    """
    thirteen = re.sub(r"[\s-]", "", digits.arabic(number))
    if not re.fullmatch(r"\d{13}", thirteen) or thirteen[-1] != pin.calc_check_digit(thirteen):
        raise NotACitizenId(
            _("The number is not a 13-digit number with a right check digit. Please compare it with the card.")
        )
    return thirteen


def digest(number: str, *, key: str) -> str:
    """A keyed digest (HMAC-SHA-256, hexadecimal) by which the same person is found again, never read back."""
    return hmac.new(key.encode(), compact(number).encode(), hashlib.sha256).hexdigest()


def tail(number: str) -> str:
    """The last digits, shown so that an officer can compare with a card."""
    return compact(number)[-TAIL_DIGITS:]


def masked(tail_digits: str) -> str:
    """The number as it is printed, all but its last digits hidden; empty when none is known."""
    return f"x-xxxx-xxxxx-{tail_digits[:2]}-{tail_digits[2:]}" if tail_digits else ""
