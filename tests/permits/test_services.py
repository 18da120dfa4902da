"""The services' files: all is said in both languages, steps hang together, conditions name answers that exist."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from casework import declarations
from casework.models import WHOLE_CASE, Clock
from gis_assets.models import Role
from permits import paper as papers
from permits import services, workflow
from permits.cited import Cited, Text
from permits.rules import judging
from permits.services import Service

EVIDENCE = {"published", "copied", "nothing_found"}
OFFICE_DAY = 8 * 60
"""Minutes from 8:30 to 16:30."""
BESIDE_ANSWERS = {"track", "owner"}
"""What a document may hang on beside the answers; a question on the track alone, which is "" at the beginning."""

every_service = pytest.mark.parametrize("service", services.every().values(), ids=lambda service: service.code)


def cited_parts(service: Service) -> Iterator[Cited]:
    yield service.cited
    cited: tuple[Any, ...] = (*service.requirements, *service.tracks, *service.fees)
    for part in cited:
        yield part.cited
    yield from (each.cited for track in service.tracks for each in track.papers)


def texts(service: Service) -> Iterator[Text]:
    yield from (service.name, service.about, *papers.texts(service.paper))
    yield from (text for track in service.tracks for each in track.papers for text in papers.texts(each))
    named: tuple[Any, ...] = (
        *service.questions, *service.requirements, *service.tracks, *service.steps, *service.fees,
    )  # fmt: skip
    for part in named:
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


def test_four_services_are_offered_when_nothing_is_changed() -> None:
    assert list(services.every()) == ["address-number", "road-use", "signboard", "small-building"]


@every_service
def test_everything_is_said_in_both_languages_when_it_is_said(service: Service) -> None:
    assert [text for text in texts(service) if not (text.th and text.en)] == []
    helped: tuple[Any, ...] = (*service.questions, *service.requirements)
    helps = [part.help for part in helped]
    assert [text for text in helps if bool(text.th) != bool(text.en)] == []


@every_service
def test_every_rule_says_where_it_is_written_and_how_well_that_is_known(service: Service) -> None:
    rules = declarations.rules(service.text, case_type=service.case_type)

    assert {cited.evidence for cited in cited_parts(service)} <= EVIDENCE
    written: tuple[Any, ...] = (*rules.standards, *rules.pauses)
    assert [rule for rule in written if not (rule.citation and rule.citation_en)] == []
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
        before = {code: known[code] for code in known if code not in BESIDE_ANSWERS}
        assert_known(question.when, before | {"track": {"", *(track.code for track in service.tracks)}})
        known[question.code] = answers_of(question)
    for document in service.requirements:
        assert_known(document.when, known)
    # A petition whose way nobody found yet pays as on the usual ones.
    known["track"] = {"", *(track.code for track in service.tracks)}
    for fee in service.fees:
        assert_known(fee.when, known)


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
def test_every_check_is_one_that_the_map_knows(service: Service) -> None:
    assert set(service.checks) <= judging.RULES.keys()


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
    rates = [fee.when["storeys"] for fee in service.fees if fee.when and "storeys" in fee.when]

    assert sorted(int(storeys) for each in rates for storeys in each) == list(range(1, 41))


ON = date(2026, 11, 20)


def dated(part: Any, *, since: date, until: date | None = None) -> Any:
    return replace(part, cited=replace(part.cited, in_force_from=since, in_force_until=until))


def test_service_has_only_what_is_in_force_on_the_day() -> None:
    service = services.every()["small-building"]
    paper, fee = service.requirements[0], service.fees[0]
    tracks = tuple(dated(each, since=date(2000, 1, 1), until=ON) for each in service.tracks[:1]) + service.tracks[1:]
    changed = replace(
        service,
        requirements=(dated(paper, since=date(2000, 1, 1), until=ON), dated(paper, since=ON)),
        tracks=tracks,
        fees=(dated(fee, since=ON),),
    )

    before, after = changed.on(ON - timedelta(days=1)), changed.on(ON)

    assert (before.requirements, after.requirements) == (changed.requirements[:1], changed.requirements[1:])
    assert (before.tracks, after.tracks) == (tracks, tracks[1:])
    assert (before.fees, after.fees) == ((), changed.fees)


def test_permit_holds_for_the_days_that_were_asked_for_or_for_those_of_the_service() -> None:
    road, building = services.every()["road-use"], services.every()["small-building"]

    assert road.last_day({"since": "2026-12-30", "days": 3}, issued=ON) == date(2027, 1, 1)
    assert building.last_day({}, issued=ON) == ON + timedelta(days=365)
    assert services.every()["address-number"].last_day({}, issued=ON) is None


@pytest.mark.parametrize(("said", "instead"), [('since_answer = "since"', ""), ('"since"\n', '"purpose"\n')])
def test_file_is_refused_when_its_permit_has_no_day_to_count_from(said: str, instead: str) -> None:
    with pytest.raises(services.BadService, match="since_answer"):
        services.read(services.every()["road-use"].text.replace(said, instead, 1))


def test_tracks_stand_when_none_is_in_force_any_more() -> None:
    """Whoever began before must still go one; the service is not offered to others."""
    service = services.every()["small-building"]

    assert [each.code for each in service.on(date(1990, 1, 1)).tracks] == [each.code for each in service.tracks]
    assert services.offered(date(1990, 1, 1)) == []


@pytest.mark.parametrize(
    ("own", "days"),
    [
        ({"small-building": {"small": {"manual_days": 10}}}, 10),
        ({"small-building": {"notice": {"manual_days": 10}}}, 15),
        ({"small-building": {"small": {"manual_days": 0}}}, 15),
        ({"small-building": {"small": {"manual_days": True}}}, 15),
        ({"small-building": {"small": {"manual_days": "soon"}}}, 15),
        ({"small-building": {"small": 10}}, 15),
        ({"small-building": []}, 15),
        ("wrong", 15),
        (None, 15),
    ],
)
def test_days_are_the_municipalitys_own_when_it_sets_a_number(own: object, days: int) -> None:
    service = services.every()["small-building"].on(ON, own={services.SETTING: own})

    assert service.track("small").manual_days == days
