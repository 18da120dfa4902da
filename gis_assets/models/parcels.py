"""Parcels (แปลงที่ดิน): the spatial unit of the tax map."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from gis_assets.models.fields import OwnSridGeometryField
from gis_assets.models.municipality import Municipality
from gis_assets.models.versions import (
    AccuracyClass,
    Source,
    Thing,
    Version,
    in_wgs84,
)


class DocumentType(models.TextChoices):
    """Land documents; which identifiers each requires stands in `gis_assets.land_documents`."""

    CHANOTE = "chanote", _("Title deed (chanote)")
    NS3K = "ns3k", _("Nor Sor 3 Kor")
    NS3 = "ns3", _("Nor Sor 3")
    SPK = "spk", _("Sor Por Kor 4-01")
    OTHER = "other", _("Other document")
    NONE = "none", _("No document")


class Parcel(Thing):
    """A parcel's identity; codes and deeds may repeat in real files and therefore stand in the versions."""

    # Parcels come by the hundred thousand; that it exists is kept for a statement at once (`sql/keep_parcels.sql`).
    municipality = models.ForeignKey(Municipality, models.PROTECT, db_constraint=False)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")


class ParcelVersion(Version):
    """A parcel as one source described it.

    The legal area is the deed's; the measured area, in the municipality's projected system, is a check value.
    """

    # Versions come by the hundred thousand in one statement: that parcel and source are there, of one municipality, and
    # that no two versions share a day is kept for the statement at once (`sql/keep_parcel_versions.sql`).
    municipality = models.ForeignKey(Municipality, models.PROTECT, db_constraint=False, db_index=False)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="versions", db_constraint=False, db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, db_constraint=False)
    code = models.CharField(_("parcel code"), max_length=30, blank=True)
    document_type = models.CharField(_("document"), max_length=10, choices=DocumentType, default=DocumentType.NONE)
    document_number = models.CharField(_("document number"), max_length=30, blank=True)
    utmmap1 = models.CharField(_("sheet 1:50,000"), max_length=4, blank=True)
    utmmap2 = models.CharField(_("sheet quadrant"), max_length=1, blank=True)
    utmmap3 = models.CharField(_("sheet square"), max_length=4, blank=True)
    utmmap4 = models.CharField(_("sheet part"), max_length=3, blank=True)
    utm_scale = models.PositiveIntegerField(_("sheet scale"), null=True, blank=True)
    land_number = models.CharField(_("land number"), max_length=20, blank=True)
    survey_page = models.CharField(_("survey page"), max_length=20, blank=True)
    deed_area_wah = models.DecimalField(_("deed area (sq wah)"), max_digits=12, decimal_places=2, null=True, blank=True)
    measured_area_m2 = models.DecimalField(_("measured area (m²)"), max_digits=14, decimal_places=2)
    agriculture_wah = models.DecimalField(_("farming (sq wah)"), max_digits=12, decimal_places=2, default=0)
    residential_wah = models.DecimalField(_("dwelling (sq wah)"), max_digits=12, decimal_places=2, default=0)
    other_wah = models.DecimalField(_("other use (sq wah)"), max_digits=12, decimal_places=2, default=0)
    vacant_wah = models.DecimalField(_("unused (sq wah)"), max_digits=12, decimal_places=2, default=0)
    vacant_since_be = models.PositiveIntegerField(_("unused since tax year (B.E.)"), null=True, blank=True)
    accuracy_class = models.CharField(
        _("accuracy"),
        max_length=10,
        choices=AccuracyClass,
        default=AccuracyClass.UNKNOWN,
    )
    measured_shape = OwnSridGeometryField(_("shape as measured"), spatial_index=False)
    shape = OwnSridGeometryField(_("shape"), geography=False)
    shape_wgs84 = in_wgs84(models.MultiPolygonField(srid=4326))

    class Meta:
        verbose_name = _("parcel version")
        verbose_name_plural = _("parcel versions")
        indexes = [
            models.Index(fields=["municipality", "code"], name="parcel_by_code"),
            models.Index(fields=["municipality", "document_number"], name="parcel_by_document"),
            GistIndex(fields=["shape_wgs84"], name="parcel_by_place"),
        ]
        constraints = [
            # The half that an index keeps: no two end on one day, or stay open; it also finds the versions of a parcel.
            models.UniqueConstraint(
                models.F("parcel"),
                models.Func("valid", function="period_end", output_field=models.DateField()),
                name="parcel_has_one_version_per_day",
            ),
            models.CheckConstraint(
                condition=models.Q(deed_area_wah__gt=0) | models.Q(deed_area_wah=None),
                name="parcel_deed_area_is_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(measured_area_m2__gt=0),
                name="parcel_measured_area_is_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    agriculture_wah__gte=0,
                    residential_wah__gte=0,
                    other_wah__gte=0,
                    vacant_wah__gte=0,
                ),
                name="parcel_use_areas_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.code or str(self.parcel_id)

    @property
    def sheet(self) -> str:
        """The sheet as deeds write it: `4746 I 9878-00 (4000)`."""
        quadrant = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(self.utmmap2, self.utmmap2)
        return f"{self.utmmap1} {quadrant} {self.utmmap3}-{self.utmmap4} ({self.utm_scale})" if self.utmmap1 else ""
