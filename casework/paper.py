"""The monthly report on A4: what the page says, in Thai, as data for the typesetter."""

from typing import Any

from django.utils import timezone, translation

from casework.kpi import Group, Row
from casework.measures import Measure
from casework.reporting import Report
from casework.templatetags.casework import duration, percent
from gis_assets import typesetting
from gis_assets.models import Municipality
from gis_assets.templatetags import town

MOST_ROWS = 40


def pdf(report: Report, *, municipality: Municipality) -> bytes:
    """The report as PDF; the same figures always give the same bytes."""
    with translation.override("th"):
        return typesetting.set_pages("casework", "report", _data(report, municipality))


def _data(report: Report, municipality: Municipality) -> dict[str, Any]:
    month = timezone.localtime(report.month)
    return {
        "municipality": municipality.name_th,
        "month": " ".join(town.thai_date(month).split(" ")[1:]),
        "as_of": town.thai_time(report.until),
        "is_over": report.is_over,
        "opened": str(report.opened),
        "total": _measure(report.total),
        "before": _measure(report.before),
        "types": _types(report.rows),
        "officers": _groups(report.officers, "ยังไม่มีผู้รับผิดชอบ"),
        "teams": _groups(report.teams, "ไม่มีชุดปฏิบัติงาน"),
        "places": _groups(report.places, "ไม่ระบุ"),
    }


def _types(rows: list[Row]) -> list[dict[str, Any]]:
    types: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        types.setdefault(row.case_type.name_th, []).append(_row(row))
    return [{"name": name, "steps": steps} for name, steps in types.items()]


def _row(row: Row) -> dict[str, Any]:
    standard = row.standard
    judges = standard is not None and standard.target_minutes is not None
    return {
        "name": row.name or "ทั้งเรื่อง",
        "target": duration(standard.target_minutes) if standard and judges else "–",
        "clock": standard.get_clock_display() if standard and judges else "",
        "rule": standard.citation if standard else "",
        "doubt": standard.doubt if standard else "",
        "keeps": row.keeps_standard,
        **_measure(row.measure),
    }


def _groups(groups: list[Group], nobody: str) -> list[dict[str, Any]]:
    return [{"name": group.label or nobody, **_measure(group.measure)} for group in groups[:MOST_ROWS]]


def _measure(measure: Measure) -> dict[str, Any]:
    """Figures as they are written; few durations stand one by one."""
    return {
        "finished": str(measure.finished),
        "waiting": str(measure.waiting),
        "overdue": str(measure.waiting_past_due),
        "reopened": str(measure.reopened),
        "share": percent(measure.share_within),
        "is_small": measure.is_small,
        "median": duration(measure.median_minutes),
        "p90": duration(measure.p90_minutes),
        "single": ", ".join(duration(minutes) for minutes in measure.minutes) or "–",
    }
