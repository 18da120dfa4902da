"""What the review desk shows: the queue of a filter, one row beside what the register holds, and shapes around it.

Reading only, in a number of questions that does not grow with the survey. What was compared and inferred stands on the
rows already (`differences`); here it is put into words. Decisions are `review`'s.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext, pgettext

from gis_assets import sql_files, units
from gis_assets.models import LineageKind, ParcelVersion
from gis_assets.models.parcels import DocumentType
from landsurvey import overview, wording
from landsurvey.models import (
    Change,
    Decision,
    Finding,
    GoneDecision,
    GoneParcel,
    LineageProposal,
    StagedFeature,
    Upload,
    Verdict,
)
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Level

GONE = "gone"
# Levels of findings by which a queue can be narrowed: rows with errors, rows with warnings, rows with neither.
WITH_ERRORS, WITH_WARNINGS, CLEAN = "errors", "warnings", "clean"
_BADGES = {Level.ERROR: "error", Level.WARNING: "warn", Level.INFO: "info"}
_CHANGE_ORDER = (
    Change.SPLIT,
    Change.MERGED,
    Change.RESHAPED,
    Change.MOVED,
    Change.NEW,
    Change.ATTRIBUTES,
    Change.UNCHANGED,
)
_DIGITS = 9


@dataclass(frozen=True)
class Queue:
    """Which rows a reviewer walks through; empty words mean all. With change `gone` it holds registered parcels."""

    change: str = ""
    decision: str = ""
    level: str = ""

    @property
    def is_gone(self) -> bool:
        return self.change == GONE

    @property
    def is_all(self) -> bool:
        return not (self.change or self.decision or self.level)

    def address(self, row: int | None = None) -> str:
        """The query of an address that shows this queue, and a row of it."""
        parts = {"change": self.change, "decision": self.decision, "level": self.level, "row": row or ""}
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Chip:
    """One kind of change with the rows that are still to be decided and all there are."""

    value: str
    label: str
    open: int
    total: int


@dataclass(frozen=True)
class Tally:
    """How far the review has come."""

    chips: tuple[Chip, ...]
    pending: int
    accepted: int
    returned: int
    faulty: int
    faulty_open: int

    @property
    def total(self) -> int:
        return self.pending + self.accepted + self.returned

    @property
    def decided(self) -> int:
        return self.accepted + self.returned

    @property
    def acceptable(self) -> int:
        """Rows nobody decided on that could be accepted."""
        return self.pending - self.faulty_open


@dataclass(frozen=True)
class Place:
    """Where a row stands in its queue, and what comes before and after; None where there is nothing."""

    number: int
    count: int
    previous: int | None
    next: int | None
    next_open: int | None


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

    @property
    def has_open_lineage(self) -> bool:
        return any(parent.proposal.verdict == "open" for parent in self.parents)


@dataclass(frozen=True)
class Prospect:
    """What promotion will do, in numbers of rows, parcels and steps of lineage."""

    by_change: tuple[Chip, ...]
    untouched: int
    continued: int
    new: int
    ended: int
    lineage: int
    lineage_open: int
    undecided: int
    returned: int
    rights: int | None = None

    @property
    def accepted(self) -> int:
        return self.untouched + self.continued + self.new


@dataclass(frozen=True)
class GoneCard:
    """A registered parcel that the survey does not show."""

    gone: GoneParcel
    register: ParcelVersion | None
    because: tuple[str, ...]


def rows(upload: Upload, queue: Queue) -> QuerySet[StagedFeature]:
    """The rows of the queue, in no order."""
    found = upload.features.all()
    if queue.change:
        found = found.filter(change=queue.change)
    if queue.decision:
        found = found.filter(decision=queue.decision)
    if queue.level == WITH_ERRORS:
        found = found.filter(has_errors=True)
    if queue.level == WITH_WARNINGS:
        found = found.filter(_said(upload, Level.WARNING))
    if queue.level == CLEAN:
        found = found.filter(~_said(upload, Level.ERROR, Level.WARNING), has_errors=False)
    return found


def gone(upload: Upload, queue: Queue) -> QuerySet[GoneParcel]:
    """The parcels of a queue of parcels that are gone; `accepted` means that somebody decided."""
    found = upload.gone.all()
    if queue.decision:
        is_open = Q(decision=GoneDecision.OPEN)
        found = found.filter(is_open if queue.decision == Decision.PENDING else ~is_open)
    return found


def undecided(upload: Upload, queue: Queue, *, is_accepting: bool) -> list[int]:
    """The row numbers of a queue that nobody has decided on; those with errors are left out of what is accepted."""
    still_open = rows(upload, queue).filter(decision=Decision.PENDING)
    chosen = still_open.filter(has_errors=False) if is_accepting else still_open
    return list(chosen.values_list("row", flat=True))


def tally(upload: Upload) -> Tally:
    """Count the rows by change and decision."""
    counted = list(upload.features.values_list("change", "decision", "has_errors").annotate(Count("pk")).order_by())
    by_decision = dict.fromkeys(Decision.values, 0)
    for _change, decision, _is_faulty, count in counted:
        by_decision[decision] += count
    return Tally(
        chips=(*_chips(counted), *_gone_chip(upload)),
        **by_decision,
        faulty=sum(count for *_, is_faulty, count in counted if is_faulty),
        faulty_open=sum(count for _, said, is_faulty, count in counted if is_faulty and said == Decision.PENDING),
    )


def _chips(counted: Iterable[tuple[str, str, bool, int]]) -> list[Chip]:
    total, still_open = dict.fromkeys(Change.values, 0), dict.fromkeys(Change.values, 0)
    for change, decision, _is_faulty, count in counted:
        if change:
            total[change] += count
            still_open[change] += count if decision == Decision.PENDING else 0
    return [Chip(kind, str(kind.label), still_open[kind], total[kind]) for kind in _CHANGE_ORDER if total[kind]]


def _gone_chip(upload: Upload) -> list[Chip]:
    counted = upload.gone.aggregate(total=Count("pk"), open=Count("pk", filter=Q(decision=GoneDecision.OPEN)))
    return [Chip(GONE, gettext("Gone"), counted["open"], counted["total"])] if counted["total"] else []


def prospect(upload: Upload) -> Prospect:
    """Foresee what promoting the accepted rows will do; reading only, so a page may say it before anybody presses."""
    accepted = upload.features.filter(decision=Decision.ACCEPTED)
    by_change = dict(accepted.values_list("change").annotate(Count("pk")).order_by())
    counted = tally(upload)
    kinds = [Chip(kind, str(kind.label), 0, by_change[kind]) for kind in _CHANGE_ORDER if by_change.get(kind)]
    continues = Q(parcel__isnull=False)
    sums = accepted.aggregate(
        untouched=Count("pk", filter=Q(change=Change.UNCHANGED)),
        continued=Count("pk", filter=continues & ~Q(change=Change.UNCHANGED)),
        new=Count("pk", filter=~continues & ~Q(change=Change.UNCHANGED)),
    )
    proposals = LineageProposal.objects.filter(upload=upload, feature__decision=Decision.ACCEPTED)
    said = proposals.aggregate(
        lineage=Count("pk", filter=Q(verdict=Verdict.CONFIRMED) & ~Q(parent=F("feature__parcel"))),
        lineage_open=Count("pk", filter=Q(verdict=Verdict.OPEN)),
        merged=Count("parent", filter=Q(verdict=Verdict.CONFIRMED, kind=LineageKind.MERGE), distinct=True),
    )
    return Prospect(
        by_change=tuple(kinds),
        **sums,
        ended=upload.gone.filter(decision=GoneDecision.RETIRE).count() + said.pop("merged"),
        **said,
        undecided=counted.pending,
        returned=counted.returned,
    )


def outcome(upload: Upload) -> Prospect:
    """What the promotion in force did, by its own record; the prospect of an upload that is not in the register."""
    foreseen = prospect(upload)
    promoted = upload.promotions.filter(undone_at=None).first()
    if promoted is None:
        return foreseen
    did = promoted.counts
    return replace(
        foreseen,
        continued=did.get("continued", 0),
        new=did.get("new", 0),
        untouched=did.get("unchanged", 0),
        lineage=did.get("split_or_merged", 0),
        rights=did.get("rights_inherited", 0),
    )


def place(upload: Upload, queue: Queue, row: int) -> Place:
    """Where the row stands; the next open one begins again at the top when nothing is left below."""
    name, is_open = ("pk", Q(decision="open")) if queue.is_gone else ("row", Q(decision=Decision.PENDING))
    found: QuerySet[Any] = gone(upload, queue) if queue.is_gone else rows(upload, queue)
    after, before = Q(**{f"{name}__gt": row}), Q(**{f"{name}__lt": row})
    asked = found.aggregate(
        count=Count("pk"),
        number=Count("pk", filter=~after),
        previous=Max(name, filter=before),
        next=Min(name, filter=after),
        open_after=Min(name, filter=after & is_open),
        open_before=Min(name, filter=before & is_open),
    )
    next_open = asked.pop("open_after"), asked.pop("open_before")
    return Place(**asked, next_open=next_open[0] or next_open[1])


def first(upload: Upload, queue: Queue) -> int | None:
    """The first row nobody has decided on, else the first of all, or None in an empty queue."""
    beginning = place(upload, queue, 0)
    return beginning.next_open or beginning.next


def found(upload: Upload, text: str) -> int | None:
    """The row with this number, else the first whose code begins so."""
    asked = text.strip()
    if asked.isdecimal() and len(asked) <= _DIGITS and upload.features.filter(row=int(asked)).exists():
        return int(asked)
    matching = upload.features.filter(Q(code__istartswith=asked) | Q(suggested_code__istartswith=asked))
    row: int | None = matching.aggregate(first=Min("row"))["first"] if asked else None
    return row


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


def shapes(upload: Upload, queue: Queue, row: int, *, on: date) -> str:
    """A row of the queue (or a parcel that is gone) and its surroundings before and after, as GeoJSON text."""
    feature = None if queue.is_gone else upload.features.filter(row=row).values_list("pk", flat=True).first()
    parcel = upload.gone.filter(pk=row).values_list("parcel", flat=True).first() if queue.is_gone else None
    asked = {
        "upload": upload.pk,
        "municipality": upload.municipality_id,
        "srid": upload.municipality.utm_epsg,
        "feature": feature or 0,
        "parcel": parcel,
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "review_shapes"), asked)
        (text,) = cursor.fetchone() or ("",)
    return str(text)


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


def _said(upload: Upload, *levels: Level) -> Exists:
    said = Finding.objects.filter(upload=upload, row=OuterRef("row"), level__in=[str(level) for level in levels])
    return Exists(said)


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
