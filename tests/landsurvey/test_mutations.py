"""Whatever happens to a file on its way, the worst that follows is a sentence.

`MUTATIONS=10000` reads ten thousand damaged files instead of a few hundred.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Parcel, ParcelVersion, Role, Source
from landsurvey.models import FieldPackage, UploadStatus
from tests.gis_assets.builders import a_parcel
from tests.landsurvey import damage, mutations
from tests.landsurvey.builders import AT, checked
from tests.landsurvey.fieldbuilders import a_campaign

COUNT = int(os.environ.get("MUTATIONS", "300"))
UPLOADED = 2


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return mutations.valid_files(tmp_path_factory.mktemp("valid"))


def test_every_small_file_is_read_before_it_is_damaged(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in files.items():
        path = tmp_path / name
        path.write_bytes(content)

        assert damage.read(path)[0] in ("usable", "asks"), (name, damage.read(path))


def test_damaged_files_never_stop_their_reader(files: dict[str, bytes], tmp_path: Path) -> None:
    outcomes = mutations.run(files, count=COUNT, folder=tmp_path)

    print(dict(mutations.counted(outcomes)))  # noqa: T201  the figures of a long run
    assert [outcome for outcome in outcomes if outcome.is_bad] == []
    assert len(outcomes) == COUNT


@pytest.mark.django_db
def test_damaged_files_never_change_the_register(
    files: dict[str, bytes], municipality: Municipality, officer: Any, tmp_path: Path
) -> None:
    surveyor: User = officer(Role.SURVEYOR)
    a_parcel(municipality)
    FieldPackage.objects.create(
        uid=mutations.PACKAGE, campaign=a_campaign(municipality, surveyor), parcels=3, made_by=surveyor, made_at=AT,
        municipality=municipality,
    )  # fmt: skip
    before = _register()

    for name, content in files.items():
        for seed in range(UPLOADED):
            path = tmp_path / f"{name}-{seed}"
            path.write_bytes(damage.damaged(content, family=name, seed=seed) + name.encode() + bytes([seed]))
            upload = checked(path, municipality=municipality, by=surveyor)
            assert upload.status in (UploadStatus.REJECTED, UploadStatus.ASKS, UploadStatus.CHECKED)

    assert _register() == before


def _register() -> list[list[Any]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Parcel, ParcelVersion, Source)]
