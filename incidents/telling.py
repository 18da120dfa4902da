"""Which step tells whom: the citizen who left an address, and the crew that gets or loses an incident.

Only written down here, in the transaction of the step; `casework.outbox` delivers. No message carries what a citizen
wrote or how to reach him: what is confidential stands behind the link. Thai first, then the same in English.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import outbox, steps, tracking
from gis_assets.models import Municipality
from incidents import workflow
from incidents.models import Assignment, Contact, HeldReport, Incident, Report
from incidents.reporting import stoppers

TOLD_STEPS = frozenset({workflow.ON_THE_WAY, workflow.RESOLVED, workflow.REOPENED})
"""Steps that a citizen hears of; the others stand on the page of his code. Our own choice, to be few."""


def received(sender: Contact | HeldReport) -> None:
    """Tell who left an address that the report has come, with its code; once, also if it was held and let through."""
    if isinstance(sender, HeldReport):
        _tell_citizen(sender, sender, occasion="received", at=sender.submitted_at, incident=None)
    else:
        report = sender.report
        _tell_citizen(sender, report, occasion="received", at=report.submitted_at, incident=report.incident)


def moved(incident: Incident, *, at: datetime) -> None:
    """Tell everybody who reported it and left an address where it stands, if that is one of `TOLD_STEPS`."""
    if incident.state not in TOLD_STEPS:
        return
    step = steps.last_step(incident.case)
    told = Contact.objects.filter(municipality=incident.municipality, report__incident=incident)
    for contact in told.select_related("report"):
        _tell_citizen(contact, contact.report, occasion=incident.state, at=at, incident=incident, number=str(step.pk))


def assigned(assignment: Assignment, *, at: datetime) -> None:
    """Tell the crew which incident it has now."""
    _tell_crew(assignment, occasion="assigned", words=partial(_words_assigned, assignment), at=at)


def relieved(incident: Incident, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Tell the crew that somebody else took its incident back or closed it; call before the assignment is ended."""
    held = Assignment.objects.open().filter(incident=incident).select_related("responder__user", "incident__case")
    for assignment in held:
        if by is None or assignment.responder.user_id != by.pk:
            _tell_crew(assignment, occasion="relieved", words=partial(_words_relieved, assignment), at=at)


def about_report(report: Report | HeldReport) -> str:
    """What messages to a citizen are about: the form that was sent, held or not."""
    return f"report:{report.idempotency_key}"


def about_crew(responder_id: int) -> str:
    """What messages to a crew are about."""
    return f"crew:{responder_id}"


def _tell_citizen(
    sender: Contact | HeldReport,
    report: Report | HeldReport,
    *,
    occasion: str,
    at: datetime,
    incident: Incident | None,
    number: str = "",
) -> None:
    town, url = sender.municipality, _address("incidents:status", report.tracking)
    about = about_report(report)
    subject, body = outbox.in_both(partial(_words_to_citizen, town, report, occasion, url))
    for to in _addresses(email=sender.email, webhook=sender.webhook, sms=sender.phone):
        outbox.enqueue(
            town,
            to=to,
            subject=subject,
            body=body,
            dedup_key=":".join(filter(None, (about, occasion, number, to.channel))),
            about=about,
            kind=f"report.{occasion}",
            case=incident.case if incident else None,
            facts={"code": tracking.grouped(report.tracking), "kind": report.kind, "state": occasion, "url": url},
            at=at,
        )


def _tell_crew(assignment: Assignment, *, occasion: str, words: outbox.Words, at: datetime) -> None:
    incident, crew = assignment.incident, assignment.responder
    about, url = about_crew(crew.pk), _address("incidents:mine")
    subject, body = outbox.in_both(words)
    for to in _addresses(email=crew.user.email, webhook=crew.webhook):
        outbox.enqueue(
            assignment.municipality,
            to=to,
            subject=subject,
            body=body,
            dedup_key=f"assignment:{assignment.pk}:{occasion}:{to.channel}",
            about=about,
            kind=f"crew.{occasion}",
            case=incident.case,
            facts={"crew": crew.call_sign, "url": url} | _facts(incident),
            at=at,
        )


def _addresses(**ways: str) -> Iterator[outbox.Address]:
    return (outbox.Address(channel, to) for channel, to in ways.items() if to)


def _facts(incident: Incident) -> dict[str, Any]:
    return {
        "incident": incident.case.reference,
        "kind": incident.kind,
        "priority": incident.priority,
        "pole": incident.pole.code if incident.pole else "",
        "lon": incident.point.x,
        "lat": incident.point.y,
    }


def _words_to_citizen(town: Municipality, report: Report | HeldReport, occasion: str, url: str) -> tuple[str, str]:
    code, kind = tracking.grouped(report.tracking), report.get_kind_display()
    said = {
        "received": _("Your report has arrived at the town. A crew will be sent."),
        workflow.ON_THE_WAY: _("A crew is on its way to the place that you reported."),
        workflow.RESOLVED: _(
            "What you reported is mended. If it is not, say so on the page below and it is opened again."
        ),
        workflow.REOPENED: _("What you reported was opened again. A crew will be sent once more."),
    }[occasion]
    subject = _("%(kind)s: report %(code)s") % {"kind": kind, "code": code}
    lines = (
        said,
        _("Kind: %(kind)s") % {"kind": kind},
        _("Code of your report: %(code)s") % {"code": code},
        _("Every step stands on this page: %(url)s") % {"url": url},
        _("If somebody is in danger, call %(phone)s at once.") % {"phone": stoppers.emergency_phone(town.settings)},
        _(
            "You get this because your address was left with a report to %(town)s. "
            "To get no more of it, press “No more messages” on that page."
        )
        % {"town": town},
    )
    return subject, "\n\n".join(lines)


def _words_assigned(assignment: Assignment) -> tuple[str, str]:
    incident = assignment.incident
    lines = [
        _("%(crew)s now has incident %(incident)s.")
        % {"crew": assignment.responder.call_sign, "incident": incident.case.reference},
        _("Kind: %(kind)s") % {"kind": incident.get_kind_display()},
        _("Priority: %(priority)s") % {"priority": incident.get_priority_display()},
    ]
    if incident.pole:
        lines.append(_("Pole: %(pole)s") % {"pole": incident.pole.code})
    if assignment.expected_seconds is not None:
        lines.append(_("About %(minutes)s min by road") % {"minutes": max(1, round(assignment.expected_seconds / 60))})
    lines.append(_("Way and steps: %(url)s") % {"url": _address("incidents:mine")})
    subject = _("%(kind)s: incident %(incident)s is yours") % {
        "kind": incident.get_kind_display(),
        "incident": incident.case.reference,
    }
    return subject, "\n".join(lines)


def _words_relieved(assignment: Assignment) -> tuple[str, str]:
    facts = {"crew": assignment.responder.call_sign, "incident": assignment.incident.case.reference}
    subject = _("Incident %(incident)s is no longer yours") % facts
    said = _("%(crew)s no longer has incident %(incident)s: the dispatcher took it back or closed it.") % facts
    return subject, "\n".join((said, _("Your page: %(url)s") % {"url": _address("incidents:mine")}))


def _address(name: str, *words: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=words)
