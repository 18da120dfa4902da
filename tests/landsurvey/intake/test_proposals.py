"""Repairs are shown before and after, made when a person says so, and taken back as easily."""

from collections.abc import Callable

import pytest
import shapely
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Role
from landsurvey import validation
from landsurvey.intake import proposals
from landsurvey.models import Upload, UploadStatus
from landsurvey.rules.survey import Proposal
from landsurvey.words import Sentence
from tests import lasting
from tests.landsurvey.builders import AT, EAST_M, NORTH_M, a_row, a_square, a_survey, checked
from tests.speaking import at_work_in, english

pytestmark = pytest.mark.django_db
BOW_TIE = shapely.Polygon(
    [(EAST_M, NORTH_M), (EAST_M + 40, NORTH_M + 40), (EAST_M + 40, NORTH_M), (EAST_M, NORTH_M + 40)]
)


@lasting.fixture
def upload(
    municipality: Municipality, officer: Callable[..., User], tmp_path_factory: pytest.TempPathFactory
) -> Upload:
    """A sound row and one whose outline crosses itself."""
    rows = [a_row(a_square(3)), a_row(BOW_TIE, PARCEL_COD="01A002")]
    return checked(
        a_survey(rows, tmp_path_factory.mktemp("files")), municipality=municipality, by=officer(Role.SURVEYOR)
    )


@lasting.fixture
def surveyor(client_as: Callable[..., Client]) -> Client:
    return english(client_as(Role.SURVEYOR))


def test_outlines_are_drawn_before_and_after() -> None:
    proposal = Proposal(before=shapely.box(0, 0, 2, 2), after=shapely.box(0, 0, 2, 1), says=Sentence("Cut it."))

    shown = proposals.shown(proposals.to_json(proposal))

    assert shown is not None
    assert (shown.says, shown.path_after.count("M")) == ("Cut it.", 1)
    assert " 0.0L" in shown.path_before.replace("-0.0", "0.0")  # reaches up to the top of the picture
    assert " 0.0L" not in shown.path_after


def test_texts_are_shown_before_and_after() -> None:
    proposal = Proposal(before="âÍ", after="โอ", says=Sentence("Read it as Thai."), heading="OWNER")

    shown = proposals.shown(proposals.to_json(proposal))

    assert shown is not None
    assert (shown.heading, shown.before, shown.after) == ("OWNER", "âÍ", "โอ")


def test_repair_is_proposed_and_not_made_unasked(upload: Upload, surveyor: Client) -> None:
    page = surveyor.get(reverse("landsurvey:upload", args=[upload.uid])).content.decode()
    rows = surveyor.get(reverse("landsurvey:findings", args=[upload.uid, "invalid_ring"])).content.decode()

    assert proposals.counts(upload)["invalid_ring"] == 1
    assert "Make the 1 proposed repair" in page
    assert "Outline after" in rows
    assert upload.features.get(row=2).has_errors


def test_repair_is_made_at_a_persons_word_and_taken_back(upload: Upload, surveyor: Client) -> None:
    surveyor.post(reverse("landsurvey:repair", args=[upload.uid, "invalid_ring"]))
    mended = validation.validate(Upload.objects.get(pk=upload.pk), at=AT)
    had_errors = mended.features.get(row=2).has_errors
    page = surveyor.get(reverse("landsurvey:upload", args=[upload.uid])).content.decode()
    surveyor.post(reverse("landsurvey:unrepair", args=[upload.uid, "invalid_ring"]))
    as_sent = validation.validate(Upload.objects.get(pk=upload.pk), at=AT)

    assert not had_errors
    assert "Repairs made at your word" in page
    assert as_sent.features.get(row=2).has_errors
    assert as_sent.answers["repair"] == []


@pytest.mark.parametrize("name", ["repair", "unrepair"])
def test_nobody_else_has_repairs_made(
    name: str, upload: Upload, client_as: Callable[..., Client], other_municipality: Municipality
) -> None:
    address = reverse(f"landsurvey:{name}", args=[upload.uid, "invalid_ring"])
    foreign = at_work_in(client_as(Role.SURVEYOR, of=other_municipality), other_municipality)

    assert client_as(Role.TAX_OFFICER).post(address).status_code == 403
    assert foreign.post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert Upload.objects.get().status == UploadStatus.CHECKED


def test_rule_that_is_not_there_has_no_repairs(upload: Upload, surveyor: Client) -> None:
    assert surveyor.post(reverse("landsurvey:repair", args=[upload.uid, "no-rule"])).status_code == 404
