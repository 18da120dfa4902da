"""Who asks and for which municipality, and that nobody is taken for somebody who has not signed in."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from django.test import Client

from gis_assets import entering, tenancy
from gis_assets.models import Municipality, Role

ClientAs = Callable[..., Client]


def bound_to() -> entering.Binding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.municipality', true), current_setting('app.user', true)")
        return tuple(each or "" for each in cursor.fetchone())  # type: ignore[return-value]  # two columns


@pytest.fixture
def bound_during(monkeypatch: pytest.MonkeyPatch) -> list[entering.Binding]:
    """What the connection was bound to while each request was worked on."""
    seen: list[entering.Binding] = []
    really = tenancy._recognise

    def noting(request: object, found: object) -> None:
        really(request, found)  # type: ignore[arg-type]  # handed on as they came
        seen.append(bound_to())

    monkeypatch.setattr(tenancy, "_recognise", noting)
    return seen


def test_request_is_bound_to_town_and_person_and_afterwards_to_what_it_was_before(
    municipality: Municipality, client_as: ClientAs, bound_during: list[entering.Binding]
) -> None:
    client, before = client_as(Role.DISPATCHER), bound_to()

    assert client.get("/home/").status_code == 200

    assert bound_during == [(str(municipality.pk), str(client.user.pk))]  # type: ignore[attr-defined]  # of the fixture
    assert bound_to() == before


def test_session_of_before_the_password_was_changed_is_nobodys(
    municipality: Municipality, client_as: ClientAs, bound_during: list[entering.Binding]
) -> None:
    client = client_as(Role.DISPATCHER)
    person: User = client.user  # type: ignore[attr-defined]  # of the fixture
    person.set_password("another")
    person.save()

    assert client.get("/home/").status_code == 302

    assert bound_during == [(str(municipality.pk), "")]


def test_person_who_is_no_longer_active_is_nobody(
    municipality: Municipality, client_as: ClientAs, bound_during: list[entering.Binding]
) -> None:
    client = client_as(Role.DISPATCHER)
    User.objects.filter(pk=client.user.pk).update(is_active=False)  # type: ignore[attr-defined]  # of the fixture

    assert client.get("/home/").status_code == 302

    assert bound_during == [(str(municipality.pk), "")]


def test_boundary_is_read_where_it_is_asked_for(municipality: Municipality) -> None:
    boundary = MultiPolygon(Polygon.from_bbox((98.9, 18.7, 99.0, 18.8)), srid=4326)
    Municipality.objects.filter(pk=municipality.pk).update(boundary=boundary, settings={"accent": "#123456"})

    found = entering.enter("localhost", chosen=municipality.dla_code, binds=False).municipality

    assert found == municipality
    assert found.settings == {"accent": "#123456"}
    assert "boundary" in found.get_deferred_fields()
    assert found.boundary is not None
    assert found.boundary.equals(boundary)


@pytest.mark.parametrize("person_id", ["", "0", "many", "9" * 30])
def test_number_that_is_nobodys_finds_nobody(municipality: Municipality, person_id: str) -> None:
    assert entering.enter("localhost", chosen=None, person_id=person_id, binds=False).person is None
