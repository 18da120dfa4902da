"""The services' files: all is said in both languages, steps hang together, conditions name answers that exist."""

from collections.abc import Iterator

import pytest

from casework import declarations
from casework.models import WHOLE_CASE, Clock
from gis_assets.models import Role
from permits import services, workflow
from permits.services import Cited, Service, Text

EVIDENCE = {"published", "copied", "nothing_found"}
OFFICE_DAY = 8 * 60
"""Minutes from 8:30 to 16:30."""
BESIDE_ANSWERS = {"track", "owner"}
"""What a document may hang on beside the answers."""

every_service = pytest.mark.parametrize("service", services.every().values(), ids=lambda service: service.code)


def cited_parts(service: Service) -> Iterator[Cited]:
    yield service.cited
    for part in (*service.requirements, *service.tracks, *service.fees):
        yield part.cited


def texts(service: Service) -> Iterator[Text]:
    yield from (service.name, service.about, service.permit_title)
    for part in (*service.questions, *service.requirements, *service.tracks, *service.steps, *service.fees):
        yield part.name
    yield from (item.name for item in service.checklist)
    for question in service.questions:
        yield from (choice.name for choice in question.choices)
    for cited in cited_parts(service):
        yield from (cited.cite, cited.doubt)


def reached(service: Service, start: str) -> set[str]:
    follows = {step.code: step.following for step in service.steps}
    seen, ahead = set(), {start}
    while ahead:
        seen |= ahead
        ahead = {code for step in ahead for code in follows[step]} - seen
    return seen


def test_three_services_are_offered_when_nothing_is_changed() -> None:
    assert list(services.every()) == ["address-number", "signboard", "small-building"]


@every_service
def test_everything_is_said_in_both_languages_when_it_is_said(service: Service) -> None:
    assert [text for text in texts(service) if not (text.th and text.en)] == []
    helps = [part.help for part in (*service.questions, *service.requirements)]
    assert [text for text in helps if bool(text.th) != bool(text.en)] == []


@every_service
def test_every_rule_says_where_it_is_written_and_how_well_that_is_known(service: Service) -> None:
    rules = declarations.rules(service.text, case_type=service.case_type)

    assert {cited.evidence for cited in cited_parts(service)} <= EVIDENCE
    assert [rule for rule in (*rules.standards, *rules.pauses) if not (rule.citation and rule.citation_en)] == []
    # What was not read in the law itself has its doubt, which the officer sees.
    assert [cited for cited in cited_parts(service) if cited.evidence != "published" and not cited.doubt.en] == []


@every_service
def test_every_step_is_reached_and_leads_to_an_end(service: Service) -> None:
    codes = {step.code for step in service.steps}
    ends = {step.code for step in service.steps if step.is_final}

    assert reached(service, workflow.SUBMITTED) == codes
    assert {workflow.ISSUED, workflow.REFUSED, workflow.WITHDRAWN} <= ends
    for step in service.steps:
        assert reached(service, step.code) & ends, step.code


@every_service
def test_every_open_step_and_the_whole_have_a_standard_of_a_known_role(service: Service) -> None:
    rules = declarations.rules(service.text, case_type=service.case_type)
    worked = {step.code for step in service.steps if not step.is_final}

    assert {standard.step for standard in rules.standards} == worked | {WHOLE_CASE}
    assert {standard.role for standard in rules.standards} <= {"", *Role}
    # The whole is measured by the usual way of the citizen's manual.
    [whole] = [standard for standard in rules.standards if standard.step == WHOLE_CASE]
    assert whole.clock == Clock.OFFICE
    usual = services.every()[service.code].track(
        "small" if service.code == "small-building" else service.tracks[0].code
    )
    assert whole.target_minutes == usual.manual_days * OFFICE_DAY


@every_service
def test_every_step_that_waits_for_the_applicant_has_its_ground_for_a_pause(service: Service) -> None:
    grounds = {ground.code: ground.steps for ground in declarations.rules(service.text, case_type="").pauses}

    for step, ground in workflow.PAUSES.items():
        if step in {each.code for each in service.steps}:
            assert step in grounds[ground]


@every_service
def test_conditions_name_questions_before_them_and_answers_that_can_be_given(service: Service) -> None:
    known: dict[str, set[str] | None] = {"track": {track.code for track in service.tracks}, "owner": {"yes", "no"}}
    for question in service.questions:
        assert_known(question.when, {code: known[code] for code in known if code not in BESIDE_ANSWERS})
        known[question.code] = answers_of(question)
    for part in (*service.requirements, *service.fees):
        assert_known(part.when, known)


def answers_of(question: services.Question) -> set[str] | None:
    """What can be answered; None where it is no closed list."""
    if question.kind == "yes_no":
        return {"yes", "no"}
    if question.kind in ("choice", "choices"):
        return {choice.code for choice in question.choices}
    if question.kind == "whole" and question.least is not None and question.most is not None:
        return {str(number) for number in range(int(question.least), int(question.most) + 1)}
    return None


def assert_known(when: object, known: dict[str, set[str] | None]) -> None:
    assert isinstance(when, dict | None)
    for code, values in (when or {}).items():
        answers = known[code]
        assert answers is None or set(values) <= answers, code


@every_service
def test_fees_go_by_numbers_that_the_form_asks_for(service: Service) -> None:
    numbers = {question.code for question in service.questions if question.kind in ("number", "whole")}

    assert {fee.each for fee in service.fees if fee.satang_each} <= numbers
    assert bool(service.fees) == (workflow.APPROVED in {step.code for step in service.steps})


@every_service
def test_codes_are_used_once(service: Service) -> None:
    for parts in (
        service.questions,
        service.requirements,
        service.tracks,
        service.steps,
        service.fees,
        service.checklist,
    ):
        codes = [part.code for part in parts]
        assert len(codes) == len(set(codes))


def test_every_storey_number_has_one_rate_when_a_building_is_asked_for() -> None:
    service = services.every()["small-building"]
    rates = [fee.when["storeys"] for fee in service.fees if fee.when]

    assert sorted(int(storeys) for each in rates for storeys in each) == list(range(1, 41))
