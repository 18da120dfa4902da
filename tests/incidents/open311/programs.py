"""What programs send to GeoReport v2, and what tests ask of the answers."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gis_assets.models import Municipality
from incidents import reports
from incidents.models import ApiClient, Channel, Kind, Report
from incidents.open311 import clients
from tests.incidents import builders
from tests.incidents.open311 import standard

V2 = "/open311/v2/"


def a_key(town: Municipality, by: User, *, per_hour: int = 100) -> tuple[ApiClient, str]:
    return clients.issue(town, name="Town App", contact="IT office", per_hour=per_hour, by=by, at=timezone.now())


def a_report(town: Municipality, *, at: datetime | None = None, **facts: Any) -> Report:
    given: dict[str, Any] = {"kind": Kind.ROAD, "channel": Channel.WEB, "point": builders.point((30, 40))}
    return reports.receive(town, key=uuid4(), at=at or timezone.now(), **given | facts)


def a_post(key: str, **facts: str) -> dict[str, str]:
    return {"api_key": key, "service_code": "road", "lat": "18.745", "long": "98.93"} | facts


def sent(client: Client, form: dict[str, Any]) -> str:
    """The number of what was posted."""
    answer = client.post(f"{V2}requests.json", form)
    assert answer.status_code == 200, answer.content
    return str(answer.json()[0]["service_request_id"])


def errors(answer: Any) -> list[tuple[int, str]]:
    """The status with each code, after the body was checked."""
    body = answer.json()
    standard.check(body, standard.many(standard.ERROR))
    return [(answer.status_code, one["code"]) for one in body]
