"""The review desk: its queues, and what it shows of a row."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from gis_assets.models import ParcelVersion, Role
from landsurvey import review
from landsurvey.models import Change, Decision, GoneParcel, LineageProposal, Upload
from landsurvey.reviewing import desk
from tests.landsurvey.builders import AT
from tests.landsurvey.views.review.pages import at, facts_of, text_of
from tests.speaking import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_desk_begins_with_the_first_row_nobody_decided_on(reviewer: Officer, upload: Upload) -> None:
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer.user, at=AT)

    page = text_of(reviewer, at("review", upload))

    assert (facts_of(page)["row"], facts_of(page)["previous"], facts_of(page)["next"]) == ("2", "1", "3")
    assert "1 of 4 decided" in page


def test_queue_holds_only_rows_of_its_filter(reviewer: Officer, upload: Upload) -> None:
    split = facts_of(text_of(reviewer, at("review", upload, change="split")))
    faulty = facts_of(text_of(reviewer, at("review", upload, level="errors")))

    assert (split["row"], split["next"], split["previous"]) == ("3", "", "")
    assert faulty["row"] == "4"


def test_chips_count_rows_that_are_not_decided(upload: Upload, reviewer: Officer) -> None:
    review.decide(upload, rows=[2], decision=Decision.ACCEPTED, by=reviewer.user, at=AT)

    counted = desk.tally(upload)

    assert {chip.value: (chip.open, chip.total) for chip in counted.chips} == {
        "split": (1, 1),
        "reshaped": (1, 1),
        "unchanged": (0, 1),
    }
    assert (counted.pending, counted.accepted, counted.faulty, counted.acceptable) == (3, 1, 1, 2)


def test_next_open_row_begins_again_at_the_top(upload: Upload, reviewer: Officer) -> None:
    review.decide(upload, rows=[4], decision=Decision.RETURNED, by=reviewer.user, at=AT, comment="draw it")

    assert desk.place(upload, desk.Queue(), 3).next_open == 1


def test_card_shows_what_changes(reviewer: Officer, upload: Upload, parcel: ParcelVersion) -> None:
    card = text_of(reviewer, at("review_card", upload, row=1))

    assert "<del>17</del>" in card
    assert "<ins>18</ins>" in card
    assert "1.41 m north-east" in card
    assert "90.3 %" in card
    assert "+156.0 m²" in card
    assert "0-3-61.0" in card


def test_card_names_findings_of_its_row_only(reviewer: Officer, upload: Upload) -> None:
    assert "The row has no shape." in text_of(reviewer, at("review_card", upload, row=4))
    assert "The row has no shape." not in text_of(reviewer, at("review_card", upload, row=2))


def test_card_asks_the_tax_office_by_address(reviewer: Officer, upload: Upload, parcel: ParcelVersion) -> None:
    upload.features.filter(row=1).update(deed_area_wah=400)

    card = text_of(reviewer, at("review_card", upload, row=1))

    assert f'hx-get="/tax/parcels/{parcel.parcel.uid}/effect/?area_wah=400.00"' in card


def test_lineage_shows_evidence_and_the_rest_of_the_family(
    reviewer: Officer, upload: Upload, proposal: LineageProposal
) -> None:
    card = text_of(reviewer, at("review_card", upload, row=3))

    assert "97 % sure" in card
    assert "48 % of that parcel, 100 % of this one" in card
    assert 'data-row-link="1"' in card


def test_shapes_tell_before_after_and_the_difference(reviewer: Officer, upload: Upload, parcel: ParcelVersion) -> None:
    upload.features.filter(row=2).update(change=Change.NEW)

    collection = reviewer.get(at("review_shapes", upload, row=1)).json()

    roles = [feature["properties"]["role"] for feature in collection["features"]]
    assert sorted(set(roles)) == ["added", "after", "before", "beside_after"]
    assert roles.count("beside_after") == 2
    after = next(feature for feature in collection["features"] if feature["properties"]["role"] == "after")
    assert after["geometry"]["coordinates"][0][0][0] == pytest.approx([98.94315, 18.74418], abs=1e-3)


def test_new_row_is_still_drawn_beside_another_when_it_was_accepted(
    reviewer: Officer, officer: Callable[..., User], upload: Upload, parcel: ParcelVersion
) -> None:
    upload.features.filter(row=2).update(change=Change.NEW)
    review.decide(upload, rows=[2], decision=Decision.ACCEPTED, by=officer(Role.SURVEY_REVIEWER), at=AT)

    collection = reviewer.get(at("review_shapes", upload, row=1)).json()

    told = [feature["properties"] for feature in collection["features"]]
    beside = {shape["row"]: shape["decision"] for shape in told if shape["role"] == "beside_after"}
    assert beside == {2: "accepted", 3: "pending"}


def test_shapes_of_a_parcel_that_is_gone_are_those_of_the_register(
    reviewer: Officer, upload: Upload, gone: GoneParcel
) -> None:
    collection = reviewer.get(at("review_shapes", upload, change="gone", row=gone.pk)).json()

    assert [feature["properties"]["role"] for feature in collection["features"]] == ["before"]


def test_rows_without_warnings_are_a_queue_of_their_own(upload: Upload) -> None:
    upload.findings.create(municipality=upload.municipality, rule="overlap", level="warning", row=2)

    clean = desk.rows(upload, desk.Queue(level=desk.CLEAN))

    assert sorted(clean.values_list("row", flat=True)) == [1, 3]


@pytest.mark.parametrize(
    ("text", "row"), [("3", 3), ("01a002", 2), ("01A00", 1), ("99", None), ("zz", None), ("", None)]
)
def test_row_is_found_by_number_or_code(reviewer: Officer, upload: Upload, text: str, row: int | None) -> None:
    assert reviewer.get(at("review_find", upload, q=text)).json() == {"row": row}


def test_unknown_row_does_not_exist(reviewer: Officer, upload: Upload) -> None:
    assert reviewer.get(at("review_card", upload, row=99)).status_code == 404
    assert reviewer.get(at("review_card", upload)).status_code == 404
