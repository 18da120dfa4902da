"""Undoing an edit of the work list: what stood before is put back, as new versions, rights and periods.

An edit is undone as a whole or not at all: where somebody changed a property since, nothing is.
"""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal, rights
from gis_assets.models import Building, JournalEntry, Municipality, Parcel, Right, Source, Unit
from gis_assets.models.parties import RightKind
from gis_assets.refusals import Refusal
from gis_assets.rights import Holding
from taxroll import claims, mending
from taxroll.models import AcknowledgedArea, ApprovedPrice

UNDONE = "work list edit undone"
_THINGS: dict[str, type[Parcel] | type[Building] | type[Unit]] = {"parcel": Parcel, "building": Building, "unit": Unit}


class WasChangedSince(Refusal):
    def __init__(self, thing: str) -> None:
        super().__init__(
            _("%(thing)s was changed again since, so the edit cannot be undone as a whole. Mend it on its own page.")
            % {"thing": thing}
        )


class UndoneAlready(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This edit is undone already. Reload the page."))


@transaction.atomic
def undo(entry: JournalEntry, *, by: User, at: datetime) -> Source:
    """Put back what an edit changed; raises WasChangedSince or UndoneAlready."""
    Municipality.objects.select_for_update().get(pk=entry.municipality_id)
    if JournalEntry.objects.filter(municipality=entry.municipality, action=UNDONE, details__entry=entry.pk).exists():
        raise UndoneAlready
    details: dict[str, Any] = entry.details
    on = date.fromisoformat(details["on"])
    source = mending.new_source(entry.municipality, _("Undone: %(what)s") % {"what": entry.why}, at)
    if "acknowledged" in details:
        AcknowledgedArea.objects.filter(pk__in=details["acknowledged"], withdrawn_at=None).update(withdrawn_at=at)
    else:
        _put_back_versions(details.get("versions", []), details.get("fields", []), on=on, source=source, at=at)
    _put_back_holders(details.get("holders", []), on=on, source=source, at=at)
    _withdraw_prices(details.get("prices", []), why=source.reference, by=by, at=at)
    journal.append(
        municipality=entry.municipality,
        by=by,
        action=UNDONE,
        thing_kind="source",
        thing_uid=source.uid,
        at=at,
        why=entry.why,
        details={"entry": entry.pk},
    )
    return source


def latest(municipality: Municipality, *, most: int = 5) -> list[JournalEntry]:
    """The last edits that were not undone, the newest first."""
    undone = JournalEntry.objects.filter(municipality=municipality, action=UNDONE).values_list(
        "details__entry", flat=True
    )
    edits = JournalEntry.objects.filter(municipality=municipality, action=mending.ACTION)
    return list(edits.exclude(pk__in=[pk for pk in undone if pk]).select_related("user").order_by("-pk")[:most])


def _put_back_versions(changed: list[list[Any]], fields: list[str], *, on: date, source: Source, at: datetime) -> None:
    for kind, former_id, present_id in changed:
        former = mending.MODELS[kind]._default_manager.get(pk=former_id)
        present = mending.MODELS[kind]._default_manager.get(pk=present_id)
        if present.valid.isempty or present.valid.lower != on:
            raise WasChangedSince(str(present))
        facts = {name: getattr(former, name) for name in fields if hasattr(former, name)}
        mending.correct(present, facts, on=on, source=source, at=at)


def _put_back_holders(changed: list[list[Any]], *, on: date, source: Source, at: datetime) -> None:
    """Who held before holds again; a right that ended keeps its facts, so they are read from it."""
    for kind, pk, former_ids, present_ids in changed:
        thing = _THINGS[kind]._default_manager.select_related("municipality").get(pk=pk)
        if [right.pk for right in rights.held_on(thing, on=on)] != present_ids:
            raise WasChangedSince(_name_of(thing, on))
        former = Right.objects.filter(pk__in=former_ids).select_related("party").order_by("pk")
        rights.correct_holders(thing, holdings=[_held(right) for right in former], on=on, source=source, at=at)


def _withdraw_prices(approved: list[int], *, why: str, by: User, at: datetime) -> None:
    for price in ApprovedPrice.objects.filter(pk__in=approved).order_by("pk"):
        if price.withdrawn_at or price.valid.isempty:
            raise WasChangedSince(price.document)
        claims.withdraw(price, why=why, by=by, at=at)


def _held(right: Right) -> Holding:
    share = (right.share_numerator, right.share_denominator)
    return Holding(right.party, RightKind(right.kind), *share, right.is_registered_home)


def _name_of(thing: Parcel | Building | Unit, on: date) -> str:
    """The property as its version of the day calls it."""
    version = thing.versions.filter(valid__contains=on).first()
    return str(version or thing)
