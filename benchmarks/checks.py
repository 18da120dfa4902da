"""The live check of a plan that is dragged over the town, against fourteen plain PostGIS statements.

Ours is the whole web request: middleware, register, fourteen rules with their shapes and words, the advised move, JSON.
The peer asks one question after the other and makes neither shapes, advice nor words. Where both measure a distance
they must agree to a millimetre. Positions come from a seed: plans in and across the edges of parcels of the town.
"""

import argparse
import json
import statistics
import time
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.pairing import Way, compare, processor_seconds  # sets Django up, hence first
from gis_assets import crs, tenancy
from gis_assets.models import LandCover, Municipality, ParcelVersion
from permits import secrets_of
from permits.models import Petition

SEED, DRAGGED = 2567, 10
"""So many positions of one plan on each parcel."""
MM = 0.001
SERVICE = "small-building"
ANSWERS = {"use": "dwelling", "storeys": 1, "floor_area_m2": 80.0, "height_m": 4.0, "has_openings": True}
SHAPE = "ST_Transform(ST_GeomFromWKB(%(plan)s, 4326), %(epsg)s)"
OWN = (
    "(SELECT shape FROM gis_assets_parcelversion WHERE municipality_id = %(town)s AND parcel_id = %(parcel)s"
    " AND valid @> %(on)s::date)"
)
NEAR = "v.municipality_id = %(town)s AND v.valid @> %(on)s::date AND ST_DWithin(v.shape, {place}, {metres})"


def _near(place: str, metres: float) -> str:
    return NEAR.format(place=place, metres=metres)


PEER = {
    "inside_parcel": f"SELECT ST_CoveredBy({SHAPE}, {OWN}), ST_Area(ST_Difference({SHAPE}, {OWN}))",
    "size": f"SELECT ST_Area({SHAPE}) <= 150",
    "track": "SELECT dla_code, (SELECT count(*) FROM permits_planningarea v WHERE v.municipality_id = %(town)s"
    f" AND v.kind = 'controlled' AND ST_Intersects(ST_Transform(v.shape, %(epsg)s), {SHAPE}))"
    " FROM gis_assets_municipality WHERE id = %(town)s",
    "ownership": "SELECT p.id_digest FROM gis_assets_right r JOIN gis_assets_partyversion p ON p.party_id = r.party_id"
    " AND p.valid @> %(on)s::date WHERE r.parcel_id = %(parcel)s AND r.valid @> %(on)s::date",
    "boundary_distance": f"SELECT ST_Distance({SHAPE}, ST_Boundary({OWN}))",
    "road_distance": f"SELECT ST_Distance({SHAPE}, v.shape) FROM gis_assets_roadsegmentversion v"
    f" WHERE {_near(SHAPE, 100)}",
    "water_distance": f"SELECT ST_Distance({SHAPE}, ST_Transform(v.shape_wgs84, %(epsg)s)) FROM gis_assets_landcover v"
    " WHERE v.municipality_id = %(town)s AND v.kind = 'water'",
    "open_space": f"SELECT 1 - (ST_Area({SHAPE}) + coalesce(sum(ST_Area(v.shape)), 0)) / ST_Area({OWN})"
    " FROM gis_assets_buildingversion v WHERE v.municipality_id = %(town)s AND v.valid @> %(on)s::date"
    " AND v.on_parcel_id = %(parcel)s",
    "zoning": "SELECT v.code, v.allowed, v.denied FROM permits_planningarea v WHERE v.municipality_id = %(town)s"
    f" AND v.valid @> %(on)s::date AND v.kind = 'zone' AND ST_Intersects(ST_Transform(v.shape, %(epsg)s), {SHAPE})",
    "public_land": f"SELECT ST_Area(ST_Intersection(ST_Transform(v.shape, %(epsg)s), {SHAPE}))"
    " FROM permits_planningarea v WHERE v.municipality_id = %(town)s AND v.valid @> %(on)s::date"
    " AND v.kind IN ('public_land', 'road_reserve')",
    "power_lines": f"SELECT ST_Distance({SHAPE}, CASE WHEN u.shape IS NULL THEN v.shape"
    " ELSE ST_MakeLine(v.shape, u.shape) END) FROM gis_assets_utilitypoleversion v"
    " LEFT JOIN gis_assets_utilitypoleversion u"
    f" ON u.pole_id = v.upstream_pole_id AND u.valid @> %(on)s::date WHERE {_near(SHAPE, 200)}"
    " AND v.state <> 'removed'",
    "hazards": "SELECT v.kind FROM permits_planningarea v WHERE v.municipality_id = %(town)s"
    f" AND v.valid @> %(on)s::date AND v.kind IN ('flood', 'airport', 'monument')"
    f" AND ST_Intersects(ST_Transform(v.shape, %(epsg)s), {SHAPE})",
    "access": f"SELECT ST_Distance({OWN}, v.shape) FROM gis_assets_roadsegmentversion v WHERE {_near(OWN, 60)}",
    "duplicates": "SELECT count(*) FROM permits_petition v WHERE v.municipality_id = %(town)s"
    " AND v.parcel_id = %(parcel)s AND v.submitted_at IS NOT NULL",
}
MEASURED = ("road_distance", "water_distance", "power_lines")
"""Where the peer measures the same: the outline to every road, water and wire around it."""


@dataclass(frozen=True)
class Position:
    """A plan somewhere, in EPSG:4326, with the parcel that was picked."""

    parcel: int
    uid: str
    plan: shapely.Polygon

    def told(self) -> str:
        """The request's body."""
        ring = [list(corner) for corner in self.plan.exterior.coords]
        return json.dumps({"parcel": self.uid, "footprint": {"type": "Polygon", "coordinates": [ring]}})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--positions", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    call_command("load_town")
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    with tenancy.within(municipality):
        petition = _draft(municipality)
        positions = _positions(municipality, asked.positions, on=timezone.localdate())
    settings.CHECKS_PER_MINUTE = 1_000_000
    url = f"/permits/mine/{secrets_of.secret(petition.uid)}/checks/"
    client = Client(headers={"host": "localhost", "accept-language": "th"})
    _ours(client, url, positions[:5])
    _print_times(client, url, positions)
    _print_agreement(municipality, client, url, positions)
    compare(
        Way("web requests, all fourteen in words", lambda: _ours(client, url, positions)),
        Way("fourteen statements a position", lambda: _theirs(municipality, positions)),
        runs=asked.runs,
        facts=lambda: {"positions": len(positions), "parcels": len({one.parcel for one in positions})},
    )


def _draft(municipality: Municipality) -> Petition:
    uid, now = uuid.uuid4(), timezone.now()
    return Petition.objects.create(
        municipality=municipality,
        uid=uid,
        service=SERVICE,
        tracking=uid.hex[:16],
        secret_digest=secrets_of.digest(secrets_of.secret(uid)),
        begun_at=now,
        saved_at=now,
        answers=ANSWERS,
    )


def _positions(municipality: Municipality, count: int, *, on: date) -> list[Position]:
    """Plans of 8 m by 10 m around the middles of parcels of the whole town, turned and shifted at random."""
    r = np.random.default_rng(SEED)
    versions = list(ParcelVersion.objects.of(municipality).as_of(on).select_related("parcel").order_by("pk"))
    at_water = _at_water(municipality, versions)
    usual = r.choice(len(versions), max(1, count // DRAGGED - len(at_water)), replace=False)
    chosen = [*(versions[i] for i in usual), *at_water]
    found = []
    for version in chosen:
        middle = shapely.from_wkb(bytes(version.shape.wkb)).representative_point()
        for _turn in range(DRAGGED):
            east, north = r.uniform(-8, 8, 2)
            box = shapely.box(middle.x + east - 4, middle.y + north - 5, middle.x + east + 4, middle.y + north + 5)
            turned = np.array([shapely.affinity.rotate(box, float(r.uniform(0, 90)))], dtype=object)
            (plan,) = crs.reproject(turned, municipality.utm_epsg, crs.WGS84)
            found.append(Position(version.parcel_id, str(version.parcel.uid), plan))
    return found


def _at_water(municipality: Municipality, versions: list[ParcelVersion]) -> list[ParcelVersion]:
    """The two parcels nearest to water, since few of a town's parcels lie at any."""
    waters = LandCover.objects.filter(municipality=municipality, kind="water")
    degrees = np.array([shapely.from_wkb(bytes(one.shape_wgs84.wkb)) for one in waters], dtype=object)
    wet = shapely.union_all(crs.reproject(degrees, crs.WGS84, municipality.utm_epsg))
    away = shapely.distance(shapely.from_wkb([bytes(one.shape.wkb) for one in versions]), wet)
    return [versions[i] for i in np.argsort(away, kind="stable")[:2]]


def _ours(client: Client, url: str, positions: list[Position]) -> list[dict[str, Any]]:
    return [_checked(client, url, position) for position in positions]


def _checked(client: Client, url: str, position: Position) -> dict[str, Any]:
    answer = client.post(url, position.told(), content_type="application/json")
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = json.loads(answer.content)
    return told


def _theirs(municipality: Municipality, positions: list[Position]) -> list[dict[str, list[tuple[Any, ...]]]]:
    with tenancy.within(municipality):
        return [_asked(municipality, position) for position in positions]


def _asked(municipality: Municipality, position: Position) -> dict[str, list[tuple[Any, ...]]]:
    values: dict[str, Any] = {
        "town": municipality.pk,
        "epsg": municipality.utm_epsg,
        "on": timezone.localdate(),
        "parcel": position.parcel,
        "plan": shapely.to_wkb(position.plan),
    }
    found = {}
    with connection.cursor() as cursor:
        for rule, statement in PEER.items():
            cursor.execute(statement, values)
            found[rule] = cursor.fetchall()
    return found


def _print_times(client: Client, url: str, positions: list[Position]) -> None:
    taken, worked = [], []
    for position in positions:
        began, before = time.perf_counter(), processor_seconds()
        _checked(client, url, position)
        taken.append((time.perf_counter() - began) * 1000)
        worked.append(sum(processor_seconds()) - sum(before))
    for name, times in (("the clock", taken), ("processor time", [1000 * seconds for seconds in worked])):
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"a request by {name}: median {statistics.median(times):.0f} ms, 95 % within {p95:.0f} ms")


def _print_agreement(municipality: Municipality, client: Client, url: str, positions: list[Position]) -> None:
    """How far each distance that a rule tells is from the nearest that the peer measured."""
    away: dict[str, list[float]] = {rule: [] for rule in MEASURED}
    for ours, theirs in zip(_ours(client, url, positions), _theirs(municipality, positions), strict=True):
        for finding in ours["findings"]:
            if finding["rule"] in MEASURED and finding["measured"] is not None:
                known = [row[0] for row in theirs[finding["rule"]]]
                away[finding["rule"]].append(min((abs(finding["measured"] - metres) for metres in known), default=9.9))
    for rule, differences in away.items():
        worst = max(differences, default=0.0)
        print(f"  {rule}: {len(differences)} distances, furthest apart {worst * 1000:.3f} mm")
        assert worst <= MM, f"{rule} differs by {worst} m"


if __name__ == "__main__":
    main()
