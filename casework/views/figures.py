"""The page of figures and the list of cases behind each figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework import access, facts, kpi, months, worktime
from casework.facts import Facts
from casework.kpi import By, Group, Row
from casework.models import WHOLE_CASE, Case, Escalation
from casework.views import asking
from casework.views.asking import Asked
from gis_assets import charts, units
from gis_assets.requests import TownRequest

LISTED = 100
RAN_OUT = 8
LOOKED_THROUGH = 500
MONTHS_BACK = 24
HEAT_LEVELS = 5
WHICH = ("all", "finished", "kept", "late", "open", "overdue")


@dataclass(frozen=True, slots=True)
class Listed:
    """One stay in the list behind a figure."""

    case: Case
    step: str | None
    entered_at: datetime
    minutes: float
    target: float | None
    is_open: bool
    officer: str

    @property
    def is_past_due(self) -> bool:
        return self.target is not None and self.minutes > self.target


@never_cache
@login_required
@require_safe
def kpi_page(request: TownRequest) -> HttpResponse:
    """The figures of a period: all of a head's division, an officer's own."""
    asked = asking.read(request, now=timezone.now())
    scope = access.scope_of(request)
    seen = kpi.seen_by(facts.read(request.municipality, since=asked.since, until=asked.until), scope)
    whole = kpi.chosen(seen, kpi.Chosen(case_type=asked.chosen.case_type))
    monthly = kpi.groups(whole, By.MONTH)
    shown = {
        "asked": asked,
        "is_head": bool(scope.overseen),
        "total": kpi.total(whole),
        "opened": int(whole.stays.case.size),
        **_table(seen, asked),
        **_choices(seen, asked),
        "months": _month_bars(monthly),
        "heat": _heat(kpi.by_hour(whole)),
        "escalations": _escalations(whole, asked),
        "periods": [(days, asked.query(days=days, month="")) for days in asking.DAYS],
        "map_query": asked.query(by=""),
        "report_month": asked.month or months.name_of(asked.until),
        "parts": [f"{reverse(part)}{asked.query(by='', type='', step='')}" for part in settings.KPI_PARTS],
    }
    return render(request, "casework/kpi.html", shown)


@never_cache
@login_required
@require_safe
def cases_page(request: TownRequest) -> HttpResponse:
    """The cases behind one figure, the longest first."""
    asked = asking.read(request, now=timezone.now())
    seen = kpi.seen_by(facts.read(request.municipality, since=asked.since, until=asked.until), access.scope_of(request))
    behind = kpi.chosen(seen, asked.chosen)
    if asked.chosen.by != By.STEP:
        behind = kpi.of_group(behind, asked.chosen.by, asked.chosen.group)
    which = request.GET.get("which", "")
    behind = behind.where(_which(behind, which))
    shown = {
        "asked": asked,
        "which": which if which in WHICH else "all",
        "count": int(behind.stays.case.size),
        "listed": _listed(behind),
        "most": LISTED,
        "heading": _heading(seen, asked),
        "choices": _which_choices(asked),
        "back": reverse("casework:kpi") + asked.query(),
    }
    return render(request, "casework/cases.html", shown)


def _table(seen: Facts, asked: Asked) -> dict[str, Any]:
    """Figures by step, or by what else was asked for, with the addresses of the cases behind them."""
    if asked.chosen.by == By.STEP:
        of_type = [row for row in kpi.rows(seen) if asked.chosen.case_type in ("", row.case_type.code)]
        return {"rows": [_step_row(row, asked) for row in of_type]}
    chosen = kpi.chosen(seen, asked.chosen)
    by = asked.chosen.by
    groups = [
        {"label": label(group, by), "measure": group.measure, "links": _links(asked, group=group.key)}
        for group in kpi.groups(chosen, by)
    ]
    return {"groups": groups, "standards": _standards(chosen, asked)}


def _step_row(row: Row, asked: Asked) -> dict[str, Any]:
    return {
        "case_type": row.case_type,
        "name": row.name,
        "standard": row.standard,
        "measure": row.measure,
        "keeps": row.keeps_standard,
        "links": _links(asked, type=row.case_type.code, step=row.step),
    }


def _links(asked: Asked, **said: str) -> dict[str, str]:
    """Addresses of the cases behind each figure of a row."""
    return {which: reverse("casework:cases") + asked.query(**said, which=which) for which in WHICH}


def label(group: Group, by: By) -> str:
    """How a group is called on the pages."""
    if by == By.MONTH:
        return month_name(months.start_of(group.key))
    return group.label or {By.OFFICER: _("nobody yet"), By.TEAM: _("no team")}.get(by, _("not stated"))


def _standards(chosen: Facts, asked: Asked) -> list[Any]:
    """The standards that the figures of these stays are measured by, at the end of the period."""
    step = asked.chosen.step or WHOLE_CASE
    found = [chosen.book.standard(pk, step, at=asked.until) for pk in np.unique(chosen.stays.case_type).tolist()]
    return [(chosen.book.case_types[each.case_type_id], each) for each in found if each is not None]


def _choices(seen: Facts, asked: Asked) -> dict[str, Any]:
    """What can be chosen: case types with stays, their steps, what to tell apart by, months back from now."""
    types = [each for pk, each in seen.book.case_types.items() if (seen.stays.case_type == pk).any()]
    steps: dict[str, str] = {}
    for each in types if not asked.chosen.case_type else [t for t in types if t.code == asked.chosen.case_type]:
        for kind in seen.book.kinds[each.pk]:
            if not kind.is_final:
                steps.setdefault(kind.code, kind.name)
    dimensions = [
        (By.STEP, _("step")),
        (By.OFFICER, _("officer")),
        (By.TEAM, _("team")),
        (By.KIND, _("kind")),
        (By.PLACE, _("zone or sub-district")),
        (By.MONTH, _("month")),
    ]
    return {
        "types": types,
        "steps": steps.items(),
        "dimensions": dimensions,
        "back": _months_back(),
    }


def _months_back() -> list[tuple[str, str]]:
    first = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made = []
    for _month in range(MONTHS_BACK):
        made.append((months.name_of(first), month_name(first)))
        first = months.before(first)
    return made


def _month_bars(monthly: Sequence[Group]) -> dict[str, Any]:
    """Cases of each month: those within their standard below, those beyond it hatched above."""
    if len(monthly) < 2:
        return {}
    rows = [
        (month_name(months.start_of(each.key)), each.measure, each.measure.judged - each.measure.kept)
        for each in monthly
    ]
    bars = [(name, measure.kept, missed) for name, measure, missed in rows]
    judged = [(name, measure) for name, measure, _missed in rows if measure.share_within is not None]
    worst = min(judged, key=lambda row: row[1].share_within or 0.0, default=None)
    return {"rows": rows, "chart": charts.stacked_bars(bars, most_labels=8), "worst": worst}


def _heat(counts: list[list[int]]) -> dict[str, Any]:
    """Openings by weekday and hour, each with its level of colour from 0 to HEAT_LEVELS, and the busiest hour."""
    least, most = min(map(min, counts)), max(map(max, counts))
    if most == 0:
        return {}
    days = [formats.date_format(datetime(2024, 1, 1 + day), "l") for day in range(7)]  # noqa: DTZ001  a Monday
    rows = [
        (name, [(count, count and 1 + (count - least) * (HEAT_LEVELS - 1) // max(most - least, 1)) for count in row])
        for name, row in zip(days, counts, strict=True)
    ]
    day, hour = max(((d, h) for d in range(7) for h in range(24)), key=lambda place: counts[place[0]][place[1]])
    return {"rows": rows, "hours": range(24), "busiest_day": days[day], "busiest_hour": hour, "most": most}


def _escalations(seen: Facts, asked: Asked) -> list[tuple[Escalation, str | None]]:
    """The newest clocks that ran out among the cases of the page, with the names of their steps."""
    newest = Escalation.objects.filter(
        case__in=Case.objects.filter(opened_at__gte=asked.since, opened_at__lt=asked.until), at__lt=asked.until
    ).select_related("case__case_type")[:LOOKED_THROUGH]
    mine = np.isin([each.case_id for each in newest], seen.stays.case)
    told = [each for each, is_mine in zip(newest, mine, strict=True) if is_mine][:RAN_OUT]
    return [(each, seen.book.name(each.case.case_type_id, each.code)) for each in told]


def _heading(seen: Facts, asked: Asked) -> str:
    """What the figure was about: case type, step, group."""
    types = {each.code: each.name for each in seen.book.case_types.values()}
    steps = {kind.code: kind.name for kinds in seen.book.kinds.values() for kind in kinds}
    said = [types.get(asked.chosen.case_type, ""), steps.get(asked.chosen.step, "")]
    if asked.chosen.by != By.STEP:
        groups = kpi.groups(kpi.chosen(seen, asked.chosen), asked.chosen.by)
        said += [label(group, asked.chosen.by) for group in groups if group.key == asked.chosen.group]
    return " · ".join(part for part in said if part)


def _which_choices(asked: Asked) -> list[tuple[str, str, str]]:
    names = (_("All"), _("Finished"), _("Within the standard"), _("Beyond it"), _("Still open"), _("Open past due"))
    return [
        (value, name, asked.query(group=asked.chosen.group, which=value))
        for value, name in zip(WHICH, names, strict=True)
    ]


def _which(behind: Facts, which: str) -> Any:
    is_open, is_past = behind.stays.is_open, behind.minutes > behind.targets
    return {
        "finished": ~is_open,
        "kept": ~is_open & ~is_past & ~np.isnan(behind.targets),
        "late": is_past,
        "open": is_open,
        "overdue": is_open & is_past,
    }.get(which, np.ones(is_open.size, dtype=np.bool_))


def _listed(behind: Facts) -> list[Listed]:
    order = np.argsort(-behind.minutes, kind="stable")[:LISTED]
    stays = behind.stays.where(order)
    cases = Case.objects.select_related("case_type").in_bulk(stays.case.tolist())
    people = User.objects.in_bulk([officer for officer in stays.officer.tolist() if officer])
    codes = {number: code for _type, code, number in behind.book.steps_in_order()}
    made = []
    for place, row in enumerate(order.tolist()):
        case = cases[int(stays.case[place])]
        target = float(behind.targets[row])
        person = people.get(int(stays.officer[place]))
        made.append(
            Listed(
                case=case,
                step=behind.book.name(case.case_type_id, codes[int(stays.step[place])]),
                entered_at=worktime.moment(int(stays.entered[place])),
                minutes=float(behind.minutes[row]),
                target=None if np.isnan(target) else target,
                is_open=bool(stays.is_open[place]),
                officer=kpi.full_name(person),
            )
        )
    return made


def month_name(month: datetime) -> str:
    """A month in words, in the year that the reader counts by."""
    is_thai = (get_language() or "th").startswith("th")
    local = timezone.localtime(month)
    return f"{formats.date_format(local, 'M')} {units.year_be(local.year) if is_thai else local.year}"
