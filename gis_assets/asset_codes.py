"""Codes short enough for a sticker on a pole: six characters and a check character.

The alphabet leaves out what hands and eyes confuse (0 O, 1 I L, U V). The check character is a weighted
sum modulo 29, the number of signs: since 29 is prime, one wrong sign or two swapped neighbours are always noticed.
"""

import re

from gis_assets.refusals import Refusal

ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
BASE = len(ALPHABET)
BODY_LENGTH = 6
CAPACITY = BASE**BODY_LENGTH
# Coprime to CAPACITY, so that following numbers get codes that look unlike each other and none comes twice.
STRIDE = 389_112_077
_UNSCATTER = pow(STRIDE, -1, mod=CAPACITY)


class WrongAssetCode(Refusal):
    """The code cannot be one of ours: a wrong sign, length or check character."""


def encode(number: int) -> str:
    """The code of a serial number, as `K7M2XQ-4`."""
    if not 0 <= number < CAPACITY:
        raise ValueError(f"{number} is beyond the {CAPACITY} codes there are.")
    scattered, signs = number * STRIDE % CAPACITY, ""
    for _ in range(BODY_LENGTH):
        scattered, digit = divmod(scattered, BASE)
        signs = ALPHABET[digit] + signs
    return f"{signs}-{check_character(signs)}"


def decode(code: str) -> int:
    """The serial number behind a code as we write it; raises WrongAssetCode."""
    scattered = 0
    for sign in normalise(code)[:BODY_LENGTH]:
        scattered = scattered * BASE + ALPHABET.index(sign)
    return int(scattered * _UNSCATTER % CAPACITY)


def check_character(body: str) -> str:
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[total % BASE]


def normalise(text: str) -> str:
    """The code as we write it, from what a person typed: any case, spaces or dashes."""
    signs = re.sub(r"[\s\-_.]", "", text).upper()
    if len(signs) != BODY_LENGTH + 1 or set(signs) - set(ALPHABET) or signs[-1] != check_character(signs[:-1]):
        raise WrongAssetCode(text)
    return f"{signs[:-1]}-{signs[-1]}"
