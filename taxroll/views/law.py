"""The law of one tax year as the officer reads it: every rule and setting with its source, and what is doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import rulebook
from taxroll.law import library
from taxroll.law.dated import Evidence
from taxroll.law.doubts import Rule
from taxroll.views import acting

# Groups of rules in the order of the computation, by how their keys begin; what begins otherwise is collection.
GROUPS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("rates", gettext_lazy("Rates"), ("rates.", "ceilings_ppm.", "escalation")),
    (
        "exemptions",
        gettext_lazy("Exemptions"),
        (
            "agriculture_exemption_satang",
            "main_home_exemption_satang",
            "main_home_building_exemption_satang",
            "exempt_property.",
        ),
    ),
    ("reductions", gettext_lazy("Reductions"), ("general_pay_ppm", "phase_in_ppm", "type_reductions.")),
    ("values", gettext_lazy("Values"), ("depreciation.", "building_types", "building_age", "outdoor_structures")),
    (
        "settings",
        gettext_lazy("Settings where the law is silent"),
        (
            "rounding",
            "floor_share",
            "agriculture_order",
            "type_reduction",
            "corner_touch_counts",
            "co_owners_home",
            "silence_of_chief",
            "vacancy_of_new_owner",
            "practices.",
        ),
    ),
    ("limits", gettext_lazy("Time limits"), ("time_limits.",)),
    ("office", gettext_lazy("Prices, the published list and papers"), ("settings.",)),
    ("signs", gettext_lazy("Signboards"), ("signboard",)),
    ("collection", gettext_lazy("Collection"), ("",)),
)
EVIDENCE = {
    Evidence.TWO_SOURCES: (gettext_lazy("two sources agree"), "ok"),
    Evidence.ONE_SOURCE: (gettext_lazy("one source"), "info"),
    Evidence.GENERAL_KNOWLEDGE: (gettext_lazy("general knowledge"), "warn"),
    Evidence.NOTHING_FOUND: (gettext_lazy("nothing found"), "warn"),
}


@dataclass(frozen=True)
class Shown:
    """A rule with the words and the colour of its evidence."""

    rule: Rule
    evidence: Promise
    level: str


@require_safe
@role_required(*acting.TAX_ROLES)
def law_of_year(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Every rule of a year, or with `?doubtful=1` those that wait for a lawyer."""
    if tax_year_be not in library.years():
        raise Http404(_("There is no law on file for tax year %(year)s.") % {"year": tax_year_be})
    is_doubtful_only = request.GET.get("doubtful") == "1"
    rules = rulebook.of_year(request.municipality, tax_year_be=tax_year_be)
    doubtful = [rule for rule in rules if rule.citation.doubt]
    facts = {
        "year": tax_year_be,
        "years": library.years(),
        "groups": _grouped(doubtful if is_doubtful_only else rules),
        "is_doubtful_only": is_doubtful_only,
        "rule_count": len(rules),
        "doubt_count": len(doubtful),
        "digest": library.current().digest,
    }
    return render(request, "taxroll/law.html", facts)


def _grouped(rules: Sequence[Rule]) -> list[tuple[str, Promise, list[Shown]]]:
    groups: dict[str, list[Shown]] = {anchor: [] for anchor, _, _ in GROUPS}
    for rule in rules:
        anchor = next(anchor for anchor, _, starts in GROUPS if rule.key.startswith(starts))
        groups[anchor].append(Shown(rule, *EVIDENCE[rule.citation.evidence]))
    return [(anchor, title, groups[anchor]) for anchor, title, _ in GROUPS if groups[anchor]]
