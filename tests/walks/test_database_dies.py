"""PostgreSQL ends a connection in the middle of a saving and of a submission: nothing is half there, none is lost."""

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
from psycopg.rows import dict_row

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
SELECT applicant.name, petition.revision, petition.submitted_at IS NULL AS is_draft,
       ARRAY(SELECT code FROM casework_step AS step WHERE step.case_id = petition.case_id) AS steps,
       (SELECT count(*) FROM casework_case) AS cases,
       (SELECT count(*) FROM permits_checkup AS checkup WHERE checkup.petition_id = petition.id) AS checkups
FROM permits_petition AS petition
JOIN permits_applicant AS applicant ON applicant.petition_id = petition.id
WHERE petition.id = %s
"""
BOUND = "SELECT set_config('app.municipality', (SELECT min(id)::text FROM gis_assets_municipality), false)"


def made(town: Town) -> tuple[str, int]:
    """A petition that is ready to be submitted: its secret and its number."""
    command = [sys.executable, "-c", MADE]
    surroundings = databases.surroundings(DATABASE) | {"MEDIA_ROOT": str(town.files)}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True)
    secret, petition = json.loads(done.stdout)
    return secret, petition


def stands(petition: int) -> dict[str, Any]:
    """What of the petition is in the database, as others see it."""
    with databases.owner(DATABASE) as reader, reader.cursor(row_factory=dict_row) as cursor:
        cursor.execute(BOUND)
        found = cursor.execute(STANDS, [petition]).fetchone()
    assert found
    return found


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
    secret, petition = made(town)
    before = stands(petition)
    page = visitor(phone=True)

    page.goto(f"/permits/mine/{secret}/form/person/")
    with unwritable("permits_petition") as holder:  # the applicant's row is written by then
        page.fill("#id_name", TYPED)
        die(holder)
        expect(page.locator("#saved[data-state=kept]")).to_be_visible(timeout=LONG_MS)
        died = stands(petition)
    page.evaluate("dispatchEvent(new Event('online'))")  # else it waits some seconds before it sends again
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=LONG_MS)
    saved = stands(petition)

    assert (before["name"], died) == (WRITTEN, before)
    assert saved == before | {"name": TYPED, "revision": 1}
    submit_twice(page, secret, petition, saved)


def submit_twice(page: Page, secret: str, petition: int, before: dict[str, Any]) -> None:
    """The first time the database dies when the case is opened; the answer says so, and sends the form again."""
    page.goto(f"/permits/mine/{secret}/form/review/")
    for box in page.locator("#submit-form [name=has_seen]").all():
        box.check()
    with unwritable("permits_checkup") as holder:
        page.locator("#submit-form button").click(no_wait_after=True)
        die(holder)
        expect(page.get_by_role("heading", level=1)).to_have_text("สิ่งที่ท่านส่งยังไม่ได้รับการบันทึก", timeout=LONG_MS)
        died = stands(petition)
    page.locator("main form button").click()
    page.wait_for_url("**/status/")
    after = stands(petition)

    assert died == before
    assert after == before | {
        "is_draft": False,
        "revision": before["revision"] + 1,
        "steps": ["submitted"],
        "cases": before["cases"] + 1,
        "checkups": 1,
    }
