"""The review desk: what it shows of a row, how rows are decided on, and who may only look."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import Range

from gis_assets.models import LineageKind, Municipality, Parcel, ParcelLineage, ParcelVersion, Role
from landsurvey import review
from landsurvey.models import (
    Change,
    Decision,
    GoneParcel,
    LineageProposal,
    StagedFeature,
    Upload,
    UploadStatus,
    Verdict,
)
from landsurvey.reviewing import desk, prospects
from tests import lasting
from tests.gis_assets.builders import a_parcel, a_source, square
from tests.landsurvey.builders import AT, EAST_M, NORTH_M, a_row, a_square, a_survey, checked
from tests.speaking import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
JSON = {"Accept": "application/json"}
_MANY = 12


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


def _at(name: str, upload: Upload, **query: object) -> str:
    return reverse(f"landsurvey:{name}", args=[upload.uid], query=query or None)


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def _facts(page: str) -> dict[str, str]:
    found = re.search(r'<article class="feature"([^>]*)>', page)
    assert found
    return dict(re.findall(r'data-(\w+)="([^"]*)"', found[1]))


def _decide(client: Client, upload: Upload, *, row: int, decision: str, seen: int = 0, **more: object) -> int:
    queue = more.pop("queue", {})
    assert isinstance(queue, dict)
    sent = {"decision": decision, "seen": seen, **more}
    return client.post(_at("review_decide", upload, row=row, **queue), sent, headers=JSON).status_code


def test_desk_begins_with_the_first_row_nobody_decided_on(reviewer: Officer, upload: Upload) -> None:
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer.user, at=AT)

    page = _text(reviewer, _at("review", upload))

    assert (_facts(page)["row"], _facts(page)["previous"], _facts(page)["next"]) == ("2", "1", "3")
    assert "1 of 4 decided" in page


def test_queue_holds_only_rows_of_its_filter(reviewer: Officer, upload: Upload) -> None:
    split = _facts(_text(reviewer, _at("review", upload, change="split")))
    faulty = _facts(_text(reviewer, _at("review", upload, level="errors")))

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
    card = _text(reviewer, _at("review_card", upload, row=1))

    assert "<del>17</del>" in card
    assert "<ins>18</ins>" in card
    assert "1.41 m north-east" in card
    assert "90.3 %" in card
    assert "+156.0 m²" in card
    assert "0-3-61.0" in card


def test_card_names_findings_of_its_row_only(reviewer: Officer, upload: Upload) -> None:
    assert "The row has no shape." in _text(reviewer, _at("review_card", upload, row=4))
    assert "The row has no shape." not in _text(reviewer, _at("review_card", upload, row=2))


def test_card_asks_the_tax_office_by_address(reviewer: Officer, upload: Upload, parcel: ParcelVersion) -> None:
    upload.features.filter(row=1).update(deed_area_wah=400)

    card = _text(reviewer, _at("review_card", upload, row=1))

    assert f'hx-get="/tax/parcels/{parcel.parcel.uid}/effect/?area_wah=400.00"' in card


def test_lineage_shows_evidence_and_the_rest_of_the_family(
    reviewer: Officer, upload: Upload, proposal: LineageProposal
) -> None:
    card = _text(reviewer, _at("review_card", upload, row=3))

    assert "97 % sure" in card
    assert "48 % of that parcel, 100 % of this one" in card
    assert 'data-row-link="1"' in card


def test_shapes_tell_before_after_and_the_difference(reviewer: Officer, upload: Upload, parcel: ParcelVersion) -> None:
    upload.features.filter(row=2).update(change=Change.NEW)

    collection = reviewer.get(_at("review_shapes", upload, row=1)).json()

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

    collection = reviewer.get(_at("review_shapes", upload, row=1)).json()

    told = [feature["properties"] for feature in collection["features"]]
    beside = {shape["row"]: shape["decision"] for shape in told if shape["role"] == "beside_after"}
    assert beside == {2: "accepted", 3: "pending"}


def test_shapes_of_a_parcel_that_is_gone_are_those_of_the_register(
    reviewer: Officer, upload: Upload, gone: GoneParcel
) -> None:
    collection = reviewer.get(_at("review_shapes", upload, change="gone", row=gone.pk)).json()

    assert [feature["properties"]["role"] for feature in collection["features"]] == ["before"]


def test_decision_of_the_script_answers_with_new_counts(reviewer: Officer, upload: Upload) -> None:
    sent = {"decision": "accepted", "seen": 0}

    answer = reviewer.post(_at("review_decide", upload, row=1), sent, headers=JSON)

    assert upload.features.get(row=1).decision == Decision.ACCEPTED
    assert "1 of 4 decided" in answer.json()["tally"]


def test_plain_form_goes_on_to_the_next_open_row_of_its_queue(reviewer: Officer, upload: Upload) -> None:
    answer = reviewer.post(_at("review_decide", upload, row=1, decision="pending"), {"decision": "accepted", "seen": 0})

    assert answer.headers["Location"] == _at("review", upload, decision="pending", row=2)


def test_typed_comment_stays_when_a_plain_decision_is_refused(reviewer: Officer, upload: Upload) -> None:
    sent = {"decision": "accepted", "seen": 0, "comment": "seen on site"}

    answer = reviewer.post(_at("review_decide", upload, row=4), sent)

    assert answer.status_code == 422
    assert "seen on site" in answer.content.decode()
    assert "cannot be accepted" in answer.content.decode()


def test_decision_on_a_stale_page_says_who_came_first(
    reviewer: Officer, upload: Upload, officer: Callable[..., User]
) -> None:
    other = officer(Role.SURVEY_REVIEWER)
    review.decide(upload, rows=[1], decision=Decision.RETURNED, by=other, at=AT, comment="corner")

    answer = reviewer.post(_at("review_decide", upload, row=1), {"decision": "accepted", "seen": 0}, headers=JSON)

    assert answer.status_code == 409
    assert other.username in answer.json()["said"]
    assert upload.features.get(row=1).decision == Decision.RETURNED


def test_lineage_is_confirmed_and_taken_back(reviewer: Officer, upload: Upload, proposal: LineageProposal) -> None:
    assert _decide(reviewer, upload, row=3, decision="confirmed", proposal=proposal.pk) == 200
    proposal.refresh_from_db()
    confirmed = proposal.verdict

    assert _decide(reviewer, upload, row=3, decision="open", proposal=proposal.pk, seen=1) == 200

    proposal.refresh_from_db()
    assert (confirmed, proposal.verdict) == (Verdict.CONFIRMED, Verdict.OPEN)


def test_suggested_code_is_taken(reviewer: Officer, upload: Upload) -> None:
    upload.features.filter(row=3).update(suggested_code="01A003/001")

    assert _decide(reviewer, upload, row=3, decision="code") == 200

    assert upload.features.get(row=3).code == "01A003/001"


def test_parcel_that_is_gone_ends_when_the_reviewer_says_so(
    reviewer: Officer, upload: Upload, gone: GoneParcel
) -> None:
    page = _text(reviewer, _at("review", upload, change="gone"))
    assert "09Z009" in page

    assert _decide(reviewer, upload, row=gone.pk, decision="retire", queue={"change": "gone"}) == 200

    gone.refresh_from_db()
    assert gone.decision == "retire"


def test_whole_queue_is_accepted_without_its_errors(reviewer: Officer, upload: Upload) -> None:
    answer = reviewer.post(_at("review_decide_queue", upload), {"decision": "accepted", "seen": 0}, follow=True)

    assert "3 rows accepted." in answer.content.decode()
    assert sorted(upload.features.filter(decision="accepted").values_list("row", flat=True)) == [1, 2, 3]


def test_whole_queue_is_returned_with_one_comment(reviewer: Officer, upload: Upload) -> None:
    sent = {"decision": "returned", "seen": 0, "comment": "no shape"}

    reviewer.post(_at("review_decide_queue", upload, level="errors"), sent)

    returned = upload.features.filter(decision="returned")
    assert list(returned.values_list("row", "comment")) == [(4, "no shape")]


def test_rows_without_warnings_are_a_queue_of_their_own(upload: Upload) -> None:
    upload.findings.create(municipality=upload.municipality, rule="overlap", level="warning", row=2)

    clean = desk.rows(upload, desk.Queue(level=desk.CLEAN))

    assert sorted(clean.values_list("row", flat=True)) == [1, 3]


@pytest.mark.parametrize(
    ("text", "row"), [("3", 3), ("01a002", 2), ("01A00", 1), ("99", None), ("zz", None), ("", None)]
)
def test_row_is_found_by_number_or_code(reviewer: Officer, upload: Upload, text: str, row: int | None) -> None:
    assert reviewer.get(_at("review_find", upload, q=text)).json() == {"row": row}


def test_unknown_row_does_not_exist(reviewer: Officer, upload: Upload) -> None:
    assert reviewer.get(_at("review_card", upload, row=99)).status_code == 404
    assert reviewer.get(_at("review_card", upload)).status_code == 404


def test_surveyor_looks_but_finds_no_button(surveyor: Officer, upload: Upload, parcel: ParcelVersion) -> None:
    page = _text(surveyor, _at("review", upload))

    assert 'name="decision"' not in page
    assert "/tax/" not in _text(surveyor, _at("review_card", upload, row=1))


def test_promotion_page_says_what_will_happen(
    reviewer: Officer, upload: Upload, parcel: ParcelVersion, proposal: LineageProposal
) -> None:
    by = reviewer.user
    review.accept_all_without_errors(upload, by=by, at=AT)
    before = prospects.prospect(upload)
    review.confirm_lineage(upload, by=by, at=AT)
    after = prospects.prospect(upload)

    page = _text(reviewer, _at("promotion", upload))

    assert (before.continued, before.new, before.untouched, before.lineage_open, before.lineage) == (1, 1, 1, 1, 0)
    assert (after.lineage_open, after.lineage, after.undecided) == (0, 1, 1)
    assert "1 row is not decided and stays out." in page


def test_promotion_page_says_what_was_done_and_takes_it_back(reviewer: Officer, upload: Upload) -> None:
    review.decide(upload, rows=[1, 2], decision=Decision.ACCEPTED, by=reviewer.user, at=AT)
    reviewer.post(_at("promote", upload), {"effective_date": "2023-05-01"})
    done = _text(reviewer, _at("promotion", upload))

    refused = reviewer.post(_at("undo", upload), {"effective_date": "2023-06-01", "why": ""})
    reviewer.post(_at("undo", upload), {"effective_date": "2023-06-01", "why": "wrong zone"})

    assert "In force from" in done
    assert refused.status_code == 422
    assert "wrong zone" in _text(reviewer, _at("promotion", upload))
    assert not ParcelVersion.objects.as_of(date(2023, 6, 2)).exists()


def test_origins_are_not_confirmed_on_a_page_that_another_reviewer_has_overtaken(
    reviewer: Officer, upload: Upload, proposal: LineageProposal, officer: Callable[..., User]
) -> None:
    other = officer(Role.SURVEY_REVIEWER)
    for verdict in (Verdict.REJECTED, Verdict.OPEN):
        review.decide_lineage(upload, proposals=[proposal.pk], verdict=verdict, by=other, at=AT)

    reviewer.post(_at("confirm_lineage", upload), {"seen": 0})

    proposal.refresh_from_db()
    assert proposal.verdict == Verdict.OPEN


def test_survey_is_compared_again_when_the_register_changed_under_it(
    reviewer: Officer, upload: Upload, parcel: ParcelVersion
) -> None:
    review.accept_all_without_errors(upload, by=reviewer.user, at=AT)
    StagedFeature.objects.filter(upload=upload).update(change="", compared_version=None)

    reviewer.post(_at("compare_again", upload))

    assert upload.features.get(row=1).compared_version == parcel.pk
    assert upload.features.filter(row__lte=3).exclude(change="").count() == 3


_READING: list[tuple[str, dict[str, object]]] = [
    ("review", {}),
    ("review_card", {"row": 1}),
    ("review_shapes", {"row": 1}),
    ("review_find", {"q": "1"}),
]
_READING.append(("promotion", {}))
_WRITING = ["review_decide", "review_decide_queue", "confirm_lineage", "compare_again", "undo"]


@pytest.mark.parametrize(("name", "query"), _READING)
def test_desk_is_seen_by_its_officers_only(
    name: str,
    query: dict[str, object],
    upload: Upload,
    surveyor: Officer,
    reviewer: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = _at(name, upload, **query)

    assert (surveyor.get(address).status_code, reviewer.get(address).status_code) == (200, 200)
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
    assert _foreign(client_as, other_municipality).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", _WRITING)
def test_nobody_but_a_reviewer_decides(
    name: str,
    upload: Upload,
    surveyor: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = _at(name, upload, row=1)
    sent = {"decision": "accepted", "seen": 0}

    assert surveyor.post(address, sent).status_code == 403
    assert client_as(Role.TAX_OFFICER).post(address, sent).status_code == 403
    assert _foreign(client_as, other_municipality).post(address, sent).status_code == 404
    assert Client().post(address, sent).status_code == 302
    assert set(upload.features.values_list("decision", flat=True)) == {Decision.PENDING}
    assert Upload.objects.get().status == UploadStatus.CHECKED


def test_desk_asks_as_many_questions_for_many_rows_as_for_few(
    reviewer: Officer, municipality: Municipality, officer: Callable[..., User], tmp_path: Path
) -> None:
    by, asked = officer(Role.SURVEYOR), []
    for count in (2, _MANY):
        folder = tmp_path / str(count)
        folder.mkdir()
        rows = [a_row(a_square(number), PARCEL_COD=f"02B{count:02}{number}") for number in range(count)]
        upload = checked(a_survey(rows, folder), municipality=municipality, by=by)
        with CaptureQueriesContext(connection) as questions:
            for name, query in _READING:
                reviewer.get(_at(name, upload, **query))
        asked.append(len(questions))

    assert asked[0] == asked[1]


def test_card_asks_as_many_questions_for_a_large_family_as_for_a_small(
    reviewer: Officer, municipality: Municipality, upload: Upload, parcel: ParcelVersion
) -> None:
    asked = []
    for row in (2, 3):
        LineageProposal.objects.create(
            municipality=municipality,
            upload=upload,
            feature=upload.features.get(row=row),
            parent=parcel.parcel,
            kind=LineageKind.SPLIT,
            share_of_parent=0.5,
            share_of_child=1.0,
            confidence=0.9,
        )
        with CaptureQueriesContext(connection) as questions:
            reviewer.get(_at("review_card", upload, row=2))
        asked.append(len(questions))

    assert asked[0] == asked[1]


def _foreign(client_as: Callable[..., Officer], municipality: Municipality) -> Client:
    client = client_as(Role.SURVEYOR, Role.SURVEY_REVIEWER, of=municipality)
    session = client.session
    session["municipality"] = municipality.dla_code
    session.save()
    return client


# The history of a parcel


@lasting.fixture
def family(municipality: Municipality, parcel: ParcelVersion) -> ParcelVersion:
    """The parcel of the test was split in 2024; its second part is returned."""
    child = a_parcel(municipality, code="01A001/001", valid=Range(date(2024, 1, 1), None), shape=square(east=50))
    ParcelLineage.objects.create(
        municipality=municipality,
        parent=parcel.parcel,
        child=child.parcel,
        kind=LineageKind.SPLIT,
        effective_date=date(2024, 1, 1),
        source=a_source(municipality, reference="survey-2567.zip"),
        share_of_parent=0.4,
        share_of_child=1.0,
        evidence={"because": [{"msgid": "The row has no shape. Draw the parcel or remove the row.", "args": {}}]},
    )
    return child


def _history(parcel: Parcel, **query: str) -> str:
    return reverse("landsurvey:history", args=[parcel.uid], query=query or None)


def test_history_draws_and_lists_the_lineage(reviewer: Officer, family: ParcelVersion, parcel: ParcelVersion) -> None:
    page = _text(reviewer, _history(family.parcel))

    assert page.count('class="lineage__node') == 2
    assert f'href="{_history(parcel.parcel)}"' in page
    assert "40 % of the former parcel" in page
    assert "survey-2567.zip" in page


def test_history_shows_the_version_of_the_chosen_day(
    reviewer: Officer, municipality: Municipality, parcel: ParcelVersion
) -> None:
    ParcelVersion.objects.update(valid=Range(date(2023, 1, 1), date(2024, 1, 1)))
    a_parcel(municipality, parcel=parcel.parcel, valid=Range(date(2024, 1, 1), None), document_number="99")

    before = _text(reviewer, _history(parcel.parcel, on="2023-06-01"))
    after = _text(reviewer, _history(parcel.parcel, on="2024-06-01"))
    never = _text(reviewer, _history(parcel.parcel, on="2020-01-01"))

    assert "No document 17" in before
    assert "No document 99" in after
    assert "held no such parcel on that day" in never


def test_history_keeps_a_day_that_is_none(reviewer: Officer, parcel: ParcelVersion) -> None:
    answer = reviewer.get(_history(parcel.parcel, on="31/31/2023"))

    assert answer.status_code == 422
    assert "31/31/2023" in answer.content.decode()


def test_history_is_for_officers_of_the_municipality(
    parcel: ParcelVersion,
    surveyor: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = _history(parcel.parcel)

    assert surveyor.get(address).status_code == 200
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 200
    assert client_as(Role.DISPATCHER).get(address).status_code == 403
    assert _foreign(client_as, other_municipality).get(address).status_code == 404
    assert Client().get(address).status_code == 302
