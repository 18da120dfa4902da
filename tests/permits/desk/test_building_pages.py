"""What follows a decision at the desk: visits, questions, permits revoked, buildings entered as they were built."""

import html
import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import BuildingVersion
from permits import moving, secrets_of
from permits.desk import issuing
from permits.models import AskBack, Permit, Petition, RegisteredBuilding, Visit
from tests.permits.builders import box, later
from tests.permits.desk.builders import PAID_AT, a_paid
from tests.permits.desk.pages import at_desk, filled
from tests.speaking import Officer


@pytest.fixture
def half_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock shows half an hour after the petition came in."""
    monkeypatch.setattr(timezone, "now", lambda: later(30))


@pytest.mark.usefixtures("half_past")
def test_building_is_registered_as_proposed_and_taken_out_again(
    examined: Petition, official: User, signer: Officer
) -> None:
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)

    built = signer.post(at_desk("desk_built", examined), filled(signer, examined, "built_form"))
    entered = BuildingVersion.objects.get()
    undone = signer.post(at_desk("desk_undo", examined), filled(signer, examined, "undo_form", why="ผิดหลัง"))

    registered = RegisteredBuilding.objects.get()
    assert built["Location"] == undone["Location"] == at_desk("petition_at_desk", examined)
    assert (registered.finished_date, registered.building) == (timezone.localdate(later(30)), entered.building)
    assert (int(entered.floor_area_m2), entered.material_class) == (100, "masonry")
    assert (registered.undone_why, registered.undone_by) == ("ผิดหลัง", signer.user)


CROSSED = {
    "type": "Polygon",
    "coordinates": [[[98.9, 18.7], [98.91, 18.71], [98.91, 18.7], [98.9, 18.71], [98.9, 18.7]]],
}


LINE = {"type": "Polygon", "coordinates": [[[98.9, 18.7], [98.91, 18.7], [98.9, 18.7], [98.9, 18.7]]]}


@pytest.mark.usefixtures("half_past")
@pytest.mark.parametrize(
    ("outline", "said"),
    [
        (json.dumps(CROSSED), "ตัด"),
        (json.dumps(LINE), "พื้นที่"),
        (box(25, 10).json, "01A001"),
        (box(900_000, 0).json, "โปรดวาดอาคารตรงที่ตั้งจริง"),
        ("{", "รูปปิด"),
    ],
    ids=["crossing", "no ground", "over the boundary", "outside the town", "no outline"],
)
def test_outline_is_refused_at_its_field_and_kept_when_it_cannot_stand(
    examined: Petition, official: User, signer: Officer, outline: str, said: str
) -> None:
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)

    answer = signer.post(at_desk("desk_built", examined), filled(signer, examined, "built_form", outline=outline))

    form = answer.context["built_form"]
    assert [said in problem for problem in form.errors["outline"]] == [True]
    assert form["outline"].value() == outline
    assert form.errors["outline"][0] in html.unescape(answer.content.decode())
    assert not BuildingVersion.objects.exists()


@pytest.mark.usefixtures("half_past")
def test_other_outline_than_petitioned_is_registered_when_it_lies_on_the_parcel(
    examined: Petition, official: User, signer: Officer
) -> None:
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)
    wider = box(10, 10, width_m=12)

    signer.post(at_desk("desk_built", examined), filled(signer, examined, "built_form", outline=wider.json))

    assert BuildingVersion.objects.get().shape.area == pytest.approx(120, abs=0.01)


def test_drawing_of_the_finished_building_gives_its_outlines(examined: Petition, clerk: Officer) -> None:
    file = SimpleUploadedFile("house.geojson", box(10, 10, width_m=12).json.encode())

    told = clerk.post(at_desk("desk_drawing", examined), {"drawing": file}).json()

    assert told["kind"] == "geojson"
    assert told["outlines"][0]["area_m2"] == pytest.approx(120, abs=0.01)


@pytest.mark.usefixtures("half_past")
def test_permit_is_issued_and_revoked_from_the_page(examined: Petition, official: User, signer: Officer) -> None:
    a_paid(examined, by=official)

    issued = signer.post(at_desk("desk_issue", examined))
    revoked = signer.post(at_desk("desk_revoke", examined), filled(signer, examined, "revoke_form", why="โฉนดปลอม"))

    permit = Permit.objects.get()
    assert issued["Location"] == revoked["Location"] == at_desk("petition_at_desk", examined)
    assert (permit.issued_at, permit.revoked_at, permit.revoked_why) == (later(30), later(30), "โฉนดปลอม")


@pytest.mark.usefixtures("half_past")
def test_visit_is_ordered_and_checks_run_anew_from_the_page(examined: Petition, clerk: Officer) -> None:
    day = timezone.localdate(later(0)).isoformat()

    checked = clerk.post(at_desk("desk_check", examined))
    typed = {"officer": str(clerk.user.pk), "due_date": day, "task": "ดูแนวเขต"}
    ordered = clerk.post(at_desk("desk_visit", examined), filled(clerk, examined, "order_form", **typed))

    visit = Visit.objects.get()
    assert checked["Location"] == ordered["Location"] == at_desk("petition_at_desk", examined)
    assert [each.at for each in examined.checkups.order_by("at")][-1] == later(30)
    assert (visit.officer, visit.task, visit.due_date.isoformat()) == (clerk.user, "ดูแนวเขต", day)
    assert moving.stands_at(examined) == "visit"


def test_part_of_the_form_is_asked_for_and_only_it_is_opened(
    examined: Petition, clerk: Officer, client: Client
) -> None:
    clerk.post(at_desk("desk_ask", examined), {"ask-words": "ชื่อไม่ตรงกับบัตร", "ask-items": ["person"]})
    secret = secrets_of.secret(examined.uid)

    page = client.get(reverse("permits:answer", args=[secret])).content.decode()

    opened = {name: reverse("permits:form", args=[secret, name]) in page for name in ("place", "plan", "person")}
    assert AskBack.objects.get().items == ["person"]
    assert opened == {"place": False, "plan": False, "person": True}
