"""Clocks that ran out are written down once, with who is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from casework import escalation, steps, tasks
from casework.models import WHOLE_CASE, Escalation, Message
from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality, Role
from tests.casework import builders
from tests.casework.builders import NOON, a_case, later

Person = Callable[..., User]


@pytest.fixture
def reachable(officer: Person, settings: Settings) -> Person:
    """`reachable(Role.X)` is an officer with an e-mail, in an installation that can send mail."""
    settings.OUTBOX_CHANNELS = {"email": "casework.outbox.mail.Mail"}

    def make(*roles: Role, **facts: Municipality) -> User:
        person = officer(*roles, **facts)
        person.email = f"{person.username}@example.org"
        person.save()
        return person

    return make


def test_clock_that_ran_out_is_written_down_once(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality)

    first = escalation.escalate(municipality, at=later(16))
    again = escalation.escalate(municipality, at=later(17))

    assert [(each.code, each.due_at, each.at, each.to_role) for each in first] == [
        ("asked", later(15), later(16), Role.HEAD_OF_ENGINEERING)
    ]
    assert again == []
    assert JournalEntry.objects.filter(action="case.clock_ran_out").count() == 1


def test_step_and_whole_case_run_out_each_on_its_own_and_tell_whom_the_standard_names(
    municipality: Municipality,
) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, ("working", 10))

    escalation.escalate(municipality, at=later(91))

    told = dict(Escalation.objects.values_list("code", "to_role"))
    assert told == {"working": Role.HEAD_OF_ENGINEERING, WHOLE_CASE: Role.ADMINISTRATOR}


def test_nothing_runs_out_while_in_time_at_rest_or_paused(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, at=80)
    a_case(municipality, ("working", 10), ("done", 300))
    paused = a_case(municipality, ("working", 10))
    steps.pause(paused, ground="papers", by=None, at=later(12))

    assert escalation.escalate(municipality, at=later(94)) == []
    assert escalation.escalate(municipality, at=NOON + timedelta(minutes=1)) == []


def test_case_opened_again_runs_out_again(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    case = a_case(municipality, ("working", 1))
    escalation.escalate(municipality, at=later(62))
    steps.advance(case, to="done", by=None, at=later(63))
    steps.advance(case, to="working", by=None, at=later(64))

    found = escalation.escalate(municipality, at=later(126))

    assert sorted(each.code for each in found) == [WHOLE_CASE, "working"]


def test_other_municipality_is_left_alone(municipality: Municipality, other_municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality)

    assert escalation.escalate(other_municipality, at=later(900)) == []


def test_job_looks_at_every_municipality_and_twice_does_no_harm(
    municipality: Municipality, other_municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    for town in (municipality, other_municipality):
        with tenancy.within(town):
            builders.a_case_type(town)
            a_case(town)
    monkeypatch.setattr(timezone, "now", lambda: later(16))

    for _look in range(2):
        tasks.escalate(timestamp=0)

    for town in (municipality, other_municipality):
        with tenancy.within(town):
            assert [each.at for each in Escalation.objects.filter(municipality=town)] == [later(16)]


def test_head_is_told_of_all_clocks_of_a_look_in_one_message_and_once(
    municipality: Municipality, reachable: Person
) -> None:
    head = reachable(Role.HEAD_OF_ENGINEERING)
    builders.a_case_type(municipality)
    cases = [a_case(municipality), a_case(municipality, at=1)]

    for minutes in (17, 18):
        escalation.escalate(municipality, at=later(minutes))

    message = Message.objects.get()
    thai, english = message.body.split("— — —")
    assert (message.channel, message.address, message.state) == ("email", head.email, "waiting")
    for case in cases:
        assert case.reference in thai
        assert f"http://127.0.0.1:8000/kpi/cases/{case.pk}/" in english
    assert "2 clocks ran out in Test Town" in english
    assert "Question: “Asked” was due" in english
    assert "คำถาม" in thai
    assert "clock" not in thai


def test_nobody_else_is_told_of_a_clock(
    municipality: Municipality, other_municipality: Municipality, reachable: Person
) -> None:
    reachable(Role.DISPATCHER)
    reachable(Role.HEAD_OF_REVENUE)
    reachable(Role.HEAD_OF_ENGINEERING, of=other_municipality)
    administrator, gone = reachable(Role.ADMINISTRATOR), reachable(Role.ADMINISTRATOR)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    builders.a_case_type(municipality)
    a_case(municipality, ("working", 10))

    escalation.escalate(municipality, at=later(91))

    assert [message.address for message in Message.objects.all()] == [administrator.email]
    assert "ทั้งเรื่อง" in Message.objects.get().body


def test_message_and_escalation_are_there_together_or_neither(municipality: Municipality, reachable: Person) -> None:
    reachable(Role.HEAD_OF_ENGINEERING)
    builders.a_case_type(municipality)
    a_case(municipality)

    with transaction.atomic():
        escalation.escalate(municipality, at=later(16))
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not Escalation.objects.exists()
