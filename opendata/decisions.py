"""What officers decide about the publishing check: that a value is no person's, that a layer is withdrawn or back."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from opendata import gate
from opendata.models import AcceptedValue, FindingKind, Publication, PublicationFinding


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing was changed: write in a few words why, so that others can follow it."))


class NeverAccepted(Refusal):
    def __init__(self, finding: PublicationFinding) -> None:
        sentence = _(
            "A citizen id cannot be accepted. Correct it in the register (feature %(feature)s), then check again."
        )
        super().__init__(sentence % {"feature": finding.feature})


@transaction.atomic
def accept(finding: PublicationFinding, *, layer: Layer, reason: str, by: User, on: date, at: datetime) -> gate.Verdict:
    """Hold that a value only looks like a person's, and check the layer again; raises NoReason, NeverAccepted."""
    if finding.kind == FindingKind.CITIZEN_ID:
        raise NeverAccepted(finding)
    why = _reason(reason)
    AcceptedValue.objects.get_or_create(
        municipality_id=finding.municipality_id,
        layer=layer.name,
        column=finding.column,
        digest=finding.digest,
        defaults={"masked": finding.masked, "reason": why, "accepted_by": by, "accepted_at": at},
    )
    details = {"column": finding.column, "value": finding.masked}
    _write_down("value accepted", finding.municipality, layer, why=why, by=by, at=at, details=details)
    return gate.check(layer, municipality=finding.municipality, on=on)


@transaction.atomic
def withdraw(layer: Layer, *, municipality: Municipality, reason: str, by: User, at: datetime) -> None:
    """Serve the layer no more until it is put back; raises NoReason."""
    why = _reason(reason)
    Publication.objects.filter(municipality=municipality, layer=layer.name).update(
        withdrawn_at=at, withdrawn_by=by, withdrawn_why=why
    )
    _write_down("layer withdrawn", municipality, layer, why=why, by=by, at=at)


@transaction.atomic
def put_back(layer: Layer, *, municipality: Municipality, by: User, on: date, at: datetime) -> gate.Verdict:
    """End a withdrawal; the layer is checked before it is served."""
    Publication.objects.filter(municipality=municipality, layer=layer.name).update(
        withdrawn_at=None, withdrawn_by=None, withdrawn_why=""
    )
    _write_down("layer put back", municipality, layer, why="", by=by, at=at)
    return gate.check(layer, municipality=municipality, on=on)


def _reason(text: str) -> str:
    if not text.strip():
        raise NoReason
    return text.strip()[:300]


def _write_down(
    action: str,
    municipality: Municipality,
    layer: Layer,
    *,
    why: str,
    by: User,
    at: datetime,
    details: dict[str, str] | None = None,
) -> None:
    journal.append(
        municipality=municipality,
        by=by,
        action=action,
        thing_kind="layer",
        thing_uid=layer.name,
        at=at,
        why=why,
        details=details,
    )
