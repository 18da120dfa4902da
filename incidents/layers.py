"""The public layers of this app."""

from django.utils.translation import gettext_lazy as _

from gis_assets.publication import Column, Layer

LAYERS = (
    Layer(
        name="incidents",
        title=_("Open incidents"),
        description=_(
            "What is being mended now: kind, state and the hour it was reported. Nothing about who reported it."
        ),
        app="incidents",
        sql="layer_incidents",
        geometry="point",
        columns=(
            Column("kind", _("Kind")),
            Column("state", _("State")),
            Column("reported_hour", _("Reported (hour)")),
        ),
    ),
)
