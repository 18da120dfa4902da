"""The local authority, its codes, its tambons, and who does what in it."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets.crs import UTM_WGS84


class Municipality(models.Model):
    """A local authority (อปท.); everything in the register belongs to exactly one."""

    dla_code = models.CharField(
        _("DLA code"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^\d{8}$")],
    )
    name_th = models.CharField(_("Thai name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    utm_epsg = models.PositiveIntegerField(
        _("projected CRS"),
        choices=[(epsg, f"EPSG:{epsg}") for epsg in UTM_WGS84.values()],
    )
    boundary = models.MultiPolygonField(_("boundary"), srid=4326, null=True, blank=True)
    settings = models.JSONField(_("settings"), default=dict, blank=True)

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(utm_epsg__in=list(UTM_WGS84.values())),
                name="municipality_lies_in_utm_47_or_48",
            )
        ]

    def __str__(self) -> str:
        return self.name_th if (translation.get_language() or "th").startswith("th") else self.name_en


class MunicipalityCode(models.Model):
    """A DLA code and the days it held: the code changes when an authority is upgraded (its type digit)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="codes")
    dla_code = models.CharField(_("DLA code"), max_length=8, validators=[RegexValidator(r"^\d{8}$")])
    valid = DateRangeField(_("valid"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="dla_code_means_one_municipality_a_day",
                expressions=[
                    ("dla_code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return self.dla_code


class Tambon(models.Model):
    """A sub-district by its TIS 1099 code (province, district, tambon: two digits each)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="tambons")
    tis_code = models.CharField(_("TIS 1099 code"), max_length=6, validators=[RegexValidator(r"^\d{6}$")])
    name_th = models.CharField(_("Thai name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("municipality", "tis_code", name="tambon_stands_once_in_a_municipality")]

    def __str__(self) -> str:
        return self.name_th


class Role(models.TextChoices):
    """What a person may do in one municipality; the public has no account."""

    SURVEYOR = "surveyor", _("Surveyor")
    SURVEY_REVIEWER = "survey_reviewer", _("Survey reviewer")
    DISPATCHER = "dispatcher", _("Dispatcher")
    RESPONDER = "responder", _("Responder")
    TAX_OFFICER = "tax_officer", _("Tax officer")
    NOTICE_DELIVERER = "notice_deliverer", _("Deliverer of notices")
    HEAD_OF_REVENUE = "head_of_revenue", _("Head of revenue")
    HEAD_OF_ENGINEERING = "head_of_engineering", _("Head of engineering")
    PERMIT_OFFICER = "permit_officer", _("Permit officer")
    LOCAL_OFFICIAL = "local_official", _("Official who signs permits")
    DATA_PUBLISHER = "data_publisher", _("Data publisher")
    ADMINISTRATOR = "administrator", _("Administrator")


class Membership(models.Model):
    """One role of one person in one municipality."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint("user", "municipality", "role", name="person_has_a_role_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
