"""Splits and merges told by common ground, identifiers and hints; drawn on small columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import shapely

from landsurvey.comparing import comparison, matching
from landsurvey.comparing.comparison import Comparison
from landsurvey.comparing.matching import Register, Surveyed

SIDE_M = 40.0
Drawn = tuple[shapely.Geometry | None, Mapping[str, object]]


def box(east: float, *, width: float = SIDE_M, north: float = 0, height: float = SIDE_M) -> shapely.Polygon:
    return shapely.box(494_000 + east, 2_072_500 + north, 494_000 + east + width, 2_072_500 + north + height)


def column(values: Sequence[object]) -> np.ndarray:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def table(rows: Sequence[Drawn]) -> dict[str, Any]:
    fields = ("code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "land_number")
    read = {field: column([facts.get(field, "") for _, facts in rows]) for field in (*fields, "survey_page")}
    return read | {"utm_scale": column([facts.get("utm_scale", 0) for _, facts in rows])}


def areas(rows: Sequence[Drawn]) -> np.ndarray:
    return np.array([facts.get("deed_area", 0) for _, facts in rows], dtype=np.int64)


def surveyed(*rows: Drawn) -> Surveyed:
    return Surveyed(np.arange(1, len(rows) + 1), column([shape for shape, _ in rows]), table(rows), areas(rows))


def registered(*rows: Drawn) -> Register:
    ids = np.arange(len(rows), dtype=np.int64)
    return Register(
        shape=column([shape for shape, _ in rows]),
        parcel_id=ids + 100,
        version_id=ids + 500,
        deed_area_hundredths=areas(rows),
        **table(rows),
    )


def kinds(found: Comparison) -> list[tuple[int, int, str]]:
    return sorted((step.row, step.parcel, step.kind) for step in found.steps)


SHEET = {"utmmap1": "4746", "utmmap2": "1", "utmmap3": "9878", "utmmap4": "00", "utm_scale": 4000}


def test_same_row_is_unchanged_within_a_vertex_tolerance() -> None:
    moved = shapely.transform(box(0), lambda points: points + 0.01)

    found = comparison.compare(
        surveyed((moved, {"code": "01A001"})), registered((box(0), {"code": "01A001", "land_number": "7"}))
    )

    assert (found.change.tolist(), found.parcel.tolist(), found.fields) == (["unchanged"], [0], {})


def test_ring_that_begins_elsewhere_is_unchanged() -> None:
    ring = shapely.get_coordinates(box(0))[:-1]

    found = comparison.compare(
        surveyed((shapely.Polygon(np.roll(ring, 1, axis=0)), {"code": "01A001"})),
        registered((shapely.Polygon(ring[::-1]), {"code": "01A001"})),
    )

    assert found.change.tolist() == ["unchanged"]


def test_shift_is_told_when_the_shape_is_the_same() -> None:
    moved = shapely.transform(box(0), lambda points: points + np.array([0.4, -0.3]))

    found = comparison.compare(surveyed((moved, {"code": "01A001"})), registered((box(0), {"code": "01A001"})))

    assert found.change.tolist() == ["moved"]
    assert found.shift_m[0] == pytest.approx([0.4, -0.3])


def test_reshaped_row_has_its_overlap_measured() -> None:
    found = comparison.compare(
        surveyed((box(0, width=36), {"code": "01A001"})), registered((box(0), {"code": "01A001"}))
    )

    assert found.change.tolist() == ["reshaped"]
    assert found.iou[0] == pytest.approx(0.9)


def test_new_particulars_are_told_field_by_field_and_blanks_say_nothing() -> None:
    row = {"code": "01A001", "document_type": "chanote", "document_number": "12", "deed_area": 40_000}
    known = {"code": "01A001", "document_type": "chanote", "document_number": "11", "land_number": "3"}

    found = comparison.compare(surveyed((box(0), row)), registered((box(0), known)))

    assert found.change.tolist() == ["attributes"]
    assert found.fields == {0: {"document_number": ("11", "12"), "deed_area_wah": ("", "400.00")}}


@pytest.mark.parametrize(
    ("row", "parcel", "by"),
    [
        ({"code": "01A001"}, {"code": "01A001"}, "code"),
        (
            {"code": "9", "document_type": "chanote", "document_number": "5"},
            {"code": "8", "document_type": "chanote", "document_number": "5"},
            "deed",
        ),
        ({"land_number": "5", **SHEET}, {"land_number": "5", **SHEET}, "sheet"),
        ({}, {}, "place"),
    ],
)
def test_row_is_tied_by_the_first_identifier_that_fits(
    row: dict[str, object], parcel: dict[str, object], by: str
) -> None:
    found = comparison.compare(surveyed((box(0), row)), registered((box(0), parcel)))

    assert (found.parcel.tolist(), found.by.tolist()) == ([0], [by])


def test_deed_number_does_not_tie_when_the_kind_of_deed_differs() -> None:
    matches = matching.match(
        surveyed((box(0), {"document_type": "ns3k", "document_number": "5"})),
        registered((box(50), {"document_type": "chanote", "document_number": "5"})),
    )

    assert matches.parcel.tolist() == [-1]


def test_place_wins_over_a_code_that_shares_no_ground() -> None:
    matches = matching.match(
        surveyed((box(0), {"code": "01A002"})),
        registered((box(0), {"code": "01A001"}), (box(200), {"code": "01A002"})),
    )

    assert (matches.parcel.tolist(), matches.by.tolist()) == ([0], ["place"])


def test_code_ties_over_a_datum_mistake_but_not_over_kilometres() -> None:
    known = registered((box(0), {"code": "01A001"}), (box(60), {"code": "01A002"}))

    matches = matching.match(surveyed((box(190), {"code": "01A001"}), (box(5_000), {"code": "01A002"})), known)

    assert matches.parcel.tolist() == [0, -1]


def test_shared_code_is_settled_by_common_ground() -> None:
    rows = surveyed((box(100), {"code": "01A001"}), (box(0), {"code": "01A001"}))

    matches = matching.match(rows, registered((box(0), {"code": "01A001"}), (box(102), {"code": "01A001"})))

    assert matches.parcel.tolist() == [1, 0]


def test_split_is_inferred_when_one_half_keeps_the_code() -> None:
    found = comparison.compare(
        surveyed((box(0, width=24), {"code": "01A001"}), (box(24, width=16), {"code": "01A001/001"})),
        registered((box(0), {"code": "01A001"})),
    )

    assert kinds(found) == [(0, 0, "continuation"), (1, 0, "split")]
    assert found.change.tolist() == ["split", "split"]
    assert found.steps[1].share_of_parent == pytest.approx(0.4)
    assert found.steps[1].share_of_child == pytest.approx(1.0)
    assert found.steps[1].confidence >= 0.95
    assert found.suggested_code == {}


def test_lowest_land_number_stays_when_no_part_carries_the_code() -> None:
    found = comparison.compare(
        surveyed((box(0, width=20), {"land_number": "12"}), (box(20, width=20), {"land_number": "3"})),
        registered((box(0), {"code": "07K002"})),
        codes_ever=lambda heads, blocks: ["07K002", "07K002/004"],
    )

    assert kinds(found) == [(0, 0, "split"), (1, 0, "continuation")]
    assert found.suggested_code == {0: "07K002/005", 1: "07K002"}


def test_small_part_cut_off_a_corner_is_a_split() -> None:
    found = comparison.compare(
        surveyed((box(0, width=38), {"code": "01A001"}), (box(38, width=2), {"code": "01A009"})),
        registered((box(0), {"code": "01A001"})),
    )

    assert kinds(found) == [(0, 0, "continuation"), (1, 0, "split")]
    assert found.suggested_code == {1: "01A001/001"}


def test_merge_is_inferred_and_the_lowest_code_kept() -> None:
    found = comparison.compare(
        surveyed((box(0, width=80), {"code": ""})),
        registered((box(0), {"code": "01A007"}), (box(40), {"code": "01A003"})),
    )

    assert kinds(found) == [(0, 0, "merge"), (0, 1, "continuation")]
    assert (found.change.tolist(), found.suggested_code, found.gone) == (["merged"], {0: "01A003"}, [])


def test_hint_of_the_land_office_raises_the_confidence() -> None:
    rows = surveyed((box(0, width=20), {"code": "01A001"}), (box(20, width=15), {"code": "X1"}))
    known = registered((box(0), {"code": "01A001"}))

    plain, hinted = (comparison.compare(rows, known, hinted=ids) for ids in ((), (100,)))

    assert hinted.steps[1].confidence > plain.steps[1].confidence


def test_no_split_when_rows_lie_on_each_other() -> None:
    found = comparison.compare(
        surveyed((box(0), {"code": "01A001"}), (box(0), {"code": "01A001/99"})),
        registered((box(0), {"code": "01A001"})),
    )

    assert (found.change.tolist(), found.steps) == (["unchanged", "new"], [])
    assert "01A001" in str(found.because[1][0])


def test_gone_when_neighbours_are_surveyed_and_the_parcel_is_not() -> None:
    codes = ["01A001", "01A002", "01A003"]
    known = registered(
        *[(box(40 * place), {"code": code}) for place, code in enumerate(codes)], (box(900), {"code": "9"})
    )
    ring = box(-40, width=200, north=-40, height=120).difference(box(40))

    found = comparison.compare(surveyed((ring, {"code": "R"}), (box(0), {"code": "01A001"})), known)

    assert 1 in [gone.parcel for gone in found.gone]
    assert 3 not in [gone.parcel for gone in found.gone]


def test_all_new_when_the_register_is_empty() -> None:
    found = comparison.compare(surveyed((box(0), {"code": "01A001"}), (None, {})), registered())

    assert (found.change.tolist(), found.steps, found.gone) == (["new", "new"], [], [])


def test_crossed_outline_is_compared_all_the_same() -> None:
    bow = shapely.Polygon([(0, 0), (40, 40), (40, 0), (0, 40)])
    crossed = shapely.transform(bow, lambda points: points + np.array([494_000, 2_072_500]))

    found = comparison.compare(surveyed((crossed, {"code": "01A001"})), registered((box(0), {"code": "01A001"})))

    assert found.change.tolist() == ["reshaped"]


def test_new_row_gets_the_next_code_of_the_nearest_block() -> None:
    found = comparison.compare(
        surveyed((box(45), {"code": ""})),
        registered((box(0), {"code": "04B066"}), (box(500), {"code": "02S015/004"})),
        codes_ever=lambda heads, blocks: ["04B066", "04B070"],
    )

    assert found.suggested_code == {0: "04B071"}
