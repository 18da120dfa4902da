"""Limits are dated data: each has a source and its doubt in both languages, and the rules go by them."""

from dataclasses import fields, replace
from datetime import date

import pytest

from gis_assets.models.versions import AccuracyClass
from landsurvey import limits
from landsurvey.limits import Limits
from landsurvey.reviewing import rulebook
from landsurvey.rules import outlines, topology, values
from landsurvey.rules.survey import Survey
from tests.landsurvey.rules.builders import a_square, a_survey_of

TODAY = date(2026, 11, 20)


def test_every_limit_says_in_both_languages_what_it_is_where_it_is_from_and_what_is_doubtful() -> None:
    for limit in limits.entries():
        assert all((limit.title, limit.title_th, limit.cite, limit.cite_th, limit.doubt, limit.doubt_th)), limit.name
        assert limit.evidence in ("published", "measured", "nothing_found"), limit.name
        assert limit.topic in rulebook.TOPICS, limit.name


def test_every_limit_has_one_value_a_day() -> None:
    names = [limit.name for limit in limits.listed(on=TODAY)]

    assert sorted(names) == sorted(each.name for each in fields(Limits))
    assert limits.of(on=TODAY) == limits.latest()


def test_every_accuracy_has_its_standard_deviation() -> None:
    assert [limits.latest().sigma_m(one) for one in AccuracyClass] == [0.04, 0.5, 2.0, 2.0]


def test_day_decides_which_entry_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = [
        replace(limit, in_force_until=TODAY) if limit.name == "tiny_edge_m" else limit for limit in limits.entries()
    ]
    (last,) = (limit for limit in ended if limit.name == "tiny_edge_m")
    later = replace(last, value=0.2, in_force_from=TODAY, in_force_until=None)
    monkeypatch.setattr(limits, "entries", lambda: (*ended, later))

    assert limits.of(on=date(2026, 11, 19)).tiny_edge_m == 0.05
    assert limits.of(on=TODAY).tiny_edge_m == 0.2


def test_refused_when_no_entry_is_in_force() -> None:
    with pytest.raises(ValueError, match="tiny_edge_m"):
        limits.of(on=date(2019, 12, 31))


def test_municipality_overrules_a_check_and_not_what_is_the_same_for_all() -> None:
    own = {"tiny_edge_m": 0.1, "archive_files": 9, "furthest_m": 1}

    found = {limit.name: limit for limit in limits.listed(on=TODAY, own=own)}

    assert (found["tiny_edge_m"].value, found["tiny_edge_m"].is_own) == (0.1, True)
    assert (found["archive_files"].value, found["furthest_m"].value) == (2000, 600)


def under(survey: Survey, **values: float) -> Survey:
    """The survey with other limits."""
    return replace(survey, limits=replace(limits.latest(), **values))


def test_rules_go_by_the_limits_they_are_given() -> None:
    apart = a_survey_of({"shape": a_square()}, {"shape": a_square(20.03)})
    deed = a_survey_of({"shape": a_square(), "RAI": "0", "NGAN": "1", "WA": "3"}, sigma_m=0.5)

    assert not outlines.near_miss_node(apart)
    assert len(outlines.near_miss_node(under(apart, node_m=0.05))) == 2
    assert len(topology.narrow_gap(apart)) == 1
    assert not topology.narrow_gap(under(apart, strip_least_m2=2.0))
    assert not values.area_against_deed(deed)
    assert len(values.area_against_deed(under(deed, area_sigmas=0.5))) == 1
