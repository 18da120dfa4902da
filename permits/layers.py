"""The public layer of the one-stop service: by which areas building is ruled. Petitions are nobody else's business."""

from django.utils.translation import gettext_lazy as _

from gis_assets.publication import OPEN_DATA, Column, Layer, Style
from permits.models import AreaKind

# Okabe and Ito's colours, softened for paper, for what rules building most; the legend says the rest in words.
KIND_COLOURS = {
    "zone": "#e3c98f",
    "controlled": "#c9a3c0",
    "public_land": "#8fc7b0",
    "road_reserve": "#b8ab95",
    "state_land": "#a9bfa0",
    "forest": "#7fae8a",
    "alro": "#c7d08c",
    "flood": "#8db9dc",
    "airport": "#d9a0a0",
    "monument": "#c98a63",
    "environment": "#9fcbd0",
}

LAYERS = (
    Layer(
        name="planning_areas",
        title=_("Planning areas"),
        description=_(
            "Town-plan zones, public and state land, forest, flood, airport and other areas by which building is "
            "ruled, each with where it is written and what is not certain about it."
        ),
        app="permits",
        sql="layer_planning_areas",
        geometry="polygon",
        columns=(
            Column("kind", _("Kind"), ground=OPEN_DATA, content="choices", values=dict(AreaKind.choices)),
            Column("code", _("Code"), ground=OPEN_DATA, content="codes"),
            Column("name_th", _("Thai name"), ground=OPEN_DATA, content="names"),
            Column("name_en", _("English name"), ground=OPEN_DATA, content="names"),
            Column("allowed", _("uses allowed"), ground=OPEN_DATA, content="codes"),
            Column("denied", _("uses not allowed"), ground=OPEN_DATA, content="codes"),
            Column("most_height_m", _("greatest height (m)"), "number", OPEN_DATA, content="codes", unit="m"),
            Column("most_storeys", _("most storeys"), "integer", OPEN_DATA, content="codes"),
            Column("citation", _("where it is written"), ground=OPEN_DATA),
            Column("doubt", _("what is not certain"), ground=OPEN_DATA),
            Column("in_force_since", _("In force since"), "date", OPEN_DATA, content="codes"),
        ),
        has_periods=True,
        tables=("permits_planningarea",),
        id_kind="uuid",
        updated="year",
        style=Style("#e3c98f", "kind", KIND_COLOURS),
        keywords=(_("town planning"), _("building control")),
        is_on_map=False,
    ),
)
