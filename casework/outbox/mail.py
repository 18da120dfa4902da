"""Messages by e-mail, through the installation's mail server; one Message-ID in every try."""

import smtplib
from datetime import datetime
from email.utils import format_datetime, formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from casework.outbox.channels import Letter, TryAgain, Undeliverable, UnfitAddress

PERMANENT = 500


class Mail:
    """Hands a message to the mail server; once taken, it is the server's to deliver."""

    def refuse_unfit(self, to: str) -> None:
        try:
            validate_email(to)
        except ValidationError as error:
            raise UnfitAddress(_("This is no e-mail address. Write it like name@example.org.")) from error

    def deliver(self, letter: Letter, *, at: datetime) -> None:
        try:
            _mail(letter).send()
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _words), *_others] = error.recipients.values()
            raise _answered(code, is_final=code >= PERMANENT) from error
        except smtplib.SMTPDataError as error:
            raise _answered(error.smtp_code, is_final=error.smtp_code >= PERMANENT) from error
        except smtplib.SMTPResponseException as error:
            # The server dislikes us (a login, a sender), not this receiver: an operator can mend that.
            raise _answered(error.smtp_code, is_final=False) from error
        except OSError as error:  # also what smtplib says without a code
            raise TryAgain(type(error).__name__) from error
        except ValueError as error:  # an address that cannot be written into a header
            raise Undeliverable("unfit address") from error


def _mail(letter: Letter) -> EmailMessage:
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=formataddr((letter.sender, settings.DEFAULT_FROM_EMAIL)),
        to=[letter.to],
        headers={
            "Message-ID": f"<{letter.id}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Date": format_datetime(letter.written_at),
            "Auto-Submitted": "auto-generated",
        },
    )


def _answered(code: int, *, is_final: bool) -> Exception:
    """What the server said, by its number only: its words may hold the address."""
    return Undeliverable(f"SMTP {code}") if is_final else TryAgain(f"SMTP {code}")
