"""A confirmed outage as a thing, the word of who has power, and works that were announced beforehand."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import GridNode, Municipality, UtilityPole


class OutageQuerySet(models.QuerySet["Outage"]):
    def open(self) -> Self:
        """Outages that last: neither restored nor taken back."""
        return self.filter(restored_at__isnull=True, withdrawn_at__isnull=True)


class Outage(models.Model):
    """A dispatcher said that this device failed; its incidents are looked after together.

    `evidence` keeps what was known then: dark and lit poles by code, and how many poles, lamps and buildings lie below.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(GridNode, on_delete=models.PROTECT, null=True, blank=True, related_name="outages")
    pole = models.ForeignKey(UtilityPole, on_delete=models.PROTECT, null=True, blank=True, related_name="outages")
    point = models.PointField(_("place"), srid=4326)
    evidence = models.JSONField(_("evidence"), default=dict)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"))
    expected_at = models.DateTimeField(_("power expected back at"), null=True, blank=True)
    restored_at = models.DateTimeField(_("restored at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(node__isnull=True) ^ models.Q(pole__isnull=True), name="outage_has_one_device"
            ),
            models.UniqueConstraint(
                fields=["node"],
                condition=models.Q(restored_at__isnull=True, withdrawn_at__isnull=True),
                name="grid_node_has_one_open_outage",
            ),
            models.UniqueConstraint(
                fields=["pole"],
                condition=models.Q(restored_at__isnull=True, withdrawn_at__isnull=True),
                name="pole_has_one_open_outage",
            ),
            models.CheckConstraint(
                condition=models.Q(restored_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="outage_is_restored_or_taken_back_not_both",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The code of the device."""
        device = self.node or self.pole
        return device.code if device else ""


class PowerReport(models.Model):
    """Somebody at a pole has power, or has it again."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    pole = models.ForeignKey(UtilityPole, on_delete=models.PROTECT, related_name="power_reports")
    at = models.DateTimeField(_("at"))
    idempotency_key = models.UUIDField(_("key of the form sent"))
    sender_digest = models.CharField(_("keyed digest of the sender's address"), max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("report of power")
        verbose_name_plural = _("reports of power")
        indexes = [models.Index(fields=["municipality", "at"], name="power_report_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "idempotency_key"], name="power_form_sent_twice_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.pole} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class PlannedWorkQuerySet(models.QuerySet["PlannedWork"]):
    def at(self, moment: datetime) -> Self:
        """Works that go on at this moment."""
        return self.filter(cancelled_at__isnull=True, starts_at__lte=moment, ends_at__gt=moment)


class PlannedWork(models.Model):
    """Power is switched off on purpose below a device or within an area, from then to then (half-open)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(GridNode, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_works")
    pole = models.ForeignKey(UtilityPole, on_delete=models.PROTECT, null=True, blank=True, related_name="planned_works")
    area = models.PolygonField(_("area"), srid=4326, null=True, blank=True)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    announced_by = models.CharField(_("announced by"), max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = PlannedWorkQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("planned work")
        verbose_name_plural = _("planned works")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="planned_work_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(node__isnull=False, pole__isnull=True, area__isnull=True)
                | models.Q(node__isnull=True, pole__isnull=False, area__isnull=True)
                | models.Q(node__isnull=True, pole__isnull=True, area__isnull=False),
                name="planned_work_is_at_one_device_or_area",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
