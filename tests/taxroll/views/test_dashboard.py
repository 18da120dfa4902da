"""The dashboard's page: who sees it and what it says."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Role
from taxroll import notices, payments
from taxroll.models import Bill, Channel, Roll
from tests.speaking import english
from tests.taxroll.conftest import AT

ClientAs = Callable[..., Client]
PAGE = "taxroll:dashboard"


def test_tax_officer_reads_levy_and_source_when_a_notice_is_out(sealed: Roll, clerk: User, client_as: ClientAs) -> None:
    notices.issue(Bill.objects.get(), by=clerk, at=AT)

    page = english(client_as(Role.TAX_OFFICER)).get(reverse(PAGE, args=[2567])).content.decode()

    assert "9,000.00" in page
    assert "Where these figures come from" in page
    assert "The largest levy is “Other use”: 9,000.00 baht" in page


def test_bars_show_what_came_in_when_a_notice_is_paid_in_part(sealed: Roll, clerk: User, client_as: ClientAs) -> None:
    """6,750 of the shop's 9,000 baht, in May."""
    notice, paid_at = notices.issue(Bill.objects.get(), by=clerk, at=AT), datetime(2024, 5, 6, 3, tzinfo=UTC)
    payments.record(
        notice=notice, amount_satang=6_750_00, paid_at=paid_at, channel=Channel.CASH, reference="A1", by=clerk,
        at=paid_at,
    )  # fmt: skip

    answer = client_as(Role.TAX_OFFICER).get(reverse(PAGE, args=[2567]))

    page, chart = answer.content.decode(), answer.context["months"]["chart"]
    assert [bar.value for bar in chart.bars] == [0, 0, 0, 0, 6_750]
    assert f'class="bars" viewBox="0 0 {chart.width} {chart.height}"' in page
    assert f'height="{chart.bars[-1].lower_height}"' in page
    for part in answer.context["parts"]:
        assert [(came, still_open) for _row, came, still_open, _assessed in part["rows"]] == [(75.0, 25.0)]
    assert page.count('<rect class="moneybars__came" width="75.0"') == len(answer.context["parts"])


def test_page_says_that_notices_are_missing_when_none_is_out(sealed: Roll, client_as: ClientAs) -> None:
    page = english(client_as(Role.TAX_OFFICER)).get(reverse(PAGE, args=[2567])).content.decode()

    assert "9,000.00 baht of it is not noticed yet" in page
    assert "None is made up" in page or "is over" in page


def test_newest_year_is_opened_when_there_is_one(sealed: Roll, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).get(reverse("taxroll:insight"))

    assert response["Location"] == reverse(PAGE, args=[2567])


def test_empty_page_says_what_to_do_when_there_is_no_roll(municipality: Municipality, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).get(reverse("taxroll:insight"))

    assert response.status_code == 200
    assert reverse("taxroll:rolls") in response.content.decode()


def test_year_without_a_roll_does_not_exist(municipality: Municipality, client_as: ClientAs) -> None:
    assert client_as(Role.TAX_OFFICER).get(reverse(PAGE, args=[2567])).status_code == 404


def test_stranger_and_other_officers_are_refused(
    sealed: Roll, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    address = reverse(PAGE, args=[2567])

    assert client.get(address).status_code == 302
    assert client_as(Role.SURVEYOR).get(address).status_code == 403
    assert client_as(Role.TAX_OFFICER, of=other_municipality).get(address).status_code == 403
