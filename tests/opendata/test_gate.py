"""The publishing check: what holds personal data is not served by any door until somebody explains it."""

import logging
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from psycopg import sql
from psycopg.types.range import Range

from gis_assets import tenancy
from gis_assets.models import Municipality, RoadSegmentVersion
from gis_assets.publication import OPEN_DATA, Column, Layer
from opendata import gate, layers, personal_data
from opendata.models import Publication, PublicationCheck, PublicationFinding
from tests.gis_assets import builders
from tests.opendata.builders import a_road

ON = date(2026, 6, 1)
ID = "1101700203450"


def roads() -> Layer:
    return layers.layer_named("roads")


def test_clean_layer_is_open_and_the_search_is_kept(municipality: Municipality) -> None:
    a_road(municipality, "ถนนสุเทพ")

    verdict = gate.check(roads(), municipality=municipality, on=ON)

    record = PublicationCheck.objects.get()
    assert verdict.is_clean
    assert (record.layer, record.on, record.finding_count) == ("roads", ON, 0)
    assert record.values_scanned == verdict.values_scanned >= 1
    assert gate.require("roads", municipality=municipality) is roads()


@pytest.mark.parametrize(
    ("name", "kind"),
    [(f"ซอย {ID}", "citizen_id"), ("โทร 081-234-5678", "telephone"), ("นายสมชาย ใจดี", "name"), ("a@b.co", "email")],
)
def test_layer_is_closed_loudly_when_a_text_looks_like_personal_data(
    municipality: Municipality, caplog: pytest.LogCaptureFixture, name: str, kind: str
) -> None:
    road = a_road(municipality, name)

    with caplog.at_level(logging.ERROR):
        gate.check(roads(), municipality=municipality, on=ON)

    finding = PublicationFinding.objects.get()
    assert (finding.kind, finding.column, finding.feature) == (kind, "name_th", str(road.road.uid))
    assert "roads" not in gate.open_layers(municipality=municipality)
    assert "roads" in caplog.text
    assert name not in caplog.text
    with pytest.raises(layers.UnknownLayer, match="roads"):
        gate.require("roads", municipality=municipality)


def test_record_of_a_finding_does_not_hold_the_value(municipality: Municipality) -> None:
    a_road(municipality, f"ซอย {ID}")

    gate.check(roads(), municipality=municipality, on=ON)

    kept = " ".join(map(str, PublicationFinding.objects.values_list("masked", "digest", "column", "feature")))
    assert ID not in kept
    assert ID[:6] not in kept


def test_layer_that_nobody_has_checked_is_checked_before_it_is_served(
    municipality: Municipality, client: Client
) -> None:
    a_road(municipality, f"ซอย {ID}")

    answer = client.get("/layers/roads.geojson")

    assert answer.status_code == 404
    assert ID not in answer.content.decode()
    assert PublicationCheck.objects.filter(layer="roads").count() == 1


def test_layer_is_checked_again_when_it_is_declared_otherwise(
    municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.require("roads", municipality=municipality)
    wider = replace(roads(), columns=(*roads().columns, Column("name_en2", "x", ground=None)))
    monkeypatch.setitem(layers.all_layers(), "roads", replace(wider, id_kind="text"))
    same = PublicationCheck.objects.filter(layer="roads").count()
    gate.require("roads", municipality=municipality)
    closed_only = PublicationCheck.objects.filter(layer="roads").count()

    opened = replace(
        roads(), columns=tuple(replace(one, content="free") for one in roads().columns if one.name != "road_class")
    )
    monkeypatch.setitem(layers.all_layers(), "roads", opened)
    gate.require("roads", municipality=municipality)

    assert (same, closed_only) == (1, 1)
    assert PublicationCheck.objects.filter(layer="roads").count() == 2


def test_past_days_are_searched_too(municipality: Municipality) -> None:
    old = a_road(municipality, f"ซอย {ID}", valid=Range(date(2020, 1, 1), date(2021, 1, 1)))
    a_road(municipality, "ซอย 1", road=old.road, valid=Range(date(2021, 1, 1), None))

    verdict = gate.search(roads(), municipality=municipality, on=ON)

    assert [finding.kind for finding in verdict.findings] == ["citizen_id"]


def test_value_that_a_closed_list_lacks_is_searched_like_any_text(municipality: Municipality) -> None:
    pole = builders.a_pole(municipality, number=1)
    type(pole).objects.filter(pk=pole.pk).update(state="0812345678")

    verdict = gate.search(layers.layer_named("poles"), municipality=municipality, on=ON)

    assert [(finding.column, finding.kind) for finding in verdict.findings] == [("state", "telephone")]


@pytest.mark.parametrize(("number", "kinds"), [(ID, ["citizen_id"]), (ID[:12], []), ("0.5", [])])
def test_numbers_as_long_as_a_citizen_id_are_searched(
    municipality: Municipality, monkeypatch: pytest.MonkeyPatch, number: str, kinds: list[str]
) -> None:
    one = sql.SQL("SELECT 'a' AS id, {}::numeric AS amount").format(sql.Literal(number))
    monkeypatch.setattr(layers, "statement_of_any_day", lambda _layer: one)
    layer = replace(roads(), columns=(Column("amount", "Amount", "number", OPEN_DATA, content="codes"),))

    verdict = gate.search(layer, municipality=municipality, on=ON)

    assert [finding.kind for finding in verdict.findings] == kinds


def test_ids_of_features_are_searched(municipality: Municipality) -> None:
    Municipality.objects.filter(pk=municipality.pk).update(dla_code="08123456")
    layer = replace(
        layers.layer_named("boundary"),
        name="made_up",
        columns=(Column("dla_code", "Code", ground=OPEN_DATA, content="codes"),),
    )

    verdict = gate.search(layer, municipality=municipality, on=ON)

    assert verdict.values_scanned == 2


@pytest.mark.parametrize(
    "uid",
    [
        "11017002-0345-4000-8000-abcdefabcdef",
        "abcdef11-0170-4203-8450-081234567812",
        "a1101700203450b081234567812abcde",
    ],
)
def test_numbers_that_chance_puts_into_an_id_close_nothing(municipality: Municipality, uid: str) -> None:
    road = a_road(municipality, "ซอย 1")
    type(road.road).objects.filter(pk=road.road_id).update(uid=uid)

    assert gate.search(roads(), municipality=municipality, on=ON).is_clean


def test_values_of_another_municipality_close_nothing_here(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        a_road(other_municipality, f"ซอย {ID}")
        gate.check(roads(), municipality=other_municipality, on=ON)

        assert "roads" not in gate.open_layers(municipality=other_municipality)

    assert "roads" in gate.open_layers(municipality=municipality)


def test_corrected_value_opens_the_layer_again(municipality: Municipality) -> None:
    road = a_road(municipality, f"ซอย {ID}")
    gate.check(roads(), municipality=municipality, on=ON)
    RoadSegmentVersion.objects.filter(pk=road.pk).update(name_th="ซอย 3")

    gate.check(roads(), municipality=municipality, on=ON)

    assert "roads" in gate.open_layers(municipality=municipality)
    assert PublicationCheck.objects.filter(layer="roads").count() == 2


def test_every_declared_layer_can_be_searched(municipality: Municipality) -> None:
    for layer in layers.all_layers().values():
        assert gate.search(layer, municipality=municipality, on=ON).is_clean, layer.name


def test_serving_asks_once_for_where_the_layers_stand_and_once_for_what_changed(
    municipality: Municipality, django_assert_num_queries: Any
) -> None:
    gate.open_layers(municipality=municipality)

    with django_assert_num_queries(2):
        gate.open_layers(municipality=municipality)
    with django_assert_num_queries(2):
        gate.require("roads", municipality=municipality)


def test_history_that_cannot_be_searched_is_a_fault_of_the_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    told = replace(layers.layer_named("landcover"), has_history=True)
    layers.faulty.cache_clear()
    monkeypatch.setattr(layers, "_declared", lambda: iter([told]))

    faults = layers.faulty()

    layers.faulty.cache_clear()
    assert "does not ask for a day" in faults["landcover"][0]


def test_publication_is_one_row_a_layer(municipality: Municipality) -> None:
    for _ in range(3):
        gate.check(roads(), municipality=municipality, on=ON)

    assert Publication.objects.filter(layer="roads").count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "/layers/roads.geojson",
        "/layers/roads/files/",
        "/ogc/collections/roads",
        "/ogc/collections/roads/items",
        "/ogc/collections/roads/tiles",
    ],
)
def test_closed_layer_is_served_at_no_door(municipality: Municipality, client: Client, address: str) -> None:
    before = client.get(address).status_code
    a_road(municipality, f"ซอย {ID}")
    gate.check(roads(), municipality=municipality, on=ON)

    after = client.get(address)

    assert (before, after.status_code) == (200, 404)
    assert ID not in after.getvalue().decode()


def test_id_drawn_by_chance_closes_nothing_though_it_looks_like_a_number_of_a_person(
    municipality: Municipality,
) -> None:
    by_chance = ("419def82-2154-4354-a5f9-672969617062", "1d07d20c-23b2-4ad1-98d6-83c054700723")
    for uid in by_chance:
        road = a_road(municipality, "ถนนสุเทพ").road
        type(road).objects.filter(pk=road.pk).update(uid=uid)

    assert gate.check(roads(), municipality=municipality, on=ON).is_clean
    assert [bool(personal_data.signs(uid)) for uid in by_chance] == [True, True]


def test_number_that_this_program_drew_is_nobodys(municipality: Municipality) -> None:
    drawn = "c5354776-2854-51c9-ac77-caf8369cca05"
    judge = gate.Judge(roads(), municipality=municipality)

    assert list(personal_data.signs(drawn))
    assert judge.findings("id", f"{drawn}-01A", feature="x") == []
    assert judge.findings("id", ID, feature="x") != []
