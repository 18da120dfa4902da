"""The datum fingerprint of a survey: is all of it shifted, and by which of the known mistakes?

A wrong datum step passes every check of ranges: everything lies a few hundred metres away, all of it alike. So the
survey is held against parcels of the register with the same code or deed, and against the map sheets that its own rows
name. What each mistake would do is computed for the place and zone, never taken from a table; the figures in the
comments are those measured at 98.95 E, 18.74 N. A mistake is only named: a person says whether it is undone.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from gis_assets import crs
from landsurvey.rules.known import KnownParcels
from landsurvey.rules.survey import Survey
from landsurvey.words import Sentence, gettext_noop

KEEP = "keep"
REGISTER, SHEETS = "register", "sheets"

_MAD_TO_SIGMA = 1.4826
_SIDE_M = 2_000

Points = npt.NDArray[np.float64]
Step = Callable[[Points, int], Points]


@dataclass(frozen=True)
class Mistake:
    """One way to get a datum wrong.

    `made` takes true points on WGS 84 / UTM of a zone to where the mistake puts them, `undone` back; `tolerance_m`: how
    far the found shift may be from what the mistake would do here; `remedy`: what undoing it means.
    """

    id: str
    made: Step
    undone: Step
    tolerance_m: float
    sentence: str
    remedy: str

    def shift_m(self, place: tuple[float, float], zone: int) -> tuple[float, float]:
        """East and north, at a point that the mistake has already moved to `place`."""
        wrong = np.array([place])
        east, north = (wrong - self.undone(wrong, zone))[0]
        return float(east), float(north)


@dataclass(frozen=True)
class Fingerprint:
    """How a survey lies beside what is known: median `shift_m` (east, north) of `matched` rows and its `spread_m`.

    `causes` are ids of `MISTAKES`, the likeliest first; empty when none would do this.
    """

    source: str
    shift_m: tuple[float, float]
    spread_m: float
    matched: int
    causes: tuple[str, ...]

    @property
    def sentence(self) -> Sentence | None:
        """The likely mistake, None when none is named."""
        if not self.causes:
            return None
        east, north = self.shift_m
        return Sentence(BY_ID[self.causes[0]].sentence, {"east": f"{east:+,.0f}", "north": f"{north:+,.0f}"})

    def choices(self) -> tuple[tuple[str, str], ...]:
        """What a person can answer: the value and its message id."""
        return (*((cause, BY_ID[cause].remedy) for cause in self.causes), (KEEP, LEAVE))

    def to_json(self) -> dict[str, object]:
        named = self.sentence
        return {
            "source": self.source,
            "shift_m": [round(value, 2) for value in self.shift_m],
            "spread_m": round(self.spread_m, 2),
            "matched": self.matched,
            "causes": list(self.causes),
            "sentence": named.to_json() if named else None,
        }


def of(survey: Survey, *, utm_epsg: int) -> Fingerprint | None:
    """Hold the survey against the register, or else against the sheets it names; None when it matches neither."""
    zone = _zone(utm_epsg)
    beside_register = _from_register(survey, survey.known, zone) if survey.known is not None else None
    return beside_register or _from_sheets(survey, zone)


def undone(survey: Survey, mistake: str, *, utm_epsg: int) -> Survey:
    """The survey with a mistake undone, on the municipality's grid only: its own grid was part of the mistake."""
    zone = _zone(utm_epsg)
    step = BY_ID[mistake].undone
    shapes = np.asarray(shapely.transform(survey.projected, lambda xy: step(xy, zone)), dtype=object)
    indian = {
        epsg: np.asarray(shapely.bounds(crs.reproject(shapes, utm_epsg, epsg)), dtype=np.float64)
        for epsg in survey.indian
    }
    return replace(survey, plane=shapes, projected=shapes, metres_per_unit=1.0, indian=indian)


def _from_register(survey: Survey, known: KnownParcels, zone: int) -> Fingerprint | None:
    if len(known) == 0:
        return None
    rows, theirs = _same_parcels(survey, known)
    apart = _centres(survey.projected[rows]) - _centres(known.shape[theirs])
    apart = apart[np.isfinite(apart).all(axis=1)]
    if len(apart) < survey.limits.datum_least_matches:
        return None
    median = np.median(apart, axis=0)
    spread_m = float(_MAD_TO_SIGMA * np.median(np.hypot(*(apart - median).T)))
    shift = float(median[0]), float(median[1])
    held = survey.limits
    # A survey this well in its place has no datum mistake; nor has one whose shift its own accuracy explains.
    is_quiet = np.hypot(*shift) < max(held.datum_quiet_m, held.datum_quiet_sigmas * survey.sigma_m)
    causes = () if is_quiet else _causes(shift, spread_m, len(apart), _middle(survey), zone)
    return Fingerprint(REGISTER, shift, spread_m, len(apart), causes)


def _same_parcels(survey: Survey, known: KnownParcels) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and registered parcels with one code, and where most rows have no such code, with one deed."""
    text, kinds = survey.parcels.text, survey.parcels.document_type.tolist()
    pairs = _paired(text["code"].tolist(), known.code.tolist(), blank={""})
    if 2 * len(pairs) < len(survey):
        ours = list(zip(kinds, text["document_number"].tolist(), strict=True))
        theirs = list(zip(known.document_type.tolist(), known.document_number.tolist(), strict=True))
        pairs = _paired(ours, theirs, blank={(kind, "") for kind in kinds}) | pairs
    return np.fromiter(pairs, dtype=np.intp), np.fromiter(pairs.values(), dtype=np.intp)


def _paired(ours: Sequence[Hashable], theirs: Sequence[Hashable], *, blank: set[Hashable]) -> dict[int, int]:
    """Places of the keys that stand once on each side."""
    counted, known = Counter(ours), _once(theirs)
    return {at: known[key] for at, key in enumerate(ours) if key in known and counted[key] == 1 and key not in blank}


def _once(keys: Sequence[Hashable]) -> dict[Hashable, int]:
    """Where each key stands that stands only once."""
    counted = Counter(keys)
    return {key: at for at, key in enumerate(keys) if counted[key] == 1}


def _causes(
    shift: tuple[float, float], spread_m: float, matched: int, place: tuple[float, float], zone: int
) -> tuple[str, ...]:
    """The mistakes that would shift a survey so, here; none when the rows do not agree on one shift."""
    if spread_m > np.hypot(*shift) / 4:
        return ()
    unsure_m = 3 * spread_m / matched**0.5
    off = {mistake.id: float(np.hypot(*np.subtract(mistake.shift_m(place, zone), shift))) for mistake in MISTAKES}
    fitting = [mistake for mistake in MISTAKES if off[mistake.id] <= mistake.tolerance_m + unsure_m]
    return tuple(mistake.id for mistake in sorted(fitting, key=lambda mistake: off[mistake.id]))


def _from_sheets(survey: Survey, zone: int) -> Fingerprint | None:
    """The best shift among those of the known mistakes: sheets are too large to measure one."""
    sheets = survey.parcels.named_sheets
    squares = [(square.epsg, square.easting_m, square.northing_m) if square else (0, 0, 0) for square in sheets.squares]
    corners = np.array(squares, dtype=np.float64).reshape(-1, 3)[sheets.of_row]
    boxes = np.full((len(survey), 4), np.nan)
    for epsg, bounds in survey.indian.items():
        boxes[corners[:, 0] == epsg] = bounds[corners[:, 0] == epsg]
    named = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    if len(named) < survey.limits.datum_least_matches:
        return None
    boxes, corners = boxes[named], corners[named, 1:]
    place, held = _middle(survey), survey.limits
    shifts = {mistake.id: mistake.shift_m(place, zone) for mistake in MISTAKES if mistake.tolerance_m > held.sheet_m}
    inside = {cause: _share_inside(boxes, corners, shift, at_edge_m=held.sheet_m) for cause, shift in shifts.items()}
    as_it_is = _share_inside(boxes, corners, (0.0, 0.0), at_edge_m=held.sheet_m)
    best, gain = max(inside.values()), held.datum_gain_share
    if best < held.datum_in_sheet_share or best < as_it_is + gain:
        return Fingerprint(SHEETS, (0.0, 0.0), 0.0, len(named), ())
    fitting = sorted((cause for cause in inside if inside[cause] > best - gain / 2), key=lambda cause: -inside[cause])
    return Fingerprint(SHEETS, shifts[fitting[0]], 0.0, len(named), tuple(fitting))


def _share_inside(boxes: Points, corners: Points, shift: tuple[float, float], *, at_edge_m: float) -> float:
    """How many boxes meet the square whose south-west corner they name, moved back by the shift; near enough counts."""
    moved = boxes - np.array([*shift, *shift])
    gap_e = np.maximum(corners[:, 0] - moved[:, 2], moved[:, 0] - corners[:, 0] - _SIDE_M)
    gap_n = np.maximum(corners[:, 1] - moved[:, 3], moved[:, 1] - corners[:, 1] - _SIDE_M)
    return float(np.mean((gap_e <= at_edge_m) & (gap_n <= at_edge_m)))


def _centres(shapes: npt.NDArray[np.object_]) -> Points:
    centres = shapely.centroid(shapes)
    return np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])


def _middle(survey: Survey) -> tuple[float, float]:
    """Where the survey lies; shifts hardly differ within a municipality, and boxes are known already."""
    boxes = np.asarray(shapely.bounds(survey.projected), dtype=np.float64).reshape(-1, 2, 2)
    east, north = np.nanmedian(boxes.mean(axis=1), axis=0)
    return float(east), float(north)


def _zone(utm_epsg: int) -> int:
    return next(zone for zone, epsg in crs.UTM_WGS84.items() if epsg == utm_epsg)


# Coordinates of one zone, on the way from one grid to the other.


def _to_indian(xy: Points, zone: int) -> Points:
    return crs.transformation(crs.UTM_WGS84[zone], _indian_epsg(zone)).apply(xy)


def _from_indian(xy: Points, zone: int) -> Points:
    return crs.transformation(_indian_epsg(zone), crs.UTM_WGS84[zone]).apply(xy)


def _indian_epsg(zone: int) -> int:
    return next(epsg for epsg, its_zone in crs.INDIAN_1975.items() if its_zone == zone)


def _by(helmert: str) -> tuple[Step, Step]:
    """From Indian 1975 to WGS 84 by another datum step than ours, and back."""

    def forward(xy: Points, zone: int) -> Points:
        return _run(_pipeline(helmert, zone), xy)

    def back(xy: Points, zone: int) -> Points:
        return _run(_pipeline(helmert, zone), xy, direction="INVERSE")

    return forward, back


@cache
def _pipeline(helmert: str, zone: int) -> pyproj.Transformer:
    datum = (
        "+step +proj=push +v_3 +step +proj=cart +ellps=evrst30 "
        f"+step +proj=helmert {helmert} +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
    )
    return pyproj.Transformer.from_pipeline(
        f"+proj=pipeline +step +inv +proj=utm +zone={zone} +ellps=evrst30 {datum if helmert else ''}"
        f"+step +proj=utm +zone={zone} +ellps=WGS84"
    )


@cache
def _between_zones(zone: int) -> pyproj.Transformer:
    """From a zone of WGS 84 / UTM to the other of Thailand's two."""
    other = 48 if zone == 47 else 47
    return pyproj.Transformer.from_pipeline(
        f"+proj=pipeline +step +inv +proj=utm +zone={zone} +ellps=WGS84 +step +proj=utm +zone={other} +ellps=WGS84"
    )


def _run(way: pyproj.Transformer, xy: Points, direction: str = "FORWARD") -> Points:
    return np.column_stack(way.transform(xy[:, 0], xy[:, 1], direction=direction))


def _to_other_zone(xy: Points, zone: int) -> Points:
    return _run(_between_zones(zone), xy)


def _from_other_zone(xy: Points, zone: int) -> Points:
    return _run(_between_zones(zone), xy, direction="INVERSE")


# EPSG:1812, "cadastre", which PROJ, GDAL and PostGIS choose by themselves; EPSG:1304, "military survey".
_default, _default_back = _by("+x=293 +y=836 +z=318 +rx=0.5 +ry=1.6 +rz=-2.8 +s=2.1 +convention=position_vector")
_military, _military_back = _by("+x=210 +y=814 +z=289")
_no_datum, _no_datum_back = _by("")

LEAVE = gettext_noop("Leave the survey as it is")
_ZONES = gettext_noop(
    "The survey lies %(east)s m east and %(north)s m north of what is known: one of the two UTM zones was taken for "
    "the other. Shall that be undone?"
)

MISTAKES: tuple[Mistake, ...] = (
    Mistake(  # -184, +50
        id="default_tool",
        made=lambda xy, zone: _default(_to_indian(xy, zone), zone),
        undone=lambda xy, zone: _from_indian(_default_back(xy, zone), zone),
        tolerance_m=15,
        sentence=gettext_noop(
            "The survey lies %(east)s m east and %(north)s m north of what is known. So lies Indian 1975 that a "
            "program turned into WGS 84 by its own choice (EPSG:1812). Shall that be undone?"
        ),
        remedy=gettext_noop("Undo the program's step and turn it by the Royal Thai Survey Department's"),
    ),
    Mistake(  # +333, -303
        id="indian_as_wgs84",
        made=_to_indian,
        undone=_from_indian,
        tolerance_m=15,
        sentence=gettext_noop(
            "The survey lies %(east)s m east and %(north)s m north of what is known. So lies Indian 1975 that is "
            "labelled WGS 84. Shall it be read as Indian 1975?"
        ),
        remedy=gettext_noop("Read the coordinates as Indian 1975"),
    ),
    Mistake(  # -333, +303
        id="wgs84_as_indian",
        made=_from_indian,
        undone=_to_indian,
        tolerance_m=15,
        sentence=gettext_noop(
            "The survey lies %(east)s m east and %(north)s m north of what is known. So lies WGS 84 that is labelled "
            "Indian 1975. Shall it be read as WGS 84?"
        ),
        remedy=gettext_noop("Read the coordinates as WGS 84"),
    ),
    Mistake(  # -517, +353
        id="wgs84_as_indian_by_default_tool",
        made=_default,
        undone=_default_back,
        tolerance_m=15,
        sentence=gettext_noop(
            "The survey lies %(east)s m east and %(north)s m north of what is known. So lies WGS 84 that a program "
            "took for Indian 1975 and turned by its own choice (EPSG:1812). Shall that be undone?"
        ),
        remedy=gettext_noop("Undo the program's step and read the coordinates as WGS 84"),
    ),
    Mistake(  # +332, -135
        id="no_datum",
        made=lambda xy, zone: _no_datum(_to_indian(xy, zone), zone),
        undone=lambda xy, zone: _from_indian(_no_datum_back(xy, zone), zone),
        tolerance_m=15,
        sentence=gettext_noop(
            "The survey lies %(east)s m east and %(north)s m north of what is known. So lies Indian 1975 that was "
            "turned without a datum step. Shall the step be made?"
        ),
        remedy=gettext_noop("Make the missing datum step"),
    ),
    Mistake(  # -2, +2: acceptable on 1:4000 data, not on data of satellite receivers
        id="military_step",
        made=lambda xy, zone: _military(_to_indian(xy, zone), zone),
        undone=lambda xy, zone: _from_indian(_military_back(xy, zone), zone),
        tolerance_m=0.5,
        sentence=gettext_noop(
            "The survey lies %(east)s m east and %(north)s m north of what is known. So lies Indian 1975 that was "
            "turned by the older military step (EPSG:1304). Maps of 1:4000 bear it; shall it be undone?"
        ),
        remedy=gettext_noop("Undo the older step and turn it by the Royal Thai Survey Department's"),
    ),
    Mistake(  # about 633 km east: figures of this zone, labelled as of the other
        id="labelled_other_zone",
        made=_from_other_zone,
        undone=_to_other_zone,
        tolerance_m=1_000,
        sentence=_ZONES,
        remedy=gettext_noop("Read the coordinates in the zone of the municipality"),
    ),
    Mistake(  # about 633 km west
        id="in_other_zone",
        made=_to_other_zone,
        undone=_from_other_zone,
        tolerance_m=1_000,
        sentence=_ZONES,
        remedy=gettext_noop("Read the coordinates in the other zone"),
    ),
)
BY_ID = {mistake.id: mistake for mistake in MISTAKES}
