"""Step 2: an upload is read and checked; its rows and what the rules said of them are staged beside the register.

The file is read outside the transaction, so that progress can be seen; rows and findings are then replaced at once. A
worker killed at any moment leaves either the old state or the new one, and the same job may simply run again.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from django.conf import settings
from django.db import transaction

from gis_assets import bulk, geometry
from gis_assets.models import Municipality
from gis_assets.models.versions import VERTEX_SIGMA_M, AccuracyClass
from landsurvey import (
    columns,
    corrections,
    differences,
    headings,
    inspection,
    land_office,
    proposals,
    register,
    returns,
    sandbox,
    terrain,
    uploads,
)
from landsurvey.matching import Register, Surveyed
from landsurvey.models import Decision, Finding, StagedFeature, Upload, UploadStatus
from landsurvey.rasters import inspection as rasters
from landsurvey.rules.survey import Level, Survey
from landsurvey.words import FileRefused, Sentence, gettext_noop

_MB = 1_000_000
_OPEN = (UploadStatus.RECEIVED, UploadStatus.READING)
# More than a continent: such a shape is a mistake, and more than the column of its area holds.
_LARGEST_M2 = 1e12
_NO_ROW_USABLE = gettext_noop(
    "None of the %(rows)s rows can be used as they are. See the findings, mend the file and send it again."
)

_FEATURE_COLUMNS = (
    "municipality_id",
    "upload_id",
    "row",
    "attributes",
    "measured_shape",
    "shape",
    "measured_area_m2",
    "has_errors",
    "decision",
    "comment",
    "document_type",
    "utm_scale",
    "deed_area_wah",
    "surveyed_on",
    "accuracy_m",
    *columns.LIMITS,
    *differences.COLUMNS,
)
_FINDING_COLUMNS = ("municipality_id", "upload_id", "rule", "level", "row", "place", "args", "proposal")


def validate(upload: Upload, *, at: datetime, progress: Callable[[int, int], None] | None = None) -> Upload:
    """Read the upload's file, stage its rows and findings, and say how it stands.

    Does nothing to an upload that has been checked already; `uploads.answer` opens it again.
    """
    begun = _begin(upload)
    if begun is None:
        return upload
    try:
        return _read(begun, Path(begun.file.path), at=at, progress=progress or _progress_of(begun))
    except FileRefused as refused:
        return _finish(begun, seen=None, refusal=refused.words, at=at)


def _read(upload: Upload, path: Path, *, at: datetime, progress: Callable[[int, int], None]) -> Upload:
    """Have the file read by those who know its kind; raises a `FileRefused` when it cannot be used."""
    if returns.is_field_package(path):
        return _read_field_package(upload, at=at, progress=progress)
    if rasters.is_raster(path):
        return terrain.validate(upload, boundary=boundary_of(upload.municipality), at=at, progress=progress)
    if land_office.is_package(path):
        return land_office.take(upload, limits=_limits(), at=at)
    return _checked(upload, path, at=at, progress=progress)


def _read_field_package(upload: Upload, *, at: datetime, progress: Callable[[int, int], None]) -> Upload:
    """Let its visits land; parcels that were drawn anew in the field are checked as those of any survey."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = returns.take(upload, into=Path(folder), limits=_limits(), at=at)
        if drawn is None:
            return returns.finish_without_parcels(upload, at=at)
        return _checked(upload, drawn, at=at, progress=progress)


def _checked(upload: Upload, path: Path, *, at: datetime, progress: Callable[[int, int], None]) -> Upload:
    seen = _inspect(upload, path, progress)
    refusal = Sentence(_NO_ROW_USABLE, {"rows": seen.rows}) if _is_hopeless(seen) else None
    return _finish(upload, seen=seen, refusal=refusal, at=at)


@transaction.atomic
def _begin(upload: Upload) -> Upload | None:
    locked = Upload.objects.select_for_update().select_related("municipality").get(pk=upload.pk)
    if locked.status not in _OPEN:
        return None
    locked.status = UploadStatus.READING
    locked.rows_done = locked.rows_total = 0
    locked.save(update_fields=["status", "rows_done", "rows_total"])
    return locked


def _progress_of(upload: Upload) -> Callable[[int, int], None]:
    def note(done: int, total: int) -> None:
        Upload.objects.filter(pk=upload.pk).update(rows_done=done, rows_total=total)

    return note


def _inspect(upload: Upload, path: Path, progress: Callable[[int, int], None]) -> inspection.Inspection:
    municipality = upload.municipality
    return sandbox.run(
        inspection.inspect,
        path,
        limits=_limits(),
        calls={"progress": progress, "known": _known(municipality)},
        layer=upload.answers.get("layer"),
        epsg=upload.answers.get("crs"),
        codec=upload.answers.get("encoding"),
        axes=upload.answers.get("axes"),
        datum=upload.answers.get("datum"),
        repair=upload.answers.get("repair", ()),
        headings=upload.answers.get("headings"),
        saved_headings=headings.saved(municipality),
        municipality_boundary=boundary_of(municipality),
        utm_epsg=municipality.utm_epsg,
        sigma_m=VERTEX_SIGMA_M[AccuracyClass(upload.accuracy_class)],
        max_expanded_bytes=settings.SURVEY_EXPANDED_LIMIT_MB * _MB,
    )


def _limits() -> sandbox.Limits:
    return sandbox.Limits(
        time_s=settings.SURVEY_TIME_LIMIT_S,
        memory_mb=settings.SURVEY_MEMORY_LIMIT_MB,
        file_mb=settings.SURVEY_EXPANDED_LIMIT_MB,
    )


def _known(municipality: Municipality) -> Callable[[npt.NDArray[np.float64]], Register]:
    """The register where a survey lies, asked for once its bounds on the municipality's grid are known."""
    return lambda bounds: register.within(municipality, bounds=bounds)


def boundary_of(municipality: Municipality) -> shapely.Geometry | None:
    """Return the boundary in EPSG:4326 for the pure core, or None when none is registered."""
    return shapely.from_wkb(bytes(municipality.boundary.wkb)) if municipality.boundary else None


@transaction.atomic
def _finish(upload: Upload, *, seen: inspection.Inspection | None, refusal: Sentence | None, at: datetime) -> Upload:
    """Replace what was staged and say how the upload stands, in one transaction."""
    locked = uploads.locked_for_ending(upload)
    if locked is None:
        return Upload.objects.get(pk=upload.pk)
    for staged in (locked.gone, locked.lineage, locked.findings, locked.features):
        staged.all().delete()
    if seen is not None:
        _stage(locked, seen)
        corrections.carry_over(locked)
    is_usable, must_ask = seen is not None and refusal is None, seen is not None and seen.must_ask
    ending = uploads.Ending(
        uploads.status_of(is_usable=is_usable, must_ask=must_ask),
        inspection=seen.to_json() if seen else {},
        refusal=refusal,
        rows=seen.rows if seen else 0,
    )
    return uploads.end_check(locked, ending, at=at)


def _is_hopeless(seen: inspection.Inspection) -> bool:
    return seen.reading is not None and bool(_rows_with_errors(seen).all())


def _rows_with_errors(seen: inspection.Inspection) -> npt.NDArray[np.bool_]:
    """One flag for each row; an error of the whole file holds for every row."""
    flags = np.zeros(seen.rows, dtype=bool)
    for found in seen.findings:
        if found.rule.level == Level.ERROR:
            flags[found.index if found.index is not None else slice(None)] = True
    return flags


def _stage(upload: Upload, seen: inspection.Inspection) -> None:
    if seen.reading is None:
        return
    survey = seen.reading.survey
    known = survey.known if isinstance(survey.known, Register) else None
    compared = differences.found(Surveyed.of(survey), municipality=upload.municipality, known=known)
    rows = _feature_rows(upload, seen, seen.reading, compared)
    bulk.insert_rows(StagedFeature._meta.db_table, _FEATURE_COLUMNS, rows)
    bulk.insert_rows(Finding._meta.db_table, _FINDING_COLUMNS, _finding_rows(upload, seen, seen.reading))
    differences.propose(upload, compared)


def _feature_rows(
    upload: Upload, seen: inspection.Inspection, reading: inspection.Reading, compared: differences.Compared
) -> Iterator[tuple[object, ...]]:
    survey, parcels = reading.survey, reading.survey.parcels
    shared = (upload.municipality_id, upload.pk)
    shapes = geometry.as_multipolygons(survey.projected)
    texts = [[text[:limit] for text in parcels.text[field].tolist()] for field, limit in columns.LIMITS.items()]
    return (
        (*shared, *row)
        for row in zip(
            reading.features.rows.tolist(),
            _attributes(reading),
            geometry.ewkb_hex(reading.features.geometry, srid=reading.epsg),
            geometry.ewkb_hex(shapes, srid=upload.municipality.utm_epsg),
            [f"{area:.2f}" if area < _LARGEST_M2 else None for area in _areas_m2(survey).tolist()],
            _rows_with_errors(seen).tolist(),
            [Decision.PENDING.value] * seen.rows,
            [""] * seen.rows,
            [kind or "none" for kind in parcels.document_type.tolist()],
            parcels.utm_scale.tolist(),
            parcels.deed_area_wah.tolist(),
            parcels.surveyed_on.tolist(),
            [None if np.isnan(metres) else metres for metres in parcels.accuracy_m.tolist()],
            *texts,
            *differences.columns(compared),
            strict=True,
        )
    )


def _areas_m2(survey: Survey) -> npt.NDArray[np.float64]:
    """Areas on the municipality's grid, as the register keeps them; on the file's own where that grid is undefined."""
    placed = ~shapely.is_missing(survey.projected)
    return np.where(placed, shapely.area(survey.projected), survey.areas_m2)


def _attributes(reading: inspection.Reading) -> list[str]:
    """Each row as it stood in the file, as JSON; PostgreSQL's JSON cannot hold a null character.

    Put together from the cells of each column, of which most files repeat a few: objects made row by row took longer
    than all rules.
    """
    cells = [_json_cells(name, column.tolist()) for name, column in reading.features.attributes.items()]
    return [f"{{{','.join(row)}}}" for row in zip(*cells, strict=True)] if cells else ["{}"] * len(reading.features)


def _json_cells(name: str, texts: list[str]) -> list[str]:
    """`"heading": "text"` for each cell of a column."""
    heading = json.dumps(name, ensure_ascii=False)
    known = {text: f"{heading}:{json.dumps(text.replace(chr(0), ''), ensure_ascii=False)}" for text in set(texts)}
    return [known[text] for text in texts]


def _finding_rows(
    upload: Upload, seen: inspection.Inspection, reading: inspection.Reading
) -> Iterator[tuple[object, ...]]:
    rows = reading.features.rows
    for found in seen.findings:
        place = f"SRID=4326;POINT({found.place[0]:.8f} {found.place[1]:.8f})" if found.place else None
        yield (
            upload.municipality_id,
            upload.pk,
            found.rule.id,
            str(found.rule.level),
            None if found.index is None else int(rows[found.index]),
            place,
            json.dumps(dict(found.args), ensure_ascii=False),
            json.dumps(proposals.to_json(found.proposal), ensure_ascii=False) if found.proposal else None,
        )
