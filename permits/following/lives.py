"""Reads what was written down of a period's petitions, for the figures of `times`: a few questions for all of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import DurationField, ExpressionWrapper, F, Sum
from django.utils import timezone

from casework.models import Step
from gis_assets.models import Municipality
from permits import workflow
from permits.following.times import Attended, Lived
from permits.models import Appointment, AppointmentState, Checkup, Decision, Petition, Sitting


def of(municipality: Municipality, *, since: datetime, until: datetime, service: str = "") -> list[Lived]:
    """The petitions submitted in the half-open period, in the order of submission; of one service, or of all."""
    asked = Petition.objects.filter(municipality=municipality, submitted_at__gte=since, submitted_at__lt=until)
    petitions = list((asked.filter(service=service) if service else asked).order_by("submitted_at", "pk"))
    keys = [each.pk for each in petitions]
    checked = Checkup.objects.filter(petition__in=keys).order_by().values("petition").annotate(total=Sum("took_ms"))
    machine = dict(checked.values_list("petition", "total"))
    touched = _touched(keys)
    decided = dict(Decision.objects.filter(petition__in=keys).values_list("petition", "at"))
    attended = _attended(keys)
    taken = _taken(petitions)
    return [
        Lived(
            key=each.pk,
            service=each.service,
            month=f"{timezone.localtime(each.submitted_at):%Y-%m}",
            entry_s=each.entry_s,
            machine_s=machine.get(each.pk, 0) / 1000,
            touch_s=touched.get(each.pk, timedelta()).total_seconds(),
            submitted_at=each.submitted_at,
            decided_at=decided.get(each.pk),
            start_at=_start(attended.get(each.pk), taken[each.case_id]),
            began_at=_beginning(attended.get(each.pk), taken[each.case_id]),
            stays=_stays(taken[each.case_id]),
        )
        for each in petitions
        if each.submitted_at is not None and each.case_id is not None
    ]


def _touched(keys: Sequence[int]) -> dict[int, timedelta]:
    """How long officers sat over each petition."""
    lasted = ExpressionWrapper(F("seen_at") - F("began_at"), output_field=DurationField())
    sums = Sitting.objects.filter(petition__in=keys).order_by().values("petition").annotate(total=Sum(lasted))
    return dict(sums.values_list("petition", "total"))


def _attended(keys: Sequence[int]) -> dict[int, Attended]:
    """The first appointment of each petition for which somebody came."""
    came = Appointment.objects.filter(
        petition__in=keys, state__in=(AppointmentState.ARRIVED, AppointmentState.SERVED)
    ).order_by("-during", "-pk")
    return {
        each.petition_id: Attended(
            slot_from=each.during.lower,
            # Serving writes the arrival of whoever was not checked in: that says nothing of when the person came.
            arrived_at=None if each.arrived_at == each.served_from else each.arrived_at,
            served_from=each.served_from,
            is_walk_in=each.is_walk_in,
        )
        for each in came
    }


def _start(attended: Attended | None, taken: Sequence[Step]) -> datetime | None:
    """When the appointment started, or the examination if that was earlier or nobody came; None while neither is."""
    known = (attended.start if attended else None, _examined_at(taken))
    return min((each for each in known if each is not None), default=None)


def _beginning(attended: Attended | None, taken: Sequence[Step]) -> datetime | None:
    return (attended.served_from if attended else None) or _examined_at(taken)


def _examined_at(taken: Sequence[Step]) -> datetime | None:
    return next((step.entered_at for step in taken if step.code == workflow.EXAMINED), None)


def _taken(petitions: Sequence[Petition]) -> defaultdict[int, list[Step]]:
    """The steps of each case in their order."""
    taken: defaultdict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(case__in=[each.case_id for each in petitions]).order_by("entered_at", "pk"):
        taken[step.case_id].append(step)
    return taken


def _stays(taken: Sequence[Step]) -> tuple[tuple[str, float], ...]:
    """The steps that a case left, with the seconds in them."""
    return tuple((one.code, (next_.entered_at - one.entered_at).total_seconds()) for one, next_ in pairwise(taken))
