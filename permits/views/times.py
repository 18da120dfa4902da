"""How long petitions take: the four times apart, the share decided in time, where they wait, and the cases behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework import months
from casework.views import asking, figures
from casework.views.asking import Asked
from gis_assets import charts
from gis_assets.requests import TownRequest
from permits import services, wording, workflow
from permits.access import officer_required
from permits.following import lives, times, upcoming
from permits.following.times import Figure, Lived, Name
from permits.models import Petition

TITLES: Mapping[Name, str | Promise] = {
    "entry": _("The citizen's entry"),
    "machine": _("The machine"),
    "touch": _("The officer's touch"),
    "counter": _("From the appointment's start to the decision"),
    "begun": _("From the officer's beginning to the decision"),
    "elapsed": _("From submitting to the decision"),
}
MEANINGS: Mapping[Name, str | Promise] = {
    "entry": _("Time spent on the form, without the breaks."),
    "machine": _("The checks at submission and at the desk; those while drawing are not stored."),
    "touch": _("All the time in which an officer had the petition before him."),
    "counter": _("From the later of the booked time and the arrival; without an appointment from the examination."),
    "begun": _("From when the officer began; the wait for a late officer is not in it."),
    "elapsed": _("By the clock on the wall: nights, holidays and waiting for the applicant included."),
}
LISTED = 200


@dataclass(frozen=True)
class Shown:
    """A figure with what it is called and means, and the address of the cases behind it."""

    name: Name
    title: str | Promise
    meaning: str | Promise
    figure: Figure
    address: str


@never_cache
@require_safe
@officer_required
def dashboard(request: TownRequest) -> HttpResponse:
    """The figures of a period, of one service or of all."""
    asked, at = asking.read(request, now=timezone.now()), timezone.now()
    lived = _lived(request, asked)
    by_month = times.rows(lived, by=lambda each: each.month, at=at)
    facts = {
        "asked": asked,
        "offered": [(code, wording.said(each.name)) for code, each in services.every().items()],
        "periods": [(days, asked.query(days=days, month="")) for days in asking.DAYS],
        "total": (total := times.row(lived, at=at)),
        "shown": [_shown(name, total.figures[name], asked) for name in TITLES],
        "titles": TITLES.values(),
        "by_service": [_line(_service(row.key), row, asked, type=row.key) for row in _by_service(lived, at)],
        "by_month": [
            _line(figures.month_name(months.start_of(row.key)), row, asked, month=row.key) for row in by_month
        ],
        "chart": _month_chart(by_month),
        "waits": _waits(lived),
        "promised": times.PROMISED_MINUTES,
        "cases": reverse("permits:times_cases") + asked.query(),
        "late": reverse("permits:times_cases") + asked.query(which="late"),
    }
    return render(request, "permits/following/times.html", facts)


@never_cache
@require_safe
@officer_required
def cases(request: TownRequest) -> HttpResponse:
    """The petitions behind a figure, the longest first; `?which=late`: those not decided within the minutes."""
    asked, at = asking.read(request, now=timezone.now()), timezone.now()
    name = request.GET.get("sort", "")
    by: Name = next((each for each in times.NAMES if each == name), "elapsed")
    lived = _lived(request, asked)
    is_late = request.GET.get("which") == "late"
    if is_late:
        lived = [each for each in lived if times.within([each], at=at).missed]
    ordered = sorted(lived, key=lambda each: (each.time(by) is None, -(each.time(by) or 0)))[:LISTED]
    known = Petition.objects.select_related("case", "municipality").in_bulk([each.key for each in ordered])
    facts = {
        "asked": asked,
        "by": by,
        "is_late": is_late,
        "promised": times.PROMISED_MINUTES,
        "count": len(lived),
        "most": LISTED,
        "titles": [(each, TITLES[each], asked.query(sort=each, which="late" if is_late else "")) for each in TITLES],
        "rows": [(known[each.key], _of(known[each.key]), [each.time(key) for key in TITLES]) for each in ordered],
        "back": reverse("permits:times") + asked.query(),
    }
    return render(request, "permits/following/times_cases.html", facts)


@never_cache
@require_safe
@officer_required
def next_steps(request: TownRequest) -> HttpResponse:
    """The home page's card: who waits at the counter or for it, what was answered, what is late."""
    facts = upcoming.of(request.municipality, at=timezone.now())
    return render(request, "permits/following/next.html", {"next": facts})


def _lived(request: TownRequest, asked: Asked) -> list[Lived]:
    service = asked.chosen.case_type
    return lives.of(request.municipality, since=asked.since, until=asked.until, service=service)


def _by_service(lived: Sequence[Lived], at: Any) -> list[times.Row]:
    return times.rows(lived, by=lambda each: each.service, at=at)


def _shown(name: Name, figure: Figure, asked: Asked) -> Shown:
    address = reverse("permits:times_cases") + asked.query(sort=name)
    return Shown(name, TITLES[name], MEANINGS[name], figure, address)


def _line(label: str, row: times.Row, asked: Asked, **said: str) -> dict[str, Any]:
    asks = asked.query(**said | ({"days": ""} if "month" in said else {}))
    return {
        "label": label,
        "row": row,
        "figures": [row.figures[name] for name in TITLES],
        "address": reverse("permits:times_cases") + asks,
    }


def _service(code: str) -> str:
    known = services.every().get(code)
    return wording.said(known.name) if known else code


def _of(petition: Petition) -> str:
    """The service of one petition, as on the way that it went."""
    return wording.said(petition.as_offered().name) if petition.service in services.every() else petition.service


def _step(code: str) -> str:
    """What a step of all services is called: every word for it, where the papers have several."""
    named = [each.going(track.code) for each in services.every().values() for track in each.tracks]
    words = (wording.step(each, code) for each in named if any(step.code == code for step in each.steps))
    return " / ".join(dict.fromkeys(words))


def _month_chart(by_month: Sequence[times.Row]) -> charts.Chart | None:
    """Petitions of each month: those decided within the minutes below, those that were not hatched above."""
    judged = [
        (figures.month_name(months.start_of(row.key)), row.within.kept, row.within.missed)
        for row in by_month
        if row.within.judged
    ]
    return charts.stacked_bars(judged, most_labels=8) if judged else None


def _waits(lived: Sequence[Lived]) -> list[dict[str, Any]]:
    """The median of each step in the order of the way, with the length of its bar in percent of the longest."""
    found = times.waits(lived)
    longest = max((each.median or 0 for each in found.values()), default=0) or 1
    return [
        {
            "label": _step(code),
            "figure": found[code],
            "percent": round(100 * (found[code].median or 0) / longest, 1),
        }
        for code in workflow.STEPS
        if code in found
    ]
