"""Where the applicant wants to hear of his petition: an e-mail address, a program of his, or nothing more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework import outbox
from gis_assets.refusals import Refusal
from permits import moving, telling
from permits.models import Applicant, Petition


class NothingToChange(Refusal):
    """Who asked was deleted; there is nobody to write to."""


@transaction.atomic
def quiet(petition: Petition, *, at: datetime) -> None:
    """Write no more to the applicant, and forget where to; what waits to be delivered is withdrawn."""
    locked = moving.locked(petition)
    outbox.withdraw(locked.municipality, about=telling.about(locked), at=at)
    Applicant.objects.filter(petition=locked).update(email="", webhook="")


@transaction.atomic
def change(petition: Petition, *, email: str, webhook: str) -> None:
    """Write to these addresses from now on. Raises outbox.UnfitAddress, or NothingToChange."""
    locked = moving.locked(petition)
    for channel, to in (("email", email), ("webhook", webhook)):
        if to:
            outbox.refuse_unfit(outbox.Address(channel, to))
    if not Applicant.objects.filter(petition=locked).update(email=email, webhook=webhook):
        raise NothingToChange(_("Your name and address were deleted; nobody can be written to about this petition."))
