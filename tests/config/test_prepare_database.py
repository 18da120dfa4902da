"""What the database is told when it is made ready."""

from datetime import date

import pytest
from django.db import connection

from casework.models import CaseType, PauseGround, StepKind, StepStandard
from config.management.commands.declare import declare_to_every_municipality
from config.management.commands.prepare_database import HARMLESS
from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from incidents import declaring
from incidents.models import Kind, Part
from permits import services

SINCE, TODAY = date(2026, 1, 1), date(2026, 11, 20)


@pytest.mark.django_db
@pytest.mark.parametrize("comparison", HARMLESS)
def test_index_may_be_asked_for_comparison_under_row_security(comparison: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proleakproof FROM pg_proc WHERE oid = %s::regprocedure", [comparison])
        promised = cursor.fetchone()

    assert promised == (True,)


def test_town_of_before_the_upgrade_gets_the_steps_standards_and_parts_it_lacks(municipality: Municipality) -> None:
    declaring.declare(municipality, on=SINCE)
    for model in (StepKind, StepStandard):
        model.objects.filter(**{"code" if model is StepKind else "step": "accepted"}).delete()
    PauseGround.objects.all().delete()
    Part.objects.filter(code="fuse").delete()

    declare_to_every_municipality(on=TODAY)

    assert StepKind.objects.filter(code="accepted").count() == len(Kind)
    assert StepStandard.objects.filter(step="accepted").count() == len(Kind)
    assert PauseGround.objects.exists()
    assert Part.objects.filter(code="fuse").count() == 1


def test_what_the_town_set_itself_stays_when_it_is_declared_again(municipality: Municipality) -> None:
    declare_to_every_municipality(on=SINCE)
    own = StepStandard.objects.filter(step="reported").earliest("pk")
    own.target_minutes = 7
    own.save()
    CaseType.objects.update(head=Role.ADMINISTRATOR)
    Part.objects.filter(code="fuse").update(name_th="ฟิวส์แรงต่ำ", is_in_use=False)
    before = StepStandard.objects.count()

    declare_to_every_municipality(on=TODAY)

    own.refresh_from_db()
    assert (own.target_minutes, StepStandard.objects.count()) == (7, before)
    assert set(CaseType.objects.values_list("head", flat=True)) == {Role.ADMINISTRATOR}
    assert Part.objects.filter(code="fuse").values_list("name_th", "is_in_use").get() == ("ฟิวส์แรงต่ำ", False)


def test_new_municipality_can_be_reported_in_once_the_database_was_made_ready(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    declare_to_every_municipality(on=TODAY)

    for town in (municipality, other_municipality):
        with tenancy.within(town):
            assert CaseType.objects.count() == len(Kind) + len(services.every()) + 1  # the land survey
            assert Part.objects.exists()
