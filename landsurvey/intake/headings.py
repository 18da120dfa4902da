"""Between reading and checking: a person says what the columns of a file mean, and the municipality remembers it.

Each column is shown with samples of what stands in it; what a choice would make of the first rows is shown before it
is saved. Saving has the upload checked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import units
from gis_assets.models import Municipality
from gis_assets.models.parcels import DocumentType
from gis_assets.templatetags import town
from landsurvey import uploads
from landsurvey.attributes import columns, meanings
from landsurvey.formats import cells
from landsurvey.models import HeadingMapping, Upload

# Our fields in the order of a deed, in the words of the people who choose among them.
FIELDS = {
    "code": _("Parcel code"),
    "zone": _("Zone"),
    "block": _("Block"),
    "lot": _("Lot"),
    "document_type": _("Kind of document"),
    "document_number": _("Document number"),
    "mapsheet": _("Map sheet in one text"),
    "utmmap1": _("Map sheet: 1:50,000"),
    "utmmap2": _("Map sheet: quadrant"),
    "utmmap3": _("Map sheet: square"),
    "utmmap4": _("Map sheet: part"),
    "utm_scale": _("Map sheet: scale"),
    "land_number": _("Land number"),
    "survey_page": _("Survey page"),
    "rai": _("Deed area: rai"),
    "ngan": _("Deed area: ngan"),
    "wah": _("Deed area: square wah"),
    "subwah": _("Deed area: fraction of a square wah"),
    "area_text": _("Deed area in one text"),
    "area_m2": _("Deed area: square metres"),
    "surveyed_on": _("Day of the survey"),
    "surveyor": _("Surveyor"),
    "gnss_accuracy_m": _("Accuracy stated by the receiver (m)"),
}
_SAMPLES = 3
_SAMPLED_ROWS = 200
_PREVIEW_ROWS = 5


@dataclass(frozen=True)
class SurveyColumn:
    """A column of the file: some of what stands in it, and the field it is taken for ("" when kept aside)."""

    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class UnderstoodRow:
    """A row as it would be understood: what each of our fields would hold, in words."""

    row: int
    code: str
    document: str
    sheet: str
    land_number: str
    deed_area: str
    surveyed_on: str


def saved(municipality: Municipality) -> dict[str, str]:
    """Return what columns mean in this municipality: key of a heading -> field, "" for one that is kept aside."""
    return dict(HeadingMapping.objects.filter(municipality=municipality).values_list("key", "field"))


def columns_of(upload: Upload) -> list[SurveyColumn]:
    """Return the columns of the upload's file, those that are understood first."""
    understood = {heading: field for field, heading in upload.inspection.get("headings", {}).items()}
    order = sorted(understood, key=lambda heading: list(FIELDS).index(understood[heading]))
    order += [heading for heading in upload.inspection.get("unknown_headings", []) if heading not in understood]
    rows = _rows(upload, _SAMPLED_ROWS)
    return [SurveyColumn(heading, _samples(rows, heading), understood.get(heading, "")) for heading in order]


def preview(upload: Upload, *, meaning: Mapping[str, str]) -> list[UnderstoodRow]:
    """Return the first rows as they would be understood; `meaning` is heading -> field."""
    rows = _rows(upload, _PREVIEW_ROWS)
    names = {name for _row, texts in rows for name in texts}
    attributes = {name: np.array([texts.get(name, "") for _row, texts in rows], dtype=object) for name in names}
    chosen = {field: heading for heading, field in meaning.items() if field and heading in names}
    read = columns.read(attributes, headings=chosen, count=len(rows))
    return [_understood(number, read, index) for index, (number, _texts) in enumerate(rows)]


@transaction.atomic
def choose(upload: Upload, *, meaning: Mapping[str, str], by: User, at: datetime) -> Upload:
    """Set down what the columns mean (heading -> field), for this upload and for later files of the municipality.

    Raises `uploads.NotOpenToAnswers`.
    """
    by_field = dict.fromkeys(FIELDS, meanings.ASIDE) | {field: heading for heading, field in meaning.items() if field}
    answered = uploads.answer(upload, answers={"headings": by_field}, by=by, at=at)
    HeadingMapping.objects.bulk_create(
        [
            HeadingMapping(
                municipality=upload.municipality,
                key=key[:255],
                heading=heading[:255],
                field=field,
                set_by=by,
                set_at=at,
            )
            for key, (heading, field) in {cells.key(name): (name, field) for name, field in meaning.items()}.items()
        ],
        update_conflicts=True,
        unique_fields=["municipality", "key"],
        update_fields=["heading", "field", "set_by", "set_at"],
    )
    return answered


def _rows(upload: Upload, most: int) -> list[tuple[int, dict[str, Any]]]:
    return list(upload.features.order_by("row").values_list("row", "attributes")[:most])


def _samples(rows: list[tuple[int, dict[str, Any]]], heading: str) -> tuple[str, ...]:
    """Some different texts of a column, as they stand in the file."""
    texts = dict.fromkeys(str(texts[heading]) for _row, texts in rows if str(texts.get(heading, "")).strip())
    return tuple(texts)[:_SAMPLES]


def _understood(number: int, read: columns.Parcels, index: int) -> UnderstoodRow:
    kind = read.document_type[index]
    sheet = " ".join(read.text[name][index] for name in ("utmmap1", "utmmap2", "utmmap3", "utmmap4"))
    area = read.deed_area_wah[index]
    return UnderstoodRow(
        row=number,
        code=read.text["code"][index],
        document=f"{DocumentType(kind).label if kind else ''} {read.text['document_number'][index]}".strip(),
        sheet=sheet.strip(),
        land_number=read.text["land_number"][index],
        deed_area="" if area is None else units.format_rai_ngan_wah(area),
        surveyed_on=town.thai_date(read.surveyed_on[index]),
    )
