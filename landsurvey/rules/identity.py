"""Rules on what a parcel is called: its code, its deed, and the parts by which the Department of Lands knows it."""

import re
from collections import Counter

import numpy as np
import numpy.typing as npt

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
# Zone, block and lot, then up to three levels of child numbers, as the codes of two municipalities are built; no public
# rule was found that says so.
_CODE = re.compile(r"\d{2,3}[A-Z]\d{3}(?:/\d{3}(?:/\d{2}(?:/\d)?)?)?")
_ZONE, _BLOCK, _LOT = ("ZONE_ID", "ZONE"), ("BLOCK_ID", "BLOCK"), ("LOT", "LOT_NO")


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


def duplicate_land_number(survey: Survey) -> list[Finding]:
    """The Department of Lands knows a parcel by sheet, scale and land number; a land number is unique in its sheet."""
    text = survey.parcels.text
    parts = (*(text[f"utmmap{part}"] for part in (1, 2, 3, 4)), survey.parcels.utm_scale, text["land_number"])
    keys = np.full(len(survey), "", dtype=object)
    complete = ~np.logical_or.reduce([_is_blank(part) for part in (*parts[:3], parts[5])])
    complete &= parts[5] != "0"
    named = zip(*(part[complete].tolist() for part in parts), strict=True)
    keys[complete] = [
        f"{one} {two} {three}-{four} ({scale or '–'}) {land}" for one, two, three, four, scale, land in named
    ]
    return _repeated(survey, keys)


def unusual_code(survey: Survey) -> list[Finding]:
    """The grammar is that of live data, not of a law; a file most of whose codes are built otherwise has its own."""
    codes = survey.parcels.text["code"]
    odd = np.array([bool(code) and not _CODE.fullmatch(code) for code in codes.tolist()], dtype=np.bool_)
    if 2 * odd.sum() > (codes != "").sum():
        return []
    return [
        Finding(index, {"value": codes[index]}, place_on(survey.plane[index])) for index in np.flatnonzero(odd).tolist()
    ]


def code_against_parts(survey: Survey) -> list[Finding]:
    """The block stands with or without its zone in real files; both are tried, and neither is ever corrected."""
    columns = [_named(survey, names) for names in (_ZONE, _BLOCK, _LOT)]
    if columns[1] is None or columns[2] is None:
        return []
    zones = columns[0] if columns[0] is not None else np.full(len(survey), "", dtype=object)
    parts = zip(
        survey.parcels.text["code"].tolist(), zones.tolist(), columns[1].tolist(), columns[2].tolist(), strict=True
    )
    findings = []
    for index, (code, zone, block, lot) in enumerate(parts):
        if code and block and lot and code not in (f"{zone}{block}{lot}", f"{block}{lot}"):
            args: dict[str, str | int] = {"value": code, "parts": " ".join(part for part in (zone, block, lot) if part)}
            findings.append(Finding(index, args, place_on(survey.plane[index])))
    return findings


def _named(survey: Survey, names: tuple[str, ...]) -> Column | None:
    """The column of that heading, as it stands in the file; None when there is none."""
    return next((column for heading, column in survey.attributes.items() if heading.strip().upper() in names), None)


def absent_columns(survey: Survey) -> list[Finding]:
    """Say once for the file, instead of once for each row, which identifying columns it does not have at all."""
    kinds = set(survey.parcels.document_type.tolist())
    wanted = dict.fromkeys(field for kind in sorted(kinds) for field in REQUIRED_IDENTIFIERS.get(kind, ()))
    absent = [SHOWN[field] for field in wanted if not _has_any(survey, field)]
    return [Finding(None, {"fields": ", ".join(absent)})] if absent else []


def missing_identifiers(survey: Survey) -> list[Finding]:
    """Columns that the file fills somewhere and a row that needs them leaves blank."""
    kinds = survey.parcels.document_type
    blank = {field: _is_blank(_values(survey, field)) for field in SHOWN if _has_any(survey, field)}
    fields: dict[int, list[str]] = {}
    for kind, wanted in REQUIRED_IDENTIFIERS.items():
        rows = kinds == kind
        for field in wanted:
            for index in np.flatnonzero(rows & blank[field]).tolist() if field in blank else ():
                fields.setdefault(index, []).append(SHOWN[field])
    return [
        Finding(index, {"document": kinds[index], "fields": ", ".join(absent)}, place_on(survey.plane[index]))
        for index, absent in sorted(fields.items())
    ]


def _values(survey: Survey, field: str) -> Column:
    return survey.parcels.utm_scale if field == "utm_scale" else survey.parcels.text[field]


def _is_blank(column: Column) -> npt.NDArray[np.bool_]:
    return np.array([value in ("", None) for value in column.tolist()], dtype=np.bool_)


def _has_any(survey: Survey, field: str) -> bool:
    return any(value not in ("", None) for value in _values(survey, field).tolist())


def _repeated(survey: Survey, keys: Column) -> list[Finding]:
    """One finding for each row after the first that says the same."""
    counted = Counter(keys.tolist())
    often = {key for key, count in counted.items() if count > 1 and key}
    first: dict[str, int] = {}
    findings = []
    for index in np.flatnonzero([key in often for key in keys.tolist()]).tolist():
        key = str(keys[index])
        if key not in first:
            first[key] = int(survey.rows[index])
            continue
        args: dict[str, str | int] = {"value": key, "other": first[key], "count": counted[key]}
        findings.append(Finding(index, args, place_on(survey.plane[index])))
    return findings
