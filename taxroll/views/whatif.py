"""The what-if in the browser: scenarios kept, one shown with its effects, and two side by side."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets import units
from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.forms.whatif import ScenarioForm
from taxroll.insight import rollfacts, scenarios, whatif
from taxroll.insight.outcomes import ChangeClass, Decile, Pair
from taxroll.insight.scenarios import ALL
from taxroll.insight.whatif import Answer
from taxroll.law import library
from taxroll.law.tables import UNBOUNDED_SATANG, Table
from taxroll.models import Roll, Scenario, TableChoice
from taxroll.views import acting

FULL = 100


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def kept(request: TownRequest) -> HttpResponse:
    """All scenarios, the newest first, and the years on which a new one can be tried."""
    found = Scenario.objects.filter(municipality=request.municipality).select_related("roll", "made_by")
    rolls = Roll.objects.filter(municipality=request.municipality, sequence=1, line_count__gt=0)
    return render(request, "taxroll/scenarios.html", {"here": "whatif", "scenarios": found, "rolls": rolls})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def new(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """The form of a new scenario on the main roll of a year; what was typed stays when it is refused."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    facts = rollfacts.of_roll(roll)
    zones = [named for _number, named in sorted(facts.price_zones.items(), key=lambda pair: pair[1])]
    types = [name for name in facts.treasury_types if name]
    form = ScenarioForm(request.POST or None, law=library.of_year(tax_year_be), zones=zones, types=types)
    if form.is_valid():
        named = {"name": form.cleaned_data["name"], "note": form.cleaned_data["note"]}
        try:
            scenario = whatif.keep(roll=roll, change=form.change(), by=request.user, at=timezone.now(), **named)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("taxroll:scenario", uid=scenario.uid)
    status = 400 if form.is_bound else 200
    return render(request, "taxroll/scenario_new.html", {"here": "whatif", "roll": roll, "form": form}, status=status)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def one(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One scenario: revenue before and after, by category, winners and losers by decile, size of the changes."""
    scenario = access.scenario_by_uid(request.municipality, uid)
    others = Scenario.objects.filter(municipality=request.municipality, roll=scenario.roll).exclude(pk=scenario.pk)
    facts = {"here": "whatif", "scenario": scenario, "others": others, "shown": _shown(scenario)}
    facts["may_discard"] = scenario.made_by_id == request.user.pk
    return render(request, "taxroll/scenario.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def compared(request: TownRequest, uid: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Two scenarios side by side."""
    pair = [access.scenario_by_uid(request.municipality, one) for one in (uid, other)]
    shown = [_shown(scenario) for scenario in pair]
    rows = _side_by_side(*(one["by_table"] for one in shown))
    tenths = list(zip(*(one["deciles"] for one in shown), strict=False))
    facts = {"here": "whatif", "scenarios": pair, "shown": shown, "rows": rows, "tenths": tenths}
    return render(request, "taxroll/scenarios_compared.html", facts)


@require_POST
@role_required(*acting.TAX_ROLES)
def discard(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Throw a scenario of one's own away."""
    scenario = access.scenario_by_uid(request.municipality, uid)
    if acting.attempt(request, lambda: whatif.discard(scenario, by=request.user)):
        messages.success(request, _("The scenario “%(name)s” is gone.") % {"name": scenario.name})
        return redirect("taxroll:scenarios")
    return redirect("taxroll:scenario", uid=scenario.uid)


def _shown(scenario: Scenario) -> dict[str, Any]:
    answer = whatif.answer(scenario)
    outcome = answer.outcome
    longest = max((max(pair.before, pair.after) for pair in outcome.by_table), default=0)
    most = max((one.owners for one in outcome.classes), default=0)
    return {
        "outcome": outcome,
        "changes": [_said(entry) for entry in whatif.described(answer.change)],
        "ceilings": _ceilings(scenario, answer),
        "is_roll_current": answer.is_roll_current,
        "by_table": [_category(pair, longest) for pair in outcome.by_table],
        "deciles": [_decile(one) for one in outcome.deciles],
        "classes": [
            {"name": _class(one), "owners": one.owners, "width": _width(one.owners, most)} for one in outcome.classes
        ],
        "unchanged": outcome.bill_number.size - outcome.winners - outcome.losers,
        "hardest": max(outcome.deciles, key=lambda one: one.money.change, default=None),
    }


def _category(pair: Pair, longest: int) -> dict[str, Any]:
    widths = {"before_width": _width(pair.before, longest), "after_width": _width(pair.after, longest)}
    return {"key": pair.key, "name": TableChoice(pair.key).label, "pair": pair} | widths


def _decile(one: Decile) -> dict[str, Any]:
    same = one.owners - one.winners - one.losers
    widths = {
        "won": _width(one.winners, one.owners),
        "same": _width(same, one.owners),
        "lost": _width(one.losers, one.owners),
    }
    return {"decile": one, "same_owners": same, "lost_x": widths["won"] + widths["same"]} | widths


def _width(part: int, whole: int) -> float:
    return round(FULL * part / whole, 2) if whole else 0.0


def _class(one: ChangeClass) -> str:
    """`−1,000 to −100`, as words of a legend."""
    if one.low == one.high == 0:
        return _("unchanged")
    if one.low is None:
        return _("lower by more than %(baht)s") % {"baht": _whole_baht(-(one.high or 0))}
    if one.high is None:
        return _("higher by more than %(baht)s") % {"baht": _whole_baht(one.low)}
    falls = one.high <= 0
    small, large = sorted((abs(one.low), abs(one.high)))
    sentence = _("lower by %(small)s to %(large)s") if falls else _("higher by %(small)s to %(large)s")
    return sentence % {"small": _whole_baht(small), "large": _whole_baht(large)}


def _whole_baht(satang: int) -> str:
    return f"{satang // units.SATANG:,}"


def _said(entry: dict[str, Any]) -> str:
    """One change in words."""
    kind, key, values = entry["kind"], entry["key"], entry["values"]
    if kind == "rates":
        rates = " / ".join(f"{ppm / 10_000:g} %" for ppm in values)
        return _("Rates of “%(table)s”: %(rates)s") % {
            "table": TableChoice(Table[key.upper()].value).label,
            "rates": rates,
        }
    if kind == "relief":
        return _("General reduction of the tax: %(percent)s %%") % {"percent": f"{values[0] / 10_000:g}"}
    if kind == "exemption":
        baht = _("everything") if values[0] == UNBOUNDED_SATANG else _whole_baht(values[0])
        return _("Exemption of “%(table)s”: %(baht)s baht") % {
            "table": TableChoice(Table[key.upper()].value).label,
            "baht": baht,
        }
    percent = f"{values[0] / 10_000:g}"
    if kind == "unit":
        return _("Price of all condominium units: %(percent)s %%") % {"percent": percent}
    if kind == "land":
        sentence = _("Price of all land: %(percent)s %%") if key == ALL else _("Price of zone %(key)s: %(percent)s %%")
    else:
        sentence = (
            _("Price of all buildings: %(percent)s %%") if key == ALL else _("Price of type %(key)s: %(percent)s %%")
        )
    return sentence % {"key": key, "percent": percent}


def _ceilings(scenario: Scenario, answer: Answer) -> list[dict[str, Any]]:
    law = library.of_year(scenario.roll.tax_year_be)
    return [
        {
            "table": TableChoice(table.value).label,
            "rate": f"{rate / 10_000:g}",
            "ceiling": ceiling,
            "most": f"{ceiling.value / 10_000:g}",
        }
        for table, rate, ceiling in scenarios.above_ceiling(answer.change, law=law)
    ]


def _side_by_side(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Categories of two scenarios on the same roll, row by row."""
    other = {row["key"]: row["pair"] for row in second}
    return [{"name": row["name"], "first": row["pair"], "second": other.get(row["key"])} for row in first]
