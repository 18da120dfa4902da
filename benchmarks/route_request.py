"""The dispatcher's web request around the search, as a browser makes it: a server of its own, one connection kept open.

Nothing of it is called from here: every request passes uvicorn, all middlewares, the session, the sign-in, row-level
security and the crews as the database has them now. Twenty free crews stand elsewhere for each question.
"""

import http.client
import os
import time
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from benchmarks.serving import served
from gis_assets import tenancy
from gis_assets.models import Municipality
from incidents import case_types, reports, routing
from incidents.models import Kind, Responder

WARM = 5
"""So many questions are asked beforehand; the first of them lets the server read the network."""
READ_S_MOST = 600
PAGES = {"in the web request": "route.geojson", "in the request of the panel": ""}


def ask_all(
    town: Municipality, dispatcher: Any, questions: Sequence[tuple[Point, Sequence[routing.Start]]]
) -> dict[str, list[tuple[float, float]]]:
    """Seconds by the clock and of the server's processor for each page and question (the place, and where crews are).

    First the way of the first of all crews as the board draws it; then the panel with the crews, the steps and forms.
    """
    case_types.declare_all(town, on=timezone.localdate())
    crews = [_crew(town, number) for number in range(len(questions[0][1]))]
    incidents = [
        reports.receive(
            town, kind=Kind.TREE, key=uuid.uuid4(), channel="web", at=timezone.now(), point=goal
        ).incident
        for goal, _starts in questions
    ]  # fmt: skip
    headers = {"Cookie": f"sessionid={signed_in(dispatcher, town)}", "HX-Request": "true", "Host": "127.0.0.1"}
    taken: dict[str, list[tuple[float, float]]] = {what: [] for what in PAGES}
    os.environ["ROUTING_ROADS_AT_ONCE"] = str(settings.ROUTING_ROADS_AT_ONCE)  # for the server too
    with served() as server:
        asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=READ_S_MOST)
        for page in PAGES.values():
            for incident in incidents[:WARM]:
                _asked(asking, server, f"/incidents/{incident.pk}/{page}", headers)
        for incident, (_goal, starts) in zip(incidents, questions, strict=True):
            _place(crews, starts)
            for what, page in PAGES.items():
                taken[what].append(_asked(asking, server, f"/incidents/{incident.pk}/{page}", headers))
        asking.close()
    return taken


def _crew(town: Municipality, number: int) -> Responder:
    person = get_user_model().objects.create(username=f"{town.dla_code}-{number}")
    return Responder.objects.create(municipality=town, user=person, call_sign=f"C{number}", is_on_duty=True)


def _place(crews: Sequence[Responder], starts: Sequence[routing.Start]) -> None:
    for crew, start in zip(crews, starts, strict=True):
        Responder.objects.filter(pk=crew.pk).update(
            position=Point(start.point.x, start.point.y, srid=4326), position_at=timezone.now()
        )


def signed_in(person: Any, town: Municipality) -> str:
    """The session of somebody who signed in and chose the municipality."""
    client = Client()
    client.force_login(person)
    session = client.session
    session[tenancy.SESSION_KEY] = town.dla_code
    session.save()
    return str(client.cookies["sessionid"].value)


def _asked(
    asking: http.client.HTTPConnection, server: served, address: str, headers: dict[str, str]
) -> tuple[float, float]:
    before_s, began = server.processor_s(), time.perf_counter()
    asking.request("GET", address, headers=headers)
    answer = asking.getresponse()
    answer.read()
    took_s = time.perf_counter() - began
    assert answer.status == http.HTTPStatus.OK, (answer.status, address)
    return took_s, server.processor_s() - before_s
