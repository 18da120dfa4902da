"""The figures of campaigns as last counted, so that a page need not count 200,000 parcels while somebody waits.

Every source and every visit of a municipality has a number of its own; figures are up to date while none came after
those that were there when they were counted, on the same day. Otherwise the page says when they were counted and that
they are being counted anew; a small municipality is counted on the spot.
"""

import json
import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from gis_assets import sql_files
from gis_assets.models import Municipality, ParcelVersion, Source
from landsurvey.field import campaigns
from landsurvey.field.campaigns import LeftParcel, Progress
from landsurvey.models import Campaign, CampaignFigures, CampaignStatus, Visit

LEFT_KEPT = 100
# What a person may be kept waiting for, in seconds, and so many parcels are surely counted within it.
_AT_ONCE_S = 0.5
_SURELY_FEW = 15_000


@dataclass(frozen=True)
class Shown:
    """What the page of a campaign shows; without `figures` nothing was counted yet."""

    figures: CampaignFigures | None
    is_current: bool

    @property
    def progress(self) -> Progress:
        return campaigns.progress_of(self.figures.rows) if self.figures else Progress()

    @property
    def left(self) -> list[LeftParcel]:
        return [campaigns.left_parcel(row) for row in self.figures.left] if self.figures else []

    @property
    def bounds(self) -> list[float] | None:
        return self.figures.bounds if self.figures else None

    @property
    def blocks_geojson(self) -> str:
        return self.figures.blocks_geojson if self.figures else '{"type":"FeatureCollection","features":[]}'


def shown(campaign: Campaign, *, on: date, at: datetime) -> Shown:
    """Return the figures of the campaign, counted anew where that is quick; they say whether they are up to date."""
    figures = CampaignFigures.objects.filter(campaign=campaign).first()
    if figures is not None and is_current(figures, on=on):
        return Shown(figures, is_current=True)
    if _is_quick(campaign, figures):
        return Shown(count(campaign, on=on, at=at), is_current=True)
    return Shown(figures, is_current=False)


def is_current(figures: CampaignFigures, *, on: date) -> bool:
    """Whether nothing landed since the figures were counted on that day."""
    return figures.counted_on == on and (figures.source_mark, figures.visit_mark) == _marks(figures.municipality_id)


def count(campaign: Campaign, *, on: date, at: datetime) -> CampaignFigures:
    """Count the campaign on the base map of the day and keep the figures."""
    began = time.perf_counter()
    with transaction.atomic():
        # The marks first: what lands while it is counted makes the figures old, not wrongly new.
        source_mark, visit_mark = _marks(campaign.municipality_id)
        rows, bounds, left, blocks = _counted(campaign, on)
        figures, _is_new = CampaignFigures.objects.update_or_create(
            campaign=campaign,
            defaults={
                "municipality_id": campaign.municipality_id,
                "counted_on": on,
                "counted_at": at,
                "took_s": time.perf_counter() - began,
                "source_mark": source_mark,
                "visit_mark": visit_mark,
                "rows": rows,
                "bounds": bounds,
                "left": left,
                "blocks_geojson": blocks,
            },
        )
    return figures


def recount(municipality: Municipality, *, on: date, at: datetime) -> int:
    """Count every campaign under way whose figures are behind, and any that was never counted; returns how many."""
    behind = [campaign for campaign in Campaign.objects.filter(municipality=municipality) if _is_behind(campaign, on)]
    for campaign in behind:
        count(campaign, on=on, at=at)
    return len(behind)


def _is_behind(campaign: Campaign, on: date) -> bool:
    figures = CampaignFigures.objects.filter(campaign=campaign).first()
    if figures is None:
        return True
    return campaign.status == CampaignStatus.OPEN and not is_current(figures, on=on)


def _is_quick(campaign: Campaign, figures: CampaignFigures | None) -> bool:
    if figures is not None:
        return figures.took_s <= _AT_ONCE_S
    versions = ParcelVersion.objects.filter(municipality=campaign.municipality_id)
    return versions[: _SURELY_FEW + 1].count() <= _SURELY_FEW


def _marks(municipality: int) -> tuple[int, int]:
    source, visit = (
        kind._default_manager.filter(municipality=municipality).aggregate(last=Max("pk"))["last"] or 0
        for kind in (Source, Visit)
    )
    return source, visit


def _counted(campaign: Campaign, on: date) -> tuple[list[list[Any]], list[float] | None, list[list[Any]], str]:
    asked: dict[str, Any] = {"campaign": campaign.pk, "on": on, "most": LEFT_KEPT}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "campaign_figures"), asked)
        rows, bounds, left, blocks = cursor.fetchone() or ("[]", "null", "[]", "")
    return json.loads(rows), json.loads(bounds), json.loads(left), blocks
