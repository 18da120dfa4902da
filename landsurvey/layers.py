"""The public layer of the survey: how far it has come, without who did it."""

from django.utils.translation import gettext_lazy as _

from gis_assets.publication import OPEN_DATA, Column, Layer, Style

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
