"""An account keeps petitions: whoever opened a link once and is signed in finds the petition again without it.

To sign in is nobody's duty; the link goes on as before. An account that keeps a petition may do what its link may do,
and gives it up at any time.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from gis_assets.models import Municipality
from permits.models import KeptPetition, Petition


def keep(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> KeptPetition:
    """Keep a petition whose link the person has; twice is as once."""
    kept, _is_new = KeptPetition.objects.get_or_create(
        petition=petition, user_id=by.pk, defaults={"municipality": petition.municipality, "kept_at": at}
    )
    return kept


def give_up(petition: Petition, *, by: AbstractBaseUser) -> None:
    """Keep it no more; the petition stays, and so does its link."""
    KeptPetition.objects.filter(petition=petition, user_id=by.pk).delete()


def is_kept(petition: Petition, *, by: AbstractBaseUser) -> bool:
    """Whether the person's account keeps it."""
    return by.is_authenticated and KeptPetition.objects.filter(petition=petition, user_id=by.pk).exists()


def of(municipality: Municipality, *, by: AbstractBaseUser) -> QuerySet[Petition]:
    """The petitions of this municipality that the account keeps, the latest first."""
    mine = Petition.objects.filter(municipality=municipality, kept_by__user_id=by.pk)
    return mine.select_related("case", "municipality").order_by("-begun_at", "-pk")
