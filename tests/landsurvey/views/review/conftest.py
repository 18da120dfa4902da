"""A survey with rows of each kind beside a register that knows some of them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from gis_assets.models import LineageKind, Municipality, ParcelVersion, Role
from landsurvey.models import Change, GoneParcel, LineageProposal, Upload
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.landsurvey.builders import EAST_M, NORTH_M, a_row, a_square, a_survey, checked


@lasting.fixture
def upload(
    municipality: Municipality, officer: Callable[..., User], tmp_path_factory: pytest.TempPathFactory
) -> Upload:
    """Row 1 is re-shaped, row 2 unchanged, row 3 a part of a split, row 4 has no shape and is in error."""
    rows = [a_row(a_square(number), PARCEL_COD=f"01A00{number + 1}") for number in range(3)]
    rows.append(a_row(None, PARCEL_COD="01A004"))
    upload = checked(
        a_survey(rows, tmp_path_factory.mktemp("files")), municipality=municipality, by=officer(Role.SURVEYOR)
    )
    for row, change in enumerate((Change.RESHAPED, Change.UNCHANGED, Change.SPLIT), start=1):
        upload.features.filter(row=row).update(change=change, parcel=None, evidence={}, suggested_code="")
    upload.features.filter(row=4).update(change="")
    upload.lineage.all().delete()
    upload.gone.all().delete()
    return upload


@lasting.fixture
def parcel(municipality: Municipality, upload: Upload) -> ParcelVersion:
    """What the register has where row 1 lies: 2 m narrower, with another deed number."""
    east, north = EAST_M - 490_000, NORTH_M - 2_073_000
    version = a_parcel(municipality, shape=square(east=east, north=north, side_m=38), document_number="17")
    evidence = {
        "iou": 0.9025,
        "shift_m": [1.0, 1.0],
        "area_before_m2": 1444,
        "area_after_m2": 1600,
        "fields": {"document_number": ["17", "18"]},
        "because": [{"msgid": "The row has no shape. Draw the parcel or remove the row.", "args": {}}],
    }
    upload.features.filter(row=1).update(parcel=version.parcel, compared_version=version.pk, evidence=evidence)
    return version


@lasting.fixture
def proposal(municipality: Municipality, upload: Upload, parcel: ParcelVersion) -> LineageProposal:
    return LineageProposal.objects.create(
        municipality=municipality,
        upload=upload,
        feature=upload.features.get(row=3),
        parent=parcel.parcel,
        kind=LineageKind.SPLIT,
        share_of_parent=0.48,
        share_of_child=1.0,
        confidence=0.97,
    )


@lasting.fixture
def gone(municipality: Municipality, upload: Upload) -> GoneParcel:
    version = a_parcel(municipality, code="09Z009", shape=square(east=900))
    return GoneParcel.objects.create(municipality=municipality, upload=upload, parcel=version.parcel)
