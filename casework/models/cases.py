"""Cases, the steps they went through, who had them when, what stopped their clocks, and which clocks ran out.

Where a case stands is its last step. Everything here but the case itself is appended and never changed: the database
refuses it (see migrations).
"""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.types import CaseType, PauseGround, StepStandard
from gis_assets.models import Municipality, Role


class CaseCounter(models.Model):
    """The last case number given in a year; counted in the database so that two openings never share one."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    year_be = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "year_be"], name="case_counter_is_one_per_year")]

    def __str__(self) -> str:
        return f"{self.last_number}/{self.year_be}"


class Case(models.Model):
    """One case; where it stands is its last step.

    `kind` and `place` are words of the app that opened it, `point` where it is, for figures and their map.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(_("case number"), max_length=30)
    opened_at = models.DateTimeField(_("opened at"))
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    place = models.CharField(_("zone or sub-district"), max_length=80, blank=True)
    point = models.PointField(_("place"), srid=4326, null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(fields=["municipality", "opened_at"], name="case_by_opening")]
        constraints = [models.UniqueConstraint(fields=["municipality", "reference"], name="case_reference_is_unique")]

    def __str__(self) -> str:
        return self.reference


class Step(models.Model):
    """A case entered a step: when, by whom, with which words. Appended only."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    code = models.SlugField(_("step"), max_length=40)
    entered_at = models.DateTimeField(_("entered at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["entered_at", "pk"]
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        indexes = [models.Index(fields=["case", "entered_at"], name="step_by_case_and_time")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code} {timezone.localtime(self.entered_at):%Y-%m-%d %H:%M}"


class Charge(models.Model):
    """From now on this officer or team has the case; nobody has it when both are empty. Appended only."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="charges")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.CharField(_("team"), max_length=60, blank=True)
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("officer in charge")
        verbose_name_plural = _("officers in charge")
        indexes = [models.Index(fields=["case", "at"], name="charge_by_case_and_time")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.team or self.officer_id} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class PauseMark(models.Model):
    """A pause began on a ground, or, when it names the mark that it `ends`, is over. Appended only."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pause_marks")
    ground = models.ForeignKey(PauseGround, on_delete=models.PROTECT, related_name="+")
    ends = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="end", verbose_name=_("ends")
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("pause of a clock")
        verbose_name_plural = _("pauses of clocks")
        indexes = [models.Index(fields=["case", "at"], name="pause_by_case_and_time")]

    def __str__(self) -> str:
        sign = "-" if self.ends_id else "+"
        return f"{self.case_id} {self.ground_id} {sign} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class Escalation(models.Model):
    """The clock of a step ran out while the case stood in it, and who was told; once for a stay. Appended only."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="escalations")
    entered = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+", verbose_name=_("step taken"))
    code = models.SlugField(_("step, or the whole case"), max_length=40)
    standard = models.ForeignKey(StepStandard, on_delete=models.PROTECT, related_name="+")
    to_role = models.CharField(_("who is told"), max_length=20, choices=Role.choices, blank=True)
    due_at = models.DateTimeField(_("was due at"))
    at = models.DateTimeField(_("found at"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("clock that ran out")
        verbose_name_plural = _("clocks that ran out")
        constraints = [
            models.UniqueConstraint(fields=["entered", "code"], name="clock_of_a_stay_runs_out_once"),
            models.CheckConstraint(
                condition=models.Q(at__gte=models.F("due_at")), name="escalation_is_after_its_due_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code} {timezone.localtime(self.due_at):%Y-%m-%d %H:%M}"
