"""The pages of the work list, the property and the price accounts: who may enter, and what stays out of addresses."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from gis_assets import citizen_ids
from gis_assets.models import JournalEntry, Municipality, ParcelVersion, Party, Right, Role
from taxroll import mending, undoing, worklist
from taxroll.law import library
from taxroll.models import AcknowledgedArea, ApprovedPrice, ExemptUse, PriceAccount
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.speaking import at_work_in
from tests.taxroll.builders import a_house, a_right, a_unit, an_owner

ClientAs = Callable[..., Client]
GOOD = b"UTMMAP1,UTMMAP2,UTMMAP3,UTMMAP4,UTMSCALE,LAND_NO,EVAPRICE\n4746,1,9878,00,4000,007,100\n"


@lasting.fixture
def plot(municipality: Municipality, prices: None) -> ParcelVersion:
    plot = a_parcel(municipality)
    a_right(an_owner(municipality, name="นายลับ สุดยอด"), plot.parcel)
    return plot


def addresses(plot: ParcelVersion) -> list[str]:
    return [
        reverse("taxroll:prices"),
        reverse("taxroll:worklist", args=[2567]),
        reverse("taxroll:worklist_shapes", args=[2567]) + "?group=no_use",
        reverse("taxroll:property", args=[2567, "parcel", plot.parcel.uid]),
    ]


def posts(plot: ParcelVersion) -> list[str]:
    thing = [2567, "parcel", plot.parcel.uid]
    return [
        reverse("taxroll:mend", args=[2567]),
        reverse("taxroll:bring_in_prices"),
        reverse("taxroll:decide", args=[*thing, "exempt"]),
        reverse("taxroll:undo_edit", args=[2567, 1]),
    ]


def test_tax_officer_sees_every_page(plot: ParcelVersion, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    assert [client.get(address).status_code for address in addresses(plot)] == [200] * 4


def test_stranger_is_sent_to_sign_in(plot: ParcelVersion, client: Client) -> None:
    assert [client.get(address).status_code for address in addresses(plot)] == [302] * 4
    assert [client.post(address).status_code for address in posts(plot)] == [302] * 4


def test_surveyor_is_refused(plot: ParcelVersion, client_as: ClientAs) -> None:
    client = client_as(Role.SURVEYOR)

    assert [client.get(address).status_code for address in addresses(plot)] == [403] * 4
    assert [client.post(address).status_code for address in posts(plot)] == [403] * 4


def test_officer_of_another_municipality_is_refused(
    plot: ParcelVersion, client_as: ClientAs, other_municipality: Municipality
) -> None:
    client = client_as(Role.TAX_OFFICER, of=other_municipality)

    assert [client.get(address).status_code for address in addresses(plot)] == [403] * 4


def test_property_of_another_municipality_does_not_exist(
    plot: ParcelVersion, client_as: ClientAs, other_municipality: Municipality
) -> None:
    client = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)

    assert client.get(addresses(plot)[-1]).status_code == 404
    assert client.post(posts(plot)[2]).status_code == 404


def test_year_without_law_has_no_list(plot: ParcelVersion, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    answers = [client.get(f"/tax/work/{year}/").status_code for year in (2500, 2600, 100, 99_999, 10**30)]

    assert answers == [404] * 5
    assert client.get(f"/tax/work/99999/parcel/{plot.parcel.uid}/").status_code == 404


def test_list_of_this_year_is_the_last_that_has_law_when_a_new_year_has_none_yet(
    plot: ParcelVersion, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "years", lambda: [2566, 2567])

    answer = client_as(Role.TAX_OFFICER).get(reverse("taxroll:worklist_now"))

    assert answer.headers["Location"] == reverse("taxroll:worklist", args=[2567])


def test_ticked_property_is_mended_by_one_press(plot: ParcelVersion, client_as: ClientAs) -> None:
    facts = {"group": "no_use", "item": [f"parcel:{plot.pk}"], "use": "other", "evidence": "สำรวจ"}

    client_as(Role.TAX_OFFICER).post(reverse("taxroll:mend", args=[2567]), facts)

    assert ParcelVersion.objects.filter(parcel=plot.parcel, other_wah=100).exists()


def test_refusal_keeps_what_was_typed_and_ticked(plot: ParcelVersion, client_as: ClientAs) -> None:
    facts = {"group": "no_use", "use": "other", "evidence": "สำรวจเดือนมกราคม"}

    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:mend", args=[2567]), facts)

    assert response.status_code == 422
    assert "สำรวจเดือนมกราคม" in response.content.decode()


def test_search_by_name_stays_out_of_the_address(plot: ParcelVersion, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    found = client.post(reverse("taxroll:worklist", args=[2567]), {"owner": "นายลับ"})
    by_address = client.get(reverse("taxroll:worklist", args=[2567]), {"owner": "นายลับ"})

    item = reverse("taxroll:property", args=[2567, "parcel", plot.parcel.uid])
    assert item in found.content.decode()
    assert 'id="found"' not in by_address.content.decode()


def test_outlines_name_no_owner(plot: ParcelVersion, client_as: ClientAs) -> None:
    text = client_as(Role.TAX_OFFICER).get(addresses(plot)[2]).content.decode()

    assert plot.code in text
    assert "นายลับ" not in text


def test_exempt_use_is_recorded_on_the_page_of_the_property(plot: ParcelVersion, client_as: ClientAs) -> None:
    facts = {
        "exempt-kind": "religious",
        "exempt-of_use": "whole",
        "exempt-since": "2024-01-01",
        "exempt-evidence": "หนังสือสำนักพุทธ",
    }
    client = client_as(Role.TAX_OFFICER)

    client.post(posts(plot)[2], facts)

    assert ExemptUse.objects.get().parcel == plot.parcel
    assert "หนังสือสำนักพุทธ" in client.get(addresses(plot)[-1]).content.decode()


def test_withdrawn_price_stays_on_the_page(plot: ParcelVersion, client_as: ClientAs) -> None:
    client, thing = client_as(Role.TAX_OFFICER), [2567, "parcel", plot.parcel.uid]
    facts = {"price-price_baht": "1234.00", "price-since": "2024-01-01", "price-evidence": "มติ 1/2567"}
    client.post(reverse("taxroll:decide", args=[*thing, "price"]), facts)
    price = ApprovedPrice.objects.get()

    client.post(reverse("taxroll:withdraw_claim", args=[*thing, "price", price.pk]), {"why": "ผิดแปลง"})

    price.refresh_from_db()
    assert price.withdrawn_at is not None
    assert "มติ 1/2567" in client.get(addresses(plot)[-1]).content.decode()


def test_shares_are_corrected_on_the_page_of_the_property(plot: ParcelVersion, client_as: ClientAs) -> None:
    party = plot.parcel.rights.get().party_id
    facts = {
        f"holders-share_{party}": "1/2",
        "holders-new_name": "นางใหม่",
        "holders-new_kind": "natural",
        "holders-new_share": "1/2",
        "holders-evidence": "โฉนด",
    }

    response = client_as(Role.TAX_OFFICER).post(
        reverse("taxroll:decide", args=[2567, "parcel", plot.parcel.uid, "holders"]), facts
    )

    assert response.status_code == 302
    assert plot.parcel.rights.count() == 3


@pytest.mark.parametrize("share", ["0", "2/1", "abc", "1/0"])
def test_impossible_share_is_told_beside_its_field(share: str, plot: ParcelVersion, client_as: ClientAs) -> None:
    party = plot.parcel.rights.get().party_id
    facts = {f"holders-share_{party}": share, "holders-new_kind": "natural", "holders-evidence": "โฉนด"}

    response = client_as(Role.TAX_OFFICER).post(
        reverse("taxroll:decide", args=[2567, "parcel", plot.parcel.uid, "holders"]), facts
    )

    assert response.status_code == 422


def test_pages_of_a_building_and_a_unit_open(plot: ParcelVersion, client_as: ClientAs) -> None:
    house = a_house(plot.municipality, on_parcel=plot.parcel)
    unit = a_unit(plot.municipality, on_parcel=plot.parcel)
    client = client_as(Role.HEAD_OF_REVENUE)
    things = [("building", house.building.uid), ("unit", unit.unit.uid)]

    assert [client.get(reverse("taxroll:property", args=[2567, *thing])).status_code for thing in things] == [200] * 2
    assert client.get(reverse("taxroll:property", args=[2567, "house", house.building.uid])).status_code == 404


def test_price_file_is_looked_at_then_brought_in(
    municipality: Municipality, client_as: ClientAs, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's own
    client = client_as(Role.TAX_OFFICER)
    facts = {"kind": "parcels", "title": "บัญชี", "since": "2023-01-01", "last": ""}

    looked = client.post(reverse("taxroll:prices"), facts | {"file": SimpleUploadedFile("p.csv", GOOD)})
    before = PriceAccount.objects.count()
    client.post(reverse("taxroll:bring_in_prices"), {"offer": looked.context["form"].initial["offer"]})

    assert (before, PriceAccount.objects.get().row_count) == (0, 1)


def test_forged_look_brings_nothing_in(municipality: Municipality, client_as: ClientAs) -> None:
    client_as(Role.TAX_OFFICER).post(reverse("taxroll:bring_in_prices"), {"offer": "forged"})

    assert not PriceAccount.objects.exists()


@lasting.fixture
def unowned(municipality: Municipality, prices: None) -> list[ParcelVersion]:
    """Two plots whose owner nobody knows."""
    return [
        a_parcel(municipality, code=code, other_wah=100, shape=square(east=east))
        for code, east in (("01A001", 0), ("01A002", 40))
    ]


def owners_typed(plots: list[ParcelVersion], owners: str) -> dict[str, object]:
    items = [f"parcel:{plot.pk}" for plot in plots]
    return {"group": "no_owner", "item": items, "owners": owners, "kind": "natural", "evidence": "โฉนด 5 และ 6"}


def test_many_parcels_are_given_the_same_owners_when_their_shares_make_one(
    unowned: list[ParcelVersion], client_as: ClientAs
) -> None:
    typed = owners_typed(unowned, "นายหนึ่ง ดี | 1/3 | | 1 หมู่ 1\nนางสอง ดี | 2/3")

    answer = client_as(Role.TAX_OFFICER).post(reverse("taxroll:mend", args=[2567]), typed)

    held = Right.objects.order_by("parcel", "share_numerator").values_list("share_numerator", "share_denominator")
    assert answer.status_code == 302
    assert list(held) == [(1, 3), (2, 3)] * 2
    assert Party.objects.count() == 2


def test_owner_is_the_known_one_when_the_number_is_written(
    unowned: list[ParcelVersion], municipality: Municipality, client_as: ClientAs, owner_id: str
) -> None:
    digest = citizen_ids.digest(owner_id, key=settings.PARTY_KEY)
    known = an_owner(municipality, name="นายรู้จัก ดี", id_digest=digest)

    client_as(Role.TAX_OFFICER).post(
        reverse("taxroll:mend", args=[2567]), owners_typed(unowned, f"นายรู้จัก ดี || {owner_id}")
    )

    assert set(Right.objects.values_list("party", "kind")) == {(known.pk, "owner")}


@pytest.mark.parametrize(
    "owners",
    ["ก | 1/2\nข | 1/3", "ก | 3/2", "| 1", "ก | 1 | 1234567890123", "ก" * 301, f"ก | 1 | | {'ถ' * 501}"],
    ids=["sum", "more than one", "no name", "number", "long name", "long address"],
)
def test_owners_are_refused_and_kept_when_they_cannot_be(
    unowned: list[ParcelVersion], client_as: ClientAs, owners: str
) -> None:
    answer = client_as(Role.TAX_OFFICER).post(reverse("taxroll:mend", args=[2567]), owners_typed(unowned, owners))

    assert answer.status_code == 422
    assert escape(owners) in answer.content.decode()
    assert not Right.objects.exists()


@lasting.fixture
def measured_off(municipality: Municipality, prices: None) -> ParcelVersion:
    """A deed of 100 square wah (400 m2), measured at 421."""
    plot = a_parcel(municipality, other_wah=100, measured_area_m2=421)
    a_right(an_owner(municipality), plot.parcel)
    return plot


def acknowledge(client: Client, plot: ParcelVersion, *, why: str = "ที่งอก มีคำสั่งศาล") -> int:
    typed = {"group": "measured_off", "item": [f"parcel:{plot.pk}"], "acknowledge": "1", "evidence": why}
    return client.post(reverse("taxroll:mend", args=[2567]), typed).status_code


def groups_of(municipality: Municipality) -> list[str]:
    return [group.key for group in worklist.read(municipality=municipality, on=date(2024, 1, 1)).groups]


def test_measured_area_is_off_the_list_when_it_was_acknowledged_with_a_reason(
    measured_off: ParcelVersion, municipality: Municipality, client_as: ClientAs
) -> None:
    client = client_as(Role.TAX_OFFICER)

    statuses = [acknowledge(client, measured_off, why=""), acknowledge(client, measured_off)]

    assert statuses == [422, 302]
    assert groups_of(municipality) == []
    assert AcknowledgedArea.objects.get().reason == "ที่งอก มีคำสั่งศาล"


def test_measured_area_is_asked_about_again_when_another_survey_comes(
    measured_off: ParcelVersion, municipality: Municipality, client_as: ClientAs
) -> None:
    acknowledge(client_as(Role.TAX_OFFICER), measured_off)

    ParcelVersion.objects.filter(pk=measured_off.pk).update(measured_area_m2=430)

    assert groups_of(municipality) == ["measured_off"]


def test_measured_area_is_on_the_list_again_when_the_edit_is_undone(
    measured_off: ParcelVersion, municipality: Municipality, client_as: ClientAs
) -> None:
    client = client_as(Role.TAX_OFFICER)
    acknowledge(client, measured_off)
    entry = JournalEntry.objects.get(action=mending.ACTION)

    client.post(reverse("taxroll:undo_edit", args=[2567, entry.pk]))

    assert groups_of(municipality) == ["measured_off"]
    assert undoing.latest(municipality) == []
