"""Splits, merges and parcels that are gone: what becomes of their rights, uses and buildings."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User

from gis_assets.models import BuildingVersion, Municipality, Parcel, ParcelLineage, ParcelVersion, Right, Source
from landsurvey import promotion, review
from landsurvey.models import Change, Decision, GoneDecision, Upload, Verdict
from tests.landsurvey.builders import AT, a_building, a_half, a_registered_square, a_right, a_row, a_square
from tests.landsurvey.promotion.register import DAY, confirmed, halves, in_force, promoted, shares

pytestmark = pytest.mark.django_db


def test_unchanged_row_makes_no_version(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    a_registered_square(municipality)
    a_registered_square(municipality, column=1, code="01A002")

    upload = surveyed(
        a_row(a_square(0)), a_row(a_square(1, side_m=40).buffer(1, join_style="mitre"), PARCEL_COD="01A002")
    )
    promoted(upload, reviewer)

    assert [parcel.versions.count() for parcel in Parcel.objects.order_by("pk")] == [1, 2]
    assert upload.features.get(row=1).change == Change.UNCHANGED


def test_split_is_written_with_its_lineage_and_rights(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    parent = a_registered_square(municipality, deed_area_wah=400).parcel
    right = a_right(parent, source=source, is_registered_home=True)

    upload = promoted(confirmed(surveyed(*halves()), reviewer), reviewer)

    assert in_force(date(2023, 3, 31)) == [("01A001", 1600)]
    assert in_force(DAY) == [("01A001", 800), ("01A001/001", 800)]
    step = ParcelLineage.objects.get()
    child = ParcelVersion.objects.as_of(DAY).get(code="01A001/001").parcel
    assert (step.parent, step.child, step.kind, step.effective_date) == (parent, child, "split", DAY)
    assert (step.source, step.share_of_parent) == (upload.source, 0.5)
    assert shares(parent, DAY) == [(right.party_id, 1, 1, False)]
    assert shares(child, DAY) == [(right.party_id, 1, 1, True)]
    assert not shares(child, date(2023, 3, 31))
    assert not Right.objects.get(parcel=child).is_registered_home


def test_uses_are_shared_by_ground_when_a_parcel_is_split(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    a_registered_square(municipality, deed_area_wah=400, agriculture_wah=300, vacant_wah=100, vacant_since_be=2563)

    promoted(confirmed(surveyed(*halves()), reviewer), reviewer)

    for version in ParcelVersion.objects.as_of(DAY):
        assert [version.agriculture_wah, version.vacant_wah, version.vacant_since_be] == [150, 50, 2563]
        assert version.deed_area_wah is None


def test_building_follows_the_half_it_stands_on(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    parent = a_registered_square(municipality).parcel
    a_right(parent, source=source, is_registered_home=True)
    house = a_building(municipality, on_parcel=parent, shape=a_half(1).buffer(-5), source=source)

    promoted(confirmed(surveyed(*halves()), reviewer), reviewer)

    child = ParcelVersion.objects.as_of(DAY).get(code="01A001/001").parcel
    before, after = BuildingVersion.objects.filter(building=house.building).order_by("valid")
    assert (before.on_parcel, after.on_parcel) == (parent, child)
    assert Right.objects.get(parcel=child).is_registered_home


def test_merge_ends_the_other_parcel_and_joins_the_holders_by_ground(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    west = a_registered_square(municipality, code="01A001").parcel
    east = a_registered_square(municipality, column=1, code="01A002").parcel
    one, other = a_right(west, source=source), a_right(east, source=source)
    both = a_row(a_square(0).union(a_square(1)), PARCEL_COD="01A001")

    promoted(confirmed(surveyed(both), reviewer), reviewer)

    assert in_force(DAY) == [("01A001", 3200)]
    assert ParcelLineage.objects.get().parent == east
    assert shares(west, DAY) == [(one.party_id, 1, 2, True), (other.party_id, 1, 2, True)]
    assert shares(east, DAY) == []
    assert shares(east, date(2023, 3, 31)) == [(other.party_id, 1, 1, False)]


def test_holders_stay_as_they_are_when_both_merged_parcels_were_held_alike(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    west = a_registered_square(municipality, code="01A001").parcel
    east = a_registered_square(municipality, column=1, code="01A002").parcel
    right = a_right(west, source=source)
    a_right(east, source=source, party=right.party)

    promoted(confirmed(surveyed(a_row(a_square(0).union(a_square(1)), PARCEL_COD="01A001")), reviewer), reviewer)

    assert shares(west, DAY) == [(right.party_id, 1, 1, False)]


def test_refused_when_a_lineage_is_undecided(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    a_registered_square(municipality)
    upload = surveyed(*halves())

    with pytest.raises(promotion.LineageUndecided):
        promoted(upload, reviewer)

    assert in_force(DAY) == [("01A001", 1600)]


def test_refused_when_only_the_new_part_of_a_split_is_accepted(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    a_registered_square(municipality)
    upload = confirmed(surveyed(*halves()), reviewer)
    review.decide(upload, rows=[1], decision=Decision.RETURNED, by=reviewer, at=AT, comment="wrong corner")

    with pytest.raises(promotion.SplitIsTorn):
        promoted(upload, reviewer)


def test_rejected_lineage_leaves_a_new_parcel_without_parents(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    a_right(a_registered_square(municipality).parcel, source=source)
    upload = surveyed(*halves())
    split = upload.lineage.get(kind="split")
    review.decide_lineage(upload, proposals=[split.pk], verdict=Verdict.REJECTED, by=reviewer, at=AT)

    promoted(confirmed(upload, reviewer), reviewer)

    assert not ParcelLineage.objects.exists()
    assert Right.objects.count() == 1


def test_gone_parcel_ends_only_when_a_reviewer_said_so(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User, source: Source
) -> None:
    parcels_there = [a_registered_square(municipality, column=at, code=f"01A00{at + 1}").parcel for at in range(3)]
    a_right(parcels_there[1], source=source)
    upload = surveyed(
        a_row(a_square(0).union(a_half(0, column=1))),
        a_row(a_half(1, column=1).union(a_square(2)), PARCEL_COD="01A003"),
    )
    gone = upload.gone.get()

    review.decide_gone(upload, gone=[gone.pk], decision=GoneDecision.RETIRE, by=reviewer, at=AT)
    promoted(confirmed(upload, reviewer), reviewer)

    assert gone.parcel == parcels_there[1]
    assert [code for code, _ in in_force(DAY)] == ["01A001", "01A003"]
    assert [code for code, _ in in_force(date(2023, 3, 31))] == ["01A001", "01A002", "01A003"]
    assert shares(parcels_there[1], DAY) == []
