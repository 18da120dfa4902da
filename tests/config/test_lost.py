"""A view that loses its database: its reader is told, what was typed comes back, files and passwords do not."""

from collections.abc import Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from config.lost import LostDatabase

AGAIN = '<button class="button button--wide" type="submit">'


def answered(sent: Mapping[str, object], *, fault: Exception, **headers: str) -> HttpResponse | None:
    request = RequestFactory().post("/permits/?x=1", sent, headers=headers)
    with translation.override("en"):
        return LostDatabase(lambda _request: HttpResponse()).process_exception(request, fault)


@pytest.mark.parametrize("fault", [OperationalError("gone"), InterfaceError("closed")])
def test_form_comes_back_with_what_was_typed_when_the_database_is_lost(fault: Exception) -> None:
    told = answered({"words": "<b>บ้าน</b>", "uses": ["a", "b"]}, fault=fault)

    assert told is not None
    page = told.content.decode()
    assert (told.status_code, told["Retry-After"]) == (503, "5")
    assert "no-store" in told["Cache-Control"]
    assert 'action="/permits/?x=1"' in page
    assert 'name="words" value="&lt;b&gt;บ้าน&lt;/b&gt;"' in page
    assert page.count('name="uses"') == 2
    assert AGAIN in page


@pytest.mark.parametrize("sent", [{"password": "secret"}, {"file": SimpleUploadedFile("a.pdf", b"%PDF")}])
def test_form_does_not_come_back_when_it_carried_a_file_or_a_password(sent: dict[str, object]) -> None:
    told = answered(sent, fault=OperationalError("gone"))

    assert told is not None
    assert AGAIN not in told.content.decode()
    assert "secret" not in told.content.decode()


def test_script_is_told_in_its_own_words() -> None:
    told = answered({"name": "x"}, fault=OperationalError("gone"), accept="application/json")

    assert told is not None
    assert (told.status_code, told["Content-Type"]) == (503, "application/json")


def test_reader_may_look_again_when_nothing_was_sent() -> None:
    request = RequestFactory().get("/permits/")

    told = LostDatabase(lambda _request: HttpResponse()).process_exception(request, OperationalError("gone"))

    assert told is not None
    assert 'href="/permits/"' in told.content.decode()


def test_other_faults_go_on_their_way() -> None:
    assert answered({}, fault=IntegrityError("twice")) is None
