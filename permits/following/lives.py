"""Reads what was written down of a period's petitions, for the figures of `times`: a few questions for all of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import DurationField, ExpressionWrapper, F, Min, Sum
from django.utils import timezone

from casework.models import Step
from gis_assets.models import Municipality
from permits.following.times import Lived
from permits.models import Appointment, Checkup, Decision, Petition, Sitting


def of(municipality: Municipality, *, since: datetime, until: datetime, service: str = "") -> list[Lived]:
    """The petitions submitted in the half-open period, in the order of submission; of one service, or of all."""
    asked = Petition.objects.filter(municipality=municipality, submitted_at__gte=since, submitted_at__lt=until)
    petitions = list((asked.filter(service=service) if service else asked).order_by("submitted_at", "pk"))
    keys = [each.pk for each in petitions]
    checked = Checkup.objects.filter(petition__in=keys).order_by().values("petition").annotate(total=Sum("took_ms"))
    machine = dict(checked.values_list("petition", "total"))
    touched = _touched(keys)
    decided = dict(Decision.objects.filter(petition__in=keys).values_list("petition", "at"))
    begun = Appointment.objects.filter(petition__in=keys).exclude(served_from=None).order_by()
    served = dict(begun.values("petition").annotate(first=Min("served_from")).values_list("petition", "first"))
    stays = _stays(petitions)
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
            served_from=served.get(each.pk),
            stays=tuple(stays[each.case_id]),
        )
        for each in petitions
        if each.submitted_at is not None and each.case_id is not None
    ]


def _touched(keys: Sequence[int]) -> dict[int, timedelta]:
    """How long officers sat over each petition."""
    lasted = ExpressionWrapper(F("seen_at") - F("began_at"), output_field=DurationField())
    sums = Sitting.objects.filter(petition__in=keys).order_by().values("petition").annotate(total=Sum(lasted))
    return dict(sums.values_list("petition", "total"))


def _stays(petitions: Sequence[Petition]) -> defaultdict[int | None, list[tuple[str, float]]]:
    """For each case the steps that it left, with the seconds in them."""
    taken: defaultdict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(case__in=[each.case_id for each in petitions]).order_by("entered_at", "pk"):
        taken[step.case_id].append(step)
    left: defaultdict[int | None, list[tuple[str, float]]] = defaultdict(list)
    for case_id, steps in taken.items():
        left[case_id] = [
            (one.code, (next_.entered_at - one.entered_at).total_seconds()) for one, next_ in pairwise(steps)
        ]
    return left
