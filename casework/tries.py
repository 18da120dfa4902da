"""Counts tries of codes that nobody has, so that codes are not tried out by the thousand.

Each kind of code (a report's tracking code, a petition's secret) is counted for itself. The sender is known by a digest
only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from casework.models import FailedTry
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal

WINDOW = timedelta(hours=1)


class TooManyTries(Refusal):
    """Too many codes that nobody has came from one address within the hour (`LOOKUPS_PER_HOUR`)."""


def sender_of(request: HttpRequest) -> str:
    """The address a request came from; behind a proxy the server in front must set it (see the operator's handbook)."""
    return str(request.META.get("REMOTE_ADDR", ""))


@contextmanager
def counted(municipality: Municipality, *, kind: str, sender: str, at: datetime) -> Iterator[None]:
    """Around looking a code up: a 404 from within is noted and goes on up; raises TooManyTries before looking."""
    may_try(municipality, kind=kind, sender=sender, at=at)
    try:
        yield
    except Http404:
        note_failure(municipality, kind=kind, sender=sender, at=at)
        raise


def may_try(municipality: Municipality, *, kind: str, sender: str, at: datetime, most: int | None = None) -> None:
    """Raise TooManyTries when this sender has had its tries of the hour; asked for known and unknown codes alike.

    `most` stands in for the setting, where an app counts another deed of senders that is dear, such as a beginning.
    """
    tries = FailedTry.objects.filter(
        municipality=municipality, kind=kind, sender_digest=_digest(sender), tried_at__gt=at - WINDOW
    )
    if tries.count() >= (settings.LOOKUPS_PER_HOUR if most is None else most):
        raise TooManyTries(_("Too many codes were tried from your network. Wait an hour, or call the town's office."))


@transaction.atomic
def note_failure(municipality: Municipality, *, kind: str, sender: str, at: datetime) -> None:
    """Remember a try of a code that nobody has, and forget those of former hours."""
    FailedTry.objects.filter(municipality=municipality, tried_at__lte=at - WINDOW).delete()
    FailedTry.objects.create(municipality=municipality, kind=kind, sender_digest=_digest(sender), tried_at=at)


def _digest(sender: str) -> str:
    return salted_hmac("casework.tries.sender", sender, algorithm="sha256").hexdigest() if sender else ""
