"""The register: what exists on the ground, whose it is and since when.

A *thing* (parcel, building, party, pole, road, grid node) has an identity that never changes; what is known of it
stands in *versions*, each in force for a half-open period of days. Two versions of one thing never share a day.
"""

from gis_assets.models.buildings import Building, BuildingVersion, MaterialClass
from gis_assets.models.journal import JournalEntry
from gis_assets.models.landcover import LandCover
from gis_assets.models.lineage import LineageKind, ParcelLineage
from gis_assets.models.municipality import (
    Membership,
    Municipality,
    MunicipalityCode,
    Role,
    Tambon,
)
from gis_assets.models.network import (
    GridNode,
    GridNodeVersion,
    RoadSegment,
    RoadSegmentVersion,
    TurnKind,
    TurnRestriction,
    TurnRestrictionVersion,
)
from gis_assets.models.parcels import Parcel, ParcelVersion
from gis_assets.models.parties import Party, PartyVersion, Right
from gis_assets.models.poles import UtilityPole, UtilityPoleVersion
from gis_assets.models.signs import Letters, Sign, SignVersion
from gis_assets.models.units import Unit, UnitVersion
from gis_assets.models.versions import AccuracyClass, Source

__all__ = [
    "AccuracyClass",
    "Building",
    "BuildingVersion",
    "GridNode",
    "GridNodeVersion",
    "JournalEntry",
    "LandCover",
    "Letters",
    "LineageKind",
    "MaterialClass",
    "Membership",
    "Municipality",
    "MunicipalityCode",
    "Parcel",
    "ParcelLineage",
    "ParcelVersion",
    "Party",
    "PartyVersion",
    "Right",
    "RoadSegment",
    "RoadSegmentVersion",
    "Role",
    "Sign",
    "SignVersion",
    "Source",
    "Tambon",
    "TurnKind",
    "TurnRestriction",
    "TurnRestrictionVersion",
    "Unit",
    "UnitVersion",
    "UtilityPole",
    "UtilityPoleVersion",
]
