"""The receipt of a fee: a numbered paper, set anew from what was written down when the money was taken.

Always in Thai. Who received the money stands on it by the role. Anybody who holds it can verify it: the code is a keyed
digest over what names the receipt, so it fits neither another sum nor another day.
"""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils import translation

from casework import tracking
from gis_assets import baht_text, qr, typesetting, units
from gis_assets.models import Membership, Municipality, Role
from gis_assets.templatetags import town
from permits import access
from permits.desk import office, references
from permits.models import Fee, PaidBy, Petition

PURPOSE = b"permits.receipt"


def facts(petition: Petition, fee: Fee, *, by: AbstractBaseUser | None) -> dict[str, Any]:
    """Everything that is printed on the receipt of a fee that was just taken; kept in its row."""
    house = office.of(petition.municipality)
    applicant = getattr(petition, "applicant", None)
    with translation.override("th"):
        return {
            "town": house.municipality_th,
            "office": house.name,
            "address": house.address,
            "payer": applicant.name if applicant else "",
            "about": petition.as_offered().name.th,
            "case": str(petition.case),
            "tracking": tracking.grouped(petition.tracking),
            "parcel_code": petition.parcel_code,
            "lines": [[line["name_th"], units.format_baht(line["satang"])] for line in fee.lines],
            "amount": units.format_baht(fee.amount_satang),
            "in_words": baht_text.read(fee.amount_satang),
            "paid_on": town.thai_date(fee.paid_at),
            "way": str(PaidBy(fee.paid_by).label),
            "slip": fee.slip,
            "received_by": _role(petition.municipality, by),
            "is_sample": not settings.IS_IN_SERVICE,
        }


def paper(fee: Fee) -> bytes:
    """The receipt of a paid fee as PDF; the same row always gives the same bytes."""
    # One that was paid before receipts were kept is set from what is known now.
    printed = fee.receipt or facts(fee.petition, fee, by=fee.taken_by)
    address = settings.PUBLIC_URL + reverse("permits:verify_receipt", args=[fee.reference, code(fee)])
    told = {
        "number": fee.receipt_number,
        "reference": fee.reference,
        "code": tracking.grouped(code(fee)),
        "verify_at": address,
        "qr": qr.svg(address),
    }
    return typesetting.set_pages("permits", "desk/receipt", printed | told)


def code(fee: Fee) -> str:
    """The code by which the receipt of a paid fee is verified."""
    paid_at = fee.paid_at.timestamp() if fee.paid_at else 0
    named = f"{fee.municipality_id}|{fee.reference}|{fee.receipt_number}|{fee.amount_satang}|{paid_at:.6f}"
    key = settings.PARTY_KEY.encode()
    digest = hmac.new(key, PURPOSE + b"\0" + named.encode(), hashlib.sha256).digest()
    return tracking.code_from(digest[: tracking.RANDOM_BYTES])


def verified(municipality: Municipality, *, reference: str, typed: str) -> Fee | None:
    """The fee whose receipt carries this reference and code; None for any other, as for none at all."""
    known = tracking.normalised(typed)
    if known is None or not references.is_valid(reference):
        return None
    paid = Fee.objects.filter(municipality=municipality, reference=reference).exclude(receipt_number="")
    fee = paid.select_related("petition").first()
    return fee if fee is not None and hmac.compare_digest(code(fee), known) else None


def _role(municipality: Municipality, by: AbstractBaseUser | None) -> str:
    """As what the person received the money, in Thai: the first of the roles that may."""
    if by is None:
        return ""
    mine = Membership.objects.filter(municipality=municipality, user_id=by.pk)
    held = set(mine.values_list("role", flat=True))
    role = next((role for role in (*access.OFFICERS, Role.ADMINISTRATOR) if role in held), None)
    return str(role.label) if role else ""
