"""Requests to correct the published list (s. 32), and what was decided. The steps with their times are casework's."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from gis_assets.models import Municipality, Parcel
from taxroll.models.rolls import Roll


class Asker(models.TextChoices):
    """Who asked for the correction."""

    OWNER = "owner", _("The owner")
    OFFICER = "officer", _("An officer")


class About(models.TextChoices):
    """What is said to be wrong in the list."""

    OWNER = "owner", _("Owner or share")
    AREA = "area", _("Area")
    USE = "use", _("Use")
    BUILDING = "building", _("Building")
    HOME = "home", _("Main home or exemption")
    OTHER = "other", _("Something else")


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("To be corrected")
    REFUSED = "refused", _("Not corrected")


class Correction(models.Model):
    """One request about one parcel of one list; decided once, with words."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="corrections")
    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    parcel_code = models.CharField(_("parcel code"), max_length=30, blank=True)
    about = models.CharField(_("what is wrong"), max_length=10, choices=About)
    asked_by = models.CharField(_("who asks"), max_length=10, choices=Asker)
    request = models.TextField(_("what should be corrected, and why"), max_length=2000)
    received_on = models.DateField(_("received on"))
    is_late = models.BooleanField(_("after the days for corrections"), default=False)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    reasons = models.TextField(_("reasons of the decision"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(_("assessed again at"), null=True, blank=True)
    before_satang = models.BigIntegerField(_("payable before (satang)"), null=True, blank=True)
    after_satang = models.BigIntegerField(_("payable after (satang)"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction of the list")
        verbose_name_plural = _("corrections of the list")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at=None, decided_by=None)
                | (models.Q(decided_at__isnull=False, decided_by__isnull=False) & ~models.Q(outcome="")),
                name="decided_correction_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(applied_at=None) | models.Q(outcome=Outcome.ACCEPTED),
                name="only_an_accepted_correction_is_applied",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def is_waiting(self) -> bool:
        """Whether something is still to be done: to decide, or to assess again what was accepted."""
        return not self.outcome or (self.outcome == Outcome.ACCEPTED and self.applied_at is None)
