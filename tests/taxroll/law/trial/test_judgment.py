"""Cases without a register: the published examples in full, a second reading of random towns, every refusal."""

import json
from copy import deepcopy
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxroll.law import library
from taxroll.law.dated import LawIsSilent
from taxroll.law.trial import judgment
from taxroll.law.trial.fields import WrongFacts
from tests.taxroll.law.test_doubts import THAI
from tests.taxroll.law.trial import oracle
from tests.taxroll.law.trial.cases import Facts, a_building, a_plot, facts, towns

ROOT = Path(__file__).resolve().parents[4]
EXAMPLE = ROOT / "docs" / "examples" / "case-2567.json"
SCHEMA = json.loads(resources.files("taxroll.law.trial").joinpath("facts.schema.json").read_text(encoding="utf-8"))


def line_amounts(told: dict[str, Any], name: str) -> list[str]:
    return [line[f"{name}_baht"] for line in told["lines"]]


def test_poultry_farm_of_the_manual_comes_out_with_its_intermediates() -> None:
    told = judgment.judge(
        facts(
            plots=[a_plot(area_wah=400, price_baht=5_000, uses={"agriculture": 1})],
            buildings=[a_building(type="517", area_m2=700, price_baht=3_550, age_years=4, uses={"agriculture": 1})],
        ),
        tax_year_be=2567,
    )

    land, house = told["properties"]
    assert (land["value_baht"], house["gross_baht"], house["value_baht"]) == ("2000000.00", "2485000.00", "2186800.00")
    assert house["depreciation_percent"] == 12
    assert told["bills"][0]["value_baht"] == "4186800.00"
    assert told["payable_baht"] == "0.00"


def test_home_of_the_manual_comes_out_with_its_intermediates() -> None:
    told = judgment.judge(facts(plots=[a_plot()], buildings=[a_building()]), tax_year_be=2567)

    assert line_amounts(told, "value") == ["3000000.00", "360000.00"]
    assert [line["table"] for line in told["lines"]] == ["main_home", "main_home"]
    assert (told["bills"][0]["exemption_baht"], told["payable_baht"]) == ("3360000.00", "0.00")


def test_let_house_of_the_manual_pays_as_other_residence() -> None:
    told = judgment.judge(
        facts(
            plots=[a_plot(area_wah=80, uses={"other_residence": 1})],
            buildings=[a_building(uses={"other_residence": 1})],
        ),
        tax_year_be=2567,
    )

    assert (told["bills"][0]["net_baht"], told["payable_baht"]) == ("2760000.00", "552.00")


def test_land_and_house_of_two_owners_are_taxed_each_for_itself() -> None:
    told = judgment.judge(
        facts(
            owners=[{"id": "A", "kind": "natural"}, {"id": "B", "kind": "natural"}],
            plots=[a_plot(uses={"other_residence": 1})],
            buildings=[a_building(owner="B")],
        ),
        tax_year_be=2567,
    )

    assert [line["table"] for line in told["lines"]] == ["other_residence", "main_home_building"]
    assert line_amounts(told, "payable") == ["600.00", "0.00"]


def test_masonry_house_is_worth_what_the_price_list_says() -> None:
    house = a_building(type="103", area_m2=150, price_baht=9_050, material="masonry", age_years=12)

    told = judgment.judge(facts(plots=[a_plot()], buildings=[house]), tax_year_be=2567)

    assert (told["properties"][1]["gross_baht"], told["properties"][1]["value_baht"]) == ("1357500.00", "1167450.00")


def test_signs_are_taxed_by_the_rates_of_their_year() -> None:
    sign = {"id": "S", "width_cm": 100, "height_cm": 500, "letters": 1}

    assert judgment.judge(facts(signs=[sign]), tax_year_be=2563)["signs_baht"] == "300.00"
    assert judgment.judge(facts(signs=[sign]), tax_year_be=2567)["signs_baht"] == "500.00"


def test_every_line_cites_its_rules_with_their_doubts() -> None:
    told = judgment.judge(facts(plots=[a_plot(uses={"vacant": 1}, vacant_years=4)]), tax_year_be=2566)

    steps = [rule["step"] for rule in told["lines"][0]["citations"]]
    assert steps == ["rates", "escalation", "general reduction"]
    assert told["lines"][0]["slices"] == [
        {"slice": 1, "percent": "0.6", "base_baht": "3000000.00", "tax_baht": "18000.00"}
    ]
    assert told["payable_baht"] == "15300.00"


def test_pool_is_named_but_not_taxed() -> None:
    told = judgment.judge(facts(buildings=[a_building(type="608", plot="P")], plots=[a_plot()]), tax_year_be=2567)

    assert told["properties"][1]["is_taxed"] is False
    assert len(told["lines"]) == 1


@given(towns(), st.integers(2563, 2569))
@settings(max_examples=300, deadline=None)
def test_judgment_equals_the_plain_reading_of_a_random_town(town: Facts, year: int) -> None:
    lines, expected = oracle.read_case(town, year)

    told = judgment.judge(town, tax_year_be=year)

    assert [line["table"].upper() for line in told["lines"]] == [line.table for line in lines]
    for name in ("value", "exemption", "tax", "escalation", "relief", "phase_in", "payable"):
        assert line_amounts(told, name) == [judgment.baht(getattr(answer, name)) for answer in expected]


@given(towns())
@settings(max_examples=100, deadline=None)
def test_form_accepts_every_town(town: Facts) -> None:
    jsonschema.validate(town, SCHEMA)


def test_example_of_the_manual_is_accepted_and_computed() -> None:
    example = json.loads(EXAMPLE.read_text(encoding="utf-8"))

    jsonschema.validate(example, SCHEMA)

    assert judgment.judge(example, tax_year_be=2567)["payable_baht"] == "31740.89"


# Where the fault is, the fault, and whether the form alone shows it.
BAD: list[tuple[str, str, Any, bool]] = [
    ("plots, id P.area_wah", "plots", a_plot(area_wah=-5), True),
    ("plots, id P.area_wah", "plots", a_plot(area_wah=0), True),
    ("plots, id P.area_wah", "plots", a_plot(area_wah=10**12), False),
    ("plots, id P.area_wah", "plots", a_plot(area_wah="1-2-3"), True),
    ("plots, id P.area_wah", "plots", a_plot(area_wah=True), True),
    ("plots, id P.area_wah", "plots", a_plot(area_wah="10.123"), True),
    ("plots, id P.price_baht", "plots", {k: v for k, v in a_plot().items() if k != "price_baht"}, True),
    ("plots, id P.price_baht", "plots", a_plot(price_baht="NaN"), True),
    ("plots, id P.prise", "plots", a_plot(prise=1), True),
    ("plots, id P.owner", "plots", a_plot(owner="Z"), False),
    ("plots, id P.uses", "plots", a_plot(uses={"home": 0.4, "other": 0.5}), False),
    ("plots, id P.uses", "plots", a_plot(uses={}), True),
    ("plots, id P.uses.castle", "plots", a_plot(uses={"castle": 1}), True),
    ("plots, id P.uses.home", "plots", a_plot(uses={"home": -1, "other": 2}), True),
    ("plots, id P.exempt_kind", "plots", a_plot(uses={"exempt": 1}), False),
    ("plots, id P.exempt_kind", "plots", a_plot(uses={"exempt": 1}, exempt_kind="castle"), False),
    ("plots, id P.exempt_kind", "plots", a_plot(exempt_kind="religious"), False),
    ("plots, id P.vacant_years", "plots", a_plot(vacant_years=3), False),
    ("plots, id P.reduction", "plots", a_plot(reduction="friend"), False),
    ("plots, id P.reduction_since", "plots", a_plot(reduction="foreclosed"), False),
    ("plots, id P.reduction_since", "plots", a_plot(reduction="foreclosed", reduction_since="soon"), False),
    ("plots, id P.old_tax_baht", "plots", a_plot(old_tax_baht=-1), True),
    ("buildings, id B.type", "buildings", a_building(type="999"), True),
    ("buildings, id B.type", "buildings", a_building(type=103), True),
    ("buildings, id B.material", "buildings", a_building(material="straw"), True),
    ("buildings, id B.age_years", "buildings", a_building(age_years=-1), True),
    ("buildings, id B.plot", "buildings", a_building(plot="Q"), False),
    ("signs, id S.letters", "signs", {"id": "S", "width_cm": 1, "height_cm": 1, "letters": 4}, True),
    ("owners, id G.kind", "owners", {"id": "G", "kind": "ghost"}, True),
]


@pytest.mark.parametrize(
    ("where", "listed", "bad", "shows_in_form"), BAD, ids=[f"{n}-{b[0]}" for n, b in enumerate(BAD)]
)
def test_bad_fact_is_refused_with_its_field_in_two_languages(
    where: str, listed: str, bad: Any, shows_in_form: bool
) -> None:
    told = facts(plots=[] if listed == "plots" else [a_plot()])
    told[listed] = [*told[listed], bad]

    with pytest.raises(WrongFacts) as refusal:
        judgment.judge(deepcopy(told), tax_year_be=2567)

    assert refusal.value.where == where
    assert THAI.search(refusal.value.sentence_th)
    assert not THAI.search(refusal.value.sentence)
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(told) is not shows_in_form


def test_two_owners_of_sixty_percent_are_refused() -> None:
    persons = [{"id": "A", "kind": "natural"}, {"id": "B", "kind": "natural"}]
    plot = a_plot() | {"owners": [{"owner": "A", "share": "0.6"}, {"owner": "B", "share": "0.6"}]}
    del plot["owner"]

    with pytest.raises(WrongFacts, match=r"plots, id P\.owners: the owners' shares \(3/5 \+ 3/5\) must add up to 1"):
        judgment.judge(facts(owners=persons, plots=[plot]), tax_year_be=2567)


@pytest.mark.parametrize("listed", ["owners", "plots", "buildings", "units", "signs"])
def test_id_that_stands_twice_is_refused(listed: str) -> None:
    unit = {"id": "U", "area_m2": 1, "price_baht": 1, "owner": "A", "uses": {"other": 1}}
    sign = {"id": "S", "width_cm": 1, "height_cm": 1, "letters": 1}
    told = facts(plots=[a_plot()], buildings=[a_building()], units=[unit], signs=[sign])
    told[listed] = told[listed] * 2

    with pytest.raises(WrongFacts, match=f"{listed}, id .: this id stands twice"):
        judgment.judge(told, tax_year_be=2567)


def test_second_main_home_is_refused() -> None:
    unit = {"id": "U", "area_m2": 1, "price_baht": 1, "owner": "A", "uses": {"home": 1}}

    with pytest.raises(WrongFacts, match="already has a main home"):
        judgment.judge(facts(plots=[a_plot()], buildings=[a_building()], units=[unit]), tax_year_be=2567)


def test_company_has_no_main_home() -> None:
    with pytest.raises(WrongFacts, match="juristic"):
        judgment.judge(facts(owners=[{"id": "A", "kind": "juristic"}], plots=[a_plot()]), tax_year_be=2567)


@pytest.mark.parametrize("told", [[], "facts", None, 7])
def test_what_is_no_object_is_refused(told: object) -> None:
    with pytest.raises(WrongFacts, match="object in braces"):
        judgment.judge(told, tax_year_be=2567)


def test_year_without_law_is_silent() -> None:
    with pytest.raises(LawIsSilent):
        judgment.judge(facts(), tax_year_be=max(library.years()) + 1)
