"""Kinds of vehicles and the roads that are too low, too narrow, too weak or too small for them.

Sizes are settings (`incidents/data/vehicles.toml`), each with its doubt; a municipality's own overrule them. A road
without a known limit bars nobody but the kinds that keep off its class.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from incidents import beliefs
from incidents.network.arrays import Flags
from incidents.network.roads import Roads


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Height and width in centimetres and total weight in kilograms; `keeps_off` are classes of roads it never uses."""

    code: str
    height_cm: int
    width_cm: int
    weight_kg: int
    keeps_off: frozenset[str] = frozenset()


SETTING = "vehicles"
"""Key in a municipality's settings: {"pickup_height_cm": 210, ...}."""
KINDS = ("motorcycle", "pickup", "bucket_truck", "heavy_truck")


def vehicle(code: str, own: Mapping[str, object]) -> Vehicle | None:
    """The vehicle of that code by a municipality's settings; None for any other, which no road bars."""
    if code not in KINDS:
        return None
    value = {name: int(belief.number) for name, belief in beliefs.held(SETTING, own).items()}
    keeps_off = frozenset({"soi"} if value.get(f"{code}_keeps_off_soi") else ())
    return Vehicle(code, value[f"{code}_height_cm"], value[f"{code}_width_cm"], value[f"{code}_weight_kg"], keeps_off)


def barred(roads: Roads, vehicle: Vehicle) -> Flags:
    """For each segment, whether the vehicle may not drive there."""
    limits = (
        (roads.height_cm, vehicle.height_cm),
        (roads.width_cm, vehicle.width_cm),
        (roads.weight_kg, vehicle.weight_kg),
    )
    kept_off = np.isin(roads.class_code, [at for at, name in enumerate(roads.classes) if name in vehicle.keeps_off])
    is_barred: Flags = kept_off
    for limit, size in limits:
        is_barred = is_barred | ((limit > 0) & (limit < size))
    return is_barred
