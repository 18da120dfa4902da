"""The card of one row at the review desk: what it changes, where the parcel comes from, what was found on it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, pgettext

from gis_assets import units
from gis_assets.models import ParcelVersion
from gis_assets.models.parcels import DocumentType
from landsurvey import wording
from landsurvey.models import (
    Change,
    GoneParcel,
    LineageProposal,
    StagedFeature,
    Upload,
)
from landsurvey.reviewing import overview
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Level

_BADGES = {Level.ERROR: "error", Level.WARNING: "warn", Level.INFO: "info"}
_DIGITS = 9


@dataclass(frozen=True)
class FieldChange:
    """One particular, as the register has it and as the survey says."""

    label: str
    old: str
    new: str
    is_area: bool = False


@dataclass(frozen=True)
class ShownFinding:
    """What a rule said of the row."""

    level: str
    badge: str
    sentence: str


@dataclass(frozen=True)
class Parent:
    """A parcel that the row seems to come from, on what evidence, and what was said to it."""

    proposal: LineageProposal
    code: str
    because: tuple[str, ...]
    siblings: tuple[StagedFeature, ...]

    @property
    def confidence_percent(self) -> int:
        return round(100 * self.proposal.confidence)

    @property
    def of_parent_percent(self) -> int:
        return round(100 * self.proposal.share_of_parent)

    @property
    def of_child_percent(self) -> int:
        return round(100 * self.proposal.share_of_child)


@dataclass(frozen=True)
class Card:
    """One row of the survey beside the parcel it continues."""

    feature: StagedFeature
    register: ParcelVersion | None
    fields: tuple[FieldChange, ...]
    because: tuple[str, ...]
    parents: tuple[Parent, ...]
    findings: tuple[ShownFinding, ...]
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def area_before_m2(self) -> Decimal | None:
        return _metres(self.evidence.get("area_before_m2"))

    @property
    def area_after_m2(self) -> Decimal | None:
        return self.feature.measured_area_m2

    @property
    def area_difference_m2(self) -> Decimal | None:
        before, after = self.area_before_m2, self.area_after_m2
        return None if before is None or after is None else after - before

    @property
    def overlap_percent(self) -> float | None:
        iou = self.evidence.get("iou")
        return None if iou is None else 100 * float(iou)

    @property
    def shift_m(self) -> float | None:
        east_north = self.evidence.get("shift_m")
        return math.hypot(*east_north) if east_north else None

    @property
    def direction(self) -> str:
        """The point of the compass towards which the shape moved."""
        return compass(*self.evidence["shift_m"]) if self.evidence.get("shift_m") else ""

    @property
    def is_split_or_merge(self) -> bool:
        return self.feature.change in (Change.SPLIT, Change.MERGED)


@dataclass(frozen=True)
class GoneCard:
    """A registered parcel that the survey does not show."""

    gone: GoneParcel
    register: ParcelVersion | None
    because: tuple[str, ...]


def card(upload: Upload, row: int, *, on: date) -> Card | None:
    """The row with all that speaks for and against it, or None when the survey has no such row."""
    features = upload.features.select_related("parcel", "decided_by").defer("attributes", "measured_shape", "shape")
    feature = features.filter(row=row).first()
    if feature is None:
        return None
    evidence = feature.evidence or {}
    return Card(
        feature=feature,
        register=_register(feature, on),
        fields=tuple(_field_changes(evidence.get("fields", {}))),
        because=_sentences(evidence),
        parents=_parents(feature, on),
        findings=tuple(_findings(upload, row)),
        evidence=evidence,
    )


def gone_card(upload: Upload, pk: int, *, on: date) -> GoneCard | None:
    """A parcel that the survey does not show, or None when there is no such parcel."""
    found = upload.gone.select_related("parcel", "decided_by").filter(pk=pk).first()
    if found is None:
        return None
    versions = ParcelVersion.objects.as_of(on).filter(parcel_id=found.parcel_id).select_related("source")
    return GoneCard(found, versions.defer("shape", "measured_shape", "shape_wgs84").first(), _sentences(found.evidence))


def compass(east_m: float, north_m: float) -> str:
    """The nearest of the eight points of the compass, in words."""
    points = (
        pgettext("compass", "north"),
        pgettext("compass", "north-east"),
        pgettext("compass", "east"),
        pgettext("compass", "south-east"),
        pgettext("compass", "south"),
        pgettext("compass", "south-west"),
        pgettext("compass", "west"),
        pgettext("compass", "north-west"),
    )
    return points[round(math.degrees(math.atan2(east_m, north_m)) / 45) % 8]


def _register(feature: StagedFeature, on: date) -> ParcelVersion | None:
    """The version the row was compared with; where none was noted, the one in force on the day."""
    if feature.parcel_id is None:
        return None
    versions = ParcelVersion.objects.filter(parcel_id=feature.parcel_id).select_related("source")
    light = versions.defer("shape", "measured_shape", "shape_wgs84")
    if feature.compared_version:
        return light.filter(pk=feature.compared_version).first()
    return light.as_of(on).first()


def _field_changes(changed: Mapping[str, tuple[object, object]]) -> Iterable[FieldChange]:
    for name, (old, new) in changed.items():
        is_area = name == "deed_area_wah"
        label = str(StagedFeature._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # never a relation
        yield FieldChange(gettext("Deed area") if is_area else label, _value(name, old), _value(name, new), is_area)


def _value(name: str, value: object) -> str:
    if value in (None, ""):
        return "–"
    if name == "document_type" and value in DocumentType.values:
        return str(DocumentType(str(value)).label)
    if name == "deed_area_wah":
        return units.format_rai_ngan_wah(Decimal(str(value)))
    return str(value)


def _metres(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _sentences(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(wording.translated_json(said) for said in evidence.get("because", []))


def _findings(upload: Upload, row: int) -> Iterable[ShownFinding]:
    for finding in upload.findings.filter(row=row).order_by("rule", "pk"):
        level = catalogue.BY_ID[finding.rule].level
        badge = _BADGES[level]
        label = {Level.ERROR: gettext("Error"), Level.WARNING: gettext("Warning"), Level.INFO: gettext("Note")}[level]
        yield ShownFinding(label, badge, overview.shown(finding).sentence)


def _parents(feature: StagedFeature, on: date) -> tuple[Parent, ...]:
    proposals = list(feature.lineage.select_related("parent", "decided_by").order_by("-share_of_child", "pk"))
    if not proposals:
        return ()
    parcels = [proposal.parent_id for proposal in proposals]
    codes = dict(ParcelVersion.objects.as_of(on).filter(parcel__in=parcels).values_list("parcel_id", "code"))
    family = _family(feature, parcels)
    return tuple(
        Parent(
            proposal=proposal,
            code=codes.get(proposal.parent_id, ""),
            because=_sentences(proposal.evidence),
            siblings=tuple(other for other in family if proposal.parent_id in (other.parcel_id, *_parent_ids(other))),
        )
        for proposal in proposals
    )


def _family(feature: StagedFeature, parcels: list[int]) -> list[StagedFeature]:
    """The other rows that continue one of these parcels or seem to come from it."""
    others = StagedFeature.objects.filter(upload=feature.upload_id).exclude(pk=feature.pk)
    related = others.filter(Q(parcel__in=parcels) | Q(lineage__parent__in=parcels)).distinct()
    return list(related.only("row", "code", "suggested_code", "parcel_id", "decision").prefetch_related("lineage"))


def _parent_ids(feature: StagedFeature) -> list[int]:
    return [proposal.parent_id for proposal in feature.lineage.all()]
