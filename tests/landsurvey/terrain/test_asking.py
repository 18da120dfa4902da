"""What elevation models and floods say of parcels; a new answer replaces the old one whole."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User

from gis_assets.models import JournalEntry, Municipality, ParcelVersion
from landsurvey import uploads, validation
from landsurvey.models import ParcelTerrain, Raster, RasterKind, TerrainRun, WorkState
from landsurvey.terrain import asking, registration
from tests.gis_assets.builders import a_parcel, square
from tests.landsurvey.builders import AT, checked, received
from tests.landsurvey.rasters.builders import a_model, ready
from tests.landsurvey.terrain.builders import ON, asked

pytestmark = pytest.mark.django_db


def test_terrain_of_each_parcel_is_that_of_the_plane(municipality: Municipality, raster: Raster) -> None:
    near = a_parcel(municipality, shape=square(side_m=40))
    far = a_parcel(municipality, shape=square(east=400, side_m=10), code="01A002")

    run = asking.sample(asked(raster, water=asking.Water(level_m=388)), at=AT)

    found = {row.parcel_id: row for row in ParcelTerrain.objects.filter(raster=raster)}
    assert (run.state, run.done, run.total, run.finished_at) == (WorkState.READY, 2, 2, AT)
    assert found[near.parcel_id].mean_m == pytest.approx(300 + 0.4 * 220, abs=1e-3)
    assert found[near.parcel_id].slope_deg == pytest.approx(21.80, abs=0.01)
    assert found[near.parcel_id].share_steep == 1
    assert found[near.parcel_id].share_under_water == pytest.approx(0.5)
    assert found[far.parcel_id].mean_m == pytest.approx(300 + 0.4 * 605, abs=1e-3)
    assert found[far.parcel_id].share_under_water == 0


def test_terrain_is_of_the_parcels_of_that_day(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality)

    run = asking.sample(asked(raster, as_of=date(2022, 1, 1)), at=AT)

    assert (run.total, ParcelTerrain.objects.count()) == (0, 0)


def test_parcel_beyond_the_model_has_no_heights(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality, shape=square(east=3000))

    asking.sample(asked(raster), at=AT)

    row = ParcelTerrain.objects.get()
    assert (row.cells, row.share_known, row.mean_m, row.share_steep) == (0, 0, None, None)


def test_new_answer_replaces_the_old_one_at_once(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality)
    asking.sample(asked(raster), at=AT)

    with pytest.raises(KeyboardInterrupt):
        asking.sample(asked(raster, steep_percent=50), at=AT, progress=_killed)
    kept = ParcelTerrain.objects.get().share_steep
    asking.sample(TerrainRun.objects.get(), at=AT)

    assert (kept, ParcelTerrain.objects.get().share_steep) == (1, 0)


def test_answer_is_dropped_when_somebody_asked_anew_meanwhile(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality)

    def ask_again(done: int, total: int) -> None:
        asked(raster, steep_percent=50, at=datetime(2023, 3, 2, tzinfo=UTC))

    run = asking.sample(asked(raster), at=AT, progress=ask_again)

    assert (run.state, run.steep_percent, ParcelTerrain.objects.count()) == (WorkState.WORKING, 50, 0)


def test_terrain_is_refused_when_the_raster_is_no_elevation_model(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    photo = a_model(tmp_path / "photo.tif", cells=np.full((3, 100, 100), 99, dtype=np.uint8), nodata=None)
    upload = checked(photo, municipality=municipality, by=surveyor)
    raster = registration.make(registration.register(upload, title="Photo", by=reviewer, at=AT, on=ON), at=AT)

    with pytest.raises(asking.CannotBeAsked):
        asked(raster)


def test_register_is_as_it_was_whatever_becomes_of_a_raster(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality)
    before = list(ParcelVersion.objects.values_list())

    asking.sample(asked(raster), at=AT)

    assert list(ParcelVersion.objects.values_list()) == before


@pytest.mark.real_data
def test_real_model_is_asked_about_its_zeros_then_sampled(
    municipality: Municipality, surveyor: User, reviewer: User, real_data: Path
) -> None:
    path = real_data / "09-rasters/chiangmai-srtm-dem.tif"
    upload = received(path, municipality=municipality, by=surveyor)
    first = validation.validate(upload, at=AT)
    a_parcel(municipality)

    answered = uploads.answer(first, answers={"nodata": "0", "vertical_datum": "unknown"}, by=first.uploaded_by, at=AT)
    upload = validation.validate(answered, at=AT)
    raster = registration.make(registration.register(upload, title="SRTM", by=reviewer, at=AT, on=ON), at=AT)
    asking.sample(asked(raster), at=AT)

    assert [question["kind"] for question in first.inspection["questions"]] == ["nodata", "vertical_datum"]
    assert (upload.inspection["raster"]["statistics"]["min"], raster.nodata) == (275, 0)
    assert 290 < (ParcelTerrain.objects.get().mean_m or 0) < 600


def test_share_under_water_is_what_the_flood_raster_says(
    municipality: Municipality, raster: Raster, flood: Raster
) -> None:
    a_parcel(municipality, shape=square(side_m=40))

    run = asking.sample(asked(raster, water=asking.Water(raster=flood)), at=AT)

    row = ParcelTerrain.objects.get()
    assert (run.water_raster, run.water_level_m, flood.kind) == (flood, None, RasterKind.WATER)
    assert row.share_under_water == pytest.approx(0.5)
    assert row.mean_m == pytest.approx(300 + 0.4 * 220, abs=1e-3)
    assert JournalEntry.objects.filter(details__water_raster=str(flood.uid)).exists()


def test_water_has_one_source_that_is_a_raster_of_water(raster: Raster, flood: Raster) -> None:
    for water in (asking.Water(raster=raster), asking.Water(level_m=3, raster=flood)):
        with pytest.raises(asking.NotAWaterRaster):
            asked(raster, water=water)

    assert not TerrainRun.objects.exists()


def test_water_of_another_municipality_is_refused(
    raster: Raster, flood: Raster, other_municipality: Municipality
) -> None:
    flood.municipality = other_municipality

    with pytest.raises(asking.NotAWaterRaster, match="–"):
        asked(raster, water=asking.Water(raster=flood))


def test_flood_is_asked_by_itself_when_there_is_no_model(municipality: Municipality, flood: Raster) -> None:
    a_parcel(municipality, shape=square(side_m=40))

    run = asking.sample(asked(flood), at=AT)

    row = ParcelTerrain.objects.get()
    assert (run.state, run.steep_percent, run.asks_for_water, run.told_by) == (WorkState.READY, None, True, flood)
    assert row.share_under_water == pytest.approx(0.5)
    assert row.share_known == pytest.approx(1)
    assert (row.mean_m, row.slope_deg, row.share_steep) == (None, None, None)


def test_flood_counts_what_is_deeper_than_asked(municipality: Municipality, flood: Raster) -> None:
    a_parcel(municipality, shape=square(side_m=40))

    asking.sample(asked(flood, water=asking.Water(above=1.5)), at=AT)

    assert ParcelTerrain.objects.get().share_under_water == 0


def test_flood_takes_no_other_source_of_water(flood: Raster) -> None:
    for water in (asking.Water(level_m=3), asking.Water(raster=flood)):
        with pytest.raises(asking.NotAWaterRaster, match="Flood 2554"):
            asked(flood, water=water)


def test_new_flood_is_asked_about_the_parcels_of_the_day(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    path = a_model(tmp_path / "flood.tif", cells=np.ones((100, 100), dtype=np.float32))
    upload = ready(path, municipality, surveyor, raster_kind="water")
    registered = registration.register(upload, title="Flood 2567", by=reviewer, at=AT, on=ON)

    run = asking.make_and_ask(registered, at=AT, on=ON)

    assert run is not None
    assert (run.raster, run.as_of, run.is_working) == (registered, ON, True)


def _killed(done: int, total: int) -> None:
    raise KeyboardInterrupt
