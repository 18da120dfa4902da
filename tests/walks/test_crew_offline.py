"""A crew's phone without a network for an hour: taps, a photo and parts stand in the case once, each at its time."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests import databases
from tests.incidents.pictures import jpeg
from tests.walks.conftest import DATABASE, ROOT, SCREENSHOTS, Town

pytestmark = pytest.mark.walk
Visitor = Callable[..., Page]
LONG_WORK_MS = 60_000
AWAY = timedelta(minutes=65)
"""So long ago the phone still had a network."""

SENT = """
import sys, json, uuid, django
django.setup()
from datetime import datetime, timedelta
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from gis_assets import tenancy
from fixtures.accounts import DEMO_PASSWORD
from gis_assets.models import Membership, Municipality, Role, UtilityPoleVersion
from incidents import dispatch, photos, reports
from incidents.models import Moment, Responder
from tests.incidents import pictures
at, crew, numbers = datetime.fromisoformat(sys.argv[1]), sys.argv[2], [int(each) for each in sys.argv[3].split(",")]
town = Municipality.objects.get()
with tenancy.within(town):
    # A crew of its own: other walks leave theirs with incidents.
    user, is_new = User.objects.get_or_create(username=crew)
    if is_new:
        user.set_password(DEMO_PASSWORD)
        user.save()
        Membership.objects.create(municipality=town, user=user, role=Role.RESPONDER)
        place = Responder.objects.exclude(position=None).earliest("pk").position
        Responder.objects.create(
            municipality=town, user=user, call_sign=f"จำลอง {crew[4:]}", position=place, position_at=at, is_on_duty=True
        )
    poles = UtilityPoleVersion.objects.filter(municipality=town).select_related("pole").order_by("pk")
    told = []
    for number, kind in zip(numbers, ("lamp_out", "tree", "wire_down")):
        pole = poles[poles.count() * number // 100]
        report = reports.receive(town, kind=kind, key=uuid.uuid4(), channel="qr", at=at, pole=pole,
            words="โคมดับตรงปากซอย หน้าร้านข้าวแกง", phone="0812345678")
        file = SimpleUploadedFile("a.jpg", pictures.jpeg((800, 600)))
        photos.keep(report, file=file, moment=Moment.BEFORE, by=None, at=at)
        responder = Responder.objects.get(municipality=town, user__username=crew)
        by = User.objects.get(username="dispatcher")
        dispatch.assign(report.incident, responder=responder, by=by, at=at, onto_list=True)
        told.append(report.incident.pk)
print(json.dumps(told))
"""

ASKED = """
import sys, json, django
django.setup()
from gis_assets import tenancy
from gis_assets.models import Municipality
from incidents.models import Incident
town = Municipality.objects.get()
with tenancy.within(town):
    incident = Incident.objects.get(pk=int(sys.argv[1]))
    steps = list(incident.case.steps.order_by("entered_at", "pk"))
    print(json.dumps({
        "steps": [[step.code, step.entered_at.isoformat()] for step in steps],
        "photos": incident.photos.count(),
        "parts": {use.part.code: use.quantity for use in incident.parts_used.select_related("part")},
        "note": steps[-1].note,
    }))
"""


def asked(town: Town, script: str, *words: object) -> Any:
    """What a script on the walks' database answers."""
    command = [sys.executable, "-c", script, *map(str, words)]
    surroundings = databases.surroundings(DATABASE) | {"MEDIA_ROOT": str(town.files)}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def opened(phone: Page, *, at: datetime) -> None:
    """The crew's page as it was opened then: the phone's clock and the server's word agree."""

    def told(route: Route) -> None:
        try:
            said = route.fetch().json()
            route.fulfill(json=said | {"now": (datetime.fromisoformat(said["now"]) - AWAY).isoformat()})
        except Error:
            return  # the page asked as it was closed, or without a network: there is nobody to answer

    phone.clock.install(time=at)
    phone.route("**/mine/session/", told)
    phone.goto("/incidents/mine/")
    expect(phone.locator("body[data-ready][data-kept]")).to_be_attached(timeout=LONG_WORK_MS)
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    phone.unroute("**/mine/session/")


def tap(phone: Page, act: str) -> datetime:
    """Tap, and tell when, by the clock on the wall: it does not stand still while a slow machine works."""
    phone.locator(f".job--first form[data-act={act}] [type=submit]").tap()
    return datetime.now(UTC)


def lose_answer(route: Route) -> None:
    """The server takes what was sent, but the phone never hears of it."""
    route.fetch()
    route.abort()


def test_hour_without_a_network_stands_in_the_case_once_at_the_right_instants(town: Town, visitor: Visitor) -> None:
    began = datetime.now(UTC) - AWAY
    [lamp] = asked(town, SENT, (began - timedelta(minutes=2)).isoformat(), "crew9", "20")
    phone = visitor(as_="crew9", phone=True)
    opened(phone, at=began)
    phone.context.set_offline(True)
    picture(phone, "crew-assigned-th")

    tapped = [*set_out_after(phone, "05:00"), open_again_and_arrive_after(phone, "15:00"), mend_after(phone, "20:00")]
    phone.clock.fast_forward("10:00")
    phone.route("**/mine/taps/", lose_answer, times=1)
    phone.context.set_offline(False)

    expect(phone.locator(".job")).to_have_count(0, timeout=LONG_WORK_MS)
    found = asked(town, ASKED, lamp)
    assert [code for code, _at in found["steps"]] == [
        "reported", "assigned", "accepted", "on_the_way", "on_scene", "resolved",
    ]  # fmt: skip
    # The phone's clock goes as the one on the wall does, an hour behind, and was put on by hand.
    entered = [datetime.fromisoformat(at) for _code, at in found["steps"]]
    put_on = [at - (tap - AWAY) for at, tap in zip(entered[2:], tapped, strict=True)]
    assert [lapse.total_seconds() / 60 for lapse in put_on] == pytest.approx([5, 5, 20, 40], abs=1)
    assert entered[1] < began
    assert (found["photos"], found["parts"], found["note"]) == (1, {"led-lamp": 1}, "เปลี่ยนโคมใหม่")


def set_out_after(phone: Page, minutes: str) -> list[datetime]:
    phone.clock.fast_forward(minutes)
    return [tap(phone, "accept"), tap(phone, "set_out")]


def open_again_and_arrive_after(phone: Page, minutes: str) -> datetime:
    """The page opened anew has kept the step, the map and the citizen's photo."""
    phone.clock.fast_forward(minutes)
    phone.reload()
    expect(phone.locator(".job--first")).to_have_attribute("data-state", "on_the_way")
    expect(phone.locator("#crew-map canvas, #crew-map svg").first).to_be_attached()
    assert phone.locator(".job__report .photos img").evaluate(
        "image => image.decode().then(() => image.naturalWidth > 0)"
    )
    expect(phone.locator("#map-note")).to_be_empty()
    tapped = tap(phone, "arrive")
    picture(phone, "crew-offline-on-scene")
    return tapped


def mend_after(phone: Page, minutes: str) -> datetime:
    """Done is refused without a photo; with it, parts and words it is taken."""
    phone.clock.fast_forward(minutes)
    tap(phone, "done")
    expect(phone.locator(".job--first .repair [data-error]")).to_be_visible()
    phone.set_input_files(
        ".job--first .repair__camera", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg((900, 700))}
    )
    expect(phone.locator(".repair [data-taken] img")).to_have_count(1)
    phone.locator(".repair__parts summary").tap()
    phone.locator(".part:has(input[name='part_led-lamp']) [data-more]").tap()
    phone.fill(".job--first textarea[name=note]", "เปลี่ยนโคมใหม่")
    picture(phone, "crew-offline-repair")
    tapped = tap(phone, "done")
    expect(phone.locator(".job--first")).to_have_attribute("data-state", "resolved")
    return tapped


def picture(phone: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    phone.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
