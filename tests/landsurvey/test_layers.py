"""What the survey publishes of its progress: counts of blocks, as of a day, and nobody's name."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality, Role, Source
from landsurvey import layers
from landsurvey.field import fieldwork
from tests.landsurvey.fieldbuilders import NOW, a_campaign, a_parcel, a_visit

pytestmark = pytest.mark.django_db


def published(municipality: Municipality, *, on: date) -> dict[str, tuple[int, int, int]]:
    (layer,) = layers.LAYERS
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load(layer.app, layer.sql), {"municipality": municipality.pk, "on": on})
        names = [column.name for column in cursor.description or ()]
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert set(names) == {"id", "geom", *(column.name for column in layer.columns)}
    return {row["block"]: (row["parcels"], row["surveyed"], row["percent"]) for row in rows}


def test_progress_of_a_block_is_that_of_the_day(
    municipality: Municipality, source: Source, officer: Callable[..., User]
) -> None:
    versions = [a_parcel(code, column, source=source) for column, code in enumerate(["01A001", "01A002", "01B001"])]
    campaign = a_campaign(municipality, officer(Role.SURVEY_REVIEWER))
    seen = {"campaign_uid": str(campaign.uid), "visited_at": "2023-05-31T10:00:00+07:00", "result": "surveyed"}
    noted = a_visit(versions[0], **seen)
    fieldwork.record(noted, municipality=municipality, by=officer(Role.SURVEYOR), at=NOW)

    before, after = (published(municipality, on=date(2023, 5, day)) for day in (30, 31))

    assert before == {"01A": (2, 0, 0), "01B": (1, 0, 0)}
    assert after == {"01A": (2, 1, 50), "01B": (1, 0, 0)}


def test_campaign_that_has_not_begun_is_not_told(
    municipality: Municipality, source: Source, officer: Callable[..., User]
) -> None:
    a_parcel("01A001", 0, source=source)
    a_campaign(municipality, officer(Role.SURVEY_REVIEWER))

    assert published(municipality, on=date(2022, 9, 30)) == {}
