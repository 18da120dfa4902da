"""Small parcels, campaigns, visits and photos for the tests of the field work."""

import struct
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.contrib.auth.models import User
from psycopg.types.range import Range

from gis_assets import geometry, parcels
from gis_assets.models import BuildingVersion, Municipality, Parcel, ParcelVersion, Source
from landsurvey.field import campaigns
from landsurvey.formats import visit as visits
from landsurvey.models import Campaign
from tests.landsurvey.builders import WGS84_UTM, a_building, a_square

TODAY = date(2023, 6, 1)
NOW = datetime(2023, 6, 1, 5, 0, tzinfo=UTC)


def a_parcel(
    code: str, column: int = 0, row: int = 0, *, source: Source, since: date = date(2022, 1, 1)
) -> ParcelVersion:
    """A square of the drawing board in the register from that day on."""
    parcel = Parcel.objects.create(municipality=source.municipality)
    return a_version(parcel, code, column, row, source=source, since=since)


def a_house(on: ParcelVersion, *, source: Source) -> BuildingVersion:
    """Number 99/1, of wood, one storey, 50 square metres, in the register since 2022."""
    standing = a_building(source.municipality, on_parcel=on.parcel, shape=a_square(0, 0, side_m=5), source=source)
    BuildingVersion.objects.filter(pk=standing.pk).update(house_number="99/1", recorded_at=NOW - timedelta(days=400))
    return BuildingVersion.objects.get(pk=standing.pk)


def a_version(
    parcel: Parcel, code: str, column: int = 0, row: int = 0, *, source: Source, since: date
) -> ParcelVersion:
    """The next version of a parcel, in force from that day on."""
    shapes = geometry.ewkb_hex(
        geometry.as_multipolygons(np.array([a_square(column, row)], dtype=object)), srid=WGS84_UTM
    )
    facts = dict.fromkeys(parcels.COLUMNS, "") | {
        "parcel_id": parcel.pk,
        "municipality_id": source.municipality_id,
        "valid": Range(since, None),
        "source_id": source.pk,
        "recorded_at": NOW,
        "code": code,
        "document_type": "none",
        "utm_scale": None,
        "deed_area_wah": None,
        "measured_area_m2": 1600,
        "agriculture_wah": 0,
        "residential_wah": 0,
        "other_wah": 0,
        "vacant_wah": 0,
        "vacant_since_be": None,
        "accuracy_class": "unknown",
        "measured_shape": shapes[0],
        "shape": shapes[0],
    }
    row_ = [facts[name] for name in parcels.COLUMNS]
    parcels.supersede([row_], municipality=source.municipality, on=since)
    return ParcelVersion.objects.as_of(since).get(parcel=parcel)


def a_campaign(
    municipality: Municipality, by: User, *, blocks: list[str] | None = None, title: str = "Zone one"
) -> Campaign:
    return campaigns.open_campaign(
        municipality=municipality,
        title=title,
        first_day=date(2022, 10, 1),
        last_day=date(2023, 9, 30),
        blocks=blocks or [],
        by=by,
        at=NOW,
    )


def a_visit_json(version: ParcelVersion, **facts: object) -> dict[str, object]:
    """A visit as the phone sends it."""
    return {
        "client_uid": str(uuid.uuid4()),
        "parcel_uid": str(version.parcel.uid),
        "seen_version": version.pk,
        "visited_at": "2023-05-31T09:00:00+07:00",
        "result": "surveyed",
        "position": [98.9437, 18.7444],
        "accuracy_m": 3.5,
        "uses": {"residential": 60, "vacant": 40},
        "buildings": [{"house_number": "99/1", "storeys": 2, "material_class": "half", "occupancy": "occupied"}],
        "note": "ประตูรั้วสีเขียว",
        **facts,
    }


def a_visit(version: ParcelVersion, **facts: object) -> visits.Visit:
    return visits.read(a_visit_json(version, **facts))


def a_jpeg(*, exif: bytes = b"", comment: bytes = b"", behind: bytes = b"", size: tuple[int, int] = (8, 6)) -> bytes:
    """A JPEG by its segments: enough to be read, its scan is two bytes; `behind` is appended after its end."""

    def segment(marker: int, body: bytes) -> bytes:
        return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body

    frame = struct.pack(">BHHB", 8, size[1], size[0], 1) + b"\x01\x11\x00"
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            segment(0xE1, b"Exif\0\0" + exif) if exif else b"",
            segment(0xFE, comment) if comment else b"",
            segment(0xDB, b"\0" + b"\x10" * 64),
            segment(0xC0, frame),
            segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34",
            b"\xff\xd9" + behind,
        ]
    )


def an_exif(*, orientation: int = 6, taken: str = "2023:05:31 09:00:00", owner: str = "สมชาย") -> bytes:
    """A camera's words, big-endian: which way up, whose camera, when, and where (18°44'40"N 98°56'37"E)."""
    pool = b""
    start = 8 + 2 + 12 * 4 + 4 + 2 + 12 + 4 + 2 + 12 * 4 + 4

    def placed(content: bytes) -> int:
        nonlocal pool
        at = start + len(pool)
        pool += content
        return at

    def degrees(parts: tuple[int, int, int]) -> bytes:
        return b"".join(struct.pack(">II", part, 1) for part in parts)

    name = owner.encode() + b"\0"
    exif_at = 8 + 2 + 12 * 4 + 4
    gps_at = exif_at + 2 + 12 + 4
    first = [
        struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0),
        struct.pack(">HHII", 0xA430, 2, len(name), placed(name)),
        struct.pack(">HHII", 0x8769, 4, 1, exif_at),
        struct.pack(">HHII", 0x8825, 4, 1, gps_at),
    ]
    taken_at = taken.encode() + b"\0"
    exif = [struct.pack(">HHII", 0x9003, 2, len(taken_at), placed(taken_at))]
    gps = [
        struct.pack(">HHI4s", 1, 2, 2, b"N\0"),
        struct.pack(">HHII", 2, 5, 3, placed(degrees((18, 44, 40)))),
        struct.pack(">HHI4s", 3, 2, 2, b"E\0"),
        struct.pack(">HHII", 4, 5, 3, placed(degrees((98, 56, 37)))),
    ]
    directories = [struct.pack(">H", len(part)) + b"".join(part) + b"\0\0\0\0" for part in (first, exif, gps)]
    return b"MM\0*\0\0\0\x08" + b"".join(directories) + pool


def without(facts: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in facts.items() if key != name}
