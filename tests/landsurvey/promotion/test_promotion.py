"""Accepted rows become versions; the past stays; nothing is doubled or lost."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User

from gis_assets import parcels
from gis_assets.models import JournalEntry, Municipality, Parcel, ParcelVersion, Source
from landsurvey import promotion, review
from landsurvey.comparing import differences
from landsurvey.models import Decision, Upload, UploadStatus
from tests.landsurvey.builders import AT, a_registered_square, a_row, a_square
from tests.landsurvey.promotion.register import DAY, in_force, promoted

pytestmark = pytest.mark.django_db


def test_new_parcel_bears_the_number_that_was_promised_when_the_row_was_accepted(
    surveyed: Callable[..., Upload], reviewer: User
) -> None:
    upload = surveyed(a_row(a_square(0)))
    review.decide(upload, rows=[1], decision=Decision.PENDING, by=reviewer, at=AT)
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer, at=AT)
    promised = upload.features.get().parcel_id
    before = Parcel.objects.count()

    promoted(upload, reviewer)

    assert (before, Parcel.objects.get().pk) == (0, promised)


def test_new_parcel_is_numbered_when_its_row_was_accepted_without_a_promise(
    surveyed: Callable[..., Upload], reviewer: User
) -> None:
    upload = surveyed(a_row(a_square(0)))
    upload.features.update(parcel=None)

    promoted(upload, reviewer)

    assert Parcel.objects.get().pk == upload.features.get().parcel_id


def test_new_parcels_when_no_code_is_known(surveyed: Callable[..., Upload], reviewer: User) -> None:
    upload = surveyed(a_row(a_square(0), PARCEL_COD="01A001"), a_row(a_square(1), PARCEL_COD="01A002"))

    promoted(upload, reviewer)

    versions = ParcelVersion.objects.as_of(DAY).order_by("code")
    assert [version.code for version in versions] == ["01A001", "01A002"]
    assert [version.measured_area_m2 for version in versions] == [1600, 1600]
    assert not ParcelVersion.objects.as_of(date(2023, 3, 31)).exists()


def test_old_version_ends_when_its_code_is_surveyed_again(surveyed: Callable[..., Upload], reviewer: User) -> None:
    promoted(surveyed(a_row(a_square(0))), reviewer)

    promoted(surveyed(a_row(a_square(0, side_m=42))), reviewer, on=date(2023, 6, 1))

    parcel = Parcel.objects.get()
    before, after = parcel.versions.order_by("valid")
    assert (before.valid.upper, after.valid.lower, after.valid.upper) == (date(2023, 6, 1), date(2023, 6, 1), None)
    assert [before.measured_area_m2, after.measured_area_m2] == [1600, 1764]


def test_each_twin_continues_its_own_parcel_when_a_code_is_shared(
    surveyed: Callable[..., Upload], reviewer: User
) -> None:
    promoted(surveyed(a_row(a_square(0)), a_row(a_square(3))), reviewer)
    first = sorted(ParcelVersion.objects.all(), key=lambda version: version.shape.extent[0])
    west, east = (version.parcel_id for version in first)

    promoted(surveyed(a_row(a_square(3, side_m=41)), a_row(a_square(0, side_m=41))), reviewer, on=date(2023, 6, 1))

    now = {v.parcel_id: v.shape.extent[0] for v in ParcelVersion.objects.as_of(date(2023, 6, 1))}
    assert len(now) == 2
    assert now[west] < now[east]


def test_uses_and_deed_are_carried_over_when_the_survey_is_silent(
    surveyed: Callable[..., Upload], reviewer: User
) -> None:
    promoted(surveyed(a_row(a_square(0), CHANOD_NO="4711", RAI="1", NGAN="0", WA="0")), reviewer)
    ParcelVersion.objects.update(agriculture_wah=300, vacant_wah=100, vacant_since_be=2563)

    promoted(surveyed(a_row(a_square(0, side_m=41))), reviewer, on=date(2023, 6, 1))

    now = ParcelVersion.objects.as_of(date(2023, 6, 1)).get()
    assert [now.document_type, now.document_number, now.deed_area_wah] == ["chanote", "4711", 400]
    assert [now.agriculture_wah, now.vacant_wah, now.vacant_since_be] == [300, 100, 2563]


def test_source_and_journal_say_where_it_came_from(surveyed: Callable[..., Upload], reviewer: User) -> None:
    upload = surveyed(a_row(a_square(0)))

    upload = promoted(upload, reviewer)

    source = Source.objects.get(kind="survey_upload")
    assert (source.sha256, source.reference) == (upload.sha256, "parcels.zip")
    assert ParcelVersion.objects.get().source == upload.source == source
    entry = JournalEntry.objects.get(action="promoted")
    assert (entry.user, entry.thing_uid) == (reviewer, str(upload.uid))
    counts = {"accepted": 1, "continued": 0, "new": 1, "unchanged": 0, "split_or_merged": 0, "gone": 0}
    assert entry.details == {**counts, "rights_inherited": 0, "effective_date": "2023-04-01"}


def test_refused_when_promoted_twice(surveyed: Callable[..., Upload], reviewer: User) -> None:
    upload = surveyed(a_row(a_square(0)))
    promoted(upload, reviewer)

    with pytest.raises(promotion.AlreadyPromoted):
        promoted(upload, reviewer, on=date(2023, 5, 1))

    assert ParcelVersion.objects.count() == 1


def test_refused_when_nothing_is_accepted(surveyed: Callable[..., Upload], reviewer: User) -> None:
    upload = surveyed(a_row(a_square(0)))
    review.decide(upload, rows=[1], decision=Decision.RETURNED, by=reviewer, at=AT, comment="wrong corner")

    with pytest.raises(promotion.NothingAccepted):
        promoted(upload, reviewer)

    assert not ParcelVersion.objects.exists()


def test_register_is_as_it_was_when_the_day_lies_before_a_version(
    surveyed: Callable[..., Upload], reviewer: User
) -> None:
    promoted(surveyed(a_row(a_square(0))), reviewer, on=date(2023, 6, 1))
    again = surveyed(a_row(a_square(0, side_m=41)), a_row(a_square(5), PARCEL_COD="01A009"))

    with pytest.raises(parcels.WouldChangeThePast, match="256"):
        promoted(again, reviewer, on=date(2023, 6, 1))

    assert (Parcel.objects.count(), ParcelVersion.objects.count()) == (1, 1)
    again.refresh_from_db()
    assert (again.status, again.source) == (UploadStatus.CHECKED, None)


def test_only_accepted_rows_reach_the_register_when_some_are_returned(
    surveyed: Callable[..., Upload], reviewer: User
) -> None:
    upload = surveyed(a_row(a_square(0), PARCEL_COD="01A001"), a_row(a_square(1), PARCEL_COD="01A002"))
    review.decide(upload, rows=[2], decision=Decision.RETURNED, by=reviewer, at=AT, comment="wrong corner")

    promoted(upload, reviewer)

    assert [version.code for version in ParcelVersion.objects.all()] == ["01A001"]


def test_refused_when_the_register_changed_after_the_comparison(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    a_registered_square(municipality)
    waiting = surveyed(a_row(a_square(0, side_m=41)))
    promoted(surveyed(a_row(a_square(0, side_m=42))), reviewer)

    with pytest.raises(promotion.RegisterHasChanged):
        promoted(waiting, reviewer, on=date(2023, 6, 1))

    differences.compare(waiting)
    review.accept_all_without_errors(waiting, by=reviewer, at=AT)
    promoted(waiting, reviewer, on=date(2023, 6, 1))
    assert in_force(date(2023, 6, 1)) == [("01A001", 1681)]
