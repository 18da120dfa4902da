"""A raster on its way: checked, asked about, registered once, copied."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import rasterio
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality
from landsurvey.models import Raster, TerrainRun, UploadKind, UploadStatus, WorkState
from landsurvey.terrain import registration
from tests.landsurvey.builders import AT, checked
from tests.landsurvey.fieldbuilders import a_campaign
from tests.landsurvey.rasters.builders import a_model, a_plane, a_raster, ready
from tests.landsurvey.terrain.builders import ON

pytestmark = pytest.mark.django_db


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

    raster = registration.register(
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
        with pytest.raises(registration.NotOpenToRegistration):
            registration.register(upload, title="again", by=reviewer, at=AT, on=ON)
    assert Raster.objects.count() == 1


def test_copy_stands_beside_the_untouched_original(raster: Raster, tmp_path: Path) -> None:
    assert (raster.state, raster.resolution_m, raster.epsg) == (WorkState.READY, 10, 32647)
    assert default_storage.exists(str(raster.file.name))
    assert Path(raster.upload.file.path).read_bytes() == a_model(tmp_path / "dem.tif").read_bytes()


def test_making_twice_does_no_harm_and_shows_its_progress(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "dem.tif"), municipality, surveyor)
    registered = registration.register(upload, title="DEM", by=reviewer, at=AT, on=ON)
    seen: list[tuple[int, int]] = []

    with pytest.raises(KeyboardInterrupt):
        registration.make(registered, at=AT, progress=_killed)
    first = registration.make(registered, at=AT, progress=lambda done, total: seen.append((done, total)))
    again = registration.make(registered, at=datetime(2030, 1, 1, tzinfo=UTC))

    assert (first.state, again.made_at, seen[-1]) == (WorkState.READY, AT, (100, 100))


def test_making_says_why_when_the_file_has_gone_bad(
    municipality: Municipality, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "dem.tif", compress="deflate"), municipality, surveyor)
    registered = registration.register(upload, title="DEM", by=reviewer, at=AT, on=ON)
    stored = Path(upload.file.path)
    stored.write_bytes(stored.read_bytes()[: stored.stat().st_size // 2])

    raster = registration.make(registered, at=AT)

    assert raster.state == WorkState.FAILED
    assert raster.refusal is not None
    assert "breaks off" in raster.refusal["msgid"]


def test_earlier_raster_stays_when_a_newer_one_is_registered(
    municipality: Municipality, surveyor: User, reviewer: User, raster: Raster, tmp_path: Path
) -> None:
    upload = ready(a_model(tmp_path / "newer.tif", east=0.1), municipality, surveyor)

    registration.make(registration.register(upload, title="Newer", by=reviewer, at=AT, on=ON), at=AT)

    assert Raster.objects.filter(state=WorkState.READY).count() == 2
    assert default_storage.exists(str(raster.file.name))


def test_rasters_of_another_municipality_are_not_seen(raster: Raster, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        assert not Raster.objects.exists()
        assert not TerrainRun.objects.exists()


def _killed(done: int, total: int) -> None:
    raise KeyboardInterrupt
