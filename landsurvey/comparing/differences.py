"""The difference between a survey and the register: kept with the staged rows, for the reviewer to decide on.

The comparison itself is pure (`comparing.comparison`); here the register is read for it and its answer written down.
"""

import functools
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.db import connection, transaction

from gis_assets import bulk, sql_files
from gis_assets.models import Municipality, Parcel
from landsurvey import review
from landsurvey.comparing import comparison, register
from landsurvey.comparing.comparison import Comparison
from landsurvey.comparing.lineage import Step
from landsurvey.comparing.matching import By, Register, Surveyed
from landsurvey.models import GoneParcel, LineageProposal, Upload, UploadKind
from landsurvey.words import Sentence

COLUMNS = ("change", "evidence", "suggested_code", "parcel_id", "compared_version")
_PROPOSALS, _GONE = LineageProposal._meta.db_table, GoneParcel._meta.db_table
_PROPOSAL_COLUMNS = (
    "municipality_id", "upload_id", "feature_id", "parent_id", "kind", "share_of_parent", "share_of_child",
    "confidence", "evidence",
)  # fmt: skip
_GONE_COLUMNS = ("municipality_id", "upload_id", "parcel_id", "evidence")


@dataclass(frozen=True)
class Compared:
    """The comparison, what it was made with, and the public ids of the parcels named in it (by their index)."""

    survey: Surveyed
    register: Register
    found: Comparison
    uids: dict[int, str]


def found(
    survey: Surveyed,
    *,
    municipality: Municipality,
    known: Register | None = None,
    on: date = register.AT_LAST,
    hinted: Collection[int] = (),
) -> Compared:
    """Compare rows with the register as of the day, read here unless it was read before.

    `hinted`: ids of parcels of which the land office reports a split or merge.
    """
    if known is None:
        known = register.within(municipality, bounds=np.asarray(shapely.total_bounds(survey.shape)), on=on)
    answer = comparison.compare(survey, known, hinted=hinted, codes_ever=functools.partial(_codes_ever, municipality))
    named = {step.parcel for step in answer.steps} | {gone.parcel for gone in answer.gone}
    ids = {index: int(known.parcel_id[index]) for index in named}
    uids = dict(Parcel.objects.filter(pk__in=ids.values()).values_list("pk", "uid"))
    return Compared(survey, known, answer, {index: str(uids[pk]) for index, pk in ids.items()})


def columns(compared: Compared) -> tuple[Sequence[Any], ...]:
    """Return what each staged row says of its difference, column by column in the order of `COLUMNS`."""
    found, known = compared.found, compared.register
    suggested = [""] * len(found.parcel)
    for row, code in found.suggested_code.items():
        suggested[row] = code
    tied = np.flatnonzero(found.parcel >= 0)
    numbers = np.full((2, len(found.parcel)), None, dtype=object)
    numbers[0, tied] = known.parcel_id[found.parcel[tied]]
    numbers[1, tied] = known.version_id[found.parcel[tied]]
    return found.change.tolist(), _evidence(compared), suggested, numbers[0].tolist(), numbers[1].tolist()


def texts(compared: Compared) -> list[list[str]]:
    """Return the same as texts for COPY."""
    change, evidence, suggested, parcels, versions = columns(compared)
    numbers = ([bulk.NULL if number is None else str(number) for number in ids] for ids in (parcels, versions))
    return [*(list(bulk.escaped(column)) for column in (change, evidence, suggested)), *numbers]


def propose(upload: Upload, compared: Compared) -> None:
    """Write down the lineage and the gone parcels of a comparison whose rows are staged; removes nothing."""
    numbers = [int(compared.survey.number[step.row]) for step in compared.found.steps]
    features = dict(upload.features.filter(row__in=numbers).values_list("row", "pk"))
    known = set(upload.lineage.values_list("feature_id", "parent_id"))
    rows = [
        _proposal(upload, features[number], step, compared)
        for number, step in zip(numbers, compared.found.steps, strict=True)
    ]
    bulk.insert_rows(_PROPOSALS, _PROPOSAL_COLUMNS, [row for row in rows if (row[2], row[3]) not in known])
    there = set(upload.gone.values_list("parcel_id", flat=True))
    gone = _gone(upload, compared)
    bulk.insert_rows(_GONE, _GONE_COLUMNS, [row for row in gone if row[2] not in there])


@transaction.atomic
def compare(upload: Upload, *, on: date = register.AT_LAST, hinted: Collection[int] = ()) -> Upload:
    """Compare the staged rows once more with the register as of the day, for a survey that waited while it changed.

    Decisions on rows, lineage and gone parcels that read differently now go back. Raises `review.NotOpenToReview`.
    """
    locked = review.open_for_review(upload)
    write_down(locked, on=on, hinted=hinted)
    return locked


def write_down(locked: Upload, *, on: date = register.AT_LAST, hinted: Collection[int] = ()) -> None:
    """Compare the staged rows of a locked upload and keep what differs, in the caller's transaction."""
    compared = found(_staged(locked), municipality=locked.municipality, on=on, hinted=hinted)
    values: dict[str, Any] = dict(zip(COLUMNS, columns(compared), strict=True))
    values |= {"upload": locked.pk, "row": compared.survey.number.tolist()}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "recompare_rows"), values)
    _forget(locked, compared)
    propose(locked, compared)


def _forget(upload: Upload, compared: Compared) -> None:
    """Drop proposals that the new comparison does not make."""
    parcels = compared.register.parcel_id
    made = {
        (int(compared.survey.number[step.row]), int(parcels[step.parcel]), step.kind) for step in compared.found.steps
    }
    stale = [
        pk
        for pk, *key in upload.lineage.values_list("pk", "feature__row", "parent_id", "kind")
        if tuple(key) not in made
    ]
    upload.lineage.filter(pk__in=stale).delete()
    upload.gone.exclude(parcel__in=[int(parcels[gone.parcel]) for gone in compared.found.gone]).delete()


def _staged(upload: Upload) -> Surveyed:
    """The rows as they were staged, read back as columns."""
    read = register.columns_of("staged_columns", {"upload": upload.pk}, count=13)
    number, shape, area, *texts = (np.fromiter(column, dtype=object, count=len(column)) for column in read)
    names = ("code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale")
    table = dict(zip((*names, "land_number", "survey_page"), texts, strict=True))
    return Surveyed(number.astype(np.int64), shapely.from_wkb(shape), table, area.astype(np.int64))


def _codes_ever(municipality: Municipality, heads: Collection[str], blocks: Collection[str]) -> list[str]:
    values: dict[str, Any] = {"municipality": municipality.pk, "heads": list(heads), "blocks": list(blocks)}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "codes_ever"), values)
        return [code for (code,) in cursor.fetchall()]


def _evidence(compared: Compared) -> list[str]:
    """The evidence of each row as JSON; most rows have only figures, which are put into text without a detour."""
    found = compared.found
    texts = ["{}"] * len(found.parcel)
    tied = np.flatnonzero(found.parcel >= 0)
    after_m2 = np.nan_to_num(shapely.area(compared.survey.shape[tied]))
    figures = (found.by[tied], found.area_before_m2[tied], after_m2, found.shift_m[tied], found.iou[tied])
    for row, *told in zip(tied.tolist(), *(column.tolist() for column in figures), strict=True):
        texts[row] = _figures(*told)
    parents: dict[int, list[Step]] = {}
    for step in found.steps:
        parents.setdefault(step.row, []).append(step)
    for row in found.fields.keys() | found.because.keys() | parents.keys():
        further: dict[str, Any] = {}
        if row in found.fields:
            further["fields"] = found.fields[row]
        if row in parents:
            further |= _parents(parents[row], compared)
        if row in found.because:
            further["because"] = [said.to_json() for said in found.because[row]]
        texts[row] = _joined(texts[row], further)
    return texts


def _figures(by: By, before: float, after: float, shift: list[float], iou: float) -> str:
    parts = [f'"matched_by":"{by}","area_before_m2":{before:.2f},"area_after_m2":{after:.2f}']
    if before != before:
        return f'{{"matched_by":"{by}"}}'
    if shift[0] == shift[0]:
        parts.append(f'"shift_m":[{shift[0]:.2f},{shift[1]:.2f}]')
    if iou == iou:
        parts.append(f'"iou":{iou:.4f}')
    return "{" + ",".join(parts) + "}"


def _joined(figures: str, further: dict[str, Any]) -> str:
    rest = json.dumps(further, ensure_ascii=False)[1:-1]
    return f"{figures[:-1]},{rest}}}" if figures != "{}" else f"{{{rest}}}"


def _parents(steps: list[Step], compared: Compared) -> dict[str, Any]:
    codes = compared.register.code
    return {
        "parents": [
            {
                "parcel": compared.uids[step.parcel],
                "code": str(codes[step.parcel]),
                "kind": step.kind,
                "share_of_parent": round(step.share_of_parent, 4),
                "share_of_child": round(step.share_of_child, 4),
            }
            for step in steps
        ],
        "confidence": min(step.confidence for step in steps),
        "because": _sentences([said for step in steps for said in step.because]),
    }


def _proposal(upload: Upload, feature: int, step: Step, compared: Compared) -> tuple[Any, ...]:
    evidence = {"because": _sentences(step.because), "code": str(compared.register.code[step.parcel])}
    return (
        upload.municipality_id,
        upload.pk,
        feature,
        int(compared.register.parcel_id[step.parcel]),
        step.kind,
        round(step.share_of_parent, 4),
        round(step.share_of_child, 4),
        step.confidence,
        json.dumps(evidence, ensure_ascii=False),
    )


def _gone(upload: Upload, compared: Compared) -> list[tuple[Any, ...]]:
    """Parcels that no row continues; what the land office does not mention has not changed and is not gone."""
    if upload.kind == UploadKind.LAND_OFFICE:
        return []
    known = compared.register
    return [
        (
            upload.municipality_id,
            upload.pk,
            int(known.parcel_id[gone.parcel]),
            json.dumps(
                {
                    "code": str(known.code[gone.parcel]),
                    "parcel": compared.uids[gone.parcel],
                    "share_inside": round(gone.share_inside, 4),
                    "area_m2": round(float(shapely.area(known.shape[gone.parcel])), 2),
                    "because": _sentences(gone.because),
                },
                ensure_ascii=False,
            ),
        )
        for gone in compared.found.gone
    ]


def _sentences(said: Sequence[Sentence]) -> list[dict[str, object]]:
    """Each sentence once, in order."""
    return [json.loads(text) for text in dict.fromkeys(json.dumps(one.to_json(), ensure_ascii=False) for one in said)]
