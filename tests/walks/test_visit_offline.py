"""In the browser: an officer's site visit opened and written without a network, refused and sent again."""

import json
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests import databases
from tests.incidents.pictures import jpeg
from tests.walks.conftest import DATABASE, ROOT, Keep, Town, Visitor

pytestmark = pytest.mark.walk
LONG_MS = 60_000
REPORT = "**/permits/visits/*/report/"

EXAMINED = """
import json, django
django.setup()
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion
from permits import moving, secrets_of
from permits.desk import visiting
from tests.casework import papers
from tests.permits import builders
town, at = Municipality.objects.get(), timezone.now()
told = []
with tenancy.within(town):
    official = User.objects.get(username="official")
    for parcel in ParcelVersion.objects.filter(municipality=town).order_by("pk")[:2]:
        petition = builders.a_submitted_petition(town, parcel=parcel, saved_at=at)
        builders.a_document(petition, content=papers.pdf(pages=2), pages=2)
        moving.move(petition, to="examined", by=official, at=at)
        told.append({"uid": str(petition.uid), "secret": secrets_of.secret(petition.uid)})
    visit = visiting.order(petition, officer=User.objects.get(username="permits"), by=official, at=at,
        due_date=timezone.localdate(at + timedelta(days=2)), task="ดูแนวเขตด้านเหนือ")
    told[-1]["visit"] = visit.pk
print(json.dumps(told))
"""
VISITED = """
SELECT visit.findings, visit.is_as_petitioned,
       (SELECT count(*) FROM permits_document WHERE petition_id = visit.petition_id AND requirement = 'site-visit')
FROM permits_visit AS visit WHERE visit.id = %s
"""


@pytest.fixture(scope="module")
def examined(town: Town) -> list[dict[str, Any]]:
    """Two petitions on the desk; somebody is sent to the place of the second."""
    surroundings = databases.surroundings(DATABASE) | {"MEDIA_ROOT": str(town.files)}
    command = [sys.executable, "-c", EXAMINED]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def photos(count: int) -> list[Any]:
    return [{"name": f"{each}.jpg", "mimeType": "image/jpeg", "buffer": jpeg((900, 700))} for each in range(count)]


def no(route: Route) -> None:
    route.fulfill(status=422, json={"refusal": "เขียนสิ่งที่พบ"})


def test_report_of_a_visit_stays_on_the_phone_until_it_is_taken(
    visitor: Visitor, examined: list[dict[str, Any]], keep: Keep
) -> None:
    phone, number = visitor(as_="permits", phone=True), examined[1]["visit"]
    # In the morning at the desk, where there is a network; the visits are opened first where there is none.
    phone.goto("/permits/desk/")
    expect(phone.locator("body[data-kept]")).to_be_attached(timeout=LONG_MS)
    phone.context.set_offline(True)
    phone.goto("/permits/visits/")
    expect(phone.locator("main")).to_contain_text("ดูแนวเขตด้านเหนือ")
    form = phone.locator(f"form[data-visit='{number}']")
    form.locator("label:has(input[value=no])").tap()
    form.locator("textarea").fill("มีท่อระบายน้ำ")
    form.locator("[type=file]").set_input_files(photos(7))
    form.locator("[type=submit]").tap()
    expect(form.locator("[data-refused]")).to_contain_text("6")

    form.locator("[type=file]").set_input_files(photos(2))
    form.locator("[type=submit]").tap()
    expect(phone.locator("#kept")).to_be_visible(timeout=LONG_MS)
    phone.close()
    again = phone.context.new_page()
    again.route(REPORT, no, times=1)
    again.context.set_offline(False)
    again.goto("/permits/visits/")
    form = again.locator(f"form[data-visit='{number}']")
    expect(form.locator("[data-refused]")).to_contain_text("ภาพ 2 ภาพ", timeout=LONG_MS)
    keep(again, "permit-visit-refused-phone")
    expect(form.locator("textarea")).to_have_value("มีท่อระบายน้ำ")
    form.locator("[type=submit]").tap()

    expect(form).to_have_count(0, timeout=LONG_MS)
    with databases.owner(DATABASE) as server:
        assert server.execute(VISITED, [number]).fetchall() == [("มีท่อระบายน้ำ", False, 2)]
