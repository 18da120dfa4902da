"""Cases by keywords, and random ones that could stand in a real town."""

from typing import Any

from hypothesis import strategies as st

Facts = dict[str, Any]
MONEY = st.decimals(min_value="0.01", max_value="99999", places=2, allow_nan=False).map(str)
AREA = st.decimals(min_value="0.01", max_value="999999", places=2, allow_nan=False).map(str)


def facts(**parts: object) -> Facts:
    return {"owners": [{"id": "A", "kind": "natural"}], "plots": [], "buildings": [], "units": [], "signs": []} | parts


def a_plot(**changed: object) -> Facts:
    return {"id": "P", "area_wah": 100, "price_baht": 30_000, "owner": "A", "uses": {"home": 1}} | changed


def a_building(**changed: object) -> Facts:
    plain = {"id": "B", "plot": "P", "type": "104", "material": "wood", "area_m2": 80, "price_baht": 7_500}
    return plain | {"age_years": 10, "owner": "A", "uses": {"home": 1}} | changed


@st.composite
def towns(draw: st.DrawFn) -> Facts:
    """Up to three persons with plots, buildings and units, alone and together; at most one home each."""
    natural = draw(st.lists(st.booleans(), min_size=1, max_size=3))
    persons = [{"id": f"p{n}", "kind": "natural" if is_one else "juristic"} for n, is_one in enumerate(natural)]
    at_home: set[str] = set()
    plots = [_plot(draw, n, persons) for n in range(draw(st.integers(0, 4)))]
    ids = [plot["id"] for plot in plots]
    buildings = [_building(draw, n, persons, ids, at_home) for n in range(draw(st.integers(0, 3)))]
    units = [_unit(draw, n, persons, at_home) for n in range(draw(st.integers(0, 2)))]
    return facts(owners=persons, plots=plots, buildings=buildings, units=units)


def _property(draw: st.DrawFn, name: str, persons: list[Facts], at_home: set[str]) -> Facts:
    told: Facts = {"id": name, "price_baht": draw(MONEY)}
    who = draw(st.lists(st.sampled_from([one["id"] for one in persons]), min_size=1, max_size=2, unique=True))
    if len(who) == 1:
        told["owner"] = who[0]
    else:
        share = draw(st.integers(1, 6))
        told["owners"] = [{"owner": who[0], "share": f"{share}/7"}, {"owner": who[1], "share": f"{7 - share}/7"}]
    kinds = {one["id"]: one["kind"] for one in persons}
    may_be_home = all(kinds[one] == "natural" and one not in at_home for one in who)
    uses = ["agriculture", "other_residence", "other", "vacant", "exempt"] + ["home"] * may_be_home
    chosen = draw(st.lists(st.sampled_from(uses), min_size=1, max_size=3, unique=True))
    parts = draw(st.lists(st.integers(1, 50), min_size=len(chosen), max_size=len(chosen)))
    told["uses"] = {use: f"{part}/{sum(parts)}" for use, part in zip(chosen, parts, strict=True)}
    if "vacant" in chosen:
        told["vacant_years"] = draw(st.integers(1, 40))
    if "exempt" in chosen:
        told["exempt_kind"] = "religious"
    if draw(st.integers(0, 1)):
        told["reduction"] = draw(st.sampled_from(["inherited_home", "power_plant", "private_school"]))
    told["old_tax_baht"] = draw(st.one_of(st.just("0"), MONEY))
    if "home" in chosen:
        at_home.update(who)
    return told


def _plot(draw: st.DrawFn, number: int, persons: list[Facts]) -> Facts:
    told = _property(draw, f"plot{number}", persons, set())
    told["area_wah"] = draw(AREA)
    if draw(st.booleans()):
        told["group"] = draw(st.sampled_from(["north", "south"]))
    return told


def _building(draw: st.DrawFn, number: int, persons: list[Facts], plots: list[str], at_home: set[str]) -> Facts:
    told = _property(draw, f"building{number}", persons, at_home)
    told |= {"area_m2": draw(AREA), "type": draw(st.sampled_from(["103", "506/1", "608"]))}
    told |= {"material": draw(st.sampled_from(["masonry", "half", "wood"])), "age_years": draw(st.integers(0, 60))}
    stands_on_land = draw(st.booleans())
    if plots and stands_on_land:
        told["plot"] = draw(st.sampled_from(plots))
    return told


def _unit(draw: st.DrawFn, number: int, persons: list[Facts], at_home: set[str]) -> Facts:
    return _property(draw, f"unit{number}", persons, at_home) | {"area_m2": draw(AREA)}
