"""Which step is told to the applicant who left an address, and in which words.

Only written down here, in the transaction of the step; `casework.outbox` delivers. No message carries a name, a number
of a person or what the petition says: that stands behind the link. Thai first, then the same in English.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import outbox, steps, tracking
from gis_assets.templatetags import town
from permits import secrets_of, wording, workflow
from permits.models import Appointment, AppointmentState, Petition
from permits.paper import Paper

Said = Callable[[], str]


def submitted(petition: Petition, *, at: datetime) -> None:
    """The petition has arrived."""
    is_booked = any(step.code == workflow.BOOKED for step in petition.as_offered().steps)
    said = _submitted if is_booked else _received
    _tell(petition, occasion="submitted", key=_step(petition), said=said, at=at)


def booked(petition: Petition, *, at: datetime) -> None:
    """An appointment is confirmed, or another one than before; with the file for a calendar."""
    mine = Appointment.objects.filter(petition=petition, state=AppointmentState.CONFIRMED)
    if appointment := mine.select_related("session__room", "petition").first():
        _tell(petition, occasion="booked", key=str(appointment.pk), said=partial(_booked, appointment), at=at)


def unbooked(petition: Petition, *, at: datetime) -> None:
    """The appointment is lost, by the office or by not coming; whoever gave it up himself knows."""
    last = Appointment.objects.filter(petition=petition).exclude(ended_at=None).order_by("ended_at", "pk").last()
    if last and last.state == AppointmentState.MISSED:
        _tell(petition, occasion="missed", key=str(last.pk), said=_missed, at=at)
    elif last and petition.case and steps.last_step(petition.case).by_id is not None:
        _tell(petition, occasion="called_off", key=str(last.pk), said=_called_off, at=at)


def asked(petition: Petition, *, at: datetime) -> None:
    """Something is to be mended or added."""
    _tell(petition, occasion="asked", key=_step(petition), said=_asked, at=at)


def decided(petition: Petition, *, at: datetime) -> None:
    """It was approved and the fee is to be paid, or it was refused."""
    is_refused = steps.last_step(petition.case).code == workflow.REFUSED if petition.case else False
    said = partial(_refused if is_refused else _approved, petition.as_offered().paper)
    _tell(petition, occasion="decided", key=_step(petition), said=said, at=at)


def issued(petition: Petition, *, at: datetime) -> None:
    """The permit is there."""
    said = partial(_issued, petition.as_offered().paper)
    _tell(petition, occasion="issued", key=_step(petition), said=said, at=at)


def revoked(petition: Petition, *, address: str, at: datetime) -> None:
    """The permit holds no more; why stands at the address where everybody verifies it."""
    said = partial(_revoked, petition.as_offered().paper, address)
    _tell(petition, occasion="revoked", key=str(petition.pk), said=said, at=at)


TOLD = {
    workflow.BOOKED: booked,
    workflow.ASKED: asked,
    workflow.APPROVED: decided,
    workflow.REFUSED: decided,
    workflow.ISSUED: issued,
}
"""Steps that the applicant hears of; the others stand on the page of his petition. Our own choice, to be few."""


def moved(petition: Petition, *, at: datetime) -> None:
    """Tell of the step that was just taken, if it is one of `TOLD`, or if an appointment was lost by it."""
    if petition.case is None:
        return
    [last, *before] = petition.case.steps.order_by("-entered_at", "-pk")[:2]
    if tell := TOLD.get(last.code):
        tell(petition, at=at)
    elif last.code == workflow.SUBMITTED and [step.code for step in before] == [workflow.BOOKED]:
        unbooked(petition, at=at)


def about(petition: Petition) -> str:
    """What messages to an applicant are about; by it they are withdrawn."""
    return f"petition:{petition.uid}"


def is_told(petition: Petition) -> bool:
    """Whether the applicant left an address that messages go to."""
    return bool(ways(petition))


def ways(petition: Petition) -> list[outbox.Address]:
    """The addresses that the applicant left; none when there are none, or when they were forgotten."""
    applicant = getattr(petition, "applicant", None)
    left = (("email", applicant.email), ("webhook", applicant.webhook)) if applicant else ()
    return [outbox.Address(channel, to) for channel, to in left if to]


def _tell(petition: Petition, *, occasion: str, key: str, said: Said, at: datetime) -> None:
    url = _address("permits:my_status", petition)
    subject, body = outbox.in_both(partial(_words, petition, said, url))
    for to in ways(petition):
        outbox.enqueue(
            petition.municipality,
            to=to,
            subject=subject,
            body=body,
            dedup_key=f"{about(petition)}:{occasion}:{key}:{to.channel}",
            about=about(petition),
            kind=f"permit.{occasion}",
            case=petition.case,
            facts={
                "number": tracking.grouped(petition.tracking),
                "service": petition.service,
                "state": occasion,
                "url": url,
            },
            at=at,
        )


def _words(petition: Petition, said: Said, url: str) -> tuple[str, str]:
    service, number = petition.as_offered(), tracking.grouped(petition.tracking)
    subject = _("%(service)s: petition %(number)s") % {"service": wording.said(service.name), "number": number}
    lines = (
        said(),
        _("Every step stands on your page, which is for you alone: %(url)s") % {"url": url},
        _("Tracking number, which you may give to others: %(number)s") % {"number": number},
        _(
            "You get this because this address was left with a petition to %(town)s. "
            "To get no more of it, press “No more messages” on your page."
        )
        % {"town": petition.municipality},
    )
    return subject, "\n\n".join(lines)


def _submitted() -> str:
    return _("Your petition has arrived and was checked against the map. Book an appointment on your page.")


def _received() -> str:
    return _("Your petition has arrived and was checked against the map. You need not come; an officer takes it up.")


def _booked(appointment: Appointment) -> str:
    place = {"time": town.thai_time(appointment.during.lower), "room": appointment.session.room}
    said = _("You have an appointment: %(time)s, %(room)s.") % place
    calendar = _("For your calendar: %(url)s") % {"url": _address("permits:calendar", appointment.petition)}
    return f"{said}\n\n{calendar}"


def _missed() -> str:
    return _("Nobody came to your appointment. Your petition keeps its place; book another time on your page.")


def _called_off() -> str:
    return _("The office had to cancel your appointment. We are sorry; book another time on your page.")


def _asked() -> str:
    return _(
        "Something in your petition is to be mended or added. Look at your page; the clock stands still until then."
    )


def _approved(paper: Paper) -> str:
    words = _(
        "Your petition was %(approved)s. Pay the fee on your page or at the counter, and the %(paper)s is issued."
    )
    return words % wording.of_paper(paper)


def _refused(paper: Paper) -> str:
    words = _(
        "Your petition was answered in writing: %(refused)s. The letter with the reasons and the way to appeal is on "
        "your page."
    )
    return words % wording.of_paper(paper)


def _issued(paper: Paper) -> str:
    words = _("Your %(paper)s is issued. Download it on your page; anybody can verify it by its QR code.")
    return words % wording.of_paper(paper)


def _revoked(paper: Paper, address: str) -> str:
    words = _(
        "Your %(paper)s was revoked and holds no more. Why stands on your page; others see here since when: %(url)s"
    )
    return words % {**wording.of_paper(paper), "url": address}


def _step(petition: Petition) -> str:
    """The step that a message tells of, so that it is told once."""
    return str(steps.last_step(petition.case).pk) if petition.case else ""


def _address(name: str, petition: Petition) -> str:
    return settings.PUBLIC_URL + reverse(name, args=[secrets_of.secret(petition.uid)])
