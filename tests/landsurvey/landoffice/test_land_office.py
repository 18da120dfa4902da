"""Every row of a package is kept, proposed or set aside with a reason, and written only when an officer confirms it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from psycopg.types.range import DateRange

from gis_assets import citizen_ids, rights
from gis_assets.models import (
    JournalEntry,
    Municipality,
    Parcel,
    ParcelVersion,
    Party,
    PartyVersion,
    Right,
    Role,
    Source,
)
from landsurvey import promotion, review, uploads, validation
from landsurvey.landoffice import handover, land_office, settling
from landsurvey.landoffice.transactions import UNKNOWN_STATUS, TransactionKind
from landsurvey.models import Decision, LandOfficeTransaction, StagedFeature, StatusMeaning, TransactionState, Upload
from tests import lasting
from tests.landsurvey.builders import a_square, checked
from tests.landsurvey.packages import a_package, a_shape_of, a_transaction

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
SOLD_ON = date(2026, 1, 5)
SELLER = "1101700234568"
BROTHER = "3101700456788"


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@pytest.fixture
def parcel(municipality: Municipality, source: Source) -> Callable[..., Parcel]:
    """`parcel("12", code="01A012")` is a registered parcel of the test sheet, held by one owner since 2020."""

    def make(land_number: str = "12", *, code: str = "01A012", deed: str = "45678", column: int = 0) -> Parcel:
        since = {"valid": DateRange(date(2020, 1, 1), None), "source": source, "recorded_at": AT}
        parcel = Parcel.objects.create(municipality=municipality)
        shape = f"SRID=32647;MULTIPOLYGON({a_square(column).wkt.removeprefix('POLYGON')})"
        ParcelVersion.objects.create(
            municipality=municipality, parcel=parcel, code=code, document_type="chanote", document_number=deed,
            utmmap1="4746", utmmap2="1", utmmap3="9470", utmmap4="07", utm_scale=1000, land_number=land_number,
            measured_area_m2=1600, measured_shape=shape, shape=shape, **since,
        )  # fmt: skip
        owner = Party.objects.create(municipality=municipality, kind="natural")
        PartyVersion.objects.create(municipality=municipality, party=owner, name="เจ้าของ เดิม", **since)
        Right.objects.create(municipality=municipality, party=owner, parcel=parcel, kind="owner", **since)
        return parcel

    return make


@pytest.fixture
def staged(municipality: Municipality, reviewer: User, tmp_path: Path) -> Callable[..., Upload]:
    """`staged(rows, shapes)` is an upload of such a package, staged."""

    def make(
        rows: Sequence[Mapping[str, str]], shapes: Sequence[Mapping[str, object]] = (), **kwargs: object
    ) -> Upload:
        path = a_package(tmp_path / f"month{Upload.objects.count()}.zip", rows, shapes, **kwargs)  # type: ignore[arg-type]
        return checked(path, municipality=municipality, by=reviewer, at=AT)

    return make


def the_row(upload: Upload) -> LandOfficeTransaction:
    return upload.transactions.get()


def reasons_of(row: LandOfficeTransaction) -> list[str]:
    return [reason["msgid"] for reason in row.reasons]


def holders_on(parcel: Parcel, day: date) -> list[tuple[str, int, int]]:
    held = Right.objects.filter(parcel=parcel, valid__contains=day).order_by("pk")
    return [
        (right.party.versions.order_by("-valid")[0].name, right.share_numerator, right.share_denominator)
        for right in held
    ]


def test_every_row_stands_somewhere_when_a_package_is_staged(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    parcel()

    upload = staged(
        [
            a_transaction("12"),
            a_transaction("12", status="จำนอง"),
            a_transaction("13", status="แบ่งแยกในนามเดิม"),
            a_transaction("14", โฉนด=""),
            a_transaction("12", status="ขายฝาก"),
        ],
        [a_shape_of(13, a_square(1))],
        certificates=[{"สถานะ": "จำนอง", "วันที่": "3/1/2569", "UTM_AIRMAP1": "4746"}],
        buildings=[{"สถานะ": "ก่อสร้างใหม่", "วันที่": "3/1/2569"}],
    )

    states = list(upload.transactions.order_by("book", "row").values_list("book", "row", "state"))
    assert states == [
        ("construction", 1, "quarantined"),
        ("ns3a", 1, "quarantined"),
        ("parcel", 1, "proposed"),
        ("parcel", 2, "recorded"),
        ("parcel", 3, "proposed"),
        ("parcel", 4, "quarantined"),
        ("parcel", 5, "quarantined"),
    ]


def test_parcel_found_by_sheet_when_the_deed_number_differs(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    known = parcel(deed="999")

    row = the_row(staged([a_transaction("12")]))

    assert row.parcel == known
    assert [(found["by"], found["code"]) for found in row.candidates] == [("sheet", "01A012")]


def test_set_aside_when_the_deed_number_fits_several_parcels(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    parcel("1", code="01A001")
    parcel("2", code="01A002", column=1)

    row = the_row(staged([a_transaction("12")]))

    assert (row.state, reasons_of(row)) == (TransactionState.QUARANTINED, [settling.SEVERAL_PARCELS])
    assert {found["code"] for found in row.candidates} == {"01A001", "01A002"}


def test_one_match_when_several_rows_of_the_register_share_the_code(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    parcel("12")
    parcel("12", column=1)

    assert the_row(staged([a_transaction("12")])).state == TransactionState.PROPOSED


def test_proposed_when_an_officer_chose_the_parcel(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    known = parcel("77", deed="1")
    row = the_row(staged([a_transaction("12")]))

    row = land_office.choose_parcel(row, known.versions.get())

    assert (row.state, row.parcel) == (TransactionState.PROPOSED, known)


def test_only_the_digest_kept_when_a_person_is_named(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    parcel()

    row = the_row(staged([a_transaction("12", **{"13 หลัก": SELLER})]))

    assert len(row.holder_digest) == 64
    assert SELLER not in str(row.cells)


def test_owner_changes_on_the_day_of_the_deed_when_a_sale_is_applied(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    upload = staged([a_transaction("12")])

    handover.apply(the_row(upload), by=reviewer, at=AT)

    assert holders_on(known, date(2026, 1, 4)) == [("เจ้าของ เดิม", 1, 1)]
    assert holders_on(known, SOLD_ON) == [("นายทดสอบ สมมติ", 1, 1)]
    assert the_row(upload).state == TransactionState.APPLIED
    assert JournalEntry.objects.filter(action="transaction applied", thing_uid=str(upload.uid)).count() == 1


def test_nothing_doubled_when_a_row_is_applied_twice(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    row = the_row(staged([a_transaction("12")]))
    handover.apply(row, by=reviewer, at=AT)

    with pytest.raises(land_office.AlreadySettled):
        handover.apply(row, by=reviewer, at=AT)

    assert Right.objects.filter(parcel=known).count() == 2


def test_equal_shares_when_two_persons_receive_by_one_deed(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    upload = staged([a_transaction("12"), a_transaction("12", ชื่อ="พี่น้อง", **{"13 หลัก": BROTHER})])
    first = upload.transactions.order_by("row").first()
    assert first is not None
    assert settling.EQUAL_SHARES in reasons_of(first)

    handover.apply(first, by=reviewer, at=AT)

    assert [share[1:] for share in holders_on(known, SOLD_ON)] == [(1, 2), (1, 2)]
    assert upload.transactions.filter(state=TransactionState.APPLIED).count() == 2


def test_share_asked_when_only_a_share_was_given(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    row = the_row(staged([a_transaction("12", status="ให้เฉพาะส่วน (ระหว่างภาระจำยอม)")]))

    with pytest.raises(handover.NeedsAShare):
        handover.apply(row, by=reviewer, at=AT)
    handover.apply(row, by=reviewer, at=AT, share=(1, 4))

    assert holders_on(known, SOLD_ON) == [("เจ้าของ เดิม", 3, 4), ("นายทดสอบ สมมติ", 1, 4)]


def test_share_adds_up_and_the_home_stays_when_it_is_given_to_a_co_owner(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known, gift = parcel(), "ให้เฉพาะส่วน (ระหว่างภาระจำยอม)"
    Right.objects.filter(parcel=known).update(is_registered_home=True)
    given = [a_transaction("12", status=gift), a_transaction("12", status=gift, วันที่="6/1/2569")]

    for row in staged(given).transactions.order_by("on"):
        handover.apply(row, by=reviewer, at=AT, share=(1, 4))

    held = Right.objects.filter(parcel=known, valid__endswith=None)
    assert holders_on(known, SOLD_ON + timedelta(days=1)) == [("เจ้าของ เดิม", 9, 16), ("นายทดสอบ สมมติ", 7, 16)]
    assert list(held.order_by("pk").values_list("is_registered_home", flat=True)) == [True, False]


def test_refused_when_the_share_is_the_whole(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    parcel()
    row = the_row(staged([a_transaction("12", status="ให้เฉพาะส่วน (ระหว่างภาระจำยอม)")]))

    with pytest.raises(rights.ShareIsImpossible, match="3/3"):
        handover.apply(row, by=reviewer, at=AT, share=(3, 3))


def test_name_changes_from_the_day_when_the_owners_name_is_corrected(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    PartyVersion.objects.update(id_digest=citizen_ids.digest(SELLER, key=settings.PARTY_KEY), id_tail=SELLER[-3:])
    row = the_row(staged([a_transaction("12", status="แก้ชื่อ (ราชการให้เปลี่ยนชื่อ)", **{"13 หลัก": SELLER})]))

    handover.apply(row, by=reviewer, at=AT)

    names = PartyVersion.objects.filter(party__rights__parcel=known).order_by("valid").values_list("name", flat=True)
    assert list(names) == ["เจ้าของ เดิม", "นายทดสอบ สมมติ"]


def test_refused_when_the_person_to_be_renamed_owns_nothing_there(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    parcel()
    row = the_row(staged([a_transaction("12", status="แก้ชื่อ (ราชการให้เปลี่ยนชื่อ)", **{"13 หลัก": SELLER})]))

    with pytest.raises(handover.NotAnOwner):
        handover.apply(row, by=reviewer, at=AT)


def test_refused_and_unchanged_when_somebody_holds_it_from_a_later_day(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    Right.objects.filter(parcel=known).update(valid=DateRange(date(2026, 1, 20), None))
    row = the_row(staged([a_transaction("12")]))

    with pytest.raises(rights.RightsAreYounger):
        handover.apply(row, by=reviewer, at=AT)

    assert (Right.objects.count(), Party.objects.count()) == (1, 1)
    assert the_row(row.upload).state == TransactionState.PROPOSED


def test_parcel_ends_when_its_document_was_cancelled(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    row = the_row(staged([a_transaction("12", status="เอกสารสิทธิที่ยกเลิกระหว่างเดือน")]))

    handover.apply(row, by=reviewer, at=AT)

    assert not known.versions.filter(valid__contains=SOLD_ON).exists()
    assert known.versions.filter(valid__contains=date(2026, 1, 4)).exists()
    assert holders_on(known, SOLD_ON) == []


def test_outline_staged_when_a_row_brings_one(staged: Callable[..., Upload]) -> None:
    upload = staged(
        [a_transaction("13", status="สอบเขตโฉนดที่ดิน"), a_transaction("14")],
        [a_shape_of(13, a_square(1)), a_shape_of(14, a_square(2))],
    )

    feature = StagedFeature.objects.get(upload=upload)

    assert (feature.land_number, feature.utmmap3, feature.document_number) == ("13", "9470", "45678")
    assert feature.measured_area_m2 == pytest.approx(1600, abs=0.1)
    assert upload.transactions.get(row=1).feature == feature


def test_outlines_are_not_applied_row_by_row(staged: Callable[..., Upload], reviewer: User) -> None:
    upload = staged([a_transaction("13", status="แบ่งแยกในนามเดิม")], [a_shape_of(13, a_square(1))])

    with pytest.raises(handover.GoesByReview):
        handover.apply(the_row(upload), by=reviewer, at=AT)


def test_set_aside_when_the_map_lacks_the_outline(staged: Callable[..., Upload]) -> None:
    row = the_row(staged([a_transaction("13", status="แบ่งแยกในนามเดิม")]))

    assert (row.state, reasons_of(row)) == (TransactionState.QUARANTINED, [settling.NO_SHAPE])


def test_rows_go_on_when_the_meaning_of_a_status_is_said(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    parcel()
    upload = staged([a_transaction("12", status="ขายฝาก"), a_transaction("12", status="โอนแปลก")])
    assert reasons_of(upload.transactions.get(row=1)) == [UNKNOWN_STATUS]

    moved = land_office.say_meaning(upload, status="ขายฝาก", kind=TransactionKind.TRANSFER, by=reviewer, at=AT)

    assert moved == 1
    assert upload.transactions.get(row=1).state == TransactionState.PROPOSED
    assert reasons_of(upload.transactions.get(row=2)) == [UNKNOWN_STATUS]


def test_meaning_known_next_month_when_it_was_said_once(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User, municipality: Municipality
) -> None:
    parcel()
    StatusMeaning.objects.create(
        municipality=municipality, status="ขายฝาก", kind="encumbrance", said_by=reviewer, said_at=AT
    )

    assert the_row(staged([a_transaction("12", status="ขายฝาก")])).state == TransactionState.RECORDED


def test_row_goes_on_when_the_register_has_the_parcel_now(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    upload = staged([a_transaction("12")])
    parcel()

    assert land_office.look_again(upload, by=upload.uploaded_by, at=AT) == 1
    assert the_row(upload).state == TransactionState.PROPOSED


def test_parcel_of_this_morning_is_found_before_utc_has_the_day(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel]
) -> None:
    upload = staged([a_transaction("12")])
    parcel()
    ParcelVersion.objects.update(valid=DateRange(date(2026, 2, 3), None))

    at = datetime(2026, 2, 2, 20, tzinfo=UTC)  # three in the morning of the third
    assert land_office.look_again(upload, by=upload.uploaded_by, at=at) == 1


def test_kept_with_the_reason_when_a_row_is_dismissed(staged: Callable[..., Upload], reviewer: User) -> None:
    row = the_row(staged([a_transaction("12")]))
    with pytest.raises(land_office.NoReasonGiven):
        land_office.dismiss(row, by=reviewer, at=AT, why=" ")

    land_office.dismiss(row, by=reviewer, at=AT, why="ที่ดินอยู่นอกเขต")

    row.refresh_from_db()
    assert (row.state, row.comment) == (TransactionState.DISMISSED, "ที่ดินอยู่นอกเขต")


def test_outline_is_in_the_register_when_promoted_and_waits_again_when_taken_back(
    staged: Callable[..., Upload], reviewer: User
) -> None:
    upload = staged([a_transaction("13", status="สอบเขตโฉนดที่ดิน")], [a_shape_of(13, a_square(1))])
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer, at=AT)

    promotion.promote(upload, effective_date=date(2026, 2, 1), by=reviewer, at=AT)
    promoted = the_row(upload).state
    promotion.undo(upload, on=date(2026, 3, 1), by=reviewer, at=AT, why="wrong month")

    assert (promoted, the_row(upload).state) == (TransactionState.APPLIED, TransactionState.PROPOSED)


def test_applied_row_is_not_proposed_again_when_the_package_is_checked_again(
    staged: Callable[..., Upload], parcel: Callable[..., Parcel], reviewer: User
) -> None:
    known = parcel()
    upload = staged([a_transaction("12"), a_transaction("12", status="จำนอง")])
    handover.apply(upload.transactions.get(row=1), by=reviewer, at=AT)

    validation.validate(uploads.answer(upload, answers={}, by=upload.uploaded_by, at=AT), at=AT)

    states = upload.transactions.order_by("row").values_list("state", flat=True)
    assert list(states) == [TransactionState.APPLIED, TransactionState.RECORDED]
    assert Right.objects.filter(parcel=known).count() == 2
