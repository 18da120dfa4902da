"""The second lock: what raw SQL under the application's role can see and write."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import ProgrammingError, connection, transaction
from django.test import Client, RequestFactory

from gis_assets import tenancy
from gis_assets.models import Membership, Municipality, Parcel, Role, Source
from tests.gis_assets import builders


def all_rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_every_table_of_a_municipality_is_under_row_security(municipality: Municipality) -> None:
    unprotected = all_rows(
        """
        SELECT c.relname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'municipality_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                 AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
        """
    )

    assert unprotected == []


def test_application_role_owns_no_table_and_cannot_bypass_row_security(municipality: Municipality) -> None:
    role = all_rows("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    owned = all_rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole AND relpersistence = 'p'"
    )

    assert role == [(False, False, False)]
    assert owned == []


def test_raw_sql_sees_only_rows_of_the_bound_municipality(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    here = builders.a_parcel(municipality).parcel
    with tenancy.within(other_municipality):
        there = builders.a_parcel(other_municipality).parcel

        seen_there = all_rows("SELECT id FROM gis_assets_parcel")
    seen_here = all_rows("SELECT id FROM gis_assets_parcel")

    assert seen_here == [(here.pk,)]
    assert seen_there == [(there.pk,)]


def test_no_row_is_seen_when_nothing_is_bound(municipality: Municipality) -> None:
    builders.a_parcel(municipality)
    tenancy.bind(None)

    assert all_rows("SELECT id FROM gis_assets_parcel") == []


def test_row_of_another_municipality_cannot_be_written(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Parcel.objects.create(municipality=other_municipality)

    assert Parcel.objects.count() == 0


def test_row_of_another_municipality_cannot_be_changed(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        source = builders.a_source(other_municipality)

    changed = Source.objects.filter(pk=source.pk).update(reference="changed")

    assert changed == 0


def test_binding_of_the_outer_block_returns_when_the_inner_ends(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        pass

    assert all_rows("SELECT current_setting('app.municipality')") == [(str(municipality.pk),)]


def test_person_sees_her_own_roles_elsewhere_but_no_one_elses(
    municipality: Municipality, other_municipality: Municipality, officer: Any
) -> None:
    person, stranger = officer(of=other_municipality), officer(of=other_municipality)
    with tenancy.within(other_municipality):
        Membership.objects.create(user=person, municipality=other_municipality, role=Role.SURVEYOR)
        Membership.objects.create(user=stranger, municipality=other_municipality, role=Role.SURVEYOR)

    with tenancy.within(municipality, user_id=person.pk):
        seen = set(Membership.objects.values_list("user_id", flat=True))

    assert seen == {person.pk}


def test_request_is_bound_to_the_municipality_of_its_host_name(
    municipality: Municipality, other_municipality: Municipality, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["other.example"]
    other_municipality.settings = {"hosts": ["other.example"]}
    other_municipality.save()
    request = RequestFactory(headers={"host": "other.example"}).get("/")
    request.session, request.user = SessionStore(), AnonymousUser()

    with_setting = tenancy.of_request(request)

    assert with_setting == other_municipality


def test_officer_changes_municipality_only_where_she_has_a_role(
    municipality: Municipality, other_municipality: Municipality, client_as: Any
) -> None:
    client: Client = client_as(Role.SURVEYOR)

    refused = client.post("/municipality/", {"dla_code": other_municipality.dla_code})
    with tenancy.within(other_municipality):
        Membership.objects.create(user=client.user, municipality=other_municipality, role=Role.SURVEYOR)  # type: ignore[attr-defined]
    offered = client.get("/home/").content.decode()
    allowed = client.post("/municipality/", {"dla_code": other_municipality.dla_code})

    assert refused.status_code == 404
    assert f'value="{other_municipality.dla_code}"' in offered
    assert allowed.status_code == 302
    assert client.session[tenancy.SESSION_KEY] == other_municipality.dla_code
