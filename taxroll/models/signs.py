"""The yearly return of signs, and what they were assessed at; a line copies the facts it used, like those of land."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Letters, Municipality, Sign, SignVersion
from taxroll.models.rolls import Bill, Roll


class SignReturn(models.Model):
    """That the owner declared a sign for a year (ภ.ป.1), and when."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    sign = models.ForeignKey(Sign, models.PROTECT, related_name="returns")
    tax_year_be = models.PositiveIntegerField(_("tax year (B.E.)"))
    received_on = models.DateField(_("return received on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("return of a sign")
        verbose_name_plural = _("returns of signs")
        constraints = [models.UniqueConstraint("sign", "tax_year_be", name="sign_is_returned_once_a_year")]

    def __str__(self) -> str:
        return f"{self.sign} {self.tax_year_be}"


class SignLine(models.Model):
    """One sign on a bill: its facts as they were, the periods it pays for, its tax, and what a late return costs."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="sign_lines")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="sign_lines")
    number = models.PositiveIntegerField(_("line"))
    sign_version = models.ForeignKey(SignVersion, models.PROTECT, related_name="lines")
    sign_number = models.CharField(_("sign number"), max_length=20)
    words = models.CharField(_("words on the sign"), max_length=300)
    place = models.CharField(_("place"), max_length=300, blank=True)
    width_cm = models.PositiveIntegerField(_("width (cm)"))
    height_cm = models.PositiveIntegerField(_("height (cm)"))
    faces = models.PositiveSmallIntegerField(_("faces"))
    letters = models.PositiveSmallIntegerField(_("letters"), choices=Letters)
    is_moving = models.BooleanField(_("moving or changing"))
    shown_from = models.DateField(_("shown from"))
    returned_on = models.DateField(_("return received on"), null=True, blank=True)
    return_by = models.DateField(_("return due by"))
    periods = models.PositiveSmallIntegerField(_("periods of the year"))
    whole_year_satang = models.BigIntegerField(_("tax of a whole year (satang)"))
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    late_return_satang = models.BigIntegerField(_("for the late return (satang)"))

    class Meta:
        verbose_name = _("line of signs")
        verbose_name_plural = _("lines of signs")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint("roll", "number", name="sign_line_number_stands_once_in_a_roll"),
            models.CheckConstraint(
                condition=models.Q(tax_satang__gt=0, late_return_satang__gte=0, periods__gt=0),
                name="sign_line_owes_something",
            ),
        ]

    def __str__(self) -> str:
        return self.sign_number
