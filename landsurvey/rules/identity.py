"""Rules on what a parcel is called: its code, its deed, and the parts by which the Department of Lands knows it."""

import numpy as np

from gis_assets.land_documents import REQUIRED_IDENTIFIERS
from landsurvey.formats.features import Column
from landsurvey.rules.survey import Finding, Survey, place_on

SHOWN = {
    "document_number": "CHANOD_NO",
    "utmmap1": "UTMMAP1",
    "utmmap2": "UTMMAP2",
    "utmmap3": "UTMMAP3",
    "utmmap4": "UTMMAP4",
    "utm_scale": "UTMSCALE",
    "land_number": "LAND_NO",
}


def no_code_column(survey: Survey) -> list[Finding]:
    return [] if "code" in survey.headings else [Finding(None, {"headings": ", ".join(survey.attributes) or "–"})]


def blank_code(survey: Survey) -> list[Finding]:
    if "code" not in survey.headings:
        return []
    blank = np.flatnonzero(survey.parcels.text["code"] == "")
    return [Finding(int(index), {}, place_on(survey.plane[index])) for index in blank]


def duplicate_code(survey: Survey) -> list[Finding]:
    return _repeated(survey, survey.parcels.text["code"])


def duplicate_deed(survey: Survey) -> list[Finding]:
    """Numbers are given per kind of document and land office; within one kind and town they should not repeat."""
    numbers, kinds = survey.parcels.text["document_number"], survey.parcels.document_type
    keys = np.empty(len(numbers), dtype=object)
    keys[:] = [f"{number} ({kind})" if number and kind else number for number, kind in zip(numbers, kinds, strict=True)]
    return _repeated(survey, keys)


def absent_columns(survey: Survey) -> list[Finding]:
    """Say once for the file, instead of once for each row, which identifying columns it does not have at all."""
    kinds = set(survey.parcels.document_type.tolist())
    wanted = dict.fromkeys(field for kind in sorted(kinds) for field in REQUIRED_IDENTIFIERS.get(kind, ()))
    absent = [SHOWN[field] for field in wanted if not _has_any(survey, field)]
    return [Finding(None, {"fields": ", ".join(absent)})] if absent else []


def missing_identifiers(survey: Survey) -> list[Finding]:
    findings = []
    available = {field: _values(survey, field) for field in SHOWN if _has_any(survey, field)}
    for index, kind in enumerate(survey.parcels.document_type.tolist()):
        blank = [
            SHOWN[field]
            for field in REQUIRED_IDENTIFIERS.get(kind, ())
            if field in available and available[field][index] in ("", None)
        ]
        if blank:
            findings.append(
                Finding(index, {"document": kind, "fields": ", ".join(blank)}, place_on(survey.plane[index]))
            )
    return findings


def _values(survey: Survey, field: str) -> Column:
    return survey.parcels.utm_scale if field == "utm_scale" else survey.parcels.text[field]


def _has_any(survey: Survey, field: str) -> bool:
    return any(value not in ("", None) for value in _values(survey, field).tolist())


def _repeated(survey: Survey, keys: Column) -> list[Finding]:
    """One finding for each row after the first that says the same."""
    groups: dict[str, list[int]] = {}
    for index, key in enumerate(keys.tolist()):
        if key:
            groups.setdefault(key, []).append(index)
    findings = []
    for key, group in groups.items():
        first = int(survey.rows[group[0]])
        findings += [
            Finding(index, {"value": key, "other": first, "count": len(group)}, place_on(survey.plane[index]))
            for index in group[1:]
        ]
    return findings
