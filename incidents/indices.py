"""How long poles were without power and lamps dark: the indices of resolved and open incidents of a period.

A confirmed outage counts all poles (or lamps) that lay below its device when it was confirmed, from its first report to
when power was back. An incident that belongs to none counts one; one of an outage counts only for what it lasted
longer. What was joined to another incident is that one's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils import timezone

from casework import indices
from casework.indices import Indices, Interruption
from casework.models import Step
from gis_assets.models import Municipality, UtilityPoleVersion
from incidents import workflow
from incidents.models import Incident, Kind, Outage

BELOW = {Kind.POWER_OUT: "poles", Kind.LAMP_OUT: "lamps"}
"""What a confirmed outage's evidence counts for each kind."""


@dataclass(frozen=True)
class OutageIndices:
    """Named as what they are: of poles and of lamps, not of customers."""

    poles: Indices
    lamps: Indices


def of_period(municipality: Municipality, *, since: datetime, until: datetime) -> OutageIndices:
    """The indices over the poles in the register at the end of the half-open period."""
    last_day = timezone.localdate(until)
    poles = UtilityPoleVersion.objects.of(municipality).as_of(last_day).values("pole").distinct().count()
    return OutageIndices(
        poles=_indices(municipality, Kind.POWER_OUT, things=poles, since=since, until=until),
        lamps=_indices(municipality, Kind.LAMP_OUT, things=poles, since=since, until=until),
    )


def _indices(municipality: Municipality, kind: Kind, *, things: int, since: datetime, until: datetime) -> Indices:
    found = interruptions(municipality, kind=kind, until=until)
    return indices.of_period(found, things=things, since=since, until=until)


def interruptions(municipality: Municipality, *, kind: Kind, until: datetime) -> list[Interruption]:
    """Of outages and of single incidents, as known at `until`."""
    of_kind = Incident.objects.of(municipality).filter(kind=kind, reported_at__lt=until, merged_into=None)
    outages = _outages(municipality, until=until)
    begun = dict(
        Incident.objects.filter(outage__in=outages, reported_at__lt=until)
        .values_list("outage")
        .annotate(Min("reported_at"))
    )
    below = [
        Interruption(things, min(begun.get(outage.pk, outage.confirmed_at), outage.confirmed_at), _over(outage, until))
        for outage in outages.values()
        if (things := int(outage.evidence.get(BELOW[kind], 0)))
    ]
    return below + list(_single(of_kind, outages, until=until))


def _outages(municipality: Municipality, *, until: datetime) -> dict[int, Outage]:
    """Those that were confirmed and not taken back."""
    confirmed = Outage.objects.filter(municipality=municipality, confirmed_at__lt=until, withdrawn_at=None)
    return {outage.pk: outage for outage in confirmed.order_by("confirmed_at", "pk")}


def _over(outage: Outage, until: datetime) -> datetime | None:
    return outage.restored_at if outage.restored_at and outage.restored_at < until else None


def _single(incidents: QuerySet[Incident], outages: Mapping[int, Outage], *, until: datetime) -> Iterator[Interruption]:
    """One pole or lamp for each incident; those of an outage only after it, where they lasted longer."""
    outage_of = dict(incidents.values_list("case_id", "outage_id"))
    for case_id, start, stop in _spans(incidents, until=until):
        outage = outages.get(outage_of[case_id] or 0)
        if outage is None:
            yield Interruption(1, start, stop)
        elif (back := _over(outage, until)) and (stop is None or stop > back):
            yield Interruption(1, max(start, back), stop)


def _spans(incidents: QuerySet[Incident], *, until: datetime) -> Iterator[tuple[int, datetime, datetime | None]]:
    """From the report to each mending, and from a reopening to the next."""
    steps = Step.objects.filter(case__incident__in=incidents, entered_at__lt=until)
    began: dict[int, datetime] = {}
    for case_id, code, at in steps.order_by("case_id", "entered_at", "pk").values_list("case_id", "code", "entered_at"):
        if code == workflow.RESOLVED:
            yield case_id, began.pop(case_id, at), at
        else:
            began.setdefault(case_id, at)
    for case_id, start in began.items():
        yield case_id, start, None
