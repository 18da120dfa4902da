"""Looking into a layer: rows, groups with counts and sums, classes for a map. What is looked at is one value, `Look`,
which is written in the address, so that a link or an embedded frame shows the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, cast
from urllib.parse import urlencode

from django.db import connection
from django.utils.translation import gettext
from psycopg import sql

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Column, Layer
from gis_assets.refusals import Refusal
from opendata import layers

Show = Literal["table", "map", "chart"]
Measure = Literal["count", "sum", "mean"]
SHOWS: tuple[Show, ...] = ("table", "map", "chart")
Row = list[tuple[str, Any]]
MEASURES: tuple[Measure, ...] = ("count", "sum", "mean")
ROWS, MOST_PAGES, MOST_GROUPS = 20, 50, 25
CLASSES = 5
# Okabe and Ito's eight, told apart by every eye; then light to dark for amounts.
HUES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7f7f7f")
SHADES = ("#fde8d0", "#fdbb84", "#ef7c54", "#c93a3a", "#7f0000")


class WrongLook(Refusal):
    """The address asks for a view that the layer has not."""


@dataclass(frozen=True)
class Look:
    """One view of a layer. `by`: the column that parts it into groups or colours; `figure`: the number to be summed."""

    show: Show
    by: str
    measure: Measure
    figure: str
    on: date
    is_today: bool
    page: int = 1

    @property
    def what(self) -> str:
        """The figure in one word of the address: `count`, `sum:column`, `mean:column`."""
        return self.measure if self.measure == "count" else f"{self.measure}:{self.figure}"

    def query(self, **changed: object) -> str:
        """The address's question for this view; what goes without saying is left out."""
        said: dict[str, object] = {"show": self.show, "by": self.by, "what": self.what, "page": self.page, **changed}
        if not self.is_today:
            said["on"] = self.on.isoformat()
        if said["what"] == "count":
            said["what"] = ""
        if said["page"] == 1:
            said["page"] = ""
        return urlencode({key: value for key, value in said.items() if value})


@dataclass(frozen=True)
class Group:
    """Things with the same value: how many, and the figure that is asked for."""

    value: str | None
    label: str
    count: int
    amount: float


@dataclass(frozen=True)
class Class:
    """A colour of the map with its words; values of a list, or numbers from `low` on to below the next class."""

    colour: str
    label: str
    value: str | None = None
    low: float | None = None


def read(layer: Layer, asked: Mapping[str, str], *, today: date) -> Look:
    """The view that an address names; raises `WrongLook`."""
    by = asked.get("by") or first_choice(layer)
    measure, _sign, figure = (asked.get("what") or "count").partition(":")
    if by and by not in {column.name for column in parting(layer)}:
        raise _wrong("by", by)
    if measure not in MEASURES or figure not in ({""} if measure == "count" else {one.name for one in figures(layer)}):
        raise _wrong("what", asked["what"])
    show = asked.get("show") or "table"
    if show not in SHOWS:
        raise _wrong("show", show)
    on = _day(asked.get("on"), today=today)
    if on != today and not layer.has_history:
        raise _wrong("on", on.isoformat())
    return Look(show, by, measure, figure, on, is_today=on == today, page=_page(asked.get("page")))


def parting(layer: Layer) -> list[Column]:
    """Columns that part a layer into few groups."""
    return [
        column
        for column in layer.open_columns
        if column.content in ("choices", "names") or column.kind in ("boolean", "date")
    ]


def figures(layer: Layer) -> list[Column]:
    return [column for column in layer.open_columns if column.kind in ("integer", "number")]


def first_choice(layer: Layer) -> str:
    names = [column.name for column in parting(layer)]
    return layer.style.by if layer.style.by in names else next(iter(names), "")


def rows(layer: Layer, look: Look, *, municipality: Municipality) -> tuple[list[tuple[str, Row]], bool]:
    """A page of rows in the order of their ids: the id, and (kind, value) for each open column; whether more follow."""
    columns = [sql.Identifier("feature", column) for column in ("id", *(column.name for column in layer.open_columns))]
    statement = sql.SQL("SELECT {columns} FROM ({layer}) AS feature ORDER BY feature.id LIMIT {most} OFFSET {past}")
    found = _asked(
        statement.format(
            columns=sql.SQL(", ").join(columns),
            layer=layers.statement_of(layer),
            most=sql.Literal(ROWS + 1),
            past=sql.Literal((look.page - 1) * ROWS),
        ),
        municipality=municipality,
        on=look.on,
    )
    shown = [
        (str(thing), [told(one, value) for one, value in zip(layer.open_columns, row, strict=True)])
        for thing, *row in found
    ]
    return shown[:ROWS], len(found) > ROWS


def groups(layer: Layer, look: Look, *, municipality: Municipality) -> list[Group]:
    """The groups, the largest first (years in their order); those beyond the first 25 are one."""
    if not look.by:
        return []
    column = layer.column(look.by)
    name = sql.Identifier("feature", column.name)
    key = sql.SQL("to_char({name}, 'YYYY')").format(name=name) if column.kind == "date" else name
    function = {"count": "count(*)", "sum": "sum({figure})", "mean": "avg({figure})"}[look.measure]
    amount = sql.SQL(cast(Any, function)).format(figure=sql.Identifier("feature", look.figure or "id"))
    statement = sql.SQL(sql_files.load("opendata", "layer_groups")).format(
        key=key, amount=amount, layer=layers.statement_of(layer), by_value=sql.Literal(column.kind == "date")
    )
    found = _asked(statement, municipality=municipality, on=look.on)
    return [
        Group(value, label(column, value), count, float(amount or 0)) for value, count, amount in found[:MOST_GROUPS]
    ]


def classes(layer: Layer, look: Look, *, municipality: Municipality) -> list[Class]:
    """The colours of the map: a value's own where the layer has it, else one after the other."""
    if look.measure != "count" and look.figure:
        return _steps(layer, look, municipality=municipality)
    if not look.by:
        return []
    column = layer.column(look.by)
    own = layer.style.colours if layer.style.by == look.by else {}
    found = [group.value for group in groups(layer, look, municipality=municipality)]
    values = [value for value in column.values if value in found] or [value for value in found if value is not None]
    return [
        Class(own.get(str(value)) or HUES[min(place, len(HUES) - 1)], label(column, value), value=str(value))
        for place, value in enumerate(values[: len(HUES)])
    ]


def label(column: Column, value: object) -> str:
    """A value in the reader's words."""
    if value is None or value == "":
        return str(column.values.get("", gettext("Not noted")))
    if column.kind == "boolean":
        return gettext("Yes") if value in (True, "true") else gettext("No")
    return str(column.values.get(str(value), value))


def told(column: Column, value: Any) -> tuple[str, Any]:
    """Kind and value, in the reader's words where it has such; numbers and days stay for the page to write."""
    if column.content == "choices" or isinstance(value, bool):
        return "text", label(column, value)
    return column.kind, "" if value is None else value


def _steps(layer: Layer, look: Look, *, municipality: Municipality) -> list[Class]:
    statement = sql.SQL(sql_files.load("opendata", "layer_quantiles")).format(
        figure=sql.Identifier("feature", look.figure), layer=layers.statement_of(layer)
    )
    (found,) = _asked(statement, municipality=municipality, on=look.on)
    edges = sorted({float(edge) for edge in found[0] or [] if edge is not None})
    shades = SHADES[-len(edges) :] if len(edges) < CLASSES else SHADES
    return [Class(shades[place], _from(edges, place), low=edge) for place, edge in enumerate(edges[:CLASSES])]


def _from(edges: Sequence[float], place: int) -> str:
    low = f"{edges[place]:,.6g}"
    if place + 1 == len(edges):
        return gettext("%(low)s and more") % {"low": low}
    return gettext("%(low)s to below %(high)s") % {"low": low, "high": f"{edges[place + 1]:,.6g}"}


def _asked(statement: sql.Composable, *, municipality: Municipality, on: date) -> list[tuple[Any, ...]]:
    with tenancy.within(municipality), connection.cursor() as cursor:
        cursor.execute(cast(Any, statement), {"municipality": municipality.pk, "on": on})
        return [tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in cursor.fetchall()]


def _day(text: str | None, *, today: date) -> date:
    if not text:
        return today
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        sentence = gettext("“%(text)s” is not a day. Write it as year-month-day, such as 2026-11-22.")
        raise WrongLook(sentence % {"text": text[:40]}) from None


def _page(text: str | None) -> int:
    if not text:
        return 1
    if not text.isdecimal() or not 1 <= int(text[:6]) <= MOST_PAGES:
        raise _wrong("page", text)
    return int(text)


def _wrong(name: str, text: str) -> WrongLook:
    sentence = gettext("The address asks for “%(text)s” (%(name)s), which this data set has not.")
    return WrongLook(sentence % {"text": text[:60], "name": name})
