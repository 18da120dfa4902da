"""How exact a corner is, by the way it was measured: settings with source and doubt (`data/accuracy.toml`)."""

import functools

from gis_assets import attested
from gis_assets.attested import Setting


@functools.cache
def entries() -> tuple[Setting, ...]:
    """The standard deviation of a corner by accuracy class, with every entry that has ended."""
    return attested.read("gis_assets", "accuracy")


def sigma_m(accuracy_class: str) -> float:
    """One standard deviation of a corner that was measured so, in metres."""
    return next(one.value for one in entries() if one.name == accuracy_class and one.in_force_until is None)
