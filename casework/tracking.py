"""The code with which a citizen follows a case without an account: 80 random bits that can be read over the phone.

Sixteen signs of Crockford's base 32 (no I, L, O, U), shown in groups of four. Pure: the random bytes come from the
caller.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 10
LENGTH = 16
_LOOKALIKES = str.maketrans("ILO", "110")


def code_from(random_bytes: bytes) -> str:
    """The code that these ten bytes spell; raises ValueError for another number of bytes."""
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(f"a tracking code needs {RANDOM_BYTES} bytes, not {len(random_bytes)}")
    number = int.from_bytes(random_bytes)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def normalised(text: str) -> str | None:
    """A typed code as it is stored: upper case, no spaces or hyphens, look-alikes mended; None if it is no code."""
    code = re.sub(r"[\s-]", "", text).upper().translate(_LOOKALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """The code in groups of four, for the eye and the ear."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
