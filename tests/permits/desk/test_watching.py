"""An open page hears what happened since it was drawn, and who else looks at the same petition."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone, translation

from gis_assets.models import Municipality, Role
from permits.desk import sittings, watching
from permits.models import Petition
from tests.permits.builders import later
from tests.permits.desk.builders import refuse
from tests.speaking import Officer, english


def news(petition: Petition, *, by: User, since: str, minute: float = 16) -> watching.News:
    with translation.override("en"):
        return watching.news(petition, since=since, by=by, at=later(minute))


def test_page_hears_who_decided_meanwhile(examined: Petition, official: User, clerk: Officer) -> None:
    drawn = watching.mark_of(examined)
    before = news(examined, by=clerk.user, since=drawn)

    refuse(examined, by=official)

    after = news(examined, by=clerk.user, since=drawn)
    assert before.moved == ""
    assert "Refused in writing" in after.moved
    assert official.username in after.moved
    assert news(examined, by=clerk.user, since=watching.mark_of(examined)).moved == ""


def test_page_hears_that_the_applicant_changed_the_petition(examined: Petition, clerk: Officer) -> None:
    drawn = watching.mark_of(examined)
    Petition.objects.filter(pk=examined.pk).update(revision=examined.revision + 1)
    examined.refresh_from_db()

    assert news(examined, by=clerk.user, since=drawn).moved


def test_others_are_named_while_they_look(examined: Petition, official: User, clerk: Officer) -> None:
    sittings.touch(examined, by=official, at=later(15))
    sittings.touch(examined, by=clerk.user, at=later(15))

    assert official.username in news(examined, by=clerk.user, since="").others
    assert clerk.user.username not in news(examined, by=clerk.user, since="").others
    assert news(examined, by=clerk.user, since="", minute=17).others == ""


def test_sign_of_work_brings_the_news(
    examined: Petition,
    official: User,
    clerk: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: later(16))
    url, sent = reverse("permits:desk_beat", args=[examined.uid]), {"since": watching.mark_of(examined)}

    quiet = english(clerk).post(url, sent).json()
    refuse(examined, by=official)

    assert quiet == {"moved": "", "others": ""}
    assert "Refused in writing" in clerk.post(url, sent).json()["moved"]
    assert client_as(Role.PERMIT_OFFICER, of=other_municipality).post(url, sent).status_code == 403
