"""The part of CKAN's search that harvesters use, over packages in memory: there are as many as a town has layers."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from gis_assets.refusals import Refusal

MOST_ROWS = 1_000
ROWS = 10
TERM = re.compile(
    r"\s*(?P<sign>[+-]?)(?P<key>[a-z_]+):(?P<value>\[[^\]]*\]|\"[^\"]*\"|\([^)]*\)|[^\s()]+)\s*(?:AND\b)?"
)
RANGE = re.compile(r"\[\s*(?P<low>\S+)\s+TO\s+(?P<high>\S+)\s*\]")
SORT = re.compile(r"(?P<key>[a-z_]+)(?:\s+(?P<way>asc|desc))?")

Package = Mapping[str, Any]


class WrongSearch(Refusal):
    """The search asks for what we do not understand."""


FIELDS: dict[str, Callable[[Package], Iterable[str]]] = {
    "id": lambda package: [package["id"]],
    "name": lambda package: [package["name"]],
    "title": lambda package: [package["title"]],
    "type": lambda package: [package["type"]],
    "dataset_type": lambda package: [package["type"]],
    "state": lambda package: [package["state"]],
    "organization": lambda package: [package["organization"]["name"]],
    "owner_org": lambda package: [package["owner_org"]],
    "groups": lambda package: [],
    "tags": lambda package: [tag["name"] for tag in package["tags"]],
    "res_format": lambda package: [resource["format"] for resource in package["resources"]],
    "license_id": lambda package: [package.get("license_id", "")],
    "data_type": lambda package: [package.get("data_type", "")],
    "metadata_modified": lambda package: [package["metadata_modified"]],
    "metadata_created": lambda package: [package["metadata_created"]],
}


def search(packages: Iterable[Package], *, q: str, fq: str, sort: str) -> list[Package]:
    """Every package that fits, in order; raises `WrongSearch`."""
    found = [package for package in packages if _fits(package, fq) and _fits_words(package, q)]
    for key, is_falling in reversed(_orders(sort)):
        found.sort(key=lambda package: next(iter(FIELDS[key](package)), ""), reverse=is_falling)
    return found


def whole_number(name: str, text: str | None, *, default: int, most: int) -> int:
    """A count of the question, capped; raises `WrongSearch`."""
    if text is None or text == "":
        return default
    if not text.isdecimal():
        raise WrongSearch(gettext("“%(name)s” must be a whole number.") % {"name": name})
    return min(int(text[:12]), most)


def _fits(package: Package, fq: str) -> bool:
    return all(_term(package, *term) for term in _terms(fq))


def _terms(fq: str) -> list[tuple[str, str, str]]:
    found, place = [], 0
    while place < len(fq.rstrip()):
        term = TERM.match(fq, place)
        if term is None or term["key"] not in FIELDS:
            raise WrongSearch(gettext("The filter “%(text)s” is not understood.") % {"text": fq[place : place + 80]})
        found.append((term["sign"], term["key"], term["value"]))
        place = term.end()
    return found


def _term(package: Package, sign: str, key: str, value: str) -> bool:
    values = list(FIELDS[key](package))
    if span := RANGE.fullmatch(value):
        is_in = any(_within(one, span["low"], span["high"]) for one in values)
    else:
        wanted = [word for word in re.split(r"\s+OR\s+|\s+", value.strip('()"')) if word] if value[0] == "(" else []
        is_in = any(one in (wanted or [value.strip('"')]) for one in values) or value == "*"
    return is_in != (sign == "-")


def _within(value: str, low: str, high: str) -> bool:
    """Instants of one form compare as texts once their zone mark is off."""
    return (low == "*" or value >= low.rstrip("Z")) and (high == "*" or value <= high.rstrip("Z"))


def _fits_words(package: Package, q: str) -> bool:
    if q.strip() in ("", "*:*", "*"):
        return True
    if ":" in q:
        return _fits(package, q)
    text = " ".join([package["title"], package.get("notes", ""), package["name"], *FIELDS["tags"](package)]).casefold()
    return all(word in text for word in q.casefold().split())


def _orders(sort: str) -> list[tuple[str, bool]]:
    orders = []
    for part in (part.strip() for part in sort.split(",") if part.strip()):
        order = SORT.fullmatch(part)
        key = order["key"] if order else ""
        if order is None or key not in (*FIELDS, "score", "title_string"):
            raise WrongSearch(gettext("The order “%(text)s” is not understood.") % {"text": part[:80]})
        if key != "score":  # all fit equally well
            orders.append(("title" if key == "title_string" else key, order["way"] == "desc"))
    return orders
