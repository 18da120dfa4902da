"""A roll small enough to compute by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gis_assets import citizen_ids
from gis_assets.models import Municipality, ParcelVersion, PartyVersion, Role
from taxroll import assessment, notices
from taxroll.models import Bill, Notice, Roll
from taxroll.rolls import listing
from tests import lasting
from tests.gis_assets.builders import a_parcel
from tests.taxroll.builders import a_building_price, a_right, a_zone, an_owner, number_with_check_digit

AT = datetime(2024, 2, 1, 3, 0, tzinfo=UTC)
LISTED_ON = date(2023, 12, 1)


@lasting.fixture
def clerk(officer: Callable[..., User]) -> User:
    return officer(Role.TAX_OFFICER, Role.HEAD_OF_REVENUE)


@lasting.fixture
def prices(municipality: Municipality) -> None:
    a_zone(municipality)
    a_building_price(municipality)


@lasting.fixture
def shop(municipality: Municipality, prices: None) -> ParcelVersion:
    """100 sq wah in commercial use at 30,000 baht: 3,000,000 baht, tax of 9,000.00."""
    plot = a_parcel(municipality, code="01A001", other_wah=100, document_type="chanote", document_number="12345")
    a_right(an_owner(municipality), plot.parcel)
    return plot


@lasting.fixture
def build(municipality: Municipality, clerk: User) -> Callable[..., Roll]:
    def run(tax_year_be: int = 2567) -> Roll:
        return assessment.build(municipality=municipality, tax_year_be=tax_year_be, by=clerk, at=AT)

    return run


@lasting.fixture
def sealed(shop: ParcelVersion, build: Callable[..., Roll], clerk: User) -> Roll:
    return a_sealed(build(), by=clerk)


@pytest.fixture(scope="session")
def owner_id() -> str:
    return number_with_check_digit("900000000001")


@lasting.fixture
def owned_notice(sealed: Roll, clerk: User, owner_id: str) -> Notice:
    PartyVersion.objects.update(id_digest=citizen_ids.digest(owner_id, key=settings.PARTY_KEY), id_tail=owner_id[-3:])
    return notices.issue(Bill.objects.get(), by=clerk, at=AT)


@lasting.fixture
def knock(owned_notice: Notice, owner_id: str) -> Callable[..., Client]:
    def run(*, number: str = owned_notice.number, citizen_id: str = owner_id) -> Client:
        client = Client()
        client.post(reverse("taxroll:owner"), {"notice_number": number, "citizen_id": citizen_id})
        return client

    return run


@lasting.fixture
def owner_page(knock: Callable[..., Client]) -> Client:
    return knock()


def a_listed(roll: Roll, *, by: User) -> Roll:
    """The roll after its list was posted in the December before."""
    return listing.publish(roll, listed_on=LISTED_ON, place="หน้าสำนักงาน", by=by, at=AT)


def an_assessed(roll: Roll, *, by: User) -> Roll:
    return listing.assess(a_listed(roll, by=by), by=by, at=AT, on=AT.date())


def a_sealed(roll: Roll, *, by: User) -> Roll:
    """The roll after all its moves."""
    return assessment.seal(an_assessed(roll, by=by), by=by, at=AT)
