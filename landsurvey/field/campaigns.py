"""Survey campaigns: which land is to be surveyed when, how far it has come, and what is left.

Progress is counted on the base map, that is on the parcels in force on the day asked for. A parcel counts as done when
a survey file that was promoted describes it within the campaign's period, or when a field visit says surveyed; the two
are always told apart. Completeness is parcels done x 100 / parcels of the base map, the rule by which the property
register (ผ.ท.4) is audited.
"""

import csv
import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.geos import MultiPolygon
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from gis_assets import journal, sql_files
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from landsurvey.models import Campaign, CampaignStatus

# More parcels at once than a map can show apart; the map asks for smaller rectangles.
MOST_SHOWN = 4_000
_EVERYTHING = (-180.0, -90.0, 180.0, 90.0)


class NoSuchBlock(Refusal):
    """A zone or block that no parcel code of the municipality carries."""


class EndsBeforeItBegins(Refusal):
    """The last day lies before the first."""


class IsClosed(Refusal):
    """The campaign takes nothing more."""


@dataclass(frozen=True)
class Count:
    """Parcels of one group by how far they have come."""

    parcels: int = 0
    surveyed: int = 0
    visited: int = 0
    tried: int = 0
    left: int = 0

    @property
    def done(self) -> int:
        return self.surveyed + self.visited

    @property
    def completeness(self) -> Decimal:
        """Percent of the base map, to one decimal, cut rather than rounded: 100 means every parcel."""
        return Decimal(self.done * 1000 // self.parcels) / 10 if self.parcels else Decimal(0)


@dataclass(frozen=True)
class Progress:
    """How far a campaign has come: as a whole, and by zone, block, month and surveyor."""

    total: Count = Count()
    zones: dict[str, Count] = field(default_factory=dict)
    blocks: dict[str, Count] = field(default_factory=dict)
    months: dict[date, Count] = field(default_factory=dict)
    surveyors: dict[int, Count] = field(default_factory=dict)
    by_month_and_surveyor: dict[tuple[date, int], Count] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftParcel:
    """A parcel that is still to be surveyed and a point on it."""

    code: str
    zone: str
    block: str
    was_tried: bool
    area_m2: Decimal
    latitude: float
    longitude: float
    uid: str


def open_campaign(
    *,
    municipality: Municipality,
    title: str,
    first_day: date,
    last_day: date,
    by: User,
    at: datetime,
    blocks: Sequence[str] = (),
    area: MultiPolygon | None = None,
) -> Campaign:
    """Open a campaign; both days are in it. Raises `EndsBeforeItBegins` or `NoSuchBlock`."""
    if last_day < first_day:
        raise EndsBeforeItBegins(_("The last day lies before the first. Put the days in order."))
    if unknown := sorted(set(blocks) - known_blocks(municipality, on=timezone.localdate(at))):
        raise NoSuchBlock(
            _("No parcel code begins with %(blocks)s. Write zones as 01 and blocks as 01A.")
            % {"blocks": ", ".join(unknown)}
        )
    with transaction.atomic():
        campaign = Campaign.objects.create(
            municipality=municipality,
            title=title,
            period=Range(first_day, last_day + timedelta(days=1)),
            area=area,
            blocks=list(blocks),
            created_by=by,
            created_at=at,
        )
        _note(campaign, "opened", by=by, at=at)
    return campaign


def close(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Take the campaign off the surveyors' list; what they have recorded already still lands."""
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().select_related("municipality").get(pk=campaign.pk)
        if locked.status == CampaignStatus.CLOSED:
            raise IsClosed(_("“%(title)s” is closed already.") % {"title": locked.title})
        locked.status = CampaignStatus.CLOSED
        locked.save(update_fields=["status"])
        _note(locked, "closed", by=by, at=at)
    return locked


def known_blocks(municipality: Municipality, *, on: date) -> set[str]:
    """Return the zones and blocks that parcel codes of the base map name."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "blocks"), {"municipality": municipality.pk, "on": on})
        blocks = {str(block) for (block,) in cursor}
    return blocks | {block[:2] for block in blocks}


def progress_of(rows: Iterable[Sequence[Any]]) -> Progress:
    """Return the figures from rows as `sql/campaign_figures.sql` gives them."""
    found = Progress()
    total = Count()
    for level, zone, block, month, surveyor, *counted in rows:
        count = Count(*counted)
        first = date.fromisoformat(month) if month else None
        if level == "all":
            total = count
        elif level == "zone":
            found.zones[zone] = count
        elif level == "block":
            found.blocks[block or ""] = count
        elif level == "month" and first:
            found.months[first] = count
        elif level == "surveyor" and surveyor:
            found.surveyors[surveyor] = count
        elif level == "month_surveyor" and first and surveyor:
            found.by_month_and_surveyor[first, surveyor] = count
    return dataclasses.replace(found, total=total)


def left(campaign: Campaign, *, on: date, most: int | None = None) -> list[LeftParcel]:
    """Return the parcels that are left, by code; the first `most` of them."""
    return [left_parcel(row) for row in _rows("campaign_left", campaign, on, most=most)]


def left_parcel(row: Sequence[Any]) -> LeftParcel:
    """A parcel that is left from a row of the database, or from one kept as JSON."""
    code, zone, block, state, area_m2, latitude, longitude, uid = row
    return LeftParcel(code, zone, block, state == "tried", Decimal(area_m2), latitude, longitude, str(uid))


def left_csv(campaign: Campaign, *, on: date) -> Iterator[str]:
    """Write what is left as CSV with Thai headings, line by line; the mark in front lets spreadsheets read Thai."""
    writer = csv.writer(Lines())
    yield "\ufeff"
    yield writer.writerow(
        [_("Parcel code"), _("Zone"), _("Block"), _("State"), _("Area (m²)"), _("Latitude"), _("Longitude")]
    )
    for parcel in left(campaign, on=on):
        state = _("visited in vain") if parcel.was_tried else _("not visited")
        place = (f"{parcel.latitude:.7f}", f"{parcel.longitude:.7f}")
        yield writer.writerow([as_text(parcel.code), parcel.zone, parcel.block, state, parcel.area_m2, *place])


def as_text(value: str) -> str:
    """Return the text so that a spreadsheet takes it for text, whoever wrote it: a formula gets an apostrophe."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def parcels_geojson(
    campaign: Campaign, *, on: date, bbox: tuple[float, float, float, float] = _EVERYTHING, most: int = MOST_SHOWN
) -> str:
    """Return the campaign's parcels within the rectangle with their states, written by the database."""
    west, south, east, north = bbox
    corners = {"west": west, "south": south, "east": east, "north": north}
    ((text,),) = _rows("campaign_parcels_geojson", campaign, on, most=most, **corners)
    return str(text)


class Lines:
    """Hands each line of a CSV writer straight back."""

    def write(self, line: str) -> str:
        return line


def _rows(statement: str, campaign: Campaign, on: date, **values: float | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), {"campaign": campaign.pk, "on": on, **values})
        return list(cursor.fetchall())


def _note(campaign: Campaign, action: str, *, by: User, at: datetime) -> None:
    journal.append(
        municipality=campaign.municipality,
        by=by,
        action=action,
        thing_kind="survey_campaign",
        thing_uid=campaign.uid,
        at=at,
        details={"title": campaign.title, "blocks": campaign.blocks},
    )
