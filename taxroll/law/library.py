"""The shelf: reads the law files that ship with the program. The only module of the law that touches files."""

import functools
from importlib import resources

from taxroll.law import book, reading
from taxroll.law.dated import LawIsSilent

FILES = (
    "rates",
    "exemptions",
    "exempt_property",
    "vacancy",
    "reliefs",
    "type_reductions",
    "depreciation",
    "building_types",
    "policy",
    "practices",
    "collection",
    "disputes",
    "calendar",
    "signboards",
    "titles",
)


@functools.cache
def current() -> book.LawBook:
    """The law book of this release."""
    shelf = resources.files("taxroll.law").joinpath("data")
    return reading.read({name: shelf.joinpath(f"{name}.toml").read_text(encoding="utf-8") for name in FILES})


@functools.cache
def of_year(tax_year_be: int) -> book.LawOfYear:
    """The law of one tax year; raises LawIsSilent for years the book does not cover."""
    return book.of_year(current(), tax_year_be=tax_year_be)


def years() -> list[int]:
    """The tax years (B.E.) for which the law on file is complete."""
    first = current().escalation[0].value.first_tax_year_be
    last = first
    while _is_complete(last):
        last += 1
    return list(range(first, last))


def _is_complete(tax_year_be: int) -> bool:
    try:
        of_year(tax_year_be)
    except LawIsSilent:
        return False
    return True
