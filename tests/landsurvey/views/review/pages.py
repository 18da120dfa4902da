"""Addresses of the review desk, what its pages hold, and a decision sent to it."""

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Role
from landsurvey.models import Upload
from tests.speaking import Officer, at_work_in

JSON = {"Accept": "application/json"}


def at(name: str, upload: Upload, **query: object) -> str:
    return reverse(f"landsurvey:{name}", args=[upload.uid], query=query or None)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def facts_of(page: str) -> dict[str, str]:
    found = re.search(r'<article class="feature"([^>]*)>', page)
    assert found
    return dict(re.findall(r'data-(\w+)="([^"]*)"', found[1]))


def decide(client: Client, upload: Upload, *, row: int, decision: str, seen: int = 0, **more: object) -> int:
    queue = more.pop("queue", {})
    assert isinstance(queue, dict)
    sent = {"decision": decision, "seen": seen, **more}
    return client.post(at("review_decide", upload, row=row, **queue), sent, headers=JSON).status_code


def foreign(client_as: Callable[..., Officer], municipality: Municipality) -> Client:
    return at_work_in(client_as(Role.SURVEYOR, Role.SURVEY_REVIEWER, of=municipality), municipality)
