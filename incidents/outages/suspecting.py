"""What the reports of the last hours say about the grid now: suspects with their evidence and who is below them.

Nothing is stored: the answer is computed from the reports whenever it is asked, so it is never older than they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyproj
from django.db.models import Min, QuerySet
from django.utils import timezone

from gis_assets.models import Municipality
from incidents import workflow
from incidents.beliefs import Belief
from incidents.models import Kind, Outage, PowerReport, Report
from incidents.outages import beliefs, clusters, feeders, inference
from incidents.outages.feeders import Feeders
from incidents.outages.inference import Likelihood, Suspect
from incidents.outages.tree import Device

NEAR_POLE_M = 40
"""A building within one span of a pole is taken to be fed from it; who is fed from where stands in no register here."""


@dataclass(frozen=True)
class Evidence:
    """The last word of each pole within the window, by id: dark or lit, and when."""

    dark: dict[int, datetime]
    lit: dict[int, datetime]


@dataclass(frozen=True)
class Named:
    """A suspect in the register's words; counts are of what lies below the device."""

    suspect: Suspect
    id: int
    code: str
    lon: float
    lat: float
    dark_codes: tuple[str, ...]
    lamps: int
    buildings: int

    @property
    def is_pole(self) -> bool:
        return self.suspect.kind == Device.POLE

    @property
    def kind(self) -> str:
        return self.suspect.kind.name.lower()

    @property
    def is_probable(self) -> bool:
        return self.suspect.likelihood == Likelihood.PROBABLE


@dataclass(frozen=True)
class Group:
    """Reports near one another at poles of which nobody knows what feeds them."""

    codes: tuple[str, ...]
    lon: float
    lat: float


@dataclass(frozen=True)
class Answer:
    """Suspects of the tree and groups outside it, with the evidence they stand on."""

    suspects: tuple[Named, ...]
    groups: tuple[Group, ...]
    dark: int
    lit: int


def suspects(municipality: Municipality, *, at: datetime) -> Answer:
    """Which devices would explain the poles reported dark, those that explain most first."""
    held = beliefs.beliefs(municipality.settings)
    window = timedelta(minutes=held["window_minutes"].number)
    told = evidence(municipality, since=at - window, until=at)
    if not told.dark:
        return Answer((), (), 0, len(told.lit))
    known = feeders.of(municipality, on=timezone.localdate(at))
    found = inference.explain(known.tree, _numbers(known, told.dark), _numbers(known, told.lit), beliefs.rules(held))
    loose = [pole for pole in told.dark if pole in known.of_pole and not known.is_connected(known.of_pole[pole])]
    named = tuple(
        _named(municipality, known, suspect, at=at) for suspect in found if known.is_connected(suspect.device)
    )
    return Answer(named, _groups(known, told, loose, held), len(told.dark), len(told.lit))


def evidence(municipality: Municipality, *, since: datetime, until: datetime) -> Evidence:
    """The last word of each pole from `since` to `until`; what an outage or a planned work explains is left out."""
    unexplained = _dark(municipality).filter(incident__outage=None, incident__planned_work=None)
    return _last_words(municipality, unexplained, since=since, until=until)


def words(municipality: Municipality, *, since: datetime, until: datetime) -> Evidence:
    """The last word of each pole, explained or not; as far back as the first report of an outage that lasts."""
    dark = _dark(municipality)
    [first] = dark.filter(incident__outage__in=Outage.objects.open()).aggregate(Min("submitted_at")).values()
    return _last_words(municipality, dark, since=min(since, first or since), until=until)


def _dark(municipality: Municipality) -> QuerySet[Report]:
    told = Report.objects.filter(municipality=municipality, kind=Kind.POWER_OUT, pole__isnull=False)
    return told.exclude(incident__state=workflow.RESOLVED)


def _last_words(municipality: Municipality, reports: QuerySet[Report], *, since: datetime, until: datetime) -> Evidence:
    reports = reports.filter(submitted_at__gte=since, submitted_at__lte=until)
    powered = PowerReport.objects.filter(municipality=municipality, at__gte=since, at__lte=until)
    dark = _latest(reports.values_list("pole_id", "submitted_at"))
    lit = _latest(powered.values_list("pole_id", "at"))
    return Evidence(
        {pole: when for pole, when in dark.items() if when >= lit.get(pole, when)},
        {pole: when for pole, when in lit.items() if pole not in dark or when > dark[pole]},
    )


def _latest(rows: Iterable[tuple[int | None, datetime]]) -> dict[int, datetime]:
    latest: dict[int, datetime] = {}
    for pole, when in rows:
        if pole is not None and when >= latest.get(pole, when):
            latest[pole] = when
    return latest


def _numbers(known: Feeders, poles: Iterable[int]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array(sorted(known.of_pole[pole] for pole in poles if pole in known.of_pole), dtype=np.int64)


def _named(municipality: Municipality, known: Feeders, suspect: Suspect, *, at: datetime) -> Named:
    number = suspect.device
    poles = known.poles_below(number) if suspect.reaches_below else [known.ids[number]]
    return Named(
        suspect=suspect,
        id=known.ids[number],
        code=known.codes[number],
        lon=float(known.lon_lat[number][0]),
        lat=float(known.lon_lat[number][1]),
        dark_codes=tuple(known.codes[each] for each in suspect.dark),
        lamps=known.lamps_below(number) if suspect.reaches_below else int(known.has_lamp[number]),
        buildings=feeders.buildings_near(municipality, poles=poles, on=timezone.localdate(at), metres=NEAR_POLE_M),
    )


def _groups(known: Feeders, told: Evidence, loose: list[int], held: dict[str, Belief]) -> tuple[Group, ...]:
    if not loose:
        return ()
    numbers = [known.of_pole[pole] for pole in loose]
    lon_lat = known.lon_lat[numbers]
    first = min(told.dark[pole] for pole in loose)
    found = clusters.together(
        _metres(lon_lat),
        np.array([(told.dark[pole] - first).total_seconds() / 60 for pole in loose]),
        near_m=held["cluster_m"].number,
        near_minutes=held["window_minutes"].number,
        least=int(held["cluster_least_reports"].number),
    )
    return tuple(
        Group(tuple(known.codes[numbers[row]] for row in rows), *(float(x) for x in lon_lat[rows].mean(axis=0)))
        for rows in found
    )


def _metres(lon_lat: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> clusters.Numbers:
    """Metres around the first place, good to a thousandth over a town."""
    lon, lat = lon_lat[0]
    plane = pyproj.Transformer.from_crs(4326, f"+proj=aeqd +lon_0={lon} +lat_0={lat} +ellps=WGS84", always_xy=True)
    return np.column_stack(plane.transform(lon_lat[:, 0], lon_lat[:, 1]))
