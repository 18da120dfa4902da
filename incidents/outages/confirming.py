"""The dispatcher's word on an outage: confirmed, expected to end then, over, or taken back."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import GridNode, Municipality, UtilityPole
from gis_assets.refusals import Refusal
from incidents import resolution, triage, workflow
from incidents.models import Incident, Outage, PowerReport
from incidents.outages import beliefs, feeders, joining, suspecting


class NotConfirmed(Refusal):
    """The device cannot be confirmed as failed."""


class NotOpen(Refusal):
    """The outage is over or was taken back."""


class NoTime(Refusal):
    """The expected end lies in the past."""


@transaction.atomic
def confirm(
    municipality: Municipality,
    *,
    device: GridNode | UtilityPole,
    by: AbstractBaseUser,
    at: datetime,
    expected_at: datetime | None = None,
) -> Outage:
    """Say that a device failed: the open incidents below it become its own. Raises NotConfirmed or NoTime."""
    triage.lock(municipality)
    _refuse_past(expected_at, at=at)
    known = feeders.of(municipality, on=timezone.localdate(at))
    is_node = isinstance(device, GridNode)
    number = (known.of_node if is_node else known.of_pole).get(device.pk)
    if number is None:
        raise NotConfirmed(
            _("%(code)s is not in force in the register today. Choose another device.") % {"code": device}
        )
    facts = {"node": device} if is_node else {"pole": device}
    if Outage.objects.filter(municipality=municipality, **facts).open().exists():
        raise NotConfirmed(_("An outage of %(code)s is confirmed already.") % {"code": device})
    outage = Outage.objects.create(
        municipality=municipality,
        point=known.point(number),
        evidence=_evidence(municipality, known, number, at=at),
        confirmed_by_id=by.pk,
        confirmed_at=at,
        expected_at=expected_at,
        **facts,
    )
    _gather(outage, known, number)
    _write_down(outage, "outage.confirm", by=by, at=at)
    return outage


@transaction.atomic
def expect(outage: Outage, *, expected_at: datetime | None, by: AbstractBaseUser, at: datetime) -> Outage:
    """Change when power is expected back; raises NotOpen or NoTime."""
    mine = _locked(outage)
    _refuse_past(expected_at, at=at)
    mine.expected_at = expected_at
    mine.save(update_fields=["expected_at"])
    _write_down(mine, "outage.expect", by=by, at=at)
    return mine


@transaction.atomic
def restore(outage: Outage, *, by: AbstractBaseUser, at: datetime, note: str) -> list[Incident]:
    """Power is back: incidents that wait are resolved with the note; those that a crew has stay with the crew.

    Returns the incidents that stay open. Raises NotOpen or `resolution.NothingSaid`.
    """
    triage.lock(outage.municipality)
    mine = _locked(outage)
    resolution.refuse_silence(note)
    mine.restored_at, mine.note = at, note
    mine.save(update_fields=["restored_at", "note"])
    staying = []
    for incident in mine.incidents.open().order_by("pk"):
        if incident.state in workflow.WAITING:
            resolution.resolve(incident, responder=None, by=by, at=at, note=note)
        else:
            staying.append(incident)
    _write_down(mine, "outage.restore", by=by, at=at)
    return staying


@transaction.atomic
def withdraw(outage: Outage, *, by: AbstractBaseUser, at: datetime) -> Outage:
    """Take the word back: the incidents stand for themselves again. Raises NotOpen."""
    triage.lock(outage.municipality)
    mine = _locked(outage)
    mine.withdrawn_at = at
    mine.save(update_fields=["withdrawn_at"])
    mine.incidents.open().update(outage=None)
    _write_down(mine, "outage.withdraw", by=by, at=at)
    return mine


def reported_back(outage: Outage, *, at: datetime) -> list[str]:
    """Codes of poles below the device where somebody had power after the outage was confirmed."""
    known = feeders.of(outage.municipality, on=timezone.localdate(at))
    number = joining.number_of(outage, known)
    if number is None:
        return []
    words = PowerReport.objects.filter(
        municipality=outage.municipality, pole__in=known.poles_below(number), at__gt=outage.confirmed_at, at__lte=at
    )
    return sorted(set(words.values_list("pole__code", flat=True)))


def _locked(outage: Outage) -> Outage:
    mine = (
        Outage.objects.select_for_update(of=("self",)).select_related("node", "pole", "municipality").get(pk=outage.pk)
    )
    if mine.restored_at or mine.withdrawn_at:
        raise NotOpen(_("The outage of %(code)s is over already. Look at the list again.") % {"code": mine.code})
    return mine


def _refuse_past(expected_at: datetime | None, *, at: datetime) -> None:
    if expected_at is not None and expected_at <= at:
        raise NoTime(_("The time when power is expected back lies in the past. Give a later one, or none."))


def _evidence(municipality: Municipality, known: feeders.Feeders, number: int, *, at: datetime) -> dict[str, object]:
    window = timedelta(minutes=beliefs.beliefs(municipality.settings)["window_minutes"].number)
    told = suspecting.evidence(municipality, since=at - window, until=at)
    poles = known.poles_below(number)
    code = {known.ids[each]: known.codes[each] for each in known.tree.below(number).tolist() if known.is_pole(each)}
    return {
        "dark": sorted(code[pole] for pole in told.dark if pole in code),
        "lit": sorted(code[pole] for pole in told.lit if pole in code),
        "poles": len(poles),
        "lamps": known.lamps_below(number),
        "buildings": feeders.buildings_near(
            municipality, poles=poles, on=timezone.localdate(at), metres=suspecting.NEAR_POLE_M
        ),
    }


def _gather(outage: Outage, known: feeders.Feeders, number: int) -> None:
    """Every open incident without power below the device becomes part of the outage."""
    poles = known.poles_below(number)
    below = Incident.objects.of(outage.municipality).open().filter(pole__in=poles, kind__in=joining.WITHOUT_POWER)
    below.filter(outage=None).update(outage=outage)


def _write_down(outage: Outage, action: str, *, by: AbstractBaseUser, at: datetime) -> None:
    journal.append(
        municipality=outage.municipality, by=by, action=action, thing_kind="outage", thing_uid=outage.pk, at=at
    )
