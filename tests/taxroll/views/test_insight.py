"""Pages of figures (what-if, tax map, ratio study, unregistered buildings): who may enter, and what they say."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from pytest_django import Settings

from gis_assets.models import Municipality, ParcelVersion, Role
from taxroll.forms.whatif import ScenarioForm
from taxroll.insight import sales, whatif
from taxroll.insight.missing import searching
from taxroll.insight.missing.detection import Terms
from taxroll.insight.scenarios import ALL, Change
from taxroll.law import library
from taxroll.models import (
    Bill,
    BuildingSearch,
    Roll,
    Sale,
    SaleOf,
    Scenario,
    SearchKind,
    Suspect,
    SuspectStatus,
)
from tests import lasting
from tests.speaking import Officer, at_work_in, english
from tests.taxroll.conftest import AT

ClientAs = Callable[..., Officer]


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@lasting.fixture
def scenario(sealed: Roll, clerk: User) -> Scenario:
    change = Change(general_pay_ppm=500_000)
    return whatif.keep(roll=sealed, name="ครึ่งหนึ่ง", note="ทดลอง", change=change, by=clerk, at=AT)


@lasting.fixture
def suspect(sealed: Roll, shop: ParcelVersion, clerk: User) -> Suspect:
    """A building of 100 m2 seen on the shop's ground."""
    layer = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}'
    corner, side = shop.shape_wgs84.point_on_surface, 0.00005
    x, y = corner.x, corner.y
    ring = f"[[{x},{y}],[{x + side},{y}],[{x + side},{y + side}],[{x},{y + side}],[{x},{y}]]"
    content = layer % f'{{"type":"Polygon","coordinates":[{ring}]}}'.encode()
    search = searching.ask(
        roll=sealed, kind=SearchKind.FOOTPRINTS, title="ภาพถ่าย", seen_on=date(2024, 1, 1),
        files={"footprints": SimpleUploadedFile("seen.geojson", content)},
        terms=Terms(least_area_m2=5, least_height_m=2.2, storey_height_m=3, known_share=0.3),
        treasury_type="101", by=clerk, at=AT,
    )  # fmt: skip
    searching.run(search, at=AT)
    return Suspect.objects.get()


def addresses(scenario: Scenario, suspect: Suspect) -> list[str]:
    search = suspect.search.uid
    return [
        reverse("taxroll:scenarios"),
        reverse("taxroll:new_scenario", args=[2567]),
        reverse("taxroll:scenario", args=[scenario.uid]),
        reverse("taxroll:scenario_table", args=[scenario.uid, "csv"]),
        reverse("taxroll:scenario_table", args=[scenario.uid, "xlsx"]),
        reverse("taxroll:scenarios_compared", args=[scenario.uid, scenario.uid]),
        reverse("taxroll:tax_map", args=[2567]),
        reverse("taxroll:tax_map_shapes", args=[2567]) + "?bbox=98,18,99.9,19.9",
        reverse("taxroll:ratios", args=[2567]),
        reverse("taxroll:building_searches"),
        reverse("taxroll:building_search", args=[search]),
        reverse("taxroll:search_progress", args=[search]),
        reverse("taxroll:suspect_shapes", args=[search]),
        reverse("taxroll:suspects_table", args=[search, "csv"]),
        reverse("taxroll:suspects_table", args=[search, "xlsx"]),
    ]


def test_pages_are_for_officers_of_this_municipality_alone(
    scenario: Scenario, suspect: Suspect, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    officer, surveyor = client_as(Role.TAX_OFFICER), client_as(Role.SURVEYOR)
    elsewhere = client_as(Role.TAX_OFFICER, of=other_municipality)

    for address in addresses(scenario, suspect):
        statuses = [who.get(address).status_code for who in (officer, client, surveyor, elsewhere)]
        assert (address, statuses) == (address, [200, 302, 403, 403])


def test_things_of_another_municipality_do_not_exist(
    scenario: Scenario, suspect: Suspect, client_as: ClientAs, other_municipality: Municipality
) -> None:
    client = at_work_in(client_as(Role.TAX_OFFICER, of=other_municipality), other_municipality)

    assert client.get(reverse("taxroll:scenario", args=[scenario.uid])).status_code == 404
    assert client.get(reverse("taxroll:building_search", args=[suspect.search.uid])).status_code == 404
    decided = client.post(reverse("taxroll:decide_suspect", args=[suspect.pk]), {"status": "to_visit"})
    assert decided.status_code == 404


def typed(sealed: Roll, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with some fields changed."""
    form = ScenarioForm(law=library.of_year(2567), zones=[("Z1", "")], types=[])
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: str(value) for name, value in shown.items() if value is not None} | changes


def test_only_what_was_changed_is_kept(sealed: Roll, client_as: ClientAs) -> None:
    asked = typed(sealed, name="ที่ดินแพงขึ้น", land_all="110", rate_5_0="0.4")

    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:new_scenario", args=[2567]), asked)

    kept = Change.from_json(Scenario.objects.get().change)
    assert response["Location"] == reverse("taxroll:scenario", args=[Scenario.objects.get().uid])
    assert kept.land_ppm == {ALL: 1_100_000}
    assert {key: rates[0] for key, rates in kept.rates_ppm.items()} == {"other_use": 4_000}
    assert (kept.exempt_satang, kept.general_pay_ppm, kept.building_ppm) == ({}, None, {})


@pytest.mark.parametrize("tax_year_be", library.years())
def test_untouched_form_is_no_change_in_any_year(tax_year_be: int) -> None:
    law = library.of_year(tax_year_be)
    shown = ScenarioForm(law=law, zones=[("Z1", "")], types=["101"])
    untouched = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}

    form = ScenarioForm(untouched | {"name": "ก"}, law=law, zones=[("Z1", "")], types=["101"])

    assert form.is_valid(), form.errors
    assert form.change().is_nothing


def test_what_was_typed_stays_when_nothing_is_changed(sealed: Roll, client_as: ClientAs) -> None:
    asked = typed(sealed, name="ชื่อที่พิมพ์ไว้")

    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:new_scenario", args=[2567]), asked)

    assert response.status_code == 400
    assert "ชื่อที่พิมพ์ไว้" in response.content.decode()
    assert not Scenario.objects.exists()


def test_scenario_tells_before_and_after(scenario: Scenario, client_as: ClientAs) -> None:
    page = english(client_as(Role.TAX_OFFICER)).get(reverse("taxroll:scenario", args=[scenario.uid])).content.decode()

    for part in ("9,000.00", "4,500.00", "−4,500.00", "General reduction of the tax: 50 %", "1 pay less"):
        assert part in page


def test_bills_of_a_scenario_are_taken_along_in_both_forms_without_names(
    scenario: Scenario, client_as: ClientAs
) -> None:
    client, bill = client_as(Role.TAX_OFFICER), Bill.objects.get()

    plain: Any = client.get(reverse("taxroll:scenario_table", args=[scenario.uid, "csv"]))
    book = client.get(reverse("taxroll:scenario_table", args=[scenario.uid, "xlsx"]))

    text = b"".join(plain.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1:] == [[bill.reference, "9000.00", "4500.00", "-4500.00"]]
    [(reference, *sums)] = openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows(
        min_row=2, values_only=True
    )
    assert (reference, [float(satang) for satang in sums]) == (bill.reference, [9_000, 4_500, -4_500])
    assert bill.owner_name not in text


def test_maker_discards_a_scenario_by_one_press(scenario: Scenario, clerk: User) -> None:
    Officer(clerk).post(reverse("taxroll:discard_scenario", args=[scenario.uid]))

    assert not Scenario.objects.exists()


def test_map_states_its_classes_and_lists_parcels_with_their_bills(sealed: Roll, client_as: ClientAs) -> None:
    page = english(client_as(Role.TAX_OFFICER)).get(reverse("taxroll:tax_map", args=[2567])).content.decode()

    assert "all that pay" in page
    assert reverse("taxroll:bill", args=[Bill.objects.get().pk]) in page


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "99,18,98,19", "nan,nan,nan,nan"])
def test_rectangle_that_is_none_is_refused(sealed: Roll, client_as: ClientAs, bbox: str) -> None:
    address = reverse("taxroll:tax_map_shapes", args=[2567])

    assert client_as(Role.TAX_OFFICER).get(address, {"bbox": bbox}).status_code == 400


def test_scenario_that_is_none_is_not_found_on_the_map(sealed: Roll, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)

    for asked in ("x", str(uuid.uuid4())):
        assert client.get(reverse("taxroll:tax_map", args=[2567]), {"scenario": asked}).status_code == 404


def test_sale_is_recorded_and_what_was_typed_stays_when_refused(sealed: Roll, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    asked = {
        "parcel_code": "01A001",
        "of": "land",
        "sold_on": "2023-05-01",
        "price_baht": "4000000",
        "source": "ที่ดิน 77",
    }

    client.post(reverse("taxroll:record_sale", args=[2567]), asked)
    again = client.post(reverse("taxroll:record_sale", args=[2567]), asked)

    assert Sale.objects.get().price_satang == 4_000_000_00
    assert again.status_code == 400
    assert "ที่ดิน 77" in again.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        f'{",".join(sales.COLUMNS)}\n01A001,,2023-05-31,1,land,yes,,"x\n01A001,,2023-06-01,1,land,yes,,x\n'.encode(),
        f"{','.join(sales.COLUMNS)}\n01A\x00001,,2023-05-31,1,land,yes,,x\n".encode(),
        f"{','.join(sales.COLUMNS)}\n01A001,,2023-05-31,1,land,yes,,x\n".encode("utf-16"),
    ],
    ids=["open quotation mark", "no text", "two bytes a letter"],
)
def test_file_of_sales_is_refused_when_it_is_no_table(sealed: Roll, client_as: ClientAs, content: bytes) -> None:
    sent = SimpleUploadedFile("sales.csv", content)

    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:bring_in_sales", args=[2567]), {"file": sent})

    assert response.status_code == 400
    assert "ไฟล์" in " ".join(response.context["file_form"].non_field_errors())


def test_file_is_shown_first_and_taken_by_a_second_press(sealed: Roll, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    address = reverse("taxroll:bring_in_sales", args=[2567])
    text = ",".join(sales.COLUMNS) + "\n01A001,,2023-05-01,4000000,land,yes,,ทะเบียน\n"

    offered = client.post(address, {"file": SimpleUploadedFile("sales.csv", text.encode("cp874"))})
    before = Sale.objects.count()
    client.post(address, {"text": offered.context["text"], "take": "1"})

    assert (before, Sale.objects.count()) == (0, 1)
    assert Sale.objects.get().source == "ทะเบียน"


def test_too_few_sales_give_no_figure(sealed: Roll, shop: ParcelVersion, clerk: User, client_as: ClientAs) -> None:
    sales.record(
        thing=shop.parcel, of=SaleOf.LAND, sold_on=date(2023, 5, 1), price_satang=10**8, source="x", remark="",
        by=clerk, at=AT,
    )  # fmt: skip

    page = english(client_as(Role.TAX_OFFICER)).get(reverse("taxroll:ratios", args=[2567])).content.decode()

    assert "Fewer than 5 sales: no figure is given." in page


def a_search() -> dict[str, object]:
    """The form of a search as it is filled in."""
    layer = SimpleUploadedFile("seen.geojson", b'{"type":"FeatureCollection","features":[]}')
    return {
        "title": "โดรน", "kind": "footprints", "seen_on": "2024-01-05", "footprints": layer, "treasury_type": "101",
        "least_area_m2": "20", "least_height_m": "2.2", "storey_height_m": "3", "known_percent": "30",
    }  # fmt: skip


@pytest.mark.usefixtures("no_queue")
def test_search_without_its_job_is_not_asked_for(sealed: Roll, client_as: ClientAs) -> None:
    with pytest.raises(ConnectorException):
        client_as(Role.TAX_OFFICER).post(reverse("taxroll:building_searches"), a_search())

    assert not BuildingSearch.objects.exists()


def test_search_is_asked_for_and_queued(sealed: Roll, client_as: ClientAs) -> None:
    response = client_as(Role.TAX_OFFICER).post(reverse("taxroll:building_searches"), a_search())

    search = BuildingSearch.objects.get()
    assert response["Location"] == reverse("taxroll:building_search", args=[search.uid])
    assert ProcrastinateJob.objects.filter(task_name="taxroll.search_buildings").count() == 1


def test_suspect_is_decided_in_the_list(suspect: Suspect, client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    address = reverse("taxroll:decide_suspect", args=[suspect.pk])

    client.post(address, {"status": "dismissed", "reason": ""})
    without_reason = Suspect.objects.get().status
    client.post(address, {"status": "dismissed", "reason": "ต้นไม้"})

    assert (without_reason, Suspect.objects.get().status) == (SuspectStatus.OPEN, SuspectStatus.DISMISSED)
    assert "ต้นไม้" in client.get(reverse("taxroll:building_search", args=[suspect.search.uid])).content.decode()


def test_suspects_are_taken_along(suspect: Suspect, client_as: ClientAs) -> None:
    answer: Any = client_as(Role.TAX_OFFICER).get(reverse("taxroll:suspects_table", args=[suspect.search.uid, "csv"]))

    _heading, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert row[:2] == ["01A001", str(suspect.footprint_m2)]
