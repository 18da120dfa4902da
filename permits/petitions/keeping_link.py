"""Mails the owner's link to its owner, who then finds it again among his letters."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import outbox, tracking, tries
from gis_assets.refusals import Refusal
from permits import secrets_of, telling, wording
from permits.models import Petition

MOST_A_DAY = 3
KIND = "permits-link"
"""Under which letters are counted among the tries of a sender."""


class CannotMail(Refusal):
    """The address is none, the town sends no mail, or links were mailed often enough."""


def can_mail() -> bool:
    """Whether this installation sends e-mail."""
    return outbox.has_channel("email")


@transaction.atomic
def mail(petition: Petition, *, to: str, at: datetime, sender: str) -> None:
    """Write the letter with the link; raises CannotMail.

    Letters are counted by the network address that asks (`PETITION_LINKS_PER_HOUR`): strangers get them too, when
    somebody begins petition after petition to that end.
    """
    try:
        validate_email(to)
    except ValidationError as error:
        raise CannotMail(_("This is no e-mail address. Compare it, such as name@example.com.")) from error
    _count(petition, sender=sender, at=at)
    subject, body = outbox.in_both(lambda: _words(petition))
    for number in range(MOST_A_DAY):
        key = f"{telling.about(petition)}:link:{at:%Y%m%d}:{number}"
        before = outbox.enqueue(
            petition.municipality,
            to=outbox.Address("email", to),
            subject=subject,
            body=body,
            dedup_key=key,
            about=telling.about(petition),
            kind="permit.link",
            at=at,
        )
        if before is None:
            raise CannotMail(_("The town sends no e-mail. Copy the link, or photograph its QR code."))
        if before.written_at == at:
            return
    raise CannotMail(_("The link was mailed often enough today. Look among your letters, also in the spam folder."))


def _count(petition: Petition, *, sender: str, at: datetime) -> None:
    town, most = petition.municipality, settings.PETITION_LINKS_PER_HOUR
    try:
        tries.may_try(town, kind=KIND, sender=sender, at=at, most=most)
    except tries.TooManyTries as error:
        raise CannotMail(_("Too many links were mailed from your network. Copy the link, or wait an hour.")) from error
    tries.note_failure(town, kind=KIND, sender=sender, at=at)


def _words(petition: Petition) -> tuple[str, str]:
    service = wording.said(petition.as_offered().name)
    url = settings.PUBLIC_URL + reverse("permits:mine", args=[secrets_of.secret(petition.uid)])
    lines = (
        _("With this link you go on with your petition. It is for you alone: %(url)s") % {"url": url},
        _("Tracking number, which you may give to others: %(number)s")
        % {"number": tracking.grouped(petition.tracking)},
        _("If you began no petition, somebody mistyped an address: do nothing."),
    )
    return _("%(service)s: the link of your petition") % {"service": service}, "\n\n".join(lines)
