"""What a request asks for: its form and language, and the parameters of a question about features.

A parameter that is not named here, or stands twice, or has a value that its standard does not know, is refused; nothing
is silently left out.
"""

import functools
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Literal, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext

from gis_assets.publication import Column, Layer
from gis_assets.refusals import Refusal
from opendata import filtering, systems
from opendata.ogc import headers
from opendata.ogc.problems import NotAcceptable, Problem
from opendata.querying import Filter, Query
from opendata.systems import CRS84, System

LIMIT_DEFAULT = 100
LIMIT_MOST = 10_000
EVERYWHERE = ("f", "lang")
OF_A_FEATURE = ("crs", "datetime")
OF_FEATURES = (
    "limit", "bbox", "bbox-crs", "datetime", "crs", "filter", "filter-lang", "filter-crs", "token", "resultType",
)  # fmt: skip
OF_RECORDS = ("limit", "bbox", "datetime", "q", "type", "ids", "externalIds", "token")
LANGUAGES = ("th", "en")
Form = Literal["json", "html", "jsonfg"]
_JSON = re.compile(r"application/((geo|schema|problem|vnd\.oai\.openapi|ogc-catalog)\+)?json|application/\*|\*/\*")
_JSONFG = re.compile(r"application/(vnd\.ogc\.)?fg\+json")
_HTML = re.compile(r"text/html|application/xhtml\+xml|text/\*|\*/\*")
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)
T = TypeVar("T")


def refuse_unknown(request: HttpRequest, known: Iterable[str]) -> None:
    """Raises `Problem` for a parameter that is not known or stands twice."""
    names = [*known, *EVERYWHERE]
    for name, values in request.GET.lists():
        if name not in names:
            sentence = gettext("There is no parameter “%(name)s” here. There are: %(names)s.")
            raise Problem(sentence % {"name": name[:60], "names": ", ".join(names)})
        if len(values) > 1:
            raise Problem(gettext("The parameter “%(name)s” stands there more than once.") % {"name": name})


def ignore_empty(request: HttpRequest, names: Iterable[str]) -> None:
    """Take a parameter without a value for one that was not asked, as Records has it and Features does not."""
    asked = request.GET.copy()
    for name in names:
        if not any(asked.getlist(name)):
            asked.pop(name, None)
    request.GET = asked  # type: ignore[assignment]  # Django lets it be replaced, and reads it only


def form_of(request: HttpRequest, *, of_features: bool = False) -> Form:
    """JSON, unless a person's browser asks; features also come as JSON-FG.

    `f` outdoes the header. Raises `NotAcceptable` and `Problem`.
    """
    offered: dict[Form, re.Pattern[str]] = {"json": _JSON, "html": _HTML}
    if of_features:
        offered["jsonfg"] = _JSONFG
    if (asked := request.GET.get("f")) is not None:
        if (named := next((form for form in offered if form == asked), None)) is None:
            raise _wrong("f", asked, ", ".join(offered))
        return named
    accepted = headers.accept(request).strip()
    for media_type in _by_weight(accepted or "*/*"):
        for form, pattern in offered.items():
            if pattern.fullmatch(media_type):
                return form
    raise NotAcceptable(gettext("Only JSON and HTML are offered here, not “%(asked)s”.") % {"asked": accepted[:100]})


def is_for_a_person(request: HttpRequest) -> bool:
    """Whether a page is wanted, also where the question itself is wrong."""
    accepted = "text/html" in headers.accept(request)
    return request.GET.get("f", "html" if accepted else "json") == "html"


def one_of(request: HttpRequest, name: str, choices: tuple[str, ...]) -> str:
    """What a parameter chooses, the first without a word. Raises `Problem`."""
    asked = request.GET.get(name, choices[0])
    if asked not in choices:
        raise _wrong(name, asked, ", ".join(choices))
    return asked


@functools.lru_cache(100)
def _by_weight(accepted: str) -> list[str]:
    """The media types of an Accept header, the dearest first; those with a weight of nothing are left out."""
    weighed = []
    for place, part in enumerate(accepted.split(",")[:50]):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        weighed.append((-float(weight) if _WEIGHT.fullmatch(weight) else 0.0, place, media_type))
    return [media_type for weight, _place, media_type in sorted(weighed) if weight < 0]


def language_of(request: HttpRequest, *, otherwise: str) -> str:
    """Raises `Problem`."""
    asked = request.GET.get("lang", otherwise)
    if asked not in LANGUAGES:
        raise _wrong("lang", asked, ", ".join(LANGUAGES))
    return asked


def query_of_features(request: HttpRequest, layer: Layer, *, today: date) -> Query:
    """Raises `Problem`."""
    columns = {column.name: column for column in layer.open_columns}
    refuse_unknown(request, (*OF_FEATURES, *columns))
    asked = request.GET
    equals = {name: _typed(asked[name], column) for name, column in columns.items() if name in asked}
    return Query(
        on=day_of_layer(request, layer, today=today),
        limit=limit_of(request),
        crs=system_of(request, "crs"),
        place=place_of(request, system_of(request, "bbox-crs")),
        equals=equals,
        filter=_filter_of(request),
        after=asked.get("token"),
    )


def query_of_a_feature(request: HttpRequest, layer: Layer, *, today: date) -> Query:
    """Raises `Problem`."""
    refuse_unknown(request, OF_A_FEATURE)
    return Query(on=day_of_layer(request, layer, today=today), crs=system_of(request, "crs"))


def is_count_asked(request: HttpRequest) -> bool:
    """`resultType=hits` asks how many there are instead of which. Raises `Problem`."""
    return one_of(request, "resultType", ("results", "hits")) == "hits"


def limit_of(request: HttpRequest) -> int:
    """At least one; more than the most is the most."""
    text = request.GET.get("limit", str(LIMIT_DEFAULT))
    if not re.fullmatch(r"\+?\d{1,18}", text, re.ASCII) or int(text) < 1:
        raise _wrong("limit", text, f"1 … {LIMIT_MOST}")
    return min(int(text), LIMIT_MOST)


def place_in(found: list[dict[str, Any]], token: str | None) -> int:
    """Where in a list the page starts that follows the thing of that id. Raises `Problem`."""
    ids = [one["id"] for one in found]
    if token is None:
        return 0
    if token not in ids:
        raise _wrong("token", token, gettext("what the link “next” of the page before has"))
    return ids.index(token) + 1


def system_of(request: HttpRequest, name: str) -> System:
    text = request.GET.get(name, CRS84.uri)
    if text not in systems.SYSTEMS:
        raise _wrong(name, text, ", ".join(systems.SYSTEMS))
    return systems.SYSTEMS[text]


def place_of(request: HttpRequest, system: System) -> Any:
    """The rectangle of `bbox` as a shape in longitude and latitude; heights are not looked at."""
    text = request.GET.get("bbox")
    if text is None:
        return None
    return _of("98.92,18.73,98.95,18.75", lambda written: _rectangle(written, system), text, "bbox")


def _rectangle(text: str, system: System) -> Any:
    numbers = [filtering.number(part) for part in text.split(",")]
    if len(numbers) == 6:
        del numbers[5], numbers[2]
    first, second, third, fourth = numbers
    return systems.rectangle((first, second, third, fourth), system)


def day_of_layer(request: HttpRequest, layer: Layer, *, today: date) -> date:
    """The day as of which a layer is told: today for one without history, whose statement may be late by its day."""
    asked = day_of(request, today=today)
    return asked if layer.has_history else today


def day_of(request: HttpRequest, *, today: date) -> date:
    """The day as of which `datetime` asks: that of an instant, the last of an interval, today if it has no end."""
    text = request.GET.get("datetime")
    if text is None:
        return today
    return _of("2024-06-01", lambda written: _day(written, today=today), text, "datetime")


def _day(text: str, *, today: date) -> date:
    if "/" not in text:
        return filtering.day(text)
    start, end = (None if half in ("", "..") else half for half in text.split("/"))
    if start is not None and end is not None and filtering.instant(start) > filtering.instant(end):
        raise ValueError("ends before it starts")
    latest = max(filtering.day(start), today) if start is not None else today
    return min(filtering.day(end), latest) if end is not None else latest


def _filter_of(request: HttpRequest) -> Filter | None:
    text = request.GET.get("filter")
    language = one_of(request, "filter-lang", filtering.LANGUAGES)
    system = system_of(request, "filter-crs")
    return None if text is None else Filter(text, language, system)


def _typed(text: str, column: Column) -> Any:
    return _of("", lambda written: filtering.typed(written, column.kind), text, column.name)


def _of(example: str, read: Callable[[str], T], text: str, name: str) -> T:
    try:
        return read(text)
    except Refusal as refusal:
        raise Problem(str(refusal)) from None
    except (ValueError, OverflowError):
        raise _wrong(name, text, example) from None


def _wrong(name: str, text: str, wanted: str) -> Problem:
    sentence = gettext("“%(text)s” is no value for the parameter “%(name)s”. It takes: %(wanted)s.")
    return Problem(sentence % {"text": text[:100], "name": name, "wanted": wanted})
