"""Who reads a raster's pages, who changes it, and nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from gis_assets.models import ParcelVersion, Role
from landsurvey.models import Raster, Upload, UploadStatus
from tests.landsurvey.views.rasters.addresses import page
from tests.speaking import Officer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_english"),
    pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning"),
]


@pytest.mark.parametrize("name", ["raster", "raster_progress", "raster_parcels", "raster_csv"])
def test_raster_is_read_by_officers_only(
    name: str, raster: Raster, client_as: Callable[..., Officer], foreign: Client
) -> None:
    address = page(name, raster)

    assert client_as(Role.TAX_OFFICER).get(address).status_code == 200
    assert client_as(Role.RESPONDER).get(address).status_code == 403
    assert foreign.get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", ["raster_ask", "raster_publish"])
def test_raster_is_changed_by_nobody_else(
    name: str, raster: Raster, surveyor: Officer, client_as: Callable[..., Officer], foreign: Client
) -> None:
    address = page(name, raster)

    assert surveyor.post(address).status_code == 403
    assert client_as(Role.TAX_OFFICER).post(address).status_code == 403
    assert foreign.post(address).status_code == 404
    assert Client().post(address).status_code == 302
    raster.refresh_from_db()
    assert not raster.is_public


def test_what_was_read_of_a_raster_is_for_surveyors_only(
    surveyor: Officer, upload: Upload, client_as: Callable[..., Officer], foreign: Client
) -> None:
    address = reverse("landsurvey:raster_facts", args=[upload.uid])

    assert "EPSG:32647" in surveyor.get(address).content.decode()
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
    assert foreign.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_surveyor_does_not_register_own_raster(surveyor: Officer, upload: Upload, foreign: Client) -> None:
    address = reverse("landsurvey:raster_facts", args=[upload.uid])

    assert surveyor.post(address, {"title": "DEM"}).status_code == 403
    assert foreign.post(address, {"title": "DEM"}).status_code == 404
    assert Client().post(address, {"title": "DEM"}).status_code == 302
    assert Upload.objects.get().status == UploadStatus.CHECKED


def test_terrain_of_a_parcel_is_for_its_officers_only(
    raster: Raster, parcel: ParcelVersion, client_as: Callable[..., Officer], foreign: Client
) -> None:
    address = reverse("landsurvey:parcel_terrain", args=[parcel.parcel.uid])

    assert client_as(Role.DISPATCHER).get(address).status_code == 403
    assert foreign.get(address).status_code == 404
    assert Client().get(address).status_code == 302
