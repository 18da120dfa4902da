"""The raster pages: registered, looked at, asked again with other limits."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion, Role
from landsurvey import tasks
from landsurvey.models import ParcelTerrain, Raster, TerrainRun, Upload, WorkState
from landsurvey.terrain import registration
from tests.landsurvey.builders import AT, checked
from tests.landsurvey.fieldbuilders import a_campaign
from tests.landsurvey.rasters.builders import a_model
from tests.landsurvey.views.rasters.addresses import page, tile_of
from tests.speaking import Officer, english

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_english"),
    pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning"),
]


def test_raster_comes_by_the_form_for_surveys_and_is_asked_about(surveyor: Officer, tmp_path: Path) -> None:
    content = a_model(tmp_path / "dem.tif").read_bytes()

    surveyor.post(
        reverse("landsurvey:uploads"), {"file": SimpleUploadedFile("dem.tif", content), "accuracy_class": "rtk"}
    )
    upload = Upload.objects.get()
    tasks.validate_upload(upload_id=upload.pk, municipality_id=upload.municipality_id)

    shown = surveyor.get(reverse("landsurvey:upload", args=[upload.uid])).content.decode()
    facts = surveyor.get(reverse("landsurvey:raster_facts", args=[upload.uid])).content.decode()
    assert "What are the heights counted from?" in shown
    assert "The ellipsoid (as GNSS gives them)" in shown
    assert reverse("landsurvey:raster_facts", args=[upload.uid]) in shown
    assert "EPSG:32647" in facts
    assert "100 × 100, 1 × float32" in facts


def test_reviewer_registers_and_the_copy_is_made_and_asked(
    reviewer: Officer, upload: Upload, parcel: ParcelVersion
) -> None:
    address = reverse("landsurvey:raster_facts", args=[upload.uid])

    answer = reviewer.post(address, {"title": "DEM", "surveyed_date": "2024-02-01"}, headers={"HX-Request": "true"})

    raster = Raster.objects.get()
    assert answer.headers["HX-Redirect"] == page("raster", raster)
    made = ProcrastinateJob.objects.get(task_name="landsurvey.make_raster")
    tasks.make_raster(**made.args)
    asked = ProcrastinateJob.objects.get(task_name="landsurvey.sample_terrain")
    tasks.sample_terrain(**asked.args)
    raster.refresh_from_db()
    assert (raster.state, str(raster.surveyed_date)) == (WorkState.READY, "2024-02-01")
    assert ParcelTerrain.objects.get().parcel_id == parcel.parcel_id


def test_raster_stands_on_the_page_of_its_campaign(reviewer: Officer, upload: Upload) -> None:
    campaign = a_campaign(upload.municipality, reviewer.user)

    reviewer.post(reverse("landsurvey:raster_facts", args=[upload.uid]), {"title": "DEM 2567", "campaign": campaign.pk})

    shown = reviewer.get(reverse("landsurvey:campaign", args=[campaign.uid])).content.decode()
    assert page("raster", Raster.objects.get()) in shown


def test_campaign_of_another_municipality_is_no_choice(
    reviewer: Officer, upload: Upload, other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        foreign = a_campaign(other_municipality, reviewer.user)

    answer = reviewer.post(
        reverse("landsurvey:raster_facts", args=[upload.uid]), {"title": "DEM", "campaign": foreign.pk}
    )

    assert (answer.status_code, Raster.objects.count()) == (422, 0)


def test_form_comes_back_when_the_title_is_missing_or_it_is_registered_already(
    reviewer: Officer, upload: Upload, raster: Raster
) -> None:
    address = reverse("landsurvey:raster_facts", args=[upload.uid])

    untitled = reviewer.post(address, {"title": ""})
    again = reviewer.post(address, {"title": "DEM"})

    assert (untitled.status_code, again.status_code, Raster.objects.count()) == (422, 422, 1)


def test_page_shows_the_legend_the_evidence_and_the_terrain(surveyor: Officer, raster: Raster) -> None:
    shown = surveyor.get(page("raster", raster)).content.decode()
    listed = surveyor.get(reverse("landsurvey:rasters")).content.decode()

    assert "DEM 2567" in listed
    assert "The file itself names -1 as missing" in shown
    assert "A hint for valuation, no legal measure." in shown
    assert "steeper than 35 %" in shown
    assert "if water stood at 390 m" in shown


def test_results_are_listed_and_saved_as_a_table(surveyor: Officer, raster: Raster, parcel: ParcelVersion) -> None:
    listed = surveyor.get(page("raster_parcels", raster)).content.decode()
    table = surveyor.get(page("raster_csv", raster)).getvalue().decode("utf-8-sig")

    heading, row = csv.reader(table.splitlines())
    assert "21.8°" in listed
    assert (heading[0], row[0], row[1]) == ("Parcel code", "'=01A001", str(parcel.parcel.uid))
    assert row[2:9] == ["384.0", "382.0", "386.0", "21.8", "100.0", "100.0", "100.0"]


def test_parcel_shows_the_hint_with_its_source(
    client_as: Callable[..., Officer], raster: Raster, parcel: ParcelVersion
) -> None:
    taxman = english(client_as(Role.TAX_OFFICER))

    shown = taxman.get(reverse("landsurvey:parcel_terrain", args=[parcel.parcel.uid])).content.decode()

    assert "384" in shown
    assert "DEM 2567, cells of 10 m" in shown
    assert "A hint for valuation, no legal measure." in shown


def test_reviewer_asks_anew_with_other_limits(reviewer: Officer, raster: Raster) -> None:
    reviewer.post(page("raster_ask", raster), {"as_of": "2023-03-01", "steep_percent": "50", "water_level_m": ""})

    run = TerrainRun.objects.get()
    assert (run.state, run.steep_percent, run.water_level_m) == (WorkState.WORKING, 50, None)
    waiting = reviewer.get(page("raster_progress", raster))
    tasks.sample_terrain(**ProcrastinateJob.objects.get(task_name="landsurvey.sample_terrain").args)
    done = reviewer.get(page("raster_progress", raster))
    assert ("every 1s" in waiting.content.decode(), done.headers.get("HX-Refresh")) == (True, "true")
    assert ParcelTerrain.objects.get().share_steep == 0


def test_share_under_water_names_the_raster_it_comes_from(
    reviewer: Officer, raster: Raster, flood: Raster, parcel: ParcelVersion
) -> None:
    asked = {"as_of": "2023-03-01", "steep_percent": "35", "water_raster": flood.pk, "is_dry_where_missing": "on"}
    reviewer.post(page("raster_ask", raster), asked)
    tasks.sample_terrain(**ProcrastinateJob.objects.get(task_name="landsurvey.sample_terrain").args)

    hint = reviewer.get(reverse("landsurvey:parcel_terrain", args=[parcel.parcel.uid])).content.decode()
    shown = reviewer.get(page("raster", raster)).content.decode()
    table = reviewer.get(page("raster_csv", raster)).getvalue().decode()

    assert "100 %" in hint
    assert "of the area, by “Flood 2554” (cells above 0)" in hint
    assert "in part, by “Flood 2554”" in shown
    assert "Share under water (%) – raster “Flood 2554”, cells above 0" in table


def test_flood_alone_is_asked_listed_and_saved_as_a_table(
    reviewer: Officer, flood: Raster, parcel: ParcelVersion
) -> None:
    asked = {"as_of": "2023-03-01", "water_from": "0.5", "is_dry_where_missing": "on"}
    reviewer.post(page("raster_ask", flood), asked)
    tasks.sample_terrain(**ProcrastinateJob.objects.get(task_name="landsurvey.sample_terrain").args)

    shown = reviewer.get(page("raster", flood)).content.decode()
    listed = reviewer.get(page("raster_parcels", flood)).content.decode()
    table = reviewer.get(page("raster_csv", flood)).getvalue().decode("utf-8-sig")
    hint = reviewer.get(reverse("landsurvey:parcel_terrain", args=[parcel.parcel.uid])).content.decode()

    heading, row = csv.reader(table.splitlines())
    assert "by half or more (cells above 0.50)" in shown
    assert ("100 %" in listed, "Slope" in listed) == (True, False)
    assert heading[2] == "Share under water (%) – raster “Flood 2554”, cells above 0.5"
    assert row == ["'=01A001", str(parcel.parcel.uid), "100.0", "100.0", "4.00"]
    assert "of the area, by “Flood 2554” (cells above 0.50)" in hint
    assert "Mean elevation" not in hint


def test_legend_tells_small_depths_apart(surveyor: Officer, flood: Raster) -> None:
    Raster.objects.filter(pk=flood.pk).update(low=0.4, high=1.8)

    shown = surveyor.get(page("raster", flood)).content.decode()

    assert "<span>0.4</span><span>1.1</span><span>1.8 </span>" in shown


def test_depth_that_makes_no_sense_comes_back_as_typed(reviewer: Officer, flood: Raster) -> None:
    answer = reviewer.post(page("raster_ask", flood), {"as_of": "2023-03-01", "water_from": "-2"})

    assert answer.status_code == 422
    assert 'value="-2"' in answer.content.decode()


def test_level_and_raster_of_water_are_not_taken_together(reviewer: Officer, raster: Raster, flood: Raster) -> None:
    asked = {"as_of": "2023-03-01", "steep_percent": "35", "water_raster": flood.pk, "water_level_m": "3"}

    answer = reviewer.post(page("raster_ask", raster), asked)

    assert answer.status_code == 422
    assert "Give a water level or a raster of water, not both." in answer.content.decode()


def test_typed_limits_come_back_when_they_make_no_sense(reviewer: Officer, raster: Raster) -> None:
    answer = reviewer.post(page("raster_ask", raster), {"as_of": "2023-03-01", "steep_percent": "-3"})

    assert answer.status_code == 422
    assert 'value="-3"' in answer.content.decode()


def test_photo_page_has_no_legend_and_no_terrain(
    municipality: Municipality, surveyor: Officer, officer: Callable[..., User], tmp_path: Path
) -> None:
    photo = a_model(tmp_path / "photo.tif", cells=np.full((3, 100, 100), 99, dtype=np.uint8), nodata=None)
    upload = checked(photo, municipality=municipality, by=officer(Role.SURVEYOR))
    raster = registration.make(
        registration.register(upload, title="Photo", by=officer(Role.SURVEY_REVIEWER), at=AT, on=AT.date()), at=AT
    )

    shown = surveyor.get(page("raster", raster)).content.decode()

    assert "Orthophoto" in shown
    assert "Terrain of the parcels" not in shown
    assert surveyor.get(page("raster_parcels", raster)).status_code == 404
    assert surveyor.get(tile_of(raster)).status_code == 200
