"""The desk is for officers of its town, and its acts for those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import Municipality, Role
from permits.desk import visiting
from permits.models import Decision, Petition, Sitting
from tests.permits.builders import later
from tests.permits.desk.builders import an_examined
from tests.permits.desk.pages import Browsers, at_desk
from tests.speaking import Officer, english

ACTS = {
    "desk_beat": {},
    "desk_begin": {},
    "desk_check": {},
    "desk_ask": {"ask-words": "ขอแบบ"},
    "desk_mark": {"item": "identity", "mark": "fine"},
    "desk_visit": {"order-task": "ดูแนวเขต"},
    "desk_pay": {"pay-way": "cash"},
    "desk_issue": {},
    "desk_built": {},
    "desk_drawing": {},
}


SIZES = [({"CONTENT_LENGTH": "200000000"}, 413), ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411)]


SIGNED = {
    "desk_decide": {"approve-reasons": ""},
    "desk_refuse": {"refuse-reasons": "ไม่ครบ", "refuse-grounds": "ข้อ 50"},
    "desk_revoke": {"revoke-why": "ปลอม"},
    "desk_undo": {"undo-why": "ผิด"},
}


def test_only_officers_of_this_town_act(
    examined: Petition, client: Client, client_as: Browsers, other_municipality: Municipality
) -> None:
    elsewhere, wrong = client_as(Role.LOCAL_OFFICIAL, of=other_municipality), client_as(Role.TAX_OFFICER)

    for name, sent in (ACTS | SIGNED).items():
        url = at_desk(name, examined)
        assert client.post(url, sent).status_code == 302, name
        assert elsewhere.post(url, sent).status_code == 403, name
        assert wrong.post(url, sent).status_code == 403, name
    for name in ("desk", "visits"):
        assert client.get(reverse(f"permits:{name}")).status_code == 302
        assert elsewhere.get(reverse(f"permits:{name}")).status_code == 403
    assert not Decision.objects.exists()
    assert not Sitting.objects.exists()


def test_only_who_may_sign_decides(examined: Petition, clerk: Officer) -> None:
    assert [clerk.post(at_desk(name, examined), sent).status_code for name, sent in SIGNED.items()] == [403] * 4
    assert "Sign: approved" not in english(clerk).get(at_desk("petition_at_desk", examined)).content.decode()


def test_petition_of_another_town_is_not_found(
    municipality: Municipality, official: User, other_municipality: Municipality, client_as: Browsers
) -> None:
    petition = an_examined(municipality, by=official)
    stranger = client_as(Role.LOCAL_OFFICIAL, of=other_municipality)
    stranger.cookies["municipality"] = other_municipality.dla_code

    assert stranger.get(at_desk("petition_at_desk", petition)).status_code in {403, 404}


@pytest.mark.parametrize(("claimed", "status"), SIZES)
def test_file_is_refused_before_it_is_read_when_it_is_large_or_of_unknown_size(
    claimed: dict[str, Any], status: int, clerk: Officer, client: Client
) -> None:
    report, code = reverse("permits:visit_report", args=[1]), reverse("permits:verify", args=["0000000000000000"])

    assert clerk.post(report, {"key": "x"}, **claimed).status_code == status
    assert client.post(code, {"file": SimpleUploadedFile("permit.pdf", b"%PDF-")}, **claimed).status_code == status


def test_visit_of_another_officer_is_not_found(examined: Petition, official: User, clerk: Officer) -> None:
    visit = visiting.order(
        examined, officer=official, due_date=timezone.localdate(later(0)), task="ดู", by=official, at=later(12)
    )

    assert clerk.post(reverse("permits:visit_report", args=[visit.pk]), {}).status_code == 404
