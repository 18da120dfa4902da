"""The public layers of the survey: how far it has come, without who did it; and the rasters that are open."""

from django.utils.translation import gettext_lazy as _

from gis_assets.publication import OPEN_DATA, Column, Layer, RasterLayer, Style

LAYERS = (
    Layer(
        name="survey_progress",
        title=_("Progress of the survey"),
        description=_("For each survey campaign and block of the tax map: parcels, and how many of them are surveyed."),
        app="landsurvey",
        sql="layer_survey_progress",
        geometry="polygon",
        columns=(
            Column("campaign", _("Campaign"), ground=OPEN_DATA),
            Column("block", _("Block"), ground=OPEN_DATA, content="codes"),
            Column("parcels", _("Parcels"), "integer", OPEN_DATA, content="codes"),
            Column("surveyed", _("Surveyed"), "integer", OPEN_DATA, content="codes"),
            Column("percent", _("Surveyed (%)"), "integer", OPEN_DATA, content="codes", unit="%", tile_zoom=11),
        ),
        tables=(
            "gis_assets_parcelversion",
            "landsurvey_campaign",
            "landsurvey_upload",
            "landsurvey_visit",
        ),
        min_zoom=11,
        style=Style("#5b8c7b"),
        keywords=(_("land survey"),),
        is_on_map=False,
    ),
)

_TOLD_OF_RASTERS = (
    Column("title", _("Title"), ground=OPEN_DATA, tile_zoom=None),
    Column("campaign", _("Campaign"), ground=OPEN_DATA, tile_zoom=None),
    Column("surveyed_date", _("Surveyed on"), "date", OPEN_DATA, content="codes", tile_zoom=None),
    Column("resolution_m", _("Size of a cell (m)"), "number", OPEN_DATA, content="codes", unit="m", tile_zoom=None),
    Column("epsg", _("Coordinate system (EPSG)"), "integer", OPEN_DATA, content="codes", tile_zoom=None),
)
# What heights are counted from, in the words of the register.
_DATUMS = {
    "msl": _("mean sea level"),
    "ellipsoid": _("the ellipsoid (GNSS heights)"),
    "unknown": _("not known"),
}
_DATUM = Column("vertical_datum", _("Heights above"), "text", OPEN_DATA, "choices", _DATUMS, tile_zoom=None)

# A raster is shown here while its own page says that it is open to everybody.
RASTERS = (
    RasterLayer(
        name="orthophotos",
        title=_("Orthophotos"),
        description=_("Photographs of the ground from the air, laid out as a map. Each is a survey of its own day."),
        app="landsurvey",
        sql="layer_orthophotos",
        geometry="polygon",
        columns=_TOLD_OF_RASTERS,
        tables=("landsurvey_raster", "landsurvey_campaign"),
        id_kind="uuid",
        has_history=False,
        keywords=(_("aerial photographs"),),
        is_on_map=False,
        tiles="landsurvey:raster_tile",
    ),
    RasterLayer(
        name="terrain",
        title=_("Elevation models"),
        description=_("Heights of the ground in cells of equal size. Each is a survey of its own day."),
        app="landsurvey",
        sql="layer_terrain",
        geometry="polygon",
        columns=(*_TOLD_OF_RASTERS, _DATUM),
        tables=("landsurvey_raster", "landsurvey_campaign"),
        id_kind="uuid",
        has_history=False,
        keywords=(_("heights"),),
        is_on_map=False,
        tiles="landsurvey:raster_tile",
    ),
)
