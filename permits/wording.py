"""The sentences of the checks and of the services' files in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gis_assets import units
from gis_assets.attested import Setting
from permits import limits, sentences, services, terms, workflow
from permits.cited import Text
from permits.paper import PERMIT, Paper
from permits.services import Fee, Service

VERDICTS = {"pass": _("Passes"), "ask": _("An officer looks"), "fail": _("Does not pass")}
YES_OR_NO = "1/0"
"""Unit of a limit that is a choice."""
EVIDENCE = {
    "published": _("An authority names it"),
    "copied": _("Read in copies, not in the Gazette"),
    "measured": _("Measured on real data"),
    "nothing_found": _("Nothing was found: our proposal"),
}


FAULTS = {
    "no_list": _("It is no list of entries."),
    "no_code": _("It has no code of small letters, digits and underscores."),
    "no_day": _("Its days of force are missing, or are not written like 2026-11-28."),
    "no_source": _("It does not say in Thai where it is written, or how well that is attested."),
    "no_words": _("Its name is missing, or its words are no text."),
    "no_choice": _("Yes and no are written true and false."),
    "no_condition": _("Its condition is no list of answers for each question."),
    "no_sum": _("Its sums are no whole numbers of satang."),
    "no_unit": _("It is counted by something that the form does not ask for as a number."),
    "no_step": _("Only appointments and site visits can be left out."),
    "no_payment": _("This service has no step in which a fee is paid."),
}
"""Why an entry of a municipality's own does not count, by `own_parts.Fault.says`."""


def said(text: Text) -> str:
    """The words in the language of the page."""
    return text.in_language(_language())


def step(service: Service, code: str) -> str:
    """How the service calls a step."""
    return next((said(each.name) for each in service.steps if each.code == code), code)


def named(service: Service, code: str, *, filed: str | None) -> str:
    """A step as the paper calls it, else as the municipality has `filed` it."""
    words = (service.paper.steps or {}).get(code)
    return said(words) if words else filed or code


def of_paper(paper: Paper) -> dict[str, str]:
    """What the paper and the deeds around it are called, to be put into sentences; `paper` is its name."""
    words = {word: said(getattr(paper, word)) for word in PERMIT}
    return {"paper": words.pop("name"), **words}


def outcome(paper: Paper, code: str) -> str:
    """What was decided, as the paper calls it; `code` is of `models.Outcome`."""
    return str(capfirst(said(paper.refused if code == workflow.REFUSED else paper.approved)))


def told(
    finding: Mapping[str, Any], *, on: date | None = None, own: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """A finding (as `ground.findings.as_json` writes it) with its words: title, verdict, sentence, mend, citations.

    The limits are cited as in force on that day, with a municipality's own values; without a day as until further
    notice.
    """
    values = finding["values"]
    return {
        **{name: finding[name] for name in ("rule", "verdict", "measured", "required", "unit", "values", "shapes")},
        "title": title(finding["rule"]),
        "verdict_word": str(VERDICTS[finding["verdict"]]),
        "sentence": sentence(finding["says"], values),
        "mend": sentence(finding["mend"], values) if finding["mend"] else "",
        "citations": [*_law(finding["rule"]), *_of_area(values), *citations(finding["limits"], on=on, own=own)],
    }


def told_track(
    track: Mapping[str, Any],
    *,
    service: services.Service,
    on: date | None = None,
    own: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """The way that a petition goes (as `ground.findings.track_as_json` writes it) with its name, reasons and days.

    A service without such a track has one way for all: its first.
    """
    named = {each.code: each for each in service.tracks}
    chosen = named.get(track["code"], service.tracks[0])
    return {
        "code": chosen.code,
        "name": said(chosen.name),
        "sentence": sentence(track["says"], track["values"]) if chosen.code == track["code"] else "",
        "paper": said(service.going(chosen.code).paper.title),
        "manual_days": chosen.manual_days,
        "counts": chosen.counts,
        "form": chosen.form,
        "cite": said(chosen.cited.cite),
        "doubt": said(chosen.cited.doubt),
        "citations": citations(track["limits"], on=on, own=own),
    }


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The sentence of a code with its values in place."""
    return sentences.say(code, values, translate=gettext, language=_language())


def title(rule: str) -> str:
    """What a rule is called."""
    return gettext(terms.RULES[rule]) if rule in terms.RULES else rule


def uses(codes: Iterable[str]) -> list[str]:
    """Uses of buildings in words; one that no form knows stands as it is."""
    return [gettext(terms.WORDS.get(f"use.{code}", code)) for code in codes]


def citations(
    names: list[str] | tuple[str, ...], *, on: date | None = None, own: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Each limit by its name: title, value, where it is written, how well that is attested, and its doubt."""
    held = {one.name: one for one in (_latest(own) if on is None else limits.listed(on=on, own=own))}
    return [limit(held[name]) for name in names if name in held]


def rate(fee: Fee, service: Service) -> str:
    """What a fee of a service costs: a sum, or a rate for each unit with the least that is asked."""
    baht = units.format_baht
    said_of = gettext("%(amount)s baht") % {"amount": baht(fee.satang)}
    if not fee.satang_each:
        return said_of
    each = gettext("%(amount)s baht each %(unit)s") % {"amount": baht(fee.satang_each), "unit": unit(fee, service)}
    both = f"{said_of} + {each}" if fee.satang else each
    least = gettext("at least %(amount)s baht") % {"amount": baht(fee.least_satang)}
    return f"{both}, {least}" if fee.least_satang else both


def unit(fee: Fee, service: Service) -> str:
    """By what a fee is counted: its own word, square metres of the outline, the unit of an answer, or what is asked."""
    if word := said(fee.unit):
        return word
    if fee.each == services.AREA:
        return gettext("m²")
    asked = next((question for question in service.questions if question.code == fee.each), None)
    if asked is None:
        return fee.each
    return gettext(asked.unit) if asked.unit else said(asked.name)


def limit(one: Setting) -> dict[str, Any]:
    """A limit in words."""
    return {
        "name": one.name,
        "title": _in_language(one.title_th, one.title),
        "value": one.value,
        "shown": f"{one.value:,g}" if one.unit != YES_OR_NO else gettext("Yes") if one.value else gettext("No"),
        "unit": "" if one.unit == YES_OR_NO else one.unit,
        "cite": _in_language(one.cite_th, one.cite),
        "evidence": str(EVIDENCE.get(one.evidence, one.evidence)),
        "doubt": _in_language(one.doubt_th, one.doubt),
        "since": one.in_force_from,
        "is_own": one.is_own,
    }


def _latest(own: Mapping[str, object] | None) -> list[Setting]:
    """The limits that are in force until further notice."""
    last = max(one.in_force_from for one in limits.entries())
    return limits.listed(on=last, own=own)


def _law(rule: str) -> list[dict[str, Any]]:
    """The law that the whole rule stands on; what is doubtful stands with each limit."""
    if rule not in terms.LAWS:
        return []
    return [{"name": "", "title": title(rule), "cite": gettext(terms.LAWS[rule]), "doubt": ""}]


def _of_area(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where a planning area that decides is written, and what is not certain about it."""
    if not values.get("citation") and not values.get("area_doubt"):
        return []
    english = values.get("name_en", "") if _language().startswith("en") else ""
    name = english or values.get("name", "")
    return [{"name": "", "title": name, "cite": values.get("citation", ""), "doubt": values.get("area_doubt", "")}]


def _in_language(thai: str, english: str) -> str:
    return english if _language().startswith("en") else thai


def _language() -> str:
    return get_language() or "th"
