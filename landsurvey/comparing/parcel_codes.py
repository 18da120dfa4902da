"""Codes of parcels on the tax map: what they are made of, and which one a new parcel should get. A person confirms it.

A code reads `ZZ B LLL(/NNN(/NN(/N)))`: zone, block, lot, and up to three suffixes of parcels split off. Real files
write the zone as a part of its own (`04` + `B` + `066`) or within the block (`02S` + `015/004`), side by side and with
zone numbers that contradict each other; zone and block are therefore kept as one text, exactly as written.
Source: parcel codes as two municipalities keep them (Takhli, Nam Phrae); no regulation states the rule.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# How many digits a suffix has, by its level.
SUFFIX_DIGITS = (3, 2, 1)
_CODE = re.compile(r"(?P<block>(?:[^/]*[^/\d])?)(?P<lot>\d+)(?P<suffixes>(?:/\d+){0,3})", re.ASCII)
_LEADING_NUMBER = re.compile(r"\d+")
_NO_LAND_NUMBER = 10**12


@dataclass(frozen=True)
class ParcelCode:
    """A code in its parts: zone with block, lot and suffixes, each as written."""

    block: str
    lot: str
    suffixes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "/".join((self.block + self.lot, *self.suffixes))

    @property
    def parent(self) -> "ParcelCode | None":
        """The code it was split from, None for a lot."""
        return ParcelCode(self.block, self.lot, self.suffixes[:-1]) if self.suffixes else None

    @property
    def rank(self) -> tuple[str, int, tuple[int, ...]]:
        """Sorts codes as they stand in a register; the lowest one keeps its code in a merge."""
        return self.block, int(self.lot), tuple(int(suffix) for suffix in self.suffixes)


def parse(code: str) -> ParcelCode | None:
    """Take a code apart, None when it does not follow the grammar."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    return ParcelCode(match["block"], match["lot"], tuple(match["suffixes"].split("/")[1:]))


def composed(zone: str, block: str, lot: str) -> str:
    """Put a code together from the parts of a table, whichever of the two ways the block is written."""
    return f"{block}{lot}" if any(sign.isdigit() for sign in block) else f"{zone}{block}{lot}"


def descends(code: str, ancestor: str) -> bool:
    """Whether the code was made by splitting the ancestor, over any number of levels."""
    return code.startswith(f"{ancestor}/")


def lowest(codes: Iterable[str]) -> str:
    """The code that a merged parcel keeps: the lowest; codes outside the grammar come last, "" when there is none."""
    return min((code for code in codes if code), key=_rank, default="")


def land_rank(land_number: str) -> int:
    """Sorts land numbers by their leading digits, blanks last."""
    match = _LEADING_NUMBER.match(land_number)
    return int(match[0]) if match else _NO_LAND_NUMBER


class Numbering:
    """The numbers taken so far in each block and under each code; gaps are not filled.

    `codes` are all codes ever in use; a number that is given out counts as taken from then on.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self._highest: dict[str, int] = {}
        self._lot_digits: dict[str, int] = {}
        for code in codes:
            self._take(code)

    def child_of(self, code: str) -> str:
        """The next code for a parcel split off, "" when there is none: outside the grammar, or its level is full.

        A code with three suffixes has no further level; its child takes the next number beside it.
        """
        parsed = parse(code)
        if parsed is None:
            return ""
        parent = (parsed.parent or parsed) if len(parsed.suffixes) == len(SUFFIX_DIGITS) else parsed
        digits = SUFFIX_DIGITS[len(parent.suffixes)]
        number = self._highest.get(f"{parent}/", 0) + 1
        return self._given(f"{parent}/{number:0{digits}}") if number < 10**digits else ""

    def in_block(self, block: str) -> str:
        """The next code for a new parcel in a block (zone and block as codes there write them)."""
        number = self._highest.get(block, 0) + 1
        return self._given(f"{block}{number:0{self._lot_digits.get(block, 3)}}")

    def _given(self, code: str) -> str:
        self._take(code)
        return code

    def _take(self, code: str) -> None:
        parsed = parse(code)
        if parsed is None:
            return
        self._raise(parsed.block, parsed.lot)
        self._lot_digits[parsed.block] = max(len(parsed.lot), self._lot_digits.get(parsed.block, 0))
        head = parsed.block + parsed.lot
        for suffix in parsed.suffixes:
            self._raise(f"{head}/", suffix)
            head = f"{head}/{suffix}"

    def _raise(self, prefix: str, number: str) -> None:
        self._highest[prefix] = max(int(number), self._highest.get(prefix, 0))


def of_split(
    parent: str, *, staying: int, land_numbers: Sequence[str], codes: Sequence[str], numbering: Numbering
) -> list[str]:
    """Codes for the parts of a split: `staying` (an index) keeps the parent's, the others get the next below it.

    A part that already carries a code below the parent's, alone of all parts, keeps that. In the order of the parts.
    """
    given = [""] * len(codes)
    given[staying] = parent
    for part in sorted(range(len(codes)), key=lambda part: (land_rank(land_numbers[part]), part)):
        if part != staying:
            is_own = descends(codes[part], parent) and codes.count(codes[part]) == 1
            given[part] = codes[part] if is_own else numbering.child_of(parent)
    return given


def _rank(code: str) -> tuple[bool, tuple[str, int, tuple[int, ...]]]:
    parsed = parse(code)
    return (parsed is None, parsed.rank if parsed else (code, 0, ()))
