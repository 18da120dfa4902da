"""The data manager's form, asked by the publisher, by officers who may not, by another town's and by strangers."""

import html
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from gis_assets.models import Municipality, Role
from opendata import datasets, tasks
from opendata.models import CkanPush, DatasetVersion
from opendata.scheme import fields
from tests.speaking import Officer, english

AT = datetime(2026, 11, 1, 3, tzinfo=UTC)
ADDRESSES = ("/data/parcels/edit/", "/data/sent/", "/data/next/")


def filled(municipality: Municipality, **said: Any) -> dict[str, Any]:
    entry = datasets.entry("parcels", municipality=municipality, at=AT)
    office = {"maintainer": "กองช่าง", "maintainer_email": "data@example.org"}
    return {**entry.values, **office, "seen": entry.version.number, **said}


def latest(municipality: Municipality) -> datasets.Entry:
    return datasets.entry("parcels", municipality=municipality, at=AT)


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_the_publisher_of_this_town_gets_in(
    client: Client, client_as: Callable[..., Officer], other_municipality: Municipality, address: str
) -> None:
    assert client_as(Role.DATA_PUBLISHER).get(address).status_code == 200
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
    assert client_as(Role.DATA_PUBLISHER, of=other_municipality).get(address).status_code == 403
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_nobody_else_can_save(
    municipality: Municipality, client: Client, client_as: Callable[..., Officer], other_municipality: Municipality
) -> None:
    said = filled(municipality)

    client.post("/data/parcels/edit/", said)
    client_as(Role.TAX_OFFICER).post("/data/parcels/edit/", said)
    client_as(Role.DATA_PUBLISHER, of=other_municipality).post("/data/parcels/edit/", said)

    assert DatasetVersion.objects.filter(made_by__isnull=False).count() == 0


def test_form_explains_each_field_in_the_readers_language(client_as: Callable[..., Officer]) -> None:
    publisher = client_as(Role.DATA_PUBLISHER)

    thai = publisher.get("/data/parcels/edit/").content.decode()
    foreign = english(publisher).get("/data/parcels/edit/").content.decode()

    assert "ชื่อกองหรืองาน ไม่ใช่ชื่อบุคคล" in thai
    assert "The name of an office, never of a person" in foreign
    assert "Farming" not in thai
    for key, field in fields.of_type(fields.GEOGRAPHIC).items():
        for page, label, explained in ((thai, field.th, field.help_th), (foreign, field.en, field.help_en)):
            asked = html.unescape(page.split(f'id="id_{key}_helptext"')[1].split("</div>")[0])
            assert explained.strip(), key
            assert explained in asked, key
            assert label in html.unescape(page), key


def test_saved_description_is_a_new_version_with_common_days(
    municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    answer = client_as(Role.DATA_PUBLISHER).post(
        "/data/parcels/edit/", filled(municipality, last_updated_date="30/9/2567", objective=["กฎหมายที่เกี่ยวข้อง"])
    )

    assert answer["Location"] == "/data/parcels/"
    assert latest(municipality).version.number == 2
    assert latest(municipality).values["last_updated_date"] == "2024-09-30"
    assert latest(municipality).values["objective"] == ["กฎหมายที่เกี่ยวข้อง"]
    assert latest(municipality).faults == {}


def test_faults_stand_at_their_fields_and_what_was_typed_stays(
    municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    said = filled(municipality, maintainer_email="ไม่ใช่อีเมล", last_updated_date="31/2/2567", notes="คำอธิบายที่พิมพ์ไว้")

    page = client_as(Role.DATA_PUBLISHER).post("/data/parcels/edit/", said)

    text = page.content.decode()
    assert page.status_code == 400
    assert "“ไม่ใช่อีเมล” ไม่ใช่อีเมล" in text
    assert "“31/2/2567” ไม่ใช่วันที่" in text
    assert "คำอธิบายที่พิมพ์ไว้</textarea>" in text
    assert latest(municipality).version.number == 1


def test_value_from_outside_the_list_is_refused(municipality: Municipality, client_as: Callable[..., Officer]) -> None:
    said = filled(municipality, update_frequency_unit="yearly")

    page = client_as(Role.DATA_PUBLISHER).post("/data/parcels/edit/", said)

    assert page.status_code == 400
    assert latest(municipality).version.number == 1


def test_another_type_brings_its_own_fields(municipality: Municipality, client_as: Callable[..., Officer]) -> None:
    said = filled(municipality, data_type="ข้อมูลสถิติ", unit_of_measure="แปลง", first_year_of_data="2565")
    kept = {key: value for key, value in said.items() if not key.endswith("_bound_longitude")}

    answer = client_as(Role.DATA_PUBLISHER).post("/data/parcels/edit/", kept)

    assert answer.status_code == 302
    assert latest(municipality).values["unit_of_measure"] == "แปลง"
    assert "geographic_data_set" not in latest(municipality).values


def test_second_of_two_who_write_at_once_keeps_his_words(
    municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    publisher = client_as(Role.DATA_PUBLISHER)
    publisher.post("/data/parcels/edit/", filled(municipality, notes="คนแรก"))

    page = publisher.post("/data/parcels/edit/", {**filled(municipality, notes="คนที่สอง"), "seen": 1})

    assert page.status_code == 409
    assert "คนที่สอง</textarea>" in page.content.decode()
    assert latest(municipality).values["notes"] == "คนแรก"


def test_sending_without_a_catalogue_says_what_to_set(
    municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    page = english(client_as(Role.DATA_PUBLISHER)).post("/data/sent/", follow=True)

    assert "ckan_url" in page.content.decode()


def test_page_of_sending_knows_the_report_of_a_worker_who_is_quicker_than_the_page(
    municipality: Municipality, client_as: Callable[..., Officer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send_at_once(municipality: Municipality) -> None:
        CkanPush.objects.create(municipality=municipality, url="https://ckan.example", started_at=AT, ended_at=AT)

    monkeypatch.setattr(tasks, "ask_for_push", send_at_once)
    monkeypatch.setattr(settings, "CKAN_TOKENS", str(tmp_path))
    (tmp_path / municipality.dla_code).write_text("only-in-a-test")
    municipality.settings["ckan_url"] = "https://ckan.example"
    municipality.save()

    page = client_as(Role.DATA_PUBLISHER).post("/data/sent/", follow=True).content.decode()

    assert "https://ckan.example" in page.split('id="reports"')[1]
    assert "hx-get" not in page.split('id="reports"')[1].split(">")[0]


def test_page_of_sending_follows_the_run_that_was_asked_for_until_it_ends(
    municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    publisher = client_as(Role.DATA_PUBLISHER)
    now = timezone.now()

    def is_followed(address: str) -> bool:
        return "hx-get" in publisher.get(address).content.decode().split('id="reports"')[1].split(">")[0]

    assert not is_followed("/data/sent/")
    assert is_followed("/data/sent/?after=0")
    report = CkanPush.objects.create(municipality=municipality, url="https://ckan.example", started_at=now)
    assert is_followed("/data/sent/?after=0")
    assert is_followed("/data/sent/")
    CkanPush.objects.update(ended_at=now)
    assert not is_followed("/data/sent/?after=0")
    assert is_followed(f"/data/sent/?after={report.pk}")
    CkanPush.objects.update(ended_at=None, started_at=now - timedelta(hours=3))
    assert not is_followed("/data/sent/")
    assert publisher.get("/data/sent/?after=๑x").status_code == 200
