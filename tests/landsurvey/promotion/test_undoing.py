"""A promotion taken back: what was there before returns in new versions, or the refusal says why not."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User

from gis_assets import restoring
from gis_assets.models import BuildingVersion, JournalEntry, Municipality, ParcelLineage, ParcelVersion, Source
from landsurvey import promotion
from landsurvey.models import Upload, UploadStatus
from tests.landsurvey.builders import AT, a_building, a_half, a_registered_square, a_right, a_row, a_square
from tests.landsurvey.promotion.register import DAY, confirmed, halves, in_force, promoted, shares

pytestmark = pytest.mark.django_db


def test_undone_promotion_restores_what_was_there_in_new_versions(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    parent = a_registered_square(municipality).parcel
    right = a_right(parent, source=source)
    house = a_building(municipality, on_parcel=parent, shape=a_half(1).buffer(-5), source=source)
    upload = promoted(confirmed(surveyed(*halves(), a_row(a_square(5), PARCEL_COD="01A009")), reviewer), reviewer)
    during, back = date(2023, 5, 1), date(2023, 6, 1)

    promotion.undo(upload, on=back, by=reviewer, at=AT, why="wrong datum")

    assert in_force(back) == [("01A001", 1600)]
    assert in_force(during) == [("01A001", 800), ("01A001/001", 800), ("01A009", 1600)]
    assert in_force(date(2023, 3, 31)) == [("01A001", 1600)]
    child = ParcelVersion.objects.as_of(during).get(code="01A001/001").parcel
    assert (shares(parent, back), shares(child, back)) == ([(right.party_id, 1, 1, False)], [])
    assert BuildingVersion.objects.as_of(back).get(building=house.building).on_parcel == parent
    assert ParcelLineage.objects.filter(kind="restored", parent=child, child=parent).exists()
    upload.refresh_from_db()
    assert (upload.status, upload.promotions.get().undone_why) == (UploadStatus.UNDONE, "wrong datum")
    assert JournalEntry.objects.get(action="promotion undone").why == "wrong datum"


def test_undone_merge_brings_both_parcels_and_their_holders_back(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    west = a_registered_square(municipality, code="01A001").parcel
    east = a_registered_square(municipality, column=1, code="01A002").parcel
    one, other = a_right(west, source=source), a_right(east, source=source)
    upload = promoted(confirmed(surveyed(a_row(a_square(0).union(a_square(1)))), reviewer), reviewer)
    back = date(2023, 6, 1)

    promotion.undo(upload, on=back, by=reviewer, at=AT, why="owners differ")

    assert in_force(back) == [("01A001", 1600), ("01A002", 1600)]
    assert shares(west, back) == [(one.party_id, 1, 1, False)]
    assert shares(east, back) == [(other.party_id, 1, 1, False)]


def test_undo_is_refused_when_a_later_version_exists(surveyed: Callable[..., Upload], reviewer: User) -> None:
    upload = promoted(surveyed(a_row(a_square(0))), reviewer)
    promoted(surveyed(a_row(a_square(0, side_m=42))), reviewer, on=date(2023, 6, 1))

    with pytest.raises(restoring.CannotRestore):
        promotion.undo(upload, on=date(2023, 7, 1), by=reviewer, at=AT, why="wrong datum")

    assert in_force(date(2023, 7, 1)) == [("01A001", 1764)]


def test_undo_is_refused_on_the_day_it_began(surveyed: Callable[..., Upload], reviewer: User) -> None:
    upload = promoted(surveyed(a_row(a_square(0))), reviewer)

    with pytest.raises(restoring.CannotRestore, match="256"):
        promotion.undo(upload, on=DAY, by=reviewer, at=AT, why="wrong datum")


def test_undo_is_refused_when_it_is_not_in_the_register(surveyed: Callable[..., Upload], reviewer: User) -> None:
    with pytest.raises(promotion.NotInTheRegister):
        promotion.undo(surveyed(a_row(a_square(0))), on=DAY, by=reviewer, at=AT, why="wrong datum")
