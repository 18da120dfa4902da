"""What is wrong with what is said of a data set: checked here, since catalogues let most of it pass.

A real CKAN with the national fields checks required fields, e-mails and one of the closed lists. It stores the day
2567-09-30 as the common year 2567 and takes any word for a frequency; so nothing is sent that has not passed here.
"""

import re
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from gis_assets import citizen_ids, digits, units
from opendata.scheme import eras, fields
from opendata.scheme.fields import OTHER, Field, Values

LONGEST, LONGEST_OF_LONG = 300, 20_000
SHORTEST_TAG, LONGEST_TAG = 2, 100
# Letters with the vowels and tone marks above and below, which Python does not count as letters.
TAG = re.compile(r"[\w\u0e00-\u0e7f .\-]+")
SLUG = re.compile(r"[a-z0-9_-]{2,100}")
THIRTEEN = re.compile(r"(?<!\d)\d[\d -]{11,20}\d(?!\d)")
# A title before a name, but not the beginning of an office such as นายกเทศมนตรี, นายทะเบียน, นายช่าง.
PERSONS = re.compile(r"(?:นาย(?!ก|ทะเบียน|ช่าง|อำเภอ|ตรวจ)|นางสาว|นาง|น\.ส\.|(?:Mr|Mrs|Miss|Ms)\b\.?)\s?\S")

Faults = dict[str, list[str]]


def normalised(values: Values) -> Values:
    """The same without empty fields, with days in common ISO form, years Buddhist, keywords once each between commas.

    What cannot be read stays as it is, for `faults` to name.
    """
    known = fields.of_type(values.get("data_type"))
    found: Values = {}
    for key, value in values.items():
        kept = _normal(known[key], value) if key in known else _stripped(value)
        if kept:
            found[key] = kept
    return found


def faults(values: Values) -> Faults:
    """Sentences by field; an empty answer: it may be published. `values` are normalised."""
    data_type = values.get("data_type")
    found: Faults = {}
    for field in fields.of_type(data_type).values():
        found.setdefault(field.key, []).extend(_of_field(field, values.get(field.key)))
        if field.other:
            found.setdefault(field.other, []).extend(_of_twin(field, values))
    for key in values:
        if key not in fields.of_type(data_type) and key not in fields.twins(data_type):
            found[key] = [_("Data sets of this type have no such field; leave it empty.")]
    _check_edges(values, found)
    return {key: sentences for key, sentences in found.items() if sentences}


def _of_field(field: Field, value: str | list[str] | None) -> Iterator[str]:
    if not value:
        if field.is_required:
            yield _("This is needed: the national catalogue takes no data set without it.")
        return
    if field.is_list != isinstance(value, list):
        yield _("The value has the wrong form.")
        return
    for one in value if isinstance(value, list) else [value]:
        yield from _CHECKS.get(field.kind, _of_text)(field, one)
        yield from _of_numbers(one)
    if field.key == "maintainer" and PERSONS.match(str(value)):
        yield _("This looks like a person's name. Name the office instead: everybody reads this.")


def _of_twin(field: Field, values: Values) -> Iterator[str]:
    chosen, words = values.get(field.key) or "", values.get(field.other)
    is_other = OTHER in chosen if isinstance(chosen, list) else chosen == OTHER
    if is_other and not words:
        yield _("“อื่นๆ” (other) is chosen; say here what is meant.")
    if words and not is_other:
        yield _("This is only for “อื่นๆ” (other); choose it, or leave this empty.")
    if isinstance(words, str):
        yield from _of_numbers(words)


def _of_text(field: Field, value: str) -> Iterator[str]:
    most = LONGEST_OF_LONG if field.kind == "long" else LONGEST
    if len(value) > most:
        yield _("This is longer than %(most)s letters.") % {"most": most}


def _of_choice(field: Field, value: str) -> Iterator[str]:
    if value not in {choice.value for choice in field.choices}:
        yield _("“%(value)s” is not on the list of the catalogue.") % {"value": value}


def _of_slug(field: Field, value: str) -> Iterator[str]:
    if not SLUG.fullmatch(value):
        yield _("Use small Latin letters, digits and dashes.")


def _of_email(field: Field, value: str) -> Iterator[str]:
    try:
        validate_email(value)
    except ValidationError:
        yield _("“%(value)s” is not an e-mail address.") % {"value": value}


def _of_url(field: Field, value: str) -> Iterator[str]:
    try:
        URLValidator(["http", "https"])(value)
    except ValidationError:
        yield _("“%(value)s” is not a web address.") % {"value": value}


def _of_tags(field: Field, value: str) -> Iterator[str]:
    for tag in value.split(","):
        if not SHORTEST_TAG <= len(tag) <= LONGEST_TAG:
            yield _("The keyword “%(tag)s” must have 2 to 100 letters.") % {"tag": tag}
        elif not TAG.fullmatch(tag):
            yield _("The keyword “%(tag)s” may hold letters, digits, spaces, points and dashes only.") % {"tag": tag}


def _of_number(field: Field, value: str) -> Iterator[str]:
    if not value.isdecimal() or not 0 < int(value) < 1000:
        yield _("“%(value)s” is no whole number between 1 and 999.") % {"value": value}


def _of_day(field: Field, value: str) -> Iterator[str]:
    try:
        eras.common_day(value)
    except ValueError:
        yield _("“%(value)s” is not a day. Write it like 30/9/2567 or 2024-09-30.") % {"value": value}


def _of_year(field: Field, value: str) -> Iterator[str]:
    try:
        eras.common_year(value)
    except ValueError:
        yield _("“%(value)s” is not a year. Write it like 2567 or 2024.") % {"value": value}


def _of_degrees(field: Field, value: str) -> Iterator[str]:
    most = 180 if field.key.startswith(("west", "east")) else 90
    if _degrees(value, most=most) is None:
        yield _("“%(value)s” is not a number of degrees.") % {"value": value}


def _of_numbers(value: str) -> Iterator[str]:
    for number in THIRTEEN.findall(digits.arabic(value)):
        try:
            citizen_ids.compact(number)
        except citizen_ids.NotACitizenId:
            continue
        yield _("A number like that of a person stands here. Remove it: everybody reads this.")


_CHECKS: dict[str, Callable[[Field, str], Iterator[str]]] = {
    "choice": _of_choice,
    "choices": _of_choice,
    "slug": _of_slug,
    "email": _of_email,
    "url": _of_url,
    "tags": _of_tags,
    "number": _of_number,
    "date": _of_day,
    "year": _of_year,
    "degrees": _of_degrees,
}


def _check_edges(values: Values, found: Faults) -> None:
    edges = {
        side: _degrees(values.get(f"{side}_bound_longitude"), most=180) for side in ("west", "east", "south", "north")
    }
    for low, high in (("west", "east"), ("south", "north")):
        lower, upper = edges[low], edges[high]
        if lower is not None and upper is not None and lower >= upper:
            found.setdefault(f"{high}_bound_longitude", []).append(_("This edge must lie beyond the one opposite."))
    first, last = values.get("first_year_of_data"), values.get("last_year_of_data")
    if first and last and str(first) > str(last):
        found.setdefault("last_year_of_data", []).append(_("The last year lies before the first."))


def _degrees(value: str | list[str] | None, *, most: float) -> float | None:
    try:
        number = float(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return number if number is not None and -most <= number <= most else None


def _normal(field: Field, value: str | list[str]) -> str | list[str]:
    plain = _stripped(value)
    if not isinstance(plain, str):
        return plain
    if field.kind == "tags":
        return ",".join(dict.fromkeys(tag for part in plain.split(",") if (tag := " ".join(part.split()))))
    try:
        if plain and field.kind == "date":
            return eras.common_day(plain).isoformat()
        if plain and field.kind == "year":
            return str(units.year_be(eras.common_year(plain)))
    except ValueError:
        return plain
    return plain


def _stripped(value: str | list[str]) -> str | list[str]:
    if isinstance(value, list):
        return [one.strip() for one in value if one.strip()]
    return value.strip()
