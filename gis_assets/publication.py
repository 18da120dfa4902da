"""How an app declares a public layer: plain data, found by name by `opendata`, from which everything that is public of
it follows: files, standards, tiles, metadata, catalogue, legend and the check before publication.

Closed by default: a column that is not named does not leave the database, and a named one that has no legal ground is
for officers only. What a layer's declaration lacks, `faults` says; `opendata` does not publish such a layer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Kind = Literal["text", "integer", "number", "boolean", "date", "datetime"]
Frequency = Literal["as edited", "hour", "day", "month", "year", "never"]
Content = Literal["choices", "codes", "names", "free"]
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Ground:
    """Why a column may be open: the law, and what is not certain about it, shown to the data manager."""

    name: str
    title: Words
    citation: Words
    doubt: Words


_NOT_READ = _("Known from public summaries; the text in the gazette was not at hand. To be confirmed by a lawyer.")

OPEN_DATA = Ground(
    "open-data",
    _("Data of the authority's own work"),
    _("Act on Government Administration and Services through Digital Systems B.E. 2562, section 17 (open data)"),
    _NOT_READ,
)
TAX_MAP = Ground(
    "tax-map",
    _("Shape and use of a parcel, without any person"),
    _("Official Information Act B.E. 2540, section 9; the Department of Lands shows the shapes of parcels itself"),
    _(
        "A shape alone names nobody; joined with deed number and tax it may. Hence neither deed nor amount is open. "
        "Our own reading of the Personal Data Protection Act B.E. 2562, to be confirmed by a lawyer."
    ),
)
STATISTICS = Ground(
    "statistics",
    _("Sums of many, with small groups left out"),
    _("Personal Data Protection Act B.E. 2562, section 24 (1) (statistics, with suitable safeguards)"),
    _("The least number in a group is a custom of statistics, no number of the law."),
)


@dataclass(frozen=True)
class Licence:
    """Under what terms a layer may be used; `ckan` is its value in the national catalogue's list."""

    spdx: str
    title: Words
    url: str
    ckan: str


CC_BY = Licence(
    "CC-BY-4.0",
    _("Creative Commons Attribution 4.0"),
    "https://creativecommons.org/licenses/by/4.0/",
    "Creative Commons Attributions",
)


@dataclass(frozen=True)
class Column:
    """A column of a layer.

    Without a ground it is for officers only. `content` says what its texts are made of: values of a closed list need
    no search for personal data, anything else is searched before it is published. `tile_zoom` is the least zoom at
    which map tiles carry it; None: never. `explained` says on a thing's card how the value comes about.
    """

    name: str
    title: Words
    kind: Kind = "text"
    ground: Ground | None = None
    content: Content = "free"
    values: Mapping[str, Words] = field(default_factory=dict, hash=False)
    unit: str = ""
    source: Words = ""
    tile_zoom: int | None = 14
    explained: Words = ""

    @property
    def is_open(self) -> bool:
        """Whether anybody may see it."""
        return self.ground is not None


@dataclass(frozen=True)
class Style:
    """How a layer is drawn and explained: colours of `by`'s values, each with its words in the column's `values`."""

    colour: str
    by: str = ""
    colours: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class SmallGroups:
    """Sums over persons or their property: groups of fewer than `least` are left out by the statement itself."""

    least: int
    count: str


# Equal to itself alone: what is kept by layer is found without reading its words, which are translated each time.
@dataclass(frozen=True, eq=False)
class Layer:
    """A public layer: `sql` names the file in `<app>/sql` that selects it.

    The SELECT gives `id` (of `id_kind`, never changing), `geom` (EPSG:4326) and the columns, and takes
    `%(municipality)s` (bigint) and `%(on)s` (date). `has_history`: it answers for any day, not for today alone.
    `has_periods`: it also gives `valid`, the days (daterange) on which each of its rows holds.
    `tables` are those whose changes change it. `is_on_map`: the public map draws it; a layer that another one shows
    already need not be.
    """

    name: str
    title: Words
    description: Words
    app: str
    sql: str
    geometry: Literal["polygon", "line", "point"]
    columns: tuple[Column, ...]
    tables: tuple[str, ...]
    min_zoom: int = 0
    id_kind: Literal["uuid", "text"] = "text"
    has_history: bool = True
    has_periods: bool = False
    updated: Frequency = "as edited"
    licence: Licence = CC_BY
    style: Style = Style("#5b6770")
    small_groups: SmallGroups | None = None
    keywords: tuple[Words, ...] = ()
    accuracy: Words = ""
    is_on_map: bool = True

    @property
    def open_columns(self) -> tuple[Column, ...]:
        """What anybody may see."""
        return tuple(column for column in self.columns if column.is_open)

    def column(self, name: str) -> Column:
        """Raises KeyError."""
        return {column.name: column for column in self.columns}[name]


@dataclass(frozen=True, eq=False)
class RasterLayer(Layer):
    """Rasters of one kind, such as orthophotos.

    Each is a row of `sql` while it is open to everybody, its outline the shape.

    Beside the columns (`title` and `surveyed_date` among them) a row gives `file`, the name of its cloud-optimised
    GeoTIFF in the store of files, with `size_bytes` and `made_at`. `tiles` names the address of its map tiles
    (PNG), which takes id, zoom, column and row; they go to `most_zoom`.
    """

    tiles: str = ""
    most_zoom: int = 22


def faults(layer: Layer) -> Iterator[str]:
    """What forbids to publish a layer as it is declared, in English words for whoever declares it."""
    yield from _faults_of_names(layer)
    if not layer.tables:
        yield "no table is named whose changes change it."
    if not layer.open_columns:
        yield "no column has a legal ground."
    for column in layer.columns:
        if column.content == "choices" and not column.values:
            yield f"the values of “{column.name}” are not listed."
    if layer.style.by and layer.style.by not in {column.name for column in layer.open_columns}:
        yield f"it is coloured by “{layer.style.by}”, which is not open."
    told = {column.name for column in layer.open_columns}
    if isinstance(layer, RasterLayer) and not {"title", "surveyed_date"} <= told:
        yield "its rasters have no open title and day."
    if layer.small_groups and layer.small_groups.count not in {column.name for column in layer.columns}:
        yield f"the size of its groups, “{layer.small_groups.count}”, is no column."


def _faults_of_names(layer: Layer) -> Iterator[str]:
    names = [column.name for column in layer.columns]
    for name in (layer.name, *names):
        if not NAME.fullmatch(name):
            yield f"“{name}” is not a name of small letters, digits and underscores."
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"“{name}” is declared twice."
    for name in sorted({"id", "geom"} & set(names)):
        yield f"“{name}” is no column of its own."
