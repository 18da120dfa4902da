"""Accepted rows become versions; the past stays; nothing is doubled or lost."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets import parcels, restoring
from gis_assets.models import (
    BuildingVersion,
    JournalEntry,
    Municipality,
    Parcel,
    ParcelLineage,
    ParcelVersion,
    Right,
    Role,
    Source,
)
from landsurvey import promotion, review
from landsurvey.comparing import differences
from landsurvey.models import Change, Decision, GoneDecision, Upload, UploadStatus, Verdict
from tests import lasting
from tests.landsurvey.builders import (
    AT,
    a_building,
    a_half,
    a_registered_square,
    a_right,
    a_row,
    a_square,
    a_survey,
    checked,
)

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 1)


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@pytest.fixture
def surveyed(municipality: Municipality, reviewer: User, tmp_path: Path) -> Callable[..., Upload]:
    """`surveyed(rows)` is a checked upload of those rows with every sound row accepted."""

    def make(*rows: dict[str, object]) -> Upload:
        folder = tmp_path / f"survey{Upload.objects.count()}"
        folder.mkdir()
        upload = checked(a_survey(rows, folder), municipality=municipality, by=reviewer)
        review.accept_all_without_errors(upload, by=reviewer, at=AT)
        return upload

    return make


def promoted(upload: Upload, by: User, *, on: date = DAY) -> Upload:
    return promotion.promote(upload, effective_date=on, by=by, at=AT)


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
    west, east = (version.parcel_id for version in ParcelVersion.objects.order_by("pk"))

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

    with pytest.raises(parcels.WouldChangeThePast):
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


def halves(**east: object) -> tuple[dict[str, object], dict[str, object]]:
    """The square of the register cut in two: the west half keeps its code."""
    return a_row(a_half(0), LAND_NO="1"), a_row(a_half(1), LAND_NO="2", **{"PARCEL_COD": "01A001/001"} | east)


def confirmed(upload: Upload, by: User) -> Upload:
    review.confirm_lineage(upload, by=by, at=AT)
    return upload


def in_force(day: date) -> list[tuple[str, float]]:
    versions = ParcelVersion.objects.as_of(day).order_by("code")
    return [(version.code, float(version.measured_area_m2)) for version in versions]


def shares(parcel: Parcel, day: date) -> list[tuple[int, int, int, bool]]:
    fields = ("party_id", "share_numerator", "share_denominator", "awaits_confirmation")
    return sorted(Right.objects.as_of(day).filter(parcel=parcel).values_list(*fields))


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

    with pytest.raises(restoring.CannotRestore):
        promotion.undo(upload, on=DAY, by=reviewer, at=AT, why="wrong datum")


def test_undo_is_refused_when_it_is_not_in_the_register(surveyed: Callable[..., Upload], reviewer: User) -> None:
    with pytest.raises(promotion.NotInTheRegister):
        promotion.undo(surveyed(a_row(a_square(0))), on=DAY, by=reviewer, at=AT, why="wrong datum")
