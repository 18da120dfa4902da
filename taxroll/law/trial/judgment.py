"""What the law of a year makes of a case: every property, line, bill and sign, each number with its citation.

Plain values that turn into JSON; baht are texts with two decimals, exact.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from taxroll.law import kernel, library, signboards
from taxroll.law.book import LawOfYear, Material
from taxroll.law.dated import Citation, Dated
from taxroll.law.facts import Assessment
from taxroll.law.tables import Table
from taxroll.law.trial import columns, form
from taxroll.law.trial.columns import Use, Valued
from taxroll.law.trial.form import Case, Known, Sign

PPM_PER_PERCENT = 10_000
PPM = 1_000_000
Told = dict[str, Any]


def known(law: LawOfYear) -> Known:
    """The keys that a case of this year may use."""
    return Known(
        building_types=frozenset(law.building_types.value),
        exempt_kinds=frozenset(law.exempt_property),
        reductions=frozenset(law.type_reductions),
    )


def judge(facts: object, *, tax_year_be: int) -> Told:
    """The whole computation; raises LawIsSilent for a year without law and WrongFacts for facts that cannot be."""
    law = library.of_year(tax_year_be)
    case = form.read(facts, known=known(law))
    properties = columns.value(case, law=law)
    uses = columns.lines(properties, law=law)
    assessed = kernel.assess(columns.facts(uses, case), law=law)
    lines = [_line(number, use, assessed, law, _is_joint(use, properties)) for number, use in enumerate(uses)]
    signs = [_sign(sign, law) for sign in case.signs]
    return {
        "tax_year_be": tax_year_be,
        "law_digest": library.current().digest,
        "properties": [_property(one, law) for one in properties],
        "lines": lines,
        "bills": _bills(uses, assessed, case),
        "signs": signs,
        "payable_baht": baht(int(assessed.payable_satang.sum())),
        "signs_baht": baht(sum(signboards_satang(sign, law) for sign in case.signs)),
        "rounding": _cited(law.rounding, mode=law.rounding.value.value),
    }


def baht(satang: int) -> str:
    """`1234.50`"""
    return f"{satang // 100}.{satang % 100:02d}"


def signboards_satang(sign: Sign, law: LawOfYear) -> int:
    """The tax of one sign by the rates of the year."""
    return signboards.tax_satang(
        width_cm=sign.width_cm,
        height_cm=sign.height_cm,
        letters=sign.letters,
        is_moving=sign.is_moving,
        rates=law.signboards.value,
    )


def _sign(sign: Sign, law: LawOfYear) -> Told:
    return {
        "id": sign.id,
        "area_cm2": sign.width_cm * sign.height_cm,
        "tax_baht": baht(signboards_satang(sign, law)),
        "citations": [_cited(law.signboards, step="signboard")],
    }


def _property(one: Valued, law: LawOfYear) -> Told:
    told: Told = {
        "kind": one.property.kind,
        "id": one.property.id,
        "owners": {person: str(share) for person, share in one.property.owners.items()},
        "area": str(one.property.area),
        "price_baht": str(one.property.price_baht),
        "gross_baht": baht(one.gross_satang),
        "depreciation_percent": one.percent_off,
        "value_baht": baht(one.value_satang),
        "joint_base": one.group + 1,
        "is_taxed": one.is_taxed,
        "citations": [],
    }
    if one.property.material:
        rule = law.depreciation[Material(one.property.material)]
        told["citations"].append(_cited(rule, step="depreciation"))
    if one.property.type.startswith("6"):
        told["citations"].append(_cited(law.outdoor_structures, step="taxed at all"))
    return told


def _is_joint(use: Use, properties: Sequence[Valued]) -> bool:
    """Whether several plots make up the base that the line belongs to."""
    return sum(one.group == use.valued.group and one.property.kind == "plot" for one in properties) > 1


def _line(number: int, use: Use, assessed: Assessment, law: LawOfYear, is_joint: bool) -> Told:
    amounts = {
        name: baht(int(getattr(assessed, f"{name}_satang")[number]))
        for name in ("value", "exemption", "net", "escalation", "tax", "relief", "phase_in", "payable")
    }
    return {
        "number": number + 1,
        "property": {"kind": use.valued.property.kind, "id": use.valued.property.id},
        "owner": list(use.valued.property.debtor),
        "use": use.name,
        "table": use.table.key,
        "joint_base": use.valued.group + 1,
        "share": f"{assessed.share_part[number]}/{assessed.share_whole[number]}",
        **{f"{name}_baht": amount for name, amount in amounts.items()},
        "slices": _slices(number, use.table, assessed, law),
        "escalation_percent": _percent(int(assessed.escalation_ppm[number])),
        "general_reduction_percent": _percent(PPM - law.general_pay_ppm.value),
        "type_reduction_percent": _percent(use.valued.reduction_ppm),
        "citations": [
            *([_cited(law.corner_touch_counts, step="adjoining plots")] if is_joint else []),
            *(_cited(rule, step=step) for step, rule in _rules(number, use, assessed, law)),
        ],
    }


def _slices(number: int, table: Table, assessed: Assessment, law: LawOfYear) -> list[Told]:
    """The slices that the line reaches, with the rate charged."""
    told = []
    ceiling, more = law.escalation.value.ceiling_ppm, int(assessed.escalation_ppm[number])
    for column, part in enumerate(law.rates[table].value):
        if base := int(assessed.slice_base_satang[number, column]):
            rate = min(part.rate_ppm + more, max(part.rate_ppm, ceiling))
            tax = baht(int(assessed.slice_tax_satang[number, column]))
            told.append({"slice": column + 1, "percent": _percent(rate), "base_baht": baht(base), "tax_baht": tax})
    return told


def _percent(ppm: int) -> str:
    return f"{Decimal(ppm) / PPM_PER_PERCENT:f}"


def _rules(number: int, use: Use, assessed: Assessment, law: LawOfYear) -> list[tuple[str, Dated[Any]]]:
    """The rules that made a line, in the order of the computation."""
    pools = {
        Table.AGRICULTURE: law.agriculture_exemption_satang,
        Table.MAIN_HOME: law.main_home_exemption_satang,
        Table.MAIN_HOME_BUILDING: law.main_home_building_exemption_satang,
    }
    rules: list[tuple[str, Dated[Any]]] = []
    if len(use.valued.property.uses) > 1 and (use.valued.property.kind != "plot" or use.valued.property.follows_floors):
        rules.append(("share", law.floor_share))
    if use.table is Table.EXEMPT:
        rules.append(("exemption", law.exempt_property[use.valued.property.exempt_kind]))
    elif assessed.exemption_satang[number]:
        rules.append(("exemption", pools[use.table]))
        if use.table is Table.AGRICULTURE and assessed.net_satang[number]:
            rules.append(("order of the exemption", law.agriculture_order))
        if len(use.valued.property.owners) > 1:
            rules.append(("exemption among co-owners", law.co_owners_home))
    rules.append(("rates", law.rates[use.table]))
    if assessed.escalation_ppm[number]:
        rules.append(("escalation", law.escalation))
    if law.general_pay_ppm.value != PPM:
        rules.append(("general reduction", law.general_pay_ppm))
    if use.valued.reduction_ppm:
        rules.append(("reduction by type", law.type_reductions[use.valued.property.reduction]))
        rules.append(("stacking of reductions", law.type_reduction))
    if law.phase_in_ppm.value != PPM:
        rules.append(("phase-in", law.phase_in_ppm))
    return rules


def _bills(uses: Sequence[Use], assessed: Assessment, case: Case) -> list[Told]:
    """What each debtor owes in all."""
    debtors = [use.valued.property.debtor for use in uses]
    told = []
    for debtor in dict.fromkeys(debtors):
        mine = np.array([one == debtor for one in debtors], dtype=np.bool_)
        sums = {
            f"{name}_baht": baht(int(getattr(assessed, f"{name}_satang")[mine].sum()))
            for name in ("value", "exemption", "net", "tax", "relief", "phase_in", "payable")
        }
        is_natural = all(case.owners[person].is_natural for person in debtor)
        told.append({"owner": list(debtor), "is_natural": is_natural, "lines": int(mine.sum()), **sums})
    return told


def _cited(rule: Dated[Any], **more: str) -> Told:
    return more | cited(rule.citation)


def cited(citation: Citation) -> Told:
    """A citation as plain values; the doubt only where there is one."""
    told: Told = {"cite": citation.cite, "cite_th": citation.cite_th, "evidence": citation.evidence.value}
    if citation.doubt:
        told |= {"doubt": citation.doubt, "doubt_th": citation.doubt_th}
    return told
