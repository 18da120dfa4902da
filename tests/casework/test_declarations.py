"""The files in which apps keep their rules."""

from datetime import date
from importlib import resources

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import case_types, declarations
from casework.declarations import DeclaredPause, DeclaredStandard
from casework.models import WHOLE_CASE, StepKind
from gis_assets.models import Municipality, Role
from incidents import case_types as incidents
from incidents import workflow
from incidents.models import Kind
from taxroll.models import FilingKind

FILES = {
    "incidents/data/standards.toml": [incidents.code(kind) for kind in Kind],
    "taxroll/data/casework.toml": [*(f"tax-filing-{kind.value}" for kind in FilingKind), "tax-list-correction"],
}
CASES = [(file, case_type) for file, case_types in FILES.items() for case_type in case_types]


@pytest.mark.parametrize(("file", "case_type"), CASES)
def test_every_rule_says_where_it_is_written_in_both_languages(file: str, case_type: str) -> None:
    package, _slash, name = file.partition("/")
    found = declarations.rules(resources.files(package).joinpath(name).read_text("utf-8"), case_type=case_type)

    assert found.head in Role.values
    assert found.standards
    every: list[DeclaredStandard | DeclaredPause] = [*found.standards, *found.pauses]
    for rule in every:
        assert rule.citation
        assert rule.citation_en
        assert bool(rule.doubt) == bool(rule.doubt_en)
        assert max(map(len, (rule.citation, rule.citation_en, rule.doubt, rule.doubt_en))) <= 300
    assert {standard.role for standard in found.standards} <= set(Role.values)


@pytest.mark.parametrize("kind", Kind)
def test_steps_of_an_incident_with_rules_exist(kind: Kind) -> None:
    declared = incidents.declaration(kind)

    known = {*workflow.TABLE.next_steps, WHOLE_CASE}
    assert {standard.step for standard in declared.standards} <= known
    assert {step for pause in declared.pauses for step in pause.steps} <= known
    assert sum(standard.step == WHOLE_CASE for standard in declared.standards) == 1


def test_entry_is_for_the_case_types_that_it_names() -> None:
    entry = """
        head = "dispatcher"
        [[standard]]
        of = ["a"]
        step = "total"
        role = "dispatcher"
        in_force_from = 2026-01-01
        in_force_until = 2027-01-01
        minutes = 5
        clock = "office"
        cite = "own"
        cite_th = "เอง"
    """

    [standard] = declarations.rules(entry, case_type="a").standards

    assert (standard.target_minutes, standard.clock, standard.until) == (5, "office", date(2027, 1, 1))
    assert declarations.rules(entry, case_type="b").standards == ()


def test_all_kinds_are_declared_with_as_many_statements_as_one(municipality: Municipality) -> None:
    on = date(2026, 1, 1)
    with CaptureQueriesContext(connection) as for_one:
        case_types.declare(municipality, declaration=incidents.declaration(Kind.ROAD), on=on)

    with CaptureQueriesContext(connection) as for_all:
        incidents.declare_all(municipality, on=on)

    assert len(for_all) == len(for_one)
    assert StepKind.objects.count() == len(Kind) * len(workflow.TABLE.next_steps)
