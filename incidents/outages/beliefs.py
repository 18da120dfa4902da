"""What the inference of outages believes beforehand, as the rules that it takes."""

from collections.abc import Mapping

from incidents import beliefs as settings
from incidents.beliefs import Belief
from incidents.outages.inference import Rules
from incidents.outages.tree import Device

SETTING = "outages"
"""Key in a municipality's settings: {"window_minutes": 90, ...} overrules `data/outages.toml` by name."""


def beliefs(own: Mapping[str, object]) -> dict[str, Belief]:
    """All settings of outages by name."""
    return settings.held(SETTING, own)


def rules(held: Mapping[str, Belief]) -> Rules:
    """The rules that the inference takes."""
    value = {name: belief.number for name, belief in held.items()}
    return Rules(
        failures_per_year={kind: value[f"{kind.name.lower()}_failures_per_thousand_years"] / 1000 for kind in Device},
        least_reports={Device.POLE: 1}
        | {kind: int(value[f"{kind.name.lower()}_least_reports"]) for kind in Device if kind != Device.POLE},
        alone_per_year=value["single_failures_per_thousand_years"] / 1000,
        reporting_share=value["reporting_percent"] / 100,
        probable_reports=int(value["probable_reports"]),
        probable_share=value["probable_percent"] / 100,
    )
