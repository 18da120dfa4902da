"""A second reading of a case, object by object: its values, bases, homes and pools, in exact fractions.

It makes plain lines out of the facts by its own reading and leaves their tax to the plain reading of the law.
"""

from fractions import Fraction
from typing import Any

from tests.taxroll.law.oracle import Answer, Line, half_up, read_law

Facts = dict[str, Any]
USES = ("agriculture", "home", "other_residence", "other", "vacant", "exempt")
TABLE = {
    "agriculture": "AGRICULTURE",
    "other_residence": "OTHER_RESIDENCE",
    "other": "OTHER_USE",
    "vacant": "VACANT",
    "exempt": "EXEMPT",
}
PERCENT = {"inherited_home": 50, "power_plant": 50, "private_school": 90, "foreclosed": 90}


def read_case(facts: Facts, year: int) -> tuple[list[Line], list[Answer]]:
    lines = _lines(facts)
    return lines, read_law(lines, year)


def worn(material: str, age: int) -> int:
    """Percent that age takes off, as the Treasury's table is told in words."""
    if material == "masonry":
        return 76 if age >= 43 else age if age <= 10 else 10 + 2 * (age - 10)
    if material == "half":
        return 85 if age >= 22 else 2 * age if age <= 5 else 10 + 4 * (age - 5) if age <= 15 else 50 + 5 * (age - 15)
    return 93 if age >= 19 else 3 * age if age <= 5 else 15 + 5 * (age - 5) if age <= 15 else 65 + 7 * (age - 15)


def _debtor(one: Facts) -> str:
    return "+".join(sorted(part["owner"] for part in one.get("owners", [{"owner": one.get("owner")}])))


def _lines(facts: Facts) -> list[Line]:
    natural = {person["id"]: person["kind"] == "natural" for person in facts["owners"]}
    plots = {plot["id"]: plot for plot in facts["plots"]}
    numbers: dict[object, int] = {}
    lines: list[Line] = []
    for kind, one in [(k, one) for k in ("plots", "buildings", "units") for one in facts[k]]:
        if kind == "buildings" and one["type"].startswith("6"):
            continue
        debtor, under = _debtor(one), plots.get(one.get("plot", ""))
        own_land = under is not None and _debtor(under) == debtor
        base = under if under is not None and own_land else one
        label = ("label", base["group"]) if base.get("group") else (kind if base is one else "plots", base["id"])
        first = True
        for use in USES:
            if use not in one["uses"]:
                continue
            share = Fraction(one["uses"][use])
            whole = 1
            for other in one["uses"].values():
                whole = whole * Fraction(other).denominator
            lines.append(
                Line(
                    owner=numbers.setdefault(("owner", debtor), len(numbers)),
                    is_natural=all(natural[person] for person in debtor.split("+")),
                    group=numbers.setdefault((debtor, label), len(numbers)),
                    property=numbers.setdefault((kind, one["id"]), len(numbers)),
                    table=_table(use, kind, own_land),
                    value_satang=_value(one),
                    use_part=int(share * whole),
                    use_whole=whole,
                    is_floor_share=kind != "plots",
                    vacant_years=one.get("vacant_years", 1) if use == "vacant" else 0,
                    reduction_percent=_reduction(one, debtor, natural),
                    old_tax_satang=int(Fraction(one.get("old_tax_baht", "0")) * 100) if first else 0,
                )
            )
            first = False
    return lines


def _table(use: str, kind: str, own_land: bool) -> str:
    if use != "home":
        return TABLE[use]
    return "MAIN_HOME_BUILDING" if kind == "buildings" and not own_land else "MAIN_HOME"


def _value(one: Facts) -> int:
    area = Fraction(one.get("area_wah") or one["area_m2"])
    gross = half_up(area * Fraction(one["price_baht"]) * 100)
    if "material" not in one:
        return gross
    return half_up(Fraction(gross * (100 - worn(one["material"], one["age_years"])), 100))


def _reduction(one: Facts, debtor: str, natural: dict[str, bool]) -> int:
    kind = one.get("reduction", "")
    if kind == "inherited_home" and not all(natural[person] for person in debtor.split("+")):
        return 0
    return PERCENT.get(kind, 0)
