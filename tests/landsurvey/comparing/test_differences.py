"""The difference stands with the staged rows: evidence, lineage, gone parcels; and again once the register changed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, ParcelVersion, Role
from landsurvey import review
from landsurvey.comparing import differences, register
from landsurvey.models import Decision, Upload
from tests import lasting
from tests.landsurvey.builders import AT, a_half, a_registered_square, a_row, a_square, a_survey, checked

pytestmark = pytest.mark.django_db


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@pytest.fixture
def surveyed(municipality: Municipality, reviewer: User, tmp_path: Path) -> Callable[..., Upload]:
    return lambda *rows: checked(a_survey(rows, tmp_path), municipality=municipality, by=reviewer)


def test_evidence_names_parents_shares_and_reasons(municipality: Municipality, surveyed: Callable[..., Upload]) -> None:
    parent = a_registered_square(municipality).parcel

    upload = surveyed(a_row(a_half(0)), a_row(a_half(1), PARCEL_COD="01A001/001"))

    feature = upload.features.get(row=2)
    (named,) = feature.evidence["parents"]
    assert (feature.change, feature.parcel) == ("split", None)
    assert (named["parcel"], named["code"], named["share_of_parent"]) == (str(parent.uid), "01A001", 0.5)
    assert feature.evidence["confidence"] >= 0.95
    assert {"msgid", "args"} == set(feature.evidence["because"][0])
    assert sorted(upload.lineage.values_list("feature__row", "kind")) == [(1, "continuation"), (2, "split")]


def test_evidence_tells_old_and_new_of_each_field(municipality: Municipality, surveyed: Callable[..., Upload]) -> None:
    version = a_registered_square(municipality, land_number="7")

    feature = surveyed(a_row(a_square(0), LAND_NO="8")).features.get()

    assert (feature.change, feature.parcel, feature.compared_version) == ("attributes", version.parcel, version.pk)
    assert feature.evidence["fields"] == {"land_number": ["7", "8"]}
    assert feature.evidence["iou"] == 1


def test_gone_parcel_stands_with_its_reasons(municipality: Municipality, surveyed: Callable[..., Upload]) -> None:
    for column in range(3):
        a_registered_square(municipality, column=column, code=f"01A00{column + 1}")

    upload = surveyed(
        a_row(a_square(0).union(a_half(0, column=1))),
        a_row(a_half(1, column=1).union(a_square(2)), PARCEL_COD="01A003"),
    )

    gone = upload.gone.get()
    assert (gone.evidence["code"], gone.decision) == ("01A002", "open")
    assert len(gone.evidence["because"]) == 3


def test_only_rows_that_read_anew_lose_their_decision_when_compared_again(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    version = a_registered_square(municipality)
    a_registered_square(municipality, column=1, code="01A002")
    upload = surveyed(a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002"))
    review.accept_all_without_errors(upload, by=reviewer, at=AT)
    ParcelVersion.objects.filter(pk=version.pk).update(land_number="", code="01A077")

    differences.compare(upload)

    decisions = list(upload.features.order_by("row").values_list("decision", "change"))
    assert decisions == [(Decision.PENDING, "attributes"), (Decision.ACCEPTED, "unchanged")]


def test_new_row_stays_accepted_with_its_promised_parcel_when_compared_again(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    upload = surveyed(a_row(a_square(0)))
    review.accept_all_without_errors(upload, by=reviewer, at=AT)
    promised = upload.features.get().parcel_id

    differences.compare(upload)

    feature = upload.features.get()
    assert promised is not None
    assert (feature.decision, feature.change, feature.parcel_id) == (Decision.ACCEPTED, "new", promised)


def test_new_row_loses_its_promised_parcel_when_the_register_shows_it_meanwhile(
    municipality: Municipality, surveyed: Callable[..., Upload], reviewer: User
) -> None:
    upload = surveyed(a_row(a_square(0)))
    review.accept_all_without_errors(upload, by=reviewer, at=AT)
    version = a_registered_square(municipality)

    differences.compare(upload)

    feature = upload.features.get()
    assert (feature.decision, feature.change, feature.parcel) == (Decision.PENDING, "unchanged", version.parcel)


def test_register_is_read_only_near_the_survey(municipality: Municipality) -> None:
    near = a_registered_square(municipality)
    a_registered_square(municipality, column=100, code="01A099")
    extent = near.shape.extent

    known = register.within(municipality, bounds=np.array(extent))

    assert (known.code.tolist(), known.total, known.shape[0].area) == (["01A001"], 2, 1600)
