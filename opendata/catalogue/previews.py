"""One look into a layer as figures for a template: a page of rows, bars with their table, or a map's facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gis_assets import charts, units
from gis_assets.models import Municipality
from gis_assets.publication import Layer, RasterLayer, Words
from gis_assets.requests import TownRequest
from opendata import exploring, rasters
from opendata.exploring import Group, Look
from opendata.scheme.fields import Group as GroupName

GROUPS: Mapping[GroupName, Words] = {
    "what": _("What it is"),
    "why": _("Why it is gathered"),
    "who": _("Who answers for the data"),
    "when": _("When it changes"),
    "where": _("Place and accuracy"),
    "statistics": _("About the figures"),
    "use": _("Terms of use"),
}
MEASURES: Mapping[str, Words] = {"count": _("Number of things"), "sum": _("Sum of"), "mean": _("Mean of")}
SHOWS: Mapping[str, Words] = {"table": _("Table"), "map": _("Map"), "chart": _("Chart")}


@dataclass(frozen=True)
class Bar:
    """A bar lying down; `share` is its length in per cent of the longest."""

    group: Group
    share: float


@dataclass(frozen=True)
class Preview:
    """What the template draws; `refusal` says what the address asked for in vain."""

    layer: Layer
    look: Look
    refusal: str = ""
    rows: list[list[Any]] = field(default_factory=list)
    has_more: bool = False
    bars: list[Bar] = field(default_factory=list)
    years: charts.Chart | None = None
    finding: str = ""
    map_facts: dict[str, Any] = field(default_factory=dict)

    @property
    def by(self) -> Words:
        return self.layer.column(self.look.by).title if self.look.by else ""

    @property
    def amount_title(self) -> str:
        """What the bars measure, in words."""
        if self.look.measure == "count":
            return str(MEASURES["count"])
        return f"{MEASURES[self.look.measure]} {self.layer.column(self.look.figure).title}"

    @property
    def tabs(self) -> list[tuple[str, Words, str]]:
        return [(show, title, "?" + self.look.query(show=show, page=1)) for show, title in SHOWS.items()]

    @property
    def parting(self) -> list[tuple[str, Words, bool]]:
        return [(c.name, c.title, c.name == self.look.by) for c in exploring.parting(self.layer)]

    @property
    def whats(self) -> list[tuple[str, str, bool]]:
        """What bars and colours may show: the number of things, or sum and mean of each figure."""
        told = [("count", str(MEASURES["count"]))]
        for column in exploring.figures(self.layer):
            told += [(f"{name}:{column.name}", f"{MEASURES[name]} {column.title}") for name in ("sum", "mean")]
        return [(what, words, what == self.look.what) for what, words in told]

    @property
    def state(self) -> str:
        """The address's question: all that is needed to see the same."""
        return self.look.query()

    @property
    def before(self) -> str:
        return self.look.query(page=self.look.page - 1) if self.look.page > 1 else ""

    @property
    def after(self) -> str:
        is_there = self.has_more and self.look.page < exploring.MOST_PAGES
        return self.look.query(page=self.look.page + 1) if is_there else ""


def of(layer: Layer, request: TownRequest, *, today: date) -> Preview:
    """The look that the address names; where it names a wrong one, the plain look with a sentence."""
    try:
        look, refusal = exploring.read(layer, request.GET.dict(), today=today), ""
    except exploring.WrongLook as wrong:
        look, refusal = exploring.read(layer, {}, today=today), str(wrong)
    seen = Preview(layer, look, refusal=refusal)
    return {"table": _table, "chart": _chart, "map": _map}[look.show](seen, request.municipality)


def _table(seen: Preview, municipality: Municipality) -> Preview:
    rows, has_more = exploring.rows(seen.layer, seen.look, municipality=municipality)
    return _with(seen, rows=rows, has_more=has_more)


def _chart(seen: Preview, municipality: Municipality) -> Preview:
    found = exploring.groups(seen.layer, seen.look, municipality=municipality)
    most = max((group.amount for group in found), default=0)
    bars = [Bar(group, round(100 * max(group.amount, 0) / most, 2) if most else 0) for group in found]
    return _with(seen, bars=bars, finding=_finding(seen, found), years=_years(seen, found))


def _years(seen: Preview, found: list[Group]) -> charts.Chart | None:
    """Years stand upright in their order."""
    if not seen.look.by or seen.layer.column(seen.look.by).kind != "date" or not found:
        return None
    rows = [(_year(group.value), round(group.amount), 0) for group in found if group.value]
    return charts.stacked_bars(rows, left=72)


def _year(text: str | None) -> str:
    year = int(text or 0)
    return str(year if (translation.get_language() or "th").startswith("en") else units.year_be(year))


def _finding(seen: Preview, found: list[Group]) -> str:
    if not found:
        return ""
    best = max(found, key=lambda group: group.amount)
    facts = {"label": best.label, "amount": f"{best.amount:,.6g}" if best.amount < 1e6 else f"{best.amount:,.0f}"}
    if seen.look.measure == "mean":
        return gettext("Highest: %(label)s with %(amount)s.") % facts
    total = sum(group.amount for group in found)
    percent = round(100 * best.amount / total) if total else 0
    return gettext("Most: %(label)s with %(amount)s, %(percent)s %% of all.") % {**facts, "percent": percent}


def _map(seen: Preview, municipality: Municipality) -> Preview:
    layer, look = seen.layer, seen.look
    # Pictures speak for themselves: their outlines need no colours.
    is_pictured = isinstance(layer, RasterLayer)
    classes = [] if is_pictured else exploring.classes(layer, look, municipality=municipality)
    url = reverse("opendata:layer", args=[layer.name])
    facts: dict[str, Any] = {
        "layers": ["boundary", "roads"],
        "bounds": list(municipality.boundary.extent) if municipality.boundary else None,
        "shown": {
            "name": f"{layer.name}_shown",
            "url": url,
            "query": "" if look.is_today else f"on={look.on.isoformat()}",
            "geometry": layer.geometry,
            "minZoom": max(layer.min_zoom, 12) if layer.min_zoom else 0,
            "by": look.figure if look.measure != "count" else look.by,
            "isNumber": look.measure != "count",
            "classes": [vars(one) for one in classes],
            "columns": [
                [column.name, str(column.title), {k: str(v) for k, v in column.values.items()}]
                for column in layer.open_columns
            ],
        },
        "words": _map_words(),
    }
    if isinstance(layer, RasterLayer):
        facts |= _pictures(layer, municipality, on=look.on)
    return _with(seen, map_facts=facts)


def _pictures(layer: RasterLayer, municipality: Municipality, *, on: date) -> dict[str, Any]:
    """The tiles of the rasters under their outlines, the newest survey on top; the map opens on them."""
    found = rasters.of(layer, municipality=municipality, on=on)
    told = [{"tiles": f"{one.tiles}{{z}}/{{x}}/{{y}}.png", "extent": list(one.bbox)} for one in reversed(found)]
    return {"pictures": told, "bounds": list(rasters.around(found))}


def _map_words() -> dict[str, str]:
    return {
        "failed": gettext(
            "The map could not be read from the server. Check the connection, then move the map to try again."
        ),
        "closer": gettext("Zoom in to see the things of this data set."),
        "map": gettext("Map. Arrow keys move it, plus and minus zoom; the table shows the same in words."),
        "zoomIn": gettext("Zoom in"),
        "zoomOut": gettext("Zoom out"),
    }


def _with(seen: Preview, **changed: Any) -> Preview:
    return Preview(**{**{name: getattr(seen, name) for name in ("layer", "look", "refusal")}, **changed})
