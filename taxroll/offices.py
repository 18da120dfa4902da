"""The office that signs the papers; changed by the head of revenue, written in the journal."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from taxroll.models import TaxOffice


class SuffixAlone(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The bank's suffix needs the 13 digits of the biller before it."))


@transaction.atomic
def write(office: TaxOffice, *, by: User, at: datetime) -> TaxOffice:
    """Keep what stands on papers from now on; papers that are issued stay as they are. Raises SuffixAlone."""
    if office.biller_suffix and not office.biller_tax_id:
        raise SuffixAlone
    office.save()
    journal.append(
        municipality=office.municipality,
        by=by,
        action="tax office written",
        thing_kind="tax_office",
        thing_uid=office.pk,
        at=at,
        details={"biller": office.biller},
    )
    return office
