"""The tax on the map: tax per square wah, its change against the year before, or what a scenario would change.

Tax of a parcel is that of its land and of all buildings on it. Classes are made once for the whole roll, not for what
is in view, so that a colour means the same wherever the map stands; the map counts what of them is visible.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from gis_assets import sql_files
from taxroll.columns import Int64
from taxroll.insight import rollfacts, whatif
from taxroll.models import Roll, Scenario

MOST_DRAWN = 15_000
HUNDREDTHS = 100
TAXED_CLASSES = 5
# Changes in percent at which the classes of change begin.
STEPS_PERCENT = (-50, -10, 0, 10, 50)
# Coarseness of outlines seen from afar: about two pixels of the map at a zoom, in degrees.
PIXEL_DEGREES_AT_ZOOM_0 = 360 / 256
FULL_DETAIL_ZOOM = 17

NOT_TAXED, NEW, GONE, SAME = 0, 100, 101, 102


@dataclass(frozen=True)
class Class:
    """One class of the legend. `low` and `high` are satang per square wah or percent; None is unbounded.

    number 0 pays nothing; 1.. rise; NEW, GONE and SAME are of the map of changes.
    """

    number: int
    low: int | None
    high: int | None
    parcels: int


@dataclass(frozen=True)
class TaxMap:
    """Columns by parcel: version, class, amount (satang a square wah, or satang), amount before, bill of the land."""

    classes: tuple[Class, ...]
    version: Int64
    of_class: Int64
    amount: Int64
    before: Int64
    bill: Int64


@dataclass(frozen=True)
class _Parcels:
    """A roll by parcel, sorted by its key: version and tax in satang, area in hundredths of a wah, bill of the land."""

    parcel: Int64
    version: Int64
    tax: Int64
    area: Int64
    bill: Int64


def per_wah(roll: Roll) -> TaxMap:
    """Tax per square wah in five classes with as many parcels each; what pays nothing is a class of its own."""
    parcels = _by_parcel(roll)
    rate = np.where(parcels.area > 0, parcels.tax * HUNDREDTHS // np.maximum(parcels.area, 1), 0)
    taxed = rate[parcels.tax > 0]
    borders = _quantiles(taxed)
    of_class = np.where(parcels.tax > 0, np.searchsorted(borders, rate, side="right") + 1, NOT_TAXED)
    edges: list[int | None] = [None, *borders.tolist(), None]
    rising = [
        Class(number, edges[number - 1], edges[number], int((of_class == number).sum()))
        for number in range(1, len(edges))
        if taxed.size
    ]
    classes = (Class(NOT_TAXED, 0, 0, int((of_class == NOT_TAXED).sum())), *rising)
    return TaxMap(classes, parcels.version, of_class, rate, np.zeros_like(rate), parcels.bill)


def change(roll: Roll, former: Roll) -> TaxMap:
    """Change of each parcel's tax against another roll, in classes of percent; new and no longer taxed stand apart."""
    now, then = _by_parcel(roll), _by_parcel(former)
    place = np.minimum(np.searchsorted(then.parcel, now.parcel), max(then.parcel.size - 1, 0))
    before = np.zeros_like(now.tax)
    if then.parcel.size:
        before = np.where(then.parcel[place] == now.parcel, then.tax[place], 0)
    return _changes(now, before=before, after=now.tax)


def supposed(scenario: Scenario) -> TaxMap:
    """What a scenario would change in each parcel's tax."""
    outcome = whatif.answer(scenario).outcome
    parcels = _by_parcel(scenario.roll)
    place = np.searchsorted(outcome.parcel, parcels.parcel)
    return _changes(parcels, before=outcome.parcel_before[place], after=outcome.parcel_after[place])


def largest(shown: TaxMap, *, most: int) -> Int64:
    """Rows of the parcels with the largest amount, or the largest change where there is one to compare."""
    size = np.abs(shown.amount - shown.before)
    return np.argsort(-size, kind="stable")[:most].astype(np.int64)


def geojson(shown: TaxMap, *, bbox: Sequence[float], zoom: float) -> str:
    """What lies within west, south, east, north; at most MOST_DRAWN parcels."""
    west, south, east, north = bbox
    parameters = {
        "versions": shown.version.tolist(),
        "classes": shown.of_class.tolist(),
        "amounts": shown.amount.tolist(),
        "before": shown.before.tolist(),
        "bills": shown.bill.tolist(),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "tolerance": 0.0 if zoom >= FULL_DETAIL_ZOOM else PIXEL_DEGREES_AT_ZOOM_0 / 2**zoom,
        "most": MOST_DRAWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "tax_map_geojson"), parameters)
        (text,) = cursor.fetchone() or ("",)
    return str(text)


def _by_parcel(roll: Roll) -> _Parcels:
    lines = rollfacts.of_roll(roll).lines
    on_parcel = lines["parcel"] > 0
    parcel, place = np.unique(lines["parcel"][on_parcel], return_inverse=True)
    tax, area = np.zeros(parcel.size, dtype=np.int64), np.zeros(parcel.size, dtype=np.int64)
    version, bill = np.zeros_like(tax), np.zeros_like(tax)
    np.add.at(tax, place, lines["payable_satang"][on_parcel])
    version[place] = lines["parcel_version"][on_parcel]
    bill[place] = lines["bill"][on_parcel]
    is_land = (lines["is_land"] == 1)[on_parcel]
    bill[place[is_land]] = lines["bill"][on_parcel][is_land]
    area[place[is_land]] = lines["area_wah_hundredths"][on_parcel][is_land]
    return _Parcels(parcel, version, tax, area, bill)


def _quantiles(values: Int64) -> Int64:
    """Borders between classes of about the same size; equal borders are one."""
    if values.size == 0:
        return np.zeros(0, dtype=np.int64)
    shares = np.arange(1, TAXED_CLASSES) / TAXED_CLASSES
    borders: Int64 = np.unique(np.quantile(values, shares, method="higher").astype(np.int64))
    return np.asarray(borders[borders > values.min()], dtype=np.int64)


def _changes(parcels: _Parcels, *, before: Int64, after: Int64) -> TaxMap:
    percent = np.where(before > 0, (after - before) * 100 / np.maximum(before, 1), 0.0)
    of_class = np.searchsorted(np.array(STEPS_PERCENT), percent, side="right") + 1
    # A border belongs to the class of the smaller change, on both sides of nothing.
    falls = percent < 0
    of_class[~falls] = np.searchsorted(np.array(STEPS_PERCENT), percent[~falls], side="left") + 1
    of_class = _set_apart(of_class, before, after)
    edges: list[int | None] = [None, *STEPS_PERCENT, None]
    numbers = range(1, len(edges))
    steps = [Class(number, edges[number - 1], edges[number], int((of_class == number).sum())) for number in numbers]
    apart = [Class(number, None, None, int((of_class == number).sum())) for number in (SAME, NEW, GONE, NOT_TAXED)]
    return TaxMap((*steps, *apart), parcels.version, of_class.astype(np.int64), after, before, parcels.bill)


def _set_apart(of_class: NDArray[np.intp], before: Int64, after: Int64) -> Int64:
    kinds = [(before == 0) & (after == 0), (before == 0) & (after > 0), (before > 0) & (after == 0), before == after]
    return np.select(kinds, [NOT_TAXED, NEW, GONE, SAME], of_class).astype(np.int64)
