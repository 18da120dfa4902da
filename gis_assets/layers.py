"""The public layers of the register, the ground first.

Closed on purpose: deed numbers, owners of poles, house numbers, and all else that leads to a person or a debt.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gis_assets.models.landcover import LandCoverKind
from gis_assets.models.network import GridNodeKind, RoadClass
from gis_assets.models.parcels import DocumentType
from gis_assets.models.poles import LampKind, PoleKind, PoleState
from gis_assets.models.versions import AccuracyClass
from gis_assets.publication import OPEN_DATA, TAX_MAP, Column, Ground, Kind, Layer, Style, Words

MAIN_USES: Mapping[str, Words] = {
    "agriculture": _("Farming"),
    "residential": _("Dwelling"),
    "other": _("Trade and other"),
    "vacant": _("Unused"),
    "unknown": _("Use not known"),
}
# Okabe and Ito's colours, which people who see colours differently can tell apart, softened for paper.
USE_COLOURS = {
    "agriculture": "#cfe0a6",
    "residential": "#f6d58f",
    "other": "#e7a4b8",
    "vacant": "#d9d5c8",
    "unknown": "#ffffff",
}
STATE_COLOURS = {"good": "#3d4a52", "leaning": "#e69f00", "damaged": "#d55e00", "removed": "#9aa4aa"}
_SURVEY = _("The survey of the municipality; each version names its own source.")


def _choice(
    name: str, title: Words, values: type[TextChoices] | Mapping[str, Words], *, ground: Ground, explained: Words = ""
) -> Column:
    words = values if isinstance(values, Mapping) else dict(values.choices)
    return Column(name, title, ground=ground, content="choices", values=words, explained=explained)


def _figure(
    name: str,
    title: Words,
    *,
    kind: Kind,
    ground: Ground,
    unit: str = "",
    zoom: int | None = 16,
    explained: Words = "",
) -> Column:
    return Column(name, title, kind, ground, content="codes", unit=unit, tile_zoom=zoom, explained=explained)


def _name(name: str, title: Words) -> Column:
    return Column(name, title, ground=OPEN_DATA, content="names")


LAYERS = (
    Layer(
        name="boundary",
        title=_("Municipal boundary"),
        description=_("The area of the municipality."),
        app="gis_assets",
        sql="layer_boundary",
        geometry="polygon",
        columns=(
            _name("name_th", _("Thai name")),
            _name("name_en", _("English name")),
            Column("dla_code", _("DLA code"), ground=OPEN_DATA, content="codes"),
        ),
        tables=("gis_assets_municipality",),
        has_history=False,
        updated="never",
        style=Style("#8a3b2f"),
        keywords=(_("boundary"), _("municipality")),
    ),
    Layer(
        name="landcover",
        title=_("Land cover"),
        description=_("Forest, water and paddy: background of the map."),
        app="gis_assets",
        sql="layer_landcover",
        geometry="polygon",
        columns=(
            _choice("kind", _("Kind"), LandCoverKind, ground=OPEN_DATA),
            _name("name_th", _("Thai name")),
            _name("name_en", _("English name")),
        ),
        tables=("gis_assets_landcover",),
        has_history=False,
        updated="year",
        style=Style(
            "#dfe8d5", "kind", {"forest": "#c9dcbf", "water": "#b9d7e8", "paddy": "#e6ecc9", "urban": "#eee7dd"}
        ),
        keywords=(_("land cover"),),
    ),
    Layer(
        name="roads",
        title=_("Roads"),
        description=_("Road segments between junctions, with class, speed and one-way."),
        app="gis_assets",
        sql="layer_roads",
        geometry="line",
        columns=(
            _choice(
                "road_class",
                _("Class"),
                RoadClass,
                ground=OPEN_DATA,
                explained=_("By what the road is for, as its source has it; it decides how fast a crew is expected."),
            ),
            _name("name_th", _("Thai name")),
            _name("name_en", _("English name")),
            _figure("is_oneway", _("One way"), kind="boolean", ground=OPEN_DATA),
            _figure(
                "speed_kmh",
                _("Speed (km/h)"),
                kind="integer",
                ground=OPEN_DATA,
                unit="km/h",
                explained=_(
                    "As signed where the source knows it, else what is usual for the class. No speed limit by law."
                ),
            ),
            _figure(
                "length_m",
                _("Length (m)"),
                kind="number",
                ground=OPEN_DATA,
                unit="m",
                explained=_("Of this stretch between two junctions, along its middle, in the town's own projection."),
            ),
        ),
        has_periods=True,
        tables=("gis_assets_roadsegmentversion",),
        id_kind="uuid",
        style=Style(
            "#b8ab95",
            "road_class",
            {"highway": "#c98a3b", "ring": "#d9a55c", "main": "#e3c48d", "street": "#b8ab95", "soi": "#cfc7b8"},
        ),
        keywords=(_("roads"),),
    ),
    Layer(
        name="parcels",
        title=_("Parcels"),
        description=_("Parcels of the tax map, without owners and deeds."),
        app="gis_assets",
        sql="layer_parcels",
        geometry="polygon",
        columns=(
            Column("code", _("Parcel code"), ground=TAX_MAP, content="codes", source=_SURVEY),
            _choice("document_type", _("Document"), DocumentType, ground=TAX_MAP),
            _figure("measured_area_m2", _("Measured area (m²)"), kind="number", ground=TAX_MAP, unit="m2"),
            _choice("main_use", _("Main use"), MAIN_USES, ground=TAX_MAP),
            _choice("accuracy_class", _("Accuracy"), AccuracyClass, ground=TAX_MAP),
            _figure("in_force_since", _("In force since"), kind="date", ground=TAX_MAP, zoom=None),
            # Shown with the shape by the Department of Lands too; here it would lead from the map to a person's deed.
            Column("document_number", _("Document number"), content="codes", tile_zoom=None),
        ),
        has_periods=True,
        tables=("gis_assets_parcelversion",),
        min_zoom=15,
        id_kind="uuid",
        style=Style("#e8e1d3", "main_use", USE_COLOURS),
        keywords=(_("tax map"),),
        accuracy=_("Stated for each parcel: 4 cm (RTK) to 2 m (sheets of 1:4000), one standard deviation."),
    ),
    Layer(
        name="buildings",
        title=_("Buildings"),
        description=_("Building footprints with type and storeys."),
        app="gis_assets",
        sql="layer_buildings",
        geometry="polygon",
        columns=(
            Column(
                "treasury_type",
                _("Building type"),
                ground=TAX_MAP,
                content="codes",
                explained=_("The number of the kind in the Treasury Department's list of building prices."),
            ),
            _figure("storeys", _("Storeys"), kind="number", ground=TAX_MAP),
            _figure(
                "is_sketched",
                _("Outline not measured yet"),
                kind="boolean",
                ground=TAX_MAP,
                explained=_("If so, a square as large as the ground floor stands where the building was seen."),
            ),
            _choice(
                "main_use",
                _("Main use"),
                MAIN_USES,
                ground=TAX_MAP,
                explained=_("What most of its floor is used for, as the last survey or declaration has it."),
            ),
            # With the name of a road it would lead from the map to who lives there; officers search by it.
            Column("house_number", _("House number"), content="codes", tile_zoom=None),
        ),
        has_periods=True,
        tables=("gis_assets_buildingversion",),
        min_zoom=16,
        id_kind="uuid",
        style=Style("#c9b8a6"),
        keywords=(_("buildings"),),
    ),
    Layer(
        name="poles",
        title=_("Utility poles"),
        description=_("Utility poles with their code, kind, lamp and state."),
        app="gis_assets",
        sql="layer_poles",
        geometry="point",
        columns=(
            Column("code", _("Pole code"), ground=OPEN_DATA, content="codes"),
            _choice("kind", _("Kind"), PoleKind, ground=OPEN_DATA),
            _figure("has_lamp", _("Has a lamp"), kind="boolean", ground=OPEN_DATA),
            _choice("state", _("State"), PoleState, ground=OPEN_DATA),
            Column("feeder", _("Feeder"), ground=OPEN_DATA, content="codes", tile_zoom=16),
            Column("transformer", _("Transformer"), ground=OPEN_DATA, content="codes", tile_zoom=16),
        ),
        has_periods=True,
        tables=("gis_assets_utilitypoleversion",),
        min_zoom=16,
        id_kind="uuid",
        style=Style("#3d4a52", "state", STATE_COLOURS),
        keywords=(_("utility poles"), _("electricity")),
    ),
    Layer(
        name="lamps",
        title=_("Street lamps"),
        description=_("Lamps on poles: kind of lamp, and the state of the pole that bears it."),
        app="gis_assets",
        sql="layer_lamps",
        geometry="point",
        columns=(
            Column("pole_code", _("Pole code"), ground=OPEN_DATA, content="codes"),
            _choice("lamp_kind", _("Lamp"), {"": _("Not noted"), **dict(LampKind.choices)}, ground=OPEN_DATA),
            _choice(
                "state",
                _("State of the pole"),
                PoleState,
                ground=OPEN_DATA,
                explained=_("As it was seen last; whether the lamp burns tonight is told by open incidents."),
            ),
        ),
        has_periods=True,
        tables=("gis_assets_utilitypoleversion",),
        min_zoom=16,
        id_kind="uuid",
        style=Style("#f0b429"),
        keywords=(_("street lamps"),),
        is_on_map=False,  # the poles show their lamps
    ),
    Layer(
        name="transformers",
        title=_("Transformers and feeders"),
        description=_("Nodes of the electric grid."),
        app="gis_assets",
        sql="layer_transformers",
        geometry="point",
        columns=(
            Column("code", _("Code"), ground=OPEN_DATA, content="codes"),
            _choice("kind", _("Kind"), GridNodeKind, ground=OPEN_DATA),
            _figure(
                "rating_kva",
                _("Rating (kVA)"),
                kind="integer",
                ground=OPEN_DATA,
                unit="kVA",
                explained=_("As written on it, or in the list of the electricity authority."),
            ),
        ),
        has_periods=True,
        tables=("gis_assets_gridnodeversion",),
        min_zoom=14,
        id_kind="uuid",
        style=Style("#6a4c93", "kind", {"substation": "#4a2f73", "feeder": "#6a4c93", "transformer": "#8d72b3"}),
        keywords=(_("electricity"),),
    ),
)
