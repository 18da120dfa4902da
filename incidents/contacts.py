"""Forgets how to reach who reported, once it has served or is not wanted any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from casework import outbox
from gis_assets.models import Municipality
from incidents import telling, workflow
from incidents.models import Contact, HeldReport, Incident, Report


@transaction.atomic
def forget(municipality: Municipality, *, before: datetime, at: datetime) -> int:
    """Delete contacts of incidents mended before the instant, and of held reports as old; return how many.

    What was written to them, and to crews, is emptied with them.
    """
    served = (
        Contact.objects.filter(municipality=municipality, report__incident__state=workflow.RESOLVED)
        .annotate(ended_at=Max("report__incident__case__steps__entered_at"))
        .filter(ended_at__lt=before)
    )
    count, _by_model = Contact.objects.filter(pk__in=[contact.pk for contact in served]).delete()
    ended = Incident.objects.of(municipality).filter(state__in=workflow.AT_REST)
    ended = ended.annotate(ended_at=Max("case__steps__entered_at")).filter(ended_at__lt=before)
    outbox.forget(municipality, cases=ended.values("case"), before=before, at=at)
    old = HeldReport.objects.filter(municipality=municipality, submitted_at__lt=before).exclude(
        phone="", email="", webhook=""
    )
    return count + old.update(phone="", email="", webhook="")


def is_told(thing: Report | HeldReport) -> bool:
    """Whether who sent it left an address that messages go to."""
    return bool(thing.email or thing.webhook or (thing.phone and outbox.has_channel("sms")))


@transaction.atomic
def quiet(thing: Report | HeldReport, *, at: datetime) -> None:
    """Write no more to who sent it, and forget where to; a telephone that is only called stays."""
    outbox.withdraw(thing.municipality, about=telling.about_report(thing), at=at)
    kept = "" if outbox.has_channel("sms") else thing.phone
    if isinstance(thing, HeldReport):
        HeldReport.objects.filter(pk=thing.pk).update(phone=kept, email="", webhook="")
    elif kept:
        Contact.objects.filter(report=thing).update(email="", webhook="")
    else:
        Contact.objects.filter(report=thing).delete()
