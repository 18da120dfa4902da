"""Measured areas that an officer looked at and found right beside the deed's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Parcel


class AcknowledgedArea(models.Model):
    """That the two areas of a parcel are known to differ, and why; another survey or deed opens the question again."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    deed_area_wah = models.DecimalField(_("deed area (sq wah)"), max_digits=12, decimal_places=2)
    measured_area_m2 = models.DecimalField(_("measured area (m²)"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("acknowledged area")
        verbose_name_plural = _("acknowledged areas")
        constraints = [
            models.UniqueConstraint(
                "parcel",
                "deed_area_wah",
                "measured_area_m2",
                condition=models.Q(withdrawn_at=None),
                name="area_is_acknowledged_once",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="acknowledged_area_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason
