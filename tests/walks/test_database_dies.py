"""PostgreSQL ends a connection in the middle of a saving and of a submission: nothing is half there, nothing is lost."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg import sql

from tests import databases, racing
from tests.walks.conftest import DATABASE, ROOT, Town, Visitor
from tests.walks.test_petition_form import LONG_MS, SAVED

pytestmark = pytest.mark.walk
WRITTEN, TYPED = "สมชาย ใจดี", "สมหญิง ใจเย็น"

MADE = """
import json, django
django.setup()
from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion
from permits import secrets_of
from permits.petitions import attaching
from tests.permits import builders
town = Municipality.objects.get()
with tenancy.within(town):
    parcel = ParcelVersion.objects.filter(valid__upper_inf=True).select_related("parcel").earliest("pk")
    petition = builders.a_petition(town, parcel=parcel)
    for line in attaching.asked(petition):
        if line.is_required:
            builders.a_document(petition, requirement=line.requirement.code)
    print(json.dumps([secrets_of.secret(petition.uid), petition.pk]))
"""

STANDS = """
import sys, json, django
django.setup()
from casework.models import Case, Step
from gis_assets import tenancy
from gis_assets.models import Municipality
from permits.models import Checkup, Petition
with tenancy.within(Municipality.objects.get()):
    petition = Petition.objects.select_related("applicant").get(pk=int(sys.argv[1]))
    print(json.dumps({
        "name": petition.applicant.name,
        "revision": petition.revision,
        "is_draft": petition.is_draft,
        "steps": list(Step.objects.filter(case=petition.case_id).values_list("code", flat=True)),
        "cases": Case.objects.count(),
        "checkups": Checkup.objects.filter(petition=petition).count(),
    }))
"""


def asked(town: Town, script: str, *words: object) -> Any:
    """What a script on the walks' database answers."""
    command = [sys.executable, "-c", script, *map(str, words)]
    surroundings = databases.surroundings(DATABASE) | {"MEDIA_ROOT": str(town.files)}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@contextmanager
def unwritable(table: LiteralString) -> Iterator["psycopg.Connection[Any]"]:
    """Rows of the table may be read and locked, and whoever writes one waits until this ends."""
    with databases.owner(DATABASE, autocommit=False) as holder:
        holder.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(table)))
        yield holder


def die(holder: "psycopg.Connection[Any]") -> None:
    """The server ends the connection of whoever waits, as it does when it is shut down or falls."""
    racing.until_waiting(holder, DATABASE, 1)
    holder.execute(racing.HANG_UP, [DATABASE])


def test_saving_and_submission_are_whole_and_once_when_the_database_dies_in_their_midst(
    visitor: Visitor, town: Town
) -> None:
    secret, petition = asked(town, MADE)
    before = asked(town, STANDS, petition)
    page = visitor(phone=True)

    page.goto(f"/permits/mine/{secret}/form/person/")
    with unwritable("permits_petition") as holder:  # the applicant's row is written by then
        page.fill("#id_name", TYPED)
        die(holder)
        expect(page.locator("#saved[data-state=kept]")).to_be_visible(timeout=LONG_MS)
        died = asked(town, STANDS, petition)
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=LONG_MS)
    saved = asked(town, STANDS, petition)

    assert (before["name"], died) == (WRITTEN, before)
    assert saved == before | {"name": TYPED, "revision": 1}
    submit_twice(page, secret, town, petition, saved)


def submit_twice(page: Page, secret: str, town: Town, petition: int, before: dict[str, Any]) -> None:
    """The first time the database dies when the case is opened; the answer says so, and sends the form again."""
    page.goto(f"/permits/mine/{secret}/form/review/")
    for box in page.locator("#submit-form [name=has_seen]").all():
        box.check()
    with unwritable("permits_checkup") as holder:
        page.locator("#submit-form button").click(no_wait_after=True)
        die(holder)
        expect(page.get_by_role("heading", level=1)).to_have_text("สิ่งที่ท่านส่งยังไม่ได้รับการบันทึก", timeout=LONG_MS)
        died = asked(town, STANDS, petition)
    page.locator("main form button").click()
    page.wait_for_url("**/status/")
    after = asked(town, STANDS, petition)

    assert died == before
    assert after == before | {
        "is_draft": False,
        "revision": before["revision"] + 1,
        "steps": ["submitted"],
        "cases": before["cases"] + 1,
        "checkups": 1,
    }
