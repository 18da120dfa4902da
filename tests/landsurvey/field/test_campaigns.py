"""Campaigns are counted on the base map: by file and by visit, by zone, block, month and surveyor."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality, ParcelVersion, Role, Source
from landsurvey import promotion, review
from landsurvey.field import campaignfigures, campaigns, fieldwork
from landsurvey.models import Campaign, CampaignFigures, CampaignStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, checked
from tests.landsurvey.fieldbuilders import NOW, TODAY, a_campaign, a_parcel, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a busy machine counted slowly is no reason to show figures of before."""
    monkeypatch.setattr(campaignfigures, "_AT_ONCE_S", 30)


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@lasting.fixture
def base_map(source: Source) -> list[ParcelVersion]:
    """Four parcels in two zones; the block of the third is written with a suffix, the code of the last has none."""
    codes = ["01A001", "01B002", "02S015/004", "นอกผัง"]
    return [a_parcel(code, column, source=source) for column, code in enumerate(codes)]


def counted(campaign: Campaign) -> campaigns.Progress:
    return campaignfigures.shown(campaign, on=TODAY, at=NOW).progress


def test_everything_is_left_when_a_campaign_opens(
    base_map: list[ParcelVersion], municipality: Municipality, reviewer: User
) -> None:
    progress = counted(a_campaign(municipality, reviewer))

    assert progress.total == campaigns.Count(parcels=4, left=4)
    assert {zone: count.parcels for zone, count in progress.zones.items()} == {"": 1, "01": 2, "02": 1}
    assert set(progress.blocks) == {"", "01A", "01B", "02S"}
    assert progress.months == {}


def test_visits_count_by_month_and_surveyor_when_they_say_surveyed(
    base_map: list[ParcelVersion], municipality: Municipality, reviewer: User, officer: Callable[..., User]
) -> None:
    campaign, surveyor = a_campaign(municipality, reviewer), officer(Role.SURVEYOR)
    facts = {"campaign_uid": str(campaign.uid)}
    for version, by, visited_at, result in (
        (base_map[0], surveyor, "2023-05-31T23:30:00+07:00", "surveyed"),
        (base_map[1], reviewer, "2023-04-02T09:00:00+07:00", "surveyed"),
        (base_map[2], surveyor, "2023-04-03T09:00:00+07:00", "nobody"),
    ):
        noted = a_visit(version, visited_at=visited_at, result=result, **facts)
        fieldwork.record(noted, municipality=municipality, by=by, at=NOW)

    progress = counted(campaign)

    assert progress.total == campaigns.Count(parcels=4, visited=2, tried=1, left=1)
    assert progress.total.completeness == Decimal(50)
    assert {month: count.done for month, count in progress.months.items()} == {date(2023, 4, 1): 1, date(2023, 5, 1): 1}
    assert {pk: count.done for pk, count in progress.surveyors.items()} == {surveyor.pk: 1, reviewer.pk: 1}
    assert progress.by_month_and_surveyor[date(2023, 5, 1), surveyor.pk].done == 1


def test_parcel_counts_as_surveyed_once_when_its_file_is_promoted(
    base_map: list[ParcelVersion], municipality: Municipality, reviewer: User, tmp_path: Path
) -> None:
    rows = [a_row(a_square(0), PARCEL_COD="01A001", SURV_DATE="12/01/2566")]
    upload = checked(a_survey(rows, tmp_path), municipality=municipality, by=reviewer)
    review.accept_all_without_errors(upload, by=reviewer, at=AT)
    promotion.promote(upload, effective_date=date(2023, 4, 1), by=reviewer, at=AT)
    campaign = a_campaign(municipality, reviewer)
    noted = a_visit(base_map[0], campaign_uid=str(campaign.uid))
    fieldwork.record(noted, municipality=municipality, by=reviewer, at=NOW)

    progress = counted(campaign)

    assert progress.total == campaigns.Count(parcels=4, surveyed=1, left=3)
    assert list(progress.months) == [date(2023, 1, 1)]


def test_only_named_blocks_are_counted_when_a_campaign_names_them(
    base_map: list[ParcelVersion], municipality: Municipality, reviewer: User
) -> None:
    by_block = counted(a_campaign(municipality, reviewer, blocks=["01A", "02S"]))
    by_zone = counted(a_campaign(municipality, reviewer, blocks=["01"]))

    assert (by_block.total.parcels, by_zone.total.parcels) == (2, 2)


def test_parcels_of_another_municipality_are_never_counted(
    base_map: list[ParcelVersion], other_municipality: Municipality, officer: Callable[..., User]
) -> None:
    with tenancy.within(other_municipality):
        campaign = a_campaign(other_municipality, officer(Role.SURVEY_REVIEWER, of=other_municipality))
        progress = counted(campaign)

    assert progress.total.parcels == 0


def test_unknown_block_is_named_when_a_campaign_opens(
    base_map: list[ParcelVersion], municipality: Municipality, reviewer: User
) -> None:
    with pytest.raises(campaigns.NoSuchBlock, match="09Z"):
        a_campaign(municipality, reviewer, blocks=["01A", "09Z"])


def test_block_of_this_morning_is_known_before_utc_has_the_day(
    source: Source, municipality: Municipality, reviewer: User
) -> None:
    a_parcel("03C001", source=source, since=date(2023, 6, 2))

    opened = campaigns.open_campaign(
        municipality=municipality,
        title="x",
        first_day=date(2023, 6, 2),
        last_day=date(2023, 6, 30),
        blocks=["03C"],
        by=reviewer,
        at=datetime(2023, 6, 1, 20, tzinfo=UTC),  # three in the morning of the second
    )

    assert opened.blocks == ["03C"]


def test_days_out_of_order_are_refused(municipality: Municipality, reviewer: User) -> None:
    with pytest.raises(campaigns.EndsBeforeItBegins):
        campaigns.open_campaign(
            municipality=municipality,
            title="x",
            first_day=date(2023, 2, 1),
            last_day=date(2023, 1, 1),
            by=reviewer,
            at=NOW,
        )


def test_left_list_holds_what_is_not_done_and_no_formula(
    source: Source, municipality: Municipality, reviewer: User
) -> None:
    done, tried, formula = (a_parcel(code, i, source=source) for i, code in enumerate(["01A001", "01A002", "=1+1"]))
    campaign = a_campaign(municipality, reviewer)
    for version, result in ((done, "surveyed"), (tried, "refused")):
        noted = a_visit(version, campaign_uid=str(campaign.uid), result=result)
        fieldwork.record(noted, municipality=municipality, by=reviewer, at=NOW)

    with translation.override("en"):
        table = list(csv.reader(io.StringIO("".join(campaigns.left_csv(campaign, on=TODAY)))))

    assert [(row[0], row[3]) for row in table[1:]] == [("01A002", "visited in vain"), ("'=1+1", "not visited")]
    assert float(table[1][5]) == pytest.approx(18.744, abs=0.001)
    assert formula.code == "=1+1"


def test_closing_is_journalled_and_done_once(municipality: Municipality, reviewer: User) -> None:
    campaign = a_campaign(municipality, reviewer)

    closed = campaigns.close(campaign, by=reviewer, at=NOW)

    assert closed.status == CampaignStatus.CLOSED
    assert list(JournalEntry.objects.filter(thing_kind="survey_campaign").values_list("action", flat=True)) == [
        "opened",
        "closed",
    ]
    with pytest.raises(campaigns.IsClosed):
        campaigns.close(campaign, by=reviewer, at=datetime(2023, 6, 2, tzinfo=UTC))


def test_completeness_is_100_only_when_every_parcel_is_done() -> None:
    assert campaigns.Count(parcels=10_000, visited=9_999).completeness == Decimal("99.9")
    assert campaigns.Count(parcels=3, surveyed=3).completeness == Decimal(100)
    assert campaigns.Count().completeness == Decimal(0)


def test_figures_are_kept_until_something_lands(
    base_map: list[ParcelVersion],
    municipality: Municipality,
    reviewer: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    campaign = a_campaign(municipality, reviewer)
    campaignfigures.shown(campaign, on=TODAY, at=NOW)
    _as_if_it_had_taken_long()

    with django_assert_num_queries(3):
        kept = campaignfigures.shown(campaign, on=TODAY, at=NOW)
    fieldwork.record(a_visit(base_map[0]), municipality=municipality, by=reviewer, at=NOW)
    behind = campaignfigures.shown(campaign, on=TODAY, at=NOW)

    assert (kept.is_current, behind.is_current) == (True, False)
    assert behind.progress == kept.progress


def test_figures_say_that_they_are_of_yesterday(
    base_map: list[ParcelVersion], municipality: Municipality, reviewer: User
) -> None:
    campaign = a_campaign(municipality, reviewer)
    campaignfigures.shown(campaign, on=TODAY, at=NOW)
    _as_if_it_had_taken_long()

    assert not campaignfigures.shown(campaign, on=TODAY + timedelta(days=1), at=NOW).is_current


def test_recounting_counts_what_is_behind_and_nothing_else(
    base_map: list[ParcelVersion], municipality: Municipality, reviewer: User
) -> None:
    campaign, closed = a_campaign(municipality, reviewer), a_campaign(municipality, reviewer)
    first = campaignfigures.recount(municipality, on=TODAY, at=NOW)
    campaigns.close(closed, by=reviewer, at=NOW)
    noted = a_visit(base_map[0], campaign_uid=str(campaign.uid))
    fieldwork.record(noted, municipality=municipality, by=reviewer, at=NOW)

    second, third = (campaignfigures.recount(municipality, on=TODAY, at=NOW) for _ in range(2))

    assert (first, second, third) == (2, 1, 0)
    assert counted(campaign).total.visited == 1


def _as_if_it_had_taken_long() -> None:
    """Figures that took minutes are not counted anew while somebody waits."""
    CampaignFigures.objects.update(took_s=60)
