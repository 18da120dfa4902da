"""Rules on a survey beside the register: whom it would lie on top of, whose deed it would take.

A survey replaces the parcels whose code, deed or land number it brings; on those it may lie as it likes. Only what it
does not replace can be in the way.
"""

import numpy as np
import shapely

from landsurvey.rules.coverage import Rows
from landsurvey.rules.known import KnownParcels
from landsurvey.rules.meeting import deeds
from landsurvey.rules.survey import Finding, Survey, place_on


def overlaps_register(survey: Survey) -> list[Finding]:
    """Overlaps with parcels that stay as they are, wider than the accuracy of two surveys explains."""
    if survey.known is None or survey.meeting is None:
        return []
    meeting, limits = survey.meeting, survey.limits
    covered = np.bincount(meeting.right, meeting.share_of_known, minlength=len(survey.known))
    allowed_m = max(survey.line_m, min(limits.drawings_m(survey.sigma_m), limits.register_line_most_m))
    stays = covered[meeting.right] < limits.replaced_share
    wanted = stays & (meeting.width_m > allowed_m) & (meeting.area_m2 > limits.register_overlap_least_m2)
    findings = []
    for at in np.flatnonzero(wanted).tolist():
        index, other = int(meeting.left[at]), int(meeting.right[at])
        args: dict[str, str | int] = {
            "code": str(survey.known.code[other]) or "–",
            "area_m2": f"{meeting.area_m2[at]:,.1f}",
            "percent": round(100 * float(meeting.share_of_known[at])),
        }
        findings.append(Finding(index, args, place_on(survey.plane[index])))
    return findings


def registered_under_another_code(survey: Survey) -> list[Finding]:
    """The shape is one that the register knows by a code and a deed which the survey does not bring."""
    if survey.known is None or survey.meeting is None:
        return []
    meeting = survey.meeting
    same = np.flatnonzero(meeting.likeness >= survey.limits.same_share)
    return [
        Finding(index, {"code": str(survey.known.code[other]) or "–"}, place_on(survey.plane[index]))
        for index, other in zip(meeting.left[same].tolist(), meeting.right[same].tolist(), strict=True)
    ]


def deed_registered_elsewhere(survey: Survey) -> list[Finding]:
    """The register knows the deed, and every parcel that bears it lies elsewhere."""
    if survey.known is None or len(survey.known) == 0:
        return []
    row, known = _same_deed(survey, survey.known)
    apart = shapely.disjoint(survey.projected[row], survey.known.shape[known])
    near = set(row[~apart].tolist())
    findings: dict[int, Finding] = {}
    for index, held in zip(row.tolist(), known.tolist(), strict=True):
        if index not in near and index not in findings:
            number, code = survey.parcels.text["document_number"][index], str(survey.known.code[held])
            findings[index] = Finding(index, {"value": number, "code": code or "–"}, place_on(survey.plane[index]))
    return list(findings.values())


def count_jump(survey: Survey) -> list[Finding]:
    """The number of rows against that of the registered parcels where the survey lies."""
    if survey.known is None or len(survey.known) == 0:
        return []
    placed = survey.projected[survey.is_sound & ~shapely.is_missing(survey.projected)]
    hull = shapely.convex_hull(shapely.multipoints(shapely.centroid(placed)))
    shapely.prepare(hull)
    centres = shapely.centroid(survey.known.shape)
    there = int(shapely.intersects_xy(hull, shapely.get_x(centres), shapely.get_y(centres)).sum())
    if there == 0 or abs(len(survey) - there) <= survey.limits.count_jump * there:
        return []
    return [Finding(None, {"rows": len(survey), "parcels": there})]


def _same_deed(survey: Survey, known: KnownParcels) -> tuple[Rows, Rows]:
    """Pairs of a placed row and a registered parcel of the same deed; rows that bring code and deed alike left out."""
    text = survey.parcels.text
    ours = list(deeds(survey.parcels.document_type, text["document_number"]))
    theirs = list(deeds(known.document_type, known.document_number))
    alike = set(zip(known.code.tolist(), theirs, strict=True))
    placed = (survey.is_sound & ~shapely.is_missing(survey.projected)).tolist()
    asked = [
        row
        for row, (code, deed) in enumerate(zip(text["code"].tolist(), ours, strict=True))
        if deed[1] and placed[row] and (code, deed) not in alike
    ]
    wanted = {ours[row] for row in asked}
    holders: dict[tuple[str, str], list[int]] = {}
    for number, deed in enumerate(theirs) if wanted else ():
        if deed in wanted:
            holders.setdefault(deed, []).append(number)
    both = np.array([(row, held) for row in asked for held in holders.get(ours[row], ())], dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]
