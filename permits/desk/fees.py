"""The fee of an approval: asked with the decision, explained line by line, and taken once."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal, qr, thai_qr, units
from gis_assets.refusals import Refusal
from permits import moving, numbering, services
from permits.desk import feelines, office, receipts, references
from permits.models import Fee, PaidBy, Petition
from permits.petitions import placing

LONGEST_SLIP = 40


class NothingAsked(Refusal):
    """The petition has no fee: it is not approved."""


class PaidAlready(Refusal):
    """The fee was taken before."""


class SlipMissing(Refusal):
    """A transfer without its number."""


class SlipUsed(Refusal):
    """The number of the slip stands at another fee."""


@dataclass(frozen=True)
class PayCode:
    """What is drawn as a QR code; `is_thai_qr` when banks' applications read it, with the amount in it."""

    text: str
    is_thai_qr: bool

    @property
    def address(self) -> str:
        """The picture as an address that holds it whole."""
        return f"data:image/png;base64,{b64encode(qr.png(self.text)).decode()}"


def ask(petition: Petition, *, at: datetime) -> Fee:
    """Write down what the approval costs; one of nothing is paid from the beginning. In the decision's transaction."""
    found = lines_of(petition, at=at)
    amount = feelines.total(found)
    year, number = (
        units.year_be(timezone.localtime(at).year),
        numbering.next_number(petition.municipality, kind="fee", at=at),
    )
    return Fee.objects.create(
        municipality=petition.municipality,
        petition=petition,
        lines=feelines.as_json(found),
        amount_satang=amount,
        reference=references.make(
            dla_code=petition.municipality.dla_code, year_be=year, number=int(number.split("/")[0])
        ),
        asked_at=at,
        paid_at=None if amount else at,
    )


def lines_of(petition: Petition, *, at: datetime) -> list[feelines.FeeLine]:
    """What the approval would cost at this instant; raises feelines.NotCounted."""
    on = timezone.localdate(at)
    service = services.every()[petition.service].on(on, own=petition.municipality.settings)
    return feelines.lines(
        service.fees, answers=petition.answers, track=petition.track, area_m2=area_m2(petition), on=on
    )


@transaction.atomic
def take(petition: Petition, *, way: PaidBy, slip: str, by: AbstractBaseUser, at: datetime) -> Fee:
    """Record the money under the next receipt number; the same officer's second click changes nothing.

    Raises NothingAsked, PaidAlready, SlipMissing or SlipUsed.
    """
    locked = moving.locked(petition)
    fee = Fee.objects.filter(petition=locked).first()
    if fee is None:
        raise NothingAsked(_("Petition %(case)s is not approved. There is no fee to take.") % {"case": locked.case})
    slip = slip.strip()[:LONGEST_SLIP]
    if fee.paid_at is not None:
        if (fee.taken_by_id, fee.paid_by, fee.slip) == (by.pk, way.value, slip):
            return fee
        raise PaidAlready(_already(fee))
    _check_slip(fee, way, slip)
    fee.paid_at, fee.paid_by, fee.slip, fee.taken_by_id = at, way.value, slip, by.pk
    fee.receipt_number = numbering.next_number(locked.municipality, kind="receipt", at=at)
    fee.receipt = receipts.facts(locked, fee, by=by)
    fee.save(update_fields=["paid_at", "paid_by", "slip", "taken_by", "receipt_number", "receipt"])
    details = {"receipt": fee.receipt_number, "amount_satang": fee.amount_satang, "way": fee.paid_by}
    journal.append(
        municipality=locked.municipality,
        by=by,
        action="permits.fee_taken",
        thing_kind="petition",
        thing_uid=locked.uid,
        at=at,
        details=details,
    )
    return fee


def code(fee: Fee) -> PayCode:
    """The code by which the fee is paid; without a biller number its reference, which the counter scans."""
    biller = office.of(fee.municipality).biller
    if not biller:
        return PayCode(fee.reference, is_thai_qr=False)
    text = thai_qr.payload(biller=biller, ref1=fee.reference, amount_satang=fee.amount_satang)
    return PayCode(text, is_thai_qr=True)


def area_m2(petition: Petition) -> Decimal | None:
    """The area of the drawn outline in the municipality's zone, to a hundredth; None where none was drawn."""
    if petition.footprint is None:
        return None
    return Decimal(f"{placing.area_m2(petition.footprint, municipality=petition.municipality):.2f}")


def _check_slip(fee: Fee, way: PaidBy, slip: str) -> None:
    if way != PaidBy.CASH and not slip:
        raise SlipMissing(_("Give the number on the slip. Only cash may come without one."))
    if slip and Fee.objects.filter(municipality=fee.municipality, slip=slip).exclude(pk=fee.pk).exists():
        raise SlipUsed(_("Slip %(slip)s was recorded for another fee. Check the number on the slip.") % {"slip": slip})


def _already(fee: Fee) -> str:
    return _("This fee was taken already: receipt %(number)s.") % {"number": fee.receipt_number or "–"}
