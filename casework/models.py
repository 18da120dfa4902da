"""Cases, the steps they went through, and the standards those steps are measured against.

A case type and its steps, roles and standards are data of a municipality. Steps are appended and never changed: the
database refuses it (see migrations). What a case is about is known only to the app that opened it.
"""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Role

WHOLE_CASE = "total"
"""The step code of a standard that is measured from the opening of a case to its last final step."""


class Named(models.Model):
    """Something with a name in both languages."""

    name_th = models.CharField(_("Thai name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (translation.get_language() or "th").startswith("en") else self.name_th

    def __str__(self) -> str:
        return self.name


class CaseType(Named):
    """A kind of case with its own steps and standards."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=40)

    class Meta:
        ordering = ["code"]
        verbose_name = _("case type")
        verbose_name_plural = _("case types")
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="case_type_code_is_unique")]


class StepKind(Named):
    """One step that cases of a type may enter, and the steps that may follow it."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case_type = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="step_kinds")
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order"))
    next_codes = ArrayField(
        models.CharField(max_length=40), verbose_name=_("steps that may follow"), default=list, blank=True
    )
    is_final = models.BooleanField(_("the case rests here"), default=False)

    class Meta:
        ordering = ["case_type", "position"]
        verbose_name = _("step of a case type")
        verbose_name_plural = _("steps of case types")
        constraints = [models.UniqueConstraint(fields=["case_type", "code"], name="case_type_has_each_step_once")]


class Clock(models.TextChoices):
    """Which minutes count towards a standard."""

    ROUND_THE_CLOCK = "24x7", _("round the clock")
    OFFICE = "office", _("office hours")


class StepStandard(models.Model):
    """How long a step may take, whose step it is, since when, and who says so.

    Without `target_minutes` the step is timed and not judged. The standard in force on the day a step is
    entered judges it.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case_type = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="standards")
    step = models.SlugField(_("step"), max_length=40)
    role = models.CharField(_("who does it"), max_length=20, choices=Role.choices, blank=True)
    target_minutes = models.PositiveIntegerField(_("target (minutes)"), null=True, blank=True)
    clock = models.CharField(_("clock"), max_length=6, choices=Clock.choices, default=Clock.ROUND_THE_CLOCK)
    percentile = models.PositiveSmallIntegerField(_("share of cases that must keep it (%)"), default=90)
    valid = DateRangeField(_("in force"))
    citation = models.CharField(_("where it is written"), max_length=300, blank=True)
    doubt = models.CharField(_("what is not certain"), max_length=300, blank=True)

    class Meta:
        ordering = ["case_type", "step", "valid"]
        verbose_name = _("standard of a step")
        verbose_name_plural = _("standards of steps")
        constraints = [
            ExclusionConstraint(
                name="step_has_one_standard_per_day",
                expressions=[
                    ("case_type", RangeOperators.EQUAL),
                    ("step", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(percentile__range=(1, 100)), name="standard_percentile_is_1_to_100"
            ),
            models.CheckConstraint(condition=models.Q(target_minutes__gt=0), name="standard_target_is_above_zero"),
            models.CheckConstraint(
                condition=~models.Q(citation="", doubt=""), name="standard_says_where_it_comes_from_or_what_is_doubtful"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_type} / {self.step}: {self.target_minutes}"


class Holiday(models.Model):
    """A day on which the municipality's office is closed; kept by hand, for the cabinet adds days by announcement."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    citation = models.CharField(_("where it is written"), max_length=300, blank=True)

    class Meta:
        ordering = ["on"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [models.UniqueConstraint(fields=["municipality", "on"], name="holiday_is_listed_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


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
    """One case; where it stands is its last step."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(_("case number"), max_length=30)
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
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
        return f"{self.case_id} {self.code} {self.entered_at:%Y-%m-%d %H:%M}"
