"""A field package that comes back: its visits and photos land, and parcels drawn anew go the way of every survey.

Nothing lands twice, however often the same package comes. What cannot be taken is left out with the reason; what has
changed in the register since the package went out is pointed out, and a person decides.
"""

import dataclasses
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection
from django.utils import timezone

from gis_assets import crs, sql_files
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from landsurvey import uploads
from landsurvey.field import fieldwork
from landsurvey.formats import fieldpackage
from landsurvey.formats import visit as visits
from landsurvey.inspecting import sandbox
from landsurvey.models import FieldPackage, FieldReturn, Upload, UploadKind, UploadStatus, Visit
from landsurvey.words import FileRefused, Sentence, gettext_noop

# The phone writes the time it shows.
_ZONE = ZoneInfo("Asia/Bangkok")
_MOST_NAMED = 200
_BUILDING = (
    "house_number",
    "storeys",
    "material_class",
    "occupancy",
    "treasury_type",
    "floor_area_m2",
    "built_year_be",
)
_LEFT_OUT = gettext_noop("Visit in row %(row)s: %(reason)s")
_PHOTO_LEFT_OUT = gettext_noop("Photo %(name)s of the visit in row %(row)s: %(reason)s")
_PHOTO_MISSING = gettext_noop(
    "The photo %(name)s of the visit in row %(row)s is not in the file. Send the whole folder as a zip, with DCIM."
)
_CHANGED = gettext_noop("Parcel %(code)s has changed in the register since it was taken to the field.")
_STRAY_BUILDING = gettext_noop(
    "The building in row %(row)s of the further buildings belongs to no visit. Note it in the form of a visit."
)
_NO_PARCEL = gettext_noop("The visit in row %(row)s lies on no parcel. Visits stand on the parcel that was visited.")


class NotOurPackage(FileRefused):
    msgid = gettext_noop(
        "This field package was not made by this municipality, or is no longer known. "
        "Download a new one from the campaign."
    )


@dataclasses.dataclass
class _Counts:
    visits_taken: int = 0
    visits_known: int = 0
    photos_taken: int = 0
    left_out: list[Sentence] = dataclasses.field(default_factory=list)


def is_field_package(path: Path) -> bool:
    """Whether the file is a package of a campaign that comes back from the field."""
    return fieldpackage.recognise(path)


def opened(
    path: Path, *, municipality: Municipality, limits: sandbox.Limits
) -> tuple[fieldpackage.Returned, FieldPackage]:
    """What came back, and the package that it went out as.

    Raises a `FileRefused` when the package cannot be read or is not of this municipality.
    """
    returned: fieldpackage.Returned = sandbox.run(fieldpackage.read, path, limits=limits)
    package = FieldPackage.objects.filter(municipality=municipality, uid=returned.package_uid).first()
    if package is None or returned.epsg != municipality.utm_epsg:
        raise NotOurPackage
    return returned, package


def told(returned: fieldpackage.Returned) -> dict[str, Any]:
    """What is said of a package that brought no parcel to check."""
    return {
        "family": "field",
        "visits": len(returned.visits),
        "photos": len(returned.photos.entries),
        "rows": len(returned.edited),
        "notes": [Sentence(_STRAY_BUILDING, {"row": row}).to_json() for row in returned.stray_buildings],
        "questions": [],
    }


def drawn_anew(returned: fieldpackage.Returned, folder: Path) -> Path | None:
    """A GeoPackage of the parcels drawn anew, written into the folder; None when there is none."""
    return _drawn(returned.edited, folder / "drawn.gpkg") if len(returned.edited) else None


def take(upload: Upload, *, limits: sandbox.Limits, at: datetime) -> fieldpackage.Returned:
    """Let visits and photos land and return what came back; raises like `opened`, and nothing has landed then."""
    returned, package = opened(Path(upload.file.path), municipality=upload.municipality, limits=limits)
    counts = _Counts()
    counts.left_out += [Sentence(_STRAY_BUILDING, {"row": row}) for row in returned.stray_buildings]
    for row, noted in _noted(returned, package, at, counts):
        _land(upload, returned, row, noted, counts, at=at)
    _note(upload, package, returned, counts, at=at)
    return returned


def finish_without_parcels(upload: Upload, returned: fieldpackage.Returned, *, at: datetime) -> Upload:
    """Say that the upload is checked: it brought visits and no parcel to review."""

    def write(locked: Upload) -> uploads.Ending:
        locked.features.all().delete()
        locked.findings.all().delete()
        return uploads.Ending(UploadStatus.CHECKED, told(returned))

    return uploads.finish(upload, writing=write, at=at)


def _noted(
    returned: fieldpackage.Returned, package: FieldPackage, at: datetime, counts: _Counts
) -> list[tuple[dict[str, Any], visits.Visit]]:
    """The rows that can be read as visits, each tied to its parcel; the others are left out by name."""
    places = _in_wgs84([row["grid_place"] for row in returned.visits], returned.epsg)
    standing = _parcels_at(places, package, at)
    found = []
    for number, row in enumerate(returned.visits, start=1):
        parcel = row.get("parcel_uid") or standing.get(number, ("", 0))[0]
        if not parcel:
            counts.left_out.append(Sentence(_NO_PARCEL, {"row": row["fid"]}))
            continue
        sent = _as_sent(row, returned, package, parcel=parcel, place=places[number - 1])
        try:
            found.append((row, visits.read(sent)))
        except FileRefused as refused:
            counts.left_out.append(Sentence(_LEFT_OUT, {"row": row["fid"], "reason": str(refused.words)}))
    return found


def _as_sent(
    row: dict[str, Any],
    returned: fieldpackage.Returned,
    package: FieldPackage,
    *,
    parcel: str,
    place: tuple[float, float] | None,
) -> dict[str, Any]:
    """A row of the package in the form in which the phone page sends a visit."""
    buildings = [_building(noted) for noted in (row, *row["further"])]
    return {
        "client_uid": row.get("visit_uid") or str(uuid.uuid5(package.uid, str(row["fid"]))),
        "parcel_uid": parcel,
        "campaign_uid": str(package.campaign.uid),
        "seen_version": returned.versions.get(parcel),
        "visited_at": _moment(row.get("visited_at")),
        "result": row.get("result"),
        "position": place,
        "accuracy_m": row.get("accuracy_m"),
        "uses": {kind: share for kind in visits.USES if (share := row.get(f"use_{kind}"))},
        "buildings": [building for building in buildings if any(building.values())],
        "note": row.get("note"),
    }


def _building(row: dict[str, Any]) -> dict[str, Any]:
    """The building that a row of visits, or of further buildings, speaks of."""
    noted = {name: row.get(name) for name in _BUILDING}
    use = row.get("building_use")
    return noted | {"is_gone": row.get("is_gone") == "yes", "uses": {use: 100} if use else {}}


def _moment(text: object) -> str:
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=_ZONE).isoformat()
    except ValueError:
        return ""


def _in_wgs84(places: Sequence[tuple[float, float] | None], epsg: int) -> list[tuple[float, float] | None]:
    known = [place for place in places if place is not None and np.isfinite(place).all()]
    if not known:
        return [None] * len(places)
    try:
        moved = iter(crs.transformation(epsg, crs.WGS84).apply(np.array(known)).tolist())
    except ValueError:  # a point so far off that the grid has no place for it
        return [None] * len(places)
    return [tuple(next(moved)) if place is not None and np.isfinite(place).all() else None for place in places]


def _parcels_at(
    places: Sequence[tuple[float, float] | None], package: FieldPackage, at: datetime
) -> dict[int, tuple[str, int]]:
    lon, lat = ([place[axis] if place else None for place in places] for axis in (0, 1))
    values = {"lon": lon, "lat": lat, "municipality": package.municipality_id, "on": timezone.localdate(at)}
    return {number: (uid, version) for number, uid, version in _rows("field_return_parcels", values)}


def _land(
    upload: Upload,
    returned: fieldpackage.Returned,
    row: dict[str, Any],
    noted: visits.Visit,
    counts: _Counts,
    *,
    at: datetime,
) -> None:
    known = Visit.objects.filter(municipality=upload.municipality, client_uid=noted.client_uid).exists()
    try:
        visit = fieldwork.record(noted, municipality=upload.municipality, by=upload.uploaded_by, at=at, upload=upload)
    except Refusal as refusal:
        counts.left_out.append(Sentence(_LEFT_OUT, {"row": row["fid"], "reason": str(refusal)}))
        return
    counts.visits_known += known
    counts.visits_taken += not known
    for name in row["photos"]:
        _land_photo(visit, returned.photos, name, row, counts, at=at)


def _land_photo(
    visit: Visit, photos: fieldpackage.Photos, name: str, row: dict[str, Any], counts: _Counts, *, at: datetime
) -> None:
    content = photos.read(name)
    if content is None:
        counts.left_out.append(Sentence(_PHOTO_MISSING, {"name": name, "row": row["fid"]}))
        return
    try:
        fieldwork.add_photo(visit, client_uid=uuid.uuid5(visit.client_uid, name), content=content, name=name, at=at)
        counts.photos_taken += 1
    except Refusal as refusal:
        words = {"name": name, "row": row["fid"], "reason": str(refusal)}
        counts.left_out.append(Sentence(_PHOTO_LEFT_OUT, words))


def _note(
    upload: Upload, package: FieldPackage, returned: fieldpackage.Returned, counts: _Counts, *, at: datetime
) -> None:
    """Keep what became of the package; a job that runs again writes the same anew."""
    facts = {
        "municipality": upload.municipality,
        "package": package,
        "visits_taken": counts.visits_taken,
        "visits_known": counts.visits_known,
        "photos_taken": counts.photos_taken,
        "edited_parcels": len(returned.edited),
        "left_out": [sentence.to_json() for sentence in counts.left_out[:_MOST_NAMED]],
        "conflicts": [Sentence(_CHANGED, {"code": code}).to_json() for code in _changed(returned, package, at)],
    }
    FieldReturn.objects.update_or_create(upload=upload, defaults=facts)
    Upload.objects.filter(pk=upload.pk).update(kind=UploadKind.FIELD)
    upload.kind = UploadKind.FIELD


def _changed(returned: fieldpackage.Returned, package: FieldPackage, at: datetime) -> list[str]:
    """Codes of the parcels that came back with a visit or a new shape and have another version in force by now."""
    touched = {str(row["parcel_uid"]) for row in returned.visits if row.get("parcel_uid")}
    touched |= set(returned.edited.columns["parcel_uid"])
    out = {uid: version for uid, version in returned.versions.items() if uid in touched and _is_uid(uid)}
    values = {
        "parcels": list(out),
        "versions": list(out.values()),
        "municipality": package.municipality_id,
        "on": timezone.localdate(at),
    }
    return [code or "–" for (code,) in _rows("field_return_versions", values)][:_MOST_NAMED]


def _is_uid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _drawn(edited: fieldpackage.Edited, path: Path) -> Path:
    import geopandas  # loaded with GDAL when the first package comes back
    import pyogrio

    frame = geopandas.GeoDataFrame(edited.columns, geometry=edited.shapes, crs=edited.epsg)
    pyogrio.write_dataframe(frame, path, layer="parcels", driver="GPKG", geometry_type="Unknown")
    return path


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), values)
        return list(cursor.fetchall())
