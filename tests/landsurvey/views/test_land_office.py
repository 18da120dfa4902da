"""The pages of a land office's package, for reviewers only."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange

from gis_assets.models import Municipality, Parcel, ParcelVersion, Right, Role, Source
from landsurvey.models import StatusMeaning, TransactionState, Upload
from tests import lasting
from tests.landsurvey.builders import a_square, checked
from tests.landsurvey.packages import a_package, a_transaction
from tests.speaking import at_work_in, english

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


@lasting.fixture
def parcel(municipality: Municipality, source: Source) -> Parcel:
    return a_registered(municipality, source)


def a_registered(municipality: Municipality, source: Source) -> Parcel:
    """The parcel that `a_transaction("12")` names, in force since 2020."""
    parcel = Parcel.objects.create(municipality=municipality)
    shape = f"SRID=32647;MULTIPOLYGON({a_square().wkt.removeprefix('POLYGON')})"
    ParcelVersion.objects.create(
        municipality=municipality, parcel=parcel, code="01A012", document_type="chanote", utmmap1="4746", utmmap2="1",
        utmmap3="9470", utmmap4="07", utm_scale=1000, land_number="12", measured_area_m2=1600, measured_shape=shape,
        shape=shape, valid=DateRange(date(2020, 1, 1), None), source=source, recorded_at=AT,
    )  # fmt: skip
    return parcel


@pytest.fixture
def staged(municipality: Municipality, officer: Callable[..., User], tmp_path: Path) -> Callable[..., Upload]:
    def make(*rows: Mapping[str, str], certificates: Sequence[Mapping[str, str]] = ()) -> Upload:
        path = a_package(tmp_path / "month.zip", rows, certificates=certificates)
        return checked(path, municipality=municipality, by=officer(Role.SURVEY_REVIEWER), at=AT)

    return make


def address(upload: Upload, name: str = "land_office", *, row: bool = False) -> str:
    arguments = [upload.uid, upload.transactions.get().pk] if row else [upload.uid]
    return reverse(f"landsurvey:{name}", args=arguments)


def test_rows_shown_when_a_reviewer_looks(
    staged: Callable[..., Upload], parcel: Parcel, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12"))

    page = english(client_as(Role.SURVEY_REVIEWER)).get(address(upload)).content.decode()

    assert "01A012" in page
    assert "นายทดสอบ สมมติ" in page
    assert "1234567890121" not in page


@pytest.mark.parametrize("role", [Role.SURVEYOR, Role.SURVEY_REVIEWER])
def test_page_of_the_upload_opens_when_it_is_a_package(
    staged: Callable[..., Upload], client_as: Callable[..., Client], role: Role
) -> None:
    upload = staged(a_transaction("12"))

    response = english(client_as(role)).get(address(upload, "upload"))

    assert (response.status_code, "month.zip" in response.content.decode()) == (200, True)
    assert response.context["map_facts"]["bounds"] == pytest.approx((98.89, 18.73, 98.98, 18.77))


@pytest.mark.parametrize(
    ("name", "of_row"),
    [
        ("land_office", False),
        ("land_office_meaning", False),
        ("land_office_look_again", False),
        ("land_office_apply_all", False),
        ("land_office_apply", True),
        ("land_office_dismiss", True),
        ("land_office_choose", True),
    ],
)
def test_package_is_a_matter_of_its_reviewers_only(
    staged: Callable[..., Upload],
    parcel: Parcel,
    client_as: Callable[..., Client],
    other_municipality: Municipality,
    name: str,
    of_row: bool,
) -> None:
    upload = staged(a_transaction("12"))
    page = address(upload, name, row=of_row)
    elsewhere = at_work_in(client_as(Role.SURVEY_REVIEWER, of=other_municipality), other_municipality)
    sent = {"status": "ขาย", "kind": "note", "why": "x", "code": "01A012"}

    def asked(client: Client) -> Any:
        return client.get(page) if name == "land_office" else client.post(page, sent)

    stranger = asked(Client())
    assert (asked(client_as(Role.SURVEYOR)).status_code, asked(elsewhere).status_code) == (403, 404)
    assert (stranger.status_code, reverse("login") in stranger["Location"]) == (302, True)
    assert upload.transactions.get().state == TransactionState.PROPOSED
    assert (Right.objects.count(), StatusMeaning.objects.count()) == (0, 0)


def test_in_the_register_when_a_reviewer_applies_a_row(
    staged: Callable[..., Upload], parcel: Parcel, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12"))

    response = client_as(Role.SURVEY_REVIEWER).post(address(upload, "land_office_apply", row=True))

    assert response.status_code == 302
    assert Right.objects.filter(parcel=parcel, valid__contains=date(2026, 1, 5)).count() == 1


def test_all_in_the_register_when_a_reviewer_applies_what_has_no_remark(
    staged: Callable[..., Upload], parcel: Parcel, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12"), a_transaction("12", status="ให้เฉพาะส่วน (ระหว่างภาระจำยอม)"))

    client_as(Role.SURVEY_REVIEWER).post(address(upload, "land_office_apply_all"))

    states = upload.transactions.order_by("row").values_list("state", flat=True)
    assert list(states) == [TransactionState.APPLIED, TransactionState.PROPOSED]


def test_said_at_the_row_and_typed_text_kept_when_the_share_is_none(
    staged: Callable[..., Upload], parcel: Parcel, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12", status="ให้เฉพาะส่วน (ระหว่างภาระจำยอม)"))

    response = english(client_as(Role.SURVEY_REVIEWER)).post(
        address(upload, "land_office_apply", row=True), {"share": "half"}
    )

    assert response.status_code == 422
    assert "“half” is no share" in response.content.decode()
    assert 'value="half"' in response.content.decode()


def test_remembered_when_a_reviewer_says_what_a_status_means(
    staged: Callable[..., Upload], parcel: Parcel, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12", status="ขายฝาก"))

    client_as(Role.SURVEY_REVIEWER).post(
        address(upload, "land_office_meaning"), {"status": "ขายฝาก", "kind": "transfer"}
    )

    assert StatusMeaning.objects.get().kind == "transfer"
    assert upload.transactions.get().state == TransactionState.PROPOSED


def test_word_is_asked_on_the_page_until_its_meaning_is_said(
    staged: Callable[..., Upload], parcel: Parcel, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12", status="ขายฝาก"))
    reviewer = english(client_as(Role.SURVEY_REVIEWER))

    before = reviewer.get(address(upload, "upload")).content.decode()
    reviewer.post(address(upload, "land_office_meaning"), {"status": "ขายฝาก", "kind": "transfer"})
    after = reviewer.get(address(upload, "upload")).content.decode()

    asks = "1 word for what happened was not met before"
    assert (asks in before, "<li>ขายฝาก</li>" in before, asks in after) == (True, True, False)
    assert reviewer.get(address(upload, "result_json")).json()["questions"] == []


def test_word_is_asked_no_more_when_its_only_row_is_dismissed(
    staged: Callable[..., Upload], client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12", status="ขายฝาก"))

    client_as(Role.SURVEY_REVIEWER).post(address(upload, "land_office_dismiss", row=True), {"why": "ไม่เกี่ยว"})

    upload.refresh_from_db()
    assert upload.inspection["questions"] == []


def test_row_goes_on_when_looked_at_again_after_its_parcel_was_registered(
    staged: Callable[..., Upload], municipality: Municipality, source: Source, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12"))
    waited = upload.transactions.get().state
    known = a_registered(municipality, source)

    answer = client_as(Role.SURVEY_REVIEWER).post(address(upload, "land_office_look_again"), follow=True)

    row = upload.transactions.get()
    assert (waited, row.state, row.parcel) == (TransactionState.QUARANTINED, TransactionState.PROPOSED, known)
    assert answer.redirect_chain == [(f"{address(upload)}?state=quarantined", 302)]


def test_proposed_when_a_reviewer_chooses_the_parcel(
    staged: Callable[..., Upload], parcel: Parcel, client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("99"))

    client_as(Role.SURVEY_REVIEWER).post(address(upload, "land_office_choose", row=True), {"code": "01A012"})

    assert upload.transactions.get().parcel == parcel


def test_reason_asked_when_a_row_is_dismissed_without_one(
    staged: Callable[..., Upload], client_as: Callable[..., Client]
) -> None:
    upload = staged(a_transaction("12"))

    response = english(client_as(Role.SURVEY_REVIEWER)).post(
        address(upload, "land_office_dismiss", row=True), {"why": ""}
    )

    assert (response.status_code, upload.transactions.get().decided_at) == (422, None)
