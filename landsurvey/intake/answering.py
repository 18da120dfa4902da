"""What a person has answered about a file can be seen and answered anew, as long as the register does not go by it.

A new answer has the file checked again; rows, findings and decisions are made anew by that check.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from landsurvey import uploads
from landsurvey.models import Decision, Upload
from landsurvey.words import Sentence, gettext_noop

Question = Mapping[str, Any]
# What a question is about, for an answer whose question the last check did not come to.
_KINDS = {
    "layer": gettext_noop("Layer"),
    "crs": gettext_noop("Coordinate system"),
    "encoding": gettext_noop("Encoding"),
    "axes": gettext_noop("Order of east and north"),
    "datum": gettext_noop("Datum"),
    "nodata": gettext_noop("Missing cells"),
    "raster_kind": gettext_noop("What the cells show"),
    "vertical_datum": gettext_noop("Heights above"),
}
# Another layer has its own of these.
_OF_THE_LAYER = ("crs", "encoding", "axes", "datum", "headings", "repair")


def changeable(upload: Upload) -> list[Question]:
    """The questions that may be answered anew, as `Question.to_json` wrote them; none while the file is checked.

    `read` is what the file itself was found to say, "" where it said nothing or somebody's answer goes before it.
    """
    if not upload.is_open_to_answers or upload.is_working:
        return []
    still_open = {asked["kind"] for asked in upload.inspection.get("questions", [])}
    known = {asked["kind"]: asked for asked in upload.inspection.get("answerable", [])}
    for kind in _KINDS:
        if kind in upload.answers and kind not in known:
            said = str(upload.answers[kind])
            known[kind] = {"kind": kind, "sentence": Sentence(_KINDS[kind]).to_json(), "choices": [[said, said]]}
    read = {kind: said for kind, said in _read(upload.inspection).items() if kind not in upload.answers}
    return [{**asked, "read": read.get(kind, "")} for kind, asked in known.items() if kind not in still_open]


def _read(inspected: Mapping[str, Any]) -> dict[str, str]:
    said = {kind: (inspected.get(kind) or {}).get("value") for kind in ("crs", "encoding")}
    return {kind: str(value) for kind, value in {**said, "layer": inspected.get("layer")}.items() if value}


def decided_rows(upload: Upload) -> int:
    """How many rows have a decision that a new check would take back."""
    return upload.features.exclude(decision=Decision.PENDING).count()


def change(upload: Upload, *, answers: Mapping[str, Any], by: User, at: datetime) -> Upload:
    """Answer anew (None: the file itself decides) and have the file checked again; raises `uploads.NotOpenToAnswers`.

    What was answered about another layer is forgotten.
    """
    forgotten = dict.fromkeys(_OF_THE_LAYER) if "layer" in answers else {}
    return uploads.answer(upload, answers={**forgotten, **answers}, by=by, at=at)
