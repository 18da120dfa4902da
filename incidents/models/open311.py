"""Programs of others that report for citizens by Open311, and what they send beside what a report holds.

The key of a program is never kept, only its digest.
"""

from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.holding import HeldReport
from incidents.models.reports import Report


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    def of(self, municipality: Municipality) -> Self:
        """Programs with a key of this municipality."""
        return self.filter(municipality=municipality)

    def valid(self) -> Self:
        """Those whose key still opens."""
        return self.filter(revoked_at__isnull=True)


class ApiClient(models.Model):
    """A program that may report for citizens, and who answers for it."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the program"), max_length=120)
    contact = models.CharField(_("who answers for it"), max_length=200)
    key_digest = models.CharField(_("digest of the key"), max_length=64, unique=True)
    key_ends_with = models.CharField(_("last signs of the key"), max_length=4)
    per_hour = models.PositiveIntegerField(_("reports taken in an hour"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("program with a key")
        verbose_name_plural = _("programs with a key")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="revoked_key_says_by_whom_and_when",
            ),
            models.CheckConstraint(condition=models.Q(per_hour__gte=1), name="program_may_report_at_all"),
        ]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """What a program sent beside a report, for staff only: answers to our questions, an address, where a picture lies.

    The picture is never fetched: an address of others may be anything, and a picture may show anybody.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="submissions")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="submission")
    held = models.OneToOneField(HeldReport, on_delete=models.PROTECT, null=True, blank=True, related_name="submission")
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    media_url = models.CharField(_("address of a picture"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("what a program sent")
        verbose_name_plural = _("what programs sent")
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["client", "sent_at"], name="submission_by_client_and_time")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(report__isnull=True) ^ models.Q(held__isnull=True),
                name="submission_belongs_to_one_report",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} {timezone.localtime(self.sent_at):%Y-%m-%d %H:%M}"
