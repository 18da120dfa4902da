"""A raster on its way: checked, asked about, registered once, copied, and asked for the terrain of parcels."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality, ParcelVersion, Role
from landsurvey import terrain, uploads, validation
from landsurvey.models import ParcelTerrain, Raster, RasterKind, TerrainRun, UploadKind, UploadStatus, WorkState
from tests.gis_assets.builders import a_parcel, square
from tests.landsurvey.builders import AT, checked, received
from tests.landsurvey.fieldbuilders import a_campaign
from tests.landsurvey.rasters.builders import a_model, a_plane, a_raster, ready

pytestmark = pytest.mark.django_db
ON = date(2023, 3, 1)


@pytest.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@pytest.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@pytest.fixture
def raster(municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path) -> Raster:
    """A registered elevation model whose copy is made."""
    upload = ready(a_model(tmp_path / "dem.tif"), municipality, surveyor)
    return terrain.make(terrain.register(upload, title="DEM", by=reviewer, at=AT, on=ON), at=AT)


def asked(raster: Raster, **facts: Any) -> TerrainRun:
    wanted: dict[str, Any] = {"as_of": ON, "at": AT, "steep_percent": 35} | facts
    return terrain.ask(raster, **wanted)


def test_raster_is_recognised_by_its_bytes_and_asked_about(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    upload = checked(a_model(tmp_path / "dem.tif"), municipality=municipality, by=surveyor)

    assert (upload.kind, upload.status) == (UploadKind.RASTER, UploadStatus.ASKS)
    assert [question["kind"] for question in upload.inspection["questions"]] == ["raster_kind", "vertical_datum"]


def test_raster_is_checked_when_its_questions_are_answered(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "dem.tif"), municipality, surveyor)

    assert (upload.status, upload.checked_at) == (UploadStatus.CHECKED, AT)
    assert upload.inspection["raster"]["kind"]["value"] == "elevation"


def test_raster_is_rejected_with_a_sentence_when_it_lies_elsewhere(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    far = a_raster(tmp_path / "dem.tif", a_plane(), transform=rasterio.transform.from_origin(600_000, 2_000_000, 9, 9))

    upload = checked(far, municipality=municipality, by=surveyor)

    assert (upload.kind, upload.status) == (UploadKind.RASTER, UploadStatus.REJECTED)
    assert upload.refusal is not None
    assert "covers nothing of the municipality" in upload.refusal["msgid"]


def test_registration_keeps_what_was_answered_and_who_did_it(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "dem.tif"), municipality, surveyor)
    campaign = a_campaign(municipality, reviewer)

    raster = terrain.register(
        upload, title="LiDAR", campaign=campaign, surveyed_date=date(2024, 2, 1), by=reviewer, at=AT, on=ON
    )

    upload.refresh_from_db()
    assert list(campaign.rasters.all()) == [raster]
    assert (raster.kind, raster.vertical_datum, raster.source_epsg, raster.nodata) == ("elevation", "msl", 32647, -1)
    assert (raster.state, raster.source.sha256, raster.footprint.srid) == (WorkState.WORKING, upload.sha256, 4326)
    assert (upload.status, upload.effective_date, upload.source) == (UploadStatus.PROMOTED, ON, raster.source)
    assert JournalEntry.objects.get(thing_kind="raster").action == "raster registered"


def test_registration_is_refused_when_it_was_done_or_questions_are_open(
    municipality: Municipality, surveyor: User, reviewer: User, raster: Raster, tmp_path: Path
) -> None:
    open_one = checked(a_model(tmp_path / "other.tif", east=0.1), municipality=municipality, by=surveyor)

    for upload in (raster.upload, open_one):
        with pytest.raises(terrain.NotOpenToRegistration):
            terrain.register(upload, title="again", by=reviewer, at=AT, on=ON)
    assert Raster.objects.count() == 1


def test_copy_stands_beside_the_untouched_original(raster: Raster, tmp_path: Path) -> None:
    assert (raster.state, raster.resolution_m, raster.epsg) == (WorkState.READY, 10, 32647)
    assert default_storage.exists(str(raster.file.name))
    assert Path(raster.upload.file.path).read_bytes() == (tmp_path / "dem.tif").read_bytes()


def test_making_twice_does_no_harm_and_shows_its_progress(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "dem.tif"), municipality, surveyor)
    registered = terrain.register(upload, title="DEM", by=reviewer, at=AT, on=ON)
    seen: list[tuple[int, int]] = []

    with pytest.raises(KeyboardInterrupt):
        terrain.make(registered, at=AT, progress=_killed)
    first = terrain.make(registered, at=AT, progress=lambda done, total: seen.append((done, total)))
    again = terrain.make(registered, at=datetime(2030, 1, 1, tzinfo=UTC))

    assert (first.state, again.made_at, seen[-1]) == (WorkState.READY, AT, (100, 100))


def test_making_says_why_when_the_file_has_gone_bad(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "dem.tif", compress="deflate"), municipality, surveyor)
    registered = terrain.register(upload, title="DEM", by=reviewer, at=AT, on=ON)
    stored = Path(upload.file.path)
    stored.write_bytes(stored.read_bytes()[: stored.stat().st_size // 2])

    raster = terrain.make(registered, at=AT)

    assert raster.state == WorkState.FAILED
    assert raster.refusal is not None
    assert "breaks off" in raster.refusal["msgid"]


def test_terrain_of_each_parcel_is_that_of_the_plane(municipality: Municipality, raster: Raster) -> None:
    near = a_parcel(municipality, shape=square(side_m=40))
    far = a_parcel(municipality, shape=square(east=400, side_m=10), code="01A002")

    run = terrain.sample(asked(raster, water=terrain.Water(level_m=388)), at=AT)

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

    run = terrain.sample(asked(raster, as_of=date(2022, 1, 1)), at=AT)

    assert (run.total, ParcelTerrain.objects.count()) == (0, 0)


def test_parcel_beyond_the_model_has_no_heights(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality, shape=square(east=3000))

    terrain.sample(asked(raster), at=AT)

    row = ParcelTerrain.objects.get()
    assert (row.cells, row.share_known, row.mean_m, row.share_steep) == (0, 0, None, None)


def test_new_answer_replaces_the_old_one_at_once(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality)
    terrain.sample(asked(raster), at=AT)

    with pytest.raises(KeyboardInterrupt):
        terrain.sample(asked(raster, steep_percent=50), at=AT, progress=_killed)
    kept = ParcelTerrain.objects.get().share_steep
    terrain.sample(TerrainRun.objects.get(), at=AT)

    assert (kept, ParcelTerrain.objects.get().share_steep) == (1, 0)


def test_answer_is_dropped_when_somebody_asked_anew_meanwhile(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality)

    def ask_again(done: int, total: int) -> None:
        asked(raster, steep_percent=50, at=datetime(2023, 3, 2, tzinfo=UTC))

    run = terrain.sample(asked(raster), at=AT, progress=ask_again)

    assert (run.state, run.steep_percent, ParcelTerrain.objects.count()) == (WorkState.WORKING, 50, 0)


def test_terrain_is_refused_when_the_raster_is_no_elevation_model(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    photo = a_model(tmp_path / "photo.tif", cells=np.full((3, 100, 100), 99, dtype=np.uint8), nodata=None)
    upload = checked(photo, municipality=municipality, by=surveyor)
    raster = terrain.make(terrain.register(upload, title="Photo", by=reviewer, at=AT, on=ON), at=AT)

    with pytest.raises(terrain.NotAnElevationModel):
        asked(raster)


def test_earlier_raster_stays_when_a_newer_one_is_registered(
    municipality: Municipality, surveyor: User, reviewer: User, raster: Raster, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "newer.tif", east=0.1), municipality, surveyor)

    terrain.make(terrain.register(upload, title="Newer", by=reviewer, at=AT, on=ON), at=AT)

    assert Raster.objects.filter(state=WorkState.READY).count() == 2
    assert default_storage.exists(str(raster.file.name))


def test_register_is_as_it_was_whatever_becomes_of_a_raster(municipality: Municipality, raster: Raster) -> None:
    a_parcel(municipality)
    before = list(ParcelVersion.objects.values_list())

    terrain.sample(asked(raster), at=AT)

    assert list(ParcelVersion.objects.values_list()) == before


def test_rasters_of_another_municipality_are_not_seen(raster: Raster, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        assert not Raster.objects.exists()
        assert not TerrainRun.objects.exists()


def test_work_that_breaks_off_is_waited_for_by_nobody(municipality: Municipality, raster: Raster) -> None:
    run = asked(raster)

    with pytest.raises(ZeroDivisionError), terrain.saying_so_when_it_breaks_off(run):
        raise ZeroDivisionError
    run.refresh_from_db()

    assert run.state == WorkState.FAILED


def test_job_that_killed_its_workers_is_ended(municipality: Municipality, raster: Raster) -> None:
    run = asked(raster)

    terrain.break_off_job({"municipality_id": municipality.pk, "run_id": run.pk})

    run.refresh_from_db()
    raster.refresh_from_db()
    assert (run.state, raster.state) == (WorkState.FAILED, WorkState.READY)


@pytest.mark.real_data
def test_real_model_is_asked_about_its_zeros_then_sampled(
    municipality: Municipality, surveyor: User, reviewer: User, real_data: Path
) -> None:
    path = real_data / "09-rasters/chiangmai-srtm-dem.tif"
    upload = received(path, municipality=municipality, by=surveyor)
    first = validation.validate(upload, at=AT)
    a_parcel(municipality)

    answered = uploads.answer(first, answers={"nodata": "0", "vertical_datum": "unknown"})
    upload = validation.validate(answered, at=AT)
    raster = terrain.make(terrain.register(upload, title="SRTM", by=reviewer, at=AT, on=ON), at=AT)
    terrain.sample(asked(raster), at=AT)

    assert [question["kind"] for question in first.inspection["questions"]] == ["nodata", "vertical_datum"]
    assert (upload.inspection["raster"]["statistics"]["min"], raster.nodata) == (275, 0)
    assert 290 < (ParcelTerrain.objects.get().mean_m or 0) < 600


def _killed(done: int, total: int) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def flood(municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path) -> Raster:
    """A registered flood: a metre deep in the west up to 20 metres into the test ground, dry beyond."""
    depth = np.zeros((100, 100), dtype=np.float32)
    depth[:, :22] = 1
    path = a_model(tmp_path / "flood.tif", cells=depth)
    upload = ready(path, municipality, surveyor, raster_kind="water")
    return terrain.make(terrain.register(upload, title="Flood 2554", by=reviewer, at=AT, on=ON), at=AT)


def test_share_under_water_is_what_the_flood_raster_says(
    municipality: Municipality, raster: Raster, flood: Raster
) -> None:
    a_parcel(municipality, shape=square(side_m=40))

    run = terrain.sample(asked(raster, water=terrain.Water(raster=flood)), at=AT)

    row = ParcelTerrain.objects.get()
    assert (run.water_raster, run.water_level_m, flood.kind) == (flood, None, RasterKind.WATER)
    assert row.share_under_water == pytest.approx(0.5)
    assert row.mean_m == pytest.approx(300 + 0.4 * 220, abs=1e-3)
    assert JournalEntry.objects.filter(details__water_raster=str(flood.uid)).exists()


def test_water_has_one_source_that_is_a_raster_of_water(raster: Raster, flood: Raster) -> None:
    for water in (terrain.Water(raster=raster), terrain.Water(level_m=3, raster=flood)):
        with pytest.raises(terrain.NotAWaterRaster):
            asked(raster, water=water)

    assert not TerrainRun.objects.exists()


def test_water_of_another_municipality_is_refused(
    raster: Raster, flood: Raster, other_municipality: Municipality
) -> None:
    flood.municipality = other_municipality

    with pytest.raises(terrain.NotAWaterRaster, match="–"):
        asked(raster, water=terrain.Water(raster=flood))
