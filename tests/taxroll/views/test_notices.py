"""The pages of notices: who may enter, batches by one press, what became of a paper, the deliverer's own bag."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from gis_assets.models import Municipality, Role
from taxroll import batches, delivery
from taxroll.delivery import What
from taxroll.models import DeliveryEvent, DeliveryState, Notice, NoticeBatch, PaperForm, Relation, Roll, TaxOffice
from tests import lasting
from tests.speaking import Officer, at_work_in
from tests.taxroll.conftest import AT

ClientAs = Callable[..., Officer]


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    batch = batches.ask(sealed, form=PaperForm.PRINT, by=clerk, at=AT)
    batches.run(batch, at=AT)
    return Notice.objects.get()


def addresses(notice: Notice) -> list[str]:
    batch = notice.batch
    assert batch is not None
    return [
        reverse("taxroll:roll_notices", args=[batch.roll_id]),
        reverse("taxroll:notice_page", args=[notice.pk]),
        reverse("taxroll:notice_paper", args=[notice.pk]),
        reverse("taxroll:batch", args=[batch.pk]),
        reverse("taxroll:batch_progress", args=[batch.pk]),
        reverse("taxroll:print_file", args=[batch.pk, 1]),
        reverse("taxroll:request_form", args=[notice.pk, "objection"]),
        reverse("taxroll:blank_form", args=["refund"]),
        reverse("taxroll:office"),
        reverse("taxroll:bag"),
    ]


def test_tax_officer_sees_every_page(notice: Notice, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    assert [client.get(address).status_code for address in addresses(notice)] == [200] * 10


def test_stranger_is_sent_to_sign_in(notice: Notice, client: Client) -> None:
    assert [client.get(address).status_code for address in addresses(notice)] == [302] * 10


def test_surveyor_is_refused(notice: Notice, client_as: ClientAs) -> None:
    client = client_as(Role.SURVEYOR)

    assert [client.get(address).status_code for address in addresses(notice)] == [403] * 10


def test_officer_of_another_municipality_is_refused(
    notice: Notice, client_as: ClientAs, other_municipality: Municipality
) -> None:
    client = client_as(Role.TAX_OFFICER, of=other_municipality)

    assert [client.get(address).status_code for address in addresses(notice)] == [403] * 10


def test_notice_of_another_municipality_does_not_exist(
    notice: Notice, client_as: ClientAs, other_municipality: Municipality
) -> None:
    client = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)

    of_a_thing = [address for address in addresses(notice) if any(sign.isdigit() for sign in address)]
    assert [client.get(address).status_code for address in of_a_thing] == [404] * 7


def test_batch_is_asked_for_by_one_press_and_queued(sealed: Roll, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    response = client.post(reverse("taxroll:issue_notices", args=[sealed.pk]), {"form": "owner"})

    batch = NoticeBatch.objects.get()
    assert response["Location"] == reverse("taxroll:batch", args=[batch.pk])
    assert (batch.form, batch.state, batch.total) == ("owner", "waiting", 1)
    assert ProcrastinateJob.objects.get(task_name="taxroll.issue_notices").args["batch_id"] == batch.pk


@pytest.mark.usefixtures("no_queue")
def test_batch_without_its_job_is_not_asked_for(sealed: Roll, client_as: ClientAs) -> None:
    with pytest.raises(ConnectorException):
        client_as(Role.TAX_OFFICER).post(reverse("taxroll:issue_notices", args=[sealed.pk]))

    assert not NoticeBatch.objects.exists()


@pytest.mark.usefixtures("no_queue")
def test_batch_without_its_job_stays_broken(sealed: Roll, clerk: User, client_as: ClientAs) -> None:
    batch = batches.ask(sealed, form=PaperForm.PRINT, by=clerk, at=AT)
    batches.break_off(batch)

    with pytest.raises(ConnectorException):
        client_as(Role.TAX_OFFICER).post(reverse("taxroll:resume_batch", args=[batch.pk]))

    assert NoticeBatch.objects.get().state == "broken"


def test_page_says_why_when_a_second_batch_is_refused(sealed: Roll, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    client.post(reverse("taxroll:issue_notices", args=[sealed.pk]))

    page = client.post(reverse("taxroll:issue_notices", args=[sealed.pk]), follow=True).content.decode()

    assert "กำลังออก" in page
    assert NoticeBatch.objects.count() == 1


def test_broken_batch_is_continued_by_one_press(sealed: Roll, clerk: User, client_as: ClientAs) -> None:
    batch = batches.ask(sealed, form=PaperForm.PRINT, by=clerk, at=AT)
    batches.break_off(batch)

    client_as(Role.TAX_OFFICER).post(reverse("taxroll:resume_batch", args=[batch.pk]))

    assert NoticeBatch.objects.get().state == "waiting"
    assert ProcrastinateJob.objects.filter(task_name="taxroll.issue_notices").exists()


@pytest.mark.parametrize("words", ["ทดสอบ", "2567/000001", "000001"])
def test_notice_is_found_by_name_and_number(notice: Notice, client_as: ClientAs, words: str) -> None:
    assert notice.batch is not None
    page = client_as(Role.TAX_OFFICER).post(
        reverse("taxroll:roll_notices", args=[notice.batch.roll_id]), {"words": words}
    )

    assert "นายทดสอบ ใจดี" in page.content.decode()


def test_nothing_is_found_by_another_name(notice: Notice, client_as: ClientAs) -> None:
    assert notice.batch is not None
    page = client_as(Role.TAX_OFFICER).post(
        reverse("taxroll:roll_notices", args=[notice.batch.roll_id]), {"words": "ไม่มีชื่อนี้"}
    )

    assert "นายทดสอบ" not in page.content.decode()


def test_posting_is_written_down(notice: Notice, client_as: ClientAs) -> None:
    said = {"state": "posted", "on": timezone.localdate().isoformat(), "tracking_number": "EF582568151TH"}

    client_as(Role.TAX_OFFICER).post(reverse("taxroll:notice_page", args=[notice.pk]), said)

    assert DeliveryEvent.objects.get().tracking_number == "EF582568151TH"


def test_typed_words_stay_when_an_event_is_refused(notice: Notice, client_as: ClientAs) -> None:
    said = {"state": "received", "on": timezone.localdate().isoformat(), "received_by": "ยายมี"}

    page = client_as(Role.TAX_OFFICER).post(reverse("taxroll:notice_page", args=[notice.pk]), said)

    assert page.status_code == 422
    assert "ยายมี" in page.content.decode()
    assert not DeliveryEvent.objects.exists()


def test_form_is_gone_when_nothing_may_follow(notice: Notice, clerk: User, client_as: ClientAs) -> None:
    what = What(DeliveryState.RECEIVED, timezone.localdate(), received_by="ยายมี", relation=Relation.FAMILY)
    delivery.record(notice, what, by=clerk, at=timezone.now())

    page = client_as(Role.TAX_OFFICER).get(reverse("taxroll:notice_page", args=[notice.pk])).content.decode()

    assert "ยายมี" in page
    assert 'name="state"' not in page


def test_notice_is_reissued_by_one_press(notice: Notice, client_as: ClientAs) -> None:
    client_as(Role.TAX_OFFICER).post(reverse("taxroll:reissue_notice", args=[notice.pk]), {"why": "ชื่อผิด"})

    assert Notice.objects.get(cancelled_at=None).replaces == notice


def test_reissue_without_a_reason_is_refused(notice: Notice, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:reissue_notice", args=[notice.pk]), {"why": ""})

    assert response.status_code == 422
    assert Notice.objects.count() == 1


def test_file_is_handed_to_a_deliverer(notice: Notice, client_as: ClientAs) -> None:
    carrier = client_as(Role.NOTICE_DELIVERER)
    hand_over = reverse("taxroll:hand_over", args=[notice.batch_id, 1])

    client_as(Role.TAX_OFFICER).post(hand_over, {"deliverer": carrier.user.pk})

    bag = carrier.get(reverse("taxroll:bag")).content.decode()
    assert "นายทดสอบ ใจดี" in bag


def test_name_does_not_stand_in_the_facts_of_the_map(notice: Notice, clerk: User, client_as: ClientAs) -> None:
    carrier = client_as(Role.NOTICE_DELIVERER)
    hand_to(carrier.user, clerk)

    page = carrier.get(reverse("taxroll:bag"))

    (feature,) = page.context["map_facts"]["doors"]["features"]
    assert feature["properties"] == {"number": 1, "notice": notice.pk}


def test_deliverer_writes_down_a_receipt_at_the_door(notice: Notice, clerk: User, client_as: ClientAs) -> None:
    carrier = client_as(Role.NOTICE_DELIVERER)
    hand_to(carrier.user, clerk)
    said = {"state": "received", "received_by": "ยายมี", "relation": "family"}

    carrier.post(reverse("taxroll:door", args=[notice.pk]), said)

    event = notice.deliveries.latest("id")
    assert (event.state, event.received_by, event.recorded_by) == ("received", "ยายมี", carrier.user)


def test_deliverer_sees_only_his_own_bag(notice: Notice, clerk: User, client_as: ClientAs) -> None:
    hand_to(client_as(Role.NOTICE_DELIVERER).user, clerk)
    another = client_as(Role.NOTICE_DELIVERER)

    assert another.get(reverse("taxroll:door", args=[notice.pk])).status_code == 404
    assert "ทดสอบ ใจดี" not in another.get(reverse("taxroll:bag")).content.decode()


def test_deliverer_enters_no_page_of_the_office(notice: Notice, client_as: ClientAs) -> None:
    client = client_as(Role.NOTICE_DELIVERER)

    assert [client.get(address).status_code for address in addresses(notice)] == [403] * 9 + [200]


def test_head_of_revenue_writes_down_the_bank(municipality: Municipality, client_as: ClientAs) -> None:
    said = {"name": "กองคลัง", "biller_tax_id": "0994000165501", "biller_suffix": "00"}

    client_as(Role.HEAD_OF_REVENUE).post(reverse("taxroll:office"), said)

    assert TaxOffice.objects.get().biller == "099400016550100"


@pytest.mark.parametrize("wrong", [{"biller_tax_id": "12"}, {"biller_suffix": "00"}, {"biller_tax_id": "x" * 13}])
def test_number_no_bank_would_know_is_refused(
    municipality: Municipality, client_as: ClientAs, wrong: dict[str, str]
) -> None:
    response = client_as(Role.HEAD_OF_REVENUE).post(reverse("taxroll:office"), wrong)

    assert response.status_code == 422
    assert not TaxOffice.objects.exists()


def test_tax_officer_may_not_change_the_bank(municipality: Municipality, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:office"), {"name": "x"})

    assert response.status_code == 403


def test_list_asks_as_many_questions_for_many_as_for_one(
    notice: Notice, client_as: ClientAs, django_assert_max_num_queries: Callable[..., object]
) -> None:
    assert notice.batch is not None
    client = client_as(Role.TAX_OFFICER)

    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]  # a context manager of pytest-django
        client.get(reverse("taxroll:roll_notices", args=[notice.batch.roll_id]))


def hand_to(carrier: User, clerk: User) -> None:
    today = timezone.localdate()
    what = What(DeliveryState.HANDED_OVER, today, deliverer=carrier)
    delivery.record_all(Notice.objects.all(), what, by=clerk, at=timezone.now())
