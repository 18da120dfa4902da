"""What a case type declares: its steps, who does them, their standards with their days in force, and its legal pauses.

All of it is data of a municipality. What a case is about is known only to the app that opened it.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Role

WHOLE_CASE = "total"
"""The step code of a standard that is measured from the opening of a case until it came to rest."""


COUNTED_ELSEWHERE = "merged"
"""The step code of a case that lives on in another one: no figure counts it a second time."""


def in_readers_language(thai: str, english: str) -> str:
    """The text in the language of the page; the Thai one where there is no English."""
    return english if english and (translation.get_language() or "th").startswith("en") else thai


class Named(models.Model):
    """Something with a name in both languages."""

    name_th = models.CharField(_("Thai name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self.name_th, self.name_en)

    def __str__(self) -> str:
        return self.name


class Cited(models.Model):
    """A rule that says where it is written, and what is not certain about it, in both languages."""

    citation = models.CharField(_("where it is written"), max_length=300, blank=True)
    citation_en = models.CharField(_("where it is written (English)"), max_length=300, blank=True)
    doubt = models.CharField(_("what is not certain"), max_length=300, blank=True)
    doubt_en = models.CharField(_("what is not certain (English)"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def cited(self) -> str:
        """Where it is written, in the reader's language."""
        return in_readers_language(self.citation, self.citation_en)

    @property
    def doubted(self) -> str:
        """What is not certain, in the reader's language; empty when nothing is."""
        return in_readers_language(self.doubt, self.doubt_en)


class CaseType(Named):
    """A kind of case with its own steps and standards; its head sees the figures of every officer."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=40)
    head = models.CharField(_("whose division it is"), max_length=20, choices=Role.choices, blank=True)

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


class StepStandard(Cited):
    """How long a step may take, whose step it is, since when, who says so, and who hears of it when it runs out.

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
    escalate_to = models.CharField(_("who is told when it runs out"), max_length=20, choices=Role.choices, blank=True)

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


class PauseGround(Named, Cited):
    """A ground on which the clock of a case may stand still, in which steps, and since when it may be used."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case_type = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="pause_grounds")
    code = models.SlugField(_("code"), max_length=40)
    steps = ArrayField(
        models.CharField(max_length=40), verbose_name=_("steps in which it may begin"), default=list, blank=True
    )
    valid = DateRangeField(_("in force"))

    class Meta:
        ordering = ["case_type", "code", "valid"]
        verbose_name = _("ground for a pause")
        verbose_name_plural = _("grounds for a pause")
        constraints = [
            ExclusionConstraint(
                name="pause_ground_stands_once_a_day",
                expressions=[
                    ("case_type", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~models.Q(citation="", doubt=""), name="pause_ground_says_where_it_comes_from_or_its_doubt"
            ),
        ]
