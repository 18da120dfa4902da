"""The limits of the survey's checks: dated settings, each with where it comes from and what is doubtful about it.

They stand in `data/limits.toml`, nowhere in the code; a municipality may overrule one. Pure: the day and the
municipality's own values come from the caller.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from gis_assets import attested
from gis_assets.attested import Setting

SETTING = "survey_limits"
"""Key in a municipality's settings: {"tiny_edge_m": 0.1, ...} overrules `data/limits.toml` by name."""
OF_ALL = ("comparing", "files")
"""Topics that are the same for every municipality and are not overruled."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The values in force; what each means, and its unit, stands beside it in the file."""

    area_sigmas: float
    deed_rounding_m2: float
    least_area_m2: float
    node_m: float
    tiny_edge_m: float
    spike_deg: float
    line_sigmas: float
    line_least_m: float
    line_most_m: float
    strip_least_m2: float
    hair_m2: float
    inside_share: float
    boundary_m: float
    sheet_m: float
    replaced_share: float
    same_share: float
    register_line_most_m: float
    register_overlap_least_m2: float
    count_jump: float
    archive_files: float
    archive_ratio: float
    archive_ratio_free_mb: float
    datum_least_matches: float
    datum_quiet_m: float
    datum_quiet_sigmas: float
    datum_in_sheet_share: float
    datum_gain_share: float
    same_vertex_m: float
    same_shape_m: float
    other_order_m: float
    one_parcel_share: float
    most_share: float
    parts_at_most: float
    same_place_share: float
    furthest_m: float
    gone_nearby_m: float
    gone_inside_share: float
    surveyed_closing_m: float
    surveyed_hole_m2: float

    def line_m(self, sigma_m: float) -> float:
        """How far two drawings of one line may lie apart when a corner has this standard deviation.

        Inside one file lines are drawn once, so that even a coarse source does not excuse more than `line_most_m`.
        """
        return float(np.clip(self.drawings_m(sigma_m), self.line_least_m, self.line_most_m))

    def drawings_m(self, sigma_m: float) -> float:
        """The same for two surveys, each with its own mistakes: of a difference of two, hence the root."""
        return self.line_sigmas * 2**0.5 * sigma_m


def listed(*, on: date, own: Mapping[str, object] | None = None) -> list[Setting]:
    """The limits in force on a day, in the order of the file; `own` are a municipality's values, by name."""
    return attested.in_force(entries(), on=on, own=own, fixed_topics=OF_ALL)


def of(*, on: date, own: Mapping[str, object] | None = None) -> Limits:
    """The values in force on a day; raises ValueError when a limit has none."""
    return attested.filled(Limits, listed(on=on, own=own), on=on)


@functools.cache
def latest() -> Limits:
    """The values that are in force until further notice: where nobody says for which day."""
    return Limits(**{limit.name: limit.value for limit in entries() if limit.in_force_until is None})


@functools.cache
def entries() -> tuple[Setting, ...]:
    """Every entry of the file, also those that have ended."""
    return attested.read("landsurvey", "limits")
