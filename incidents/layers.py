"""The public layers of this app."""

from django.utils.translation import gettext_lazy as _

from gis_assets.publication import OPEN_DATA, Column, Layer, Style
from incidents.models import Kind, State

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
            Column("kind", _("Kind"), ground=OPEN_DATA, content="choices", values=dict(Kind.choices)),
            Column("state", _("State"), ground=OPEN_DATA, content="choices", values=dict(State.choices)),
            Column("reported_hour", _("Reported (hour)"), "datetime", OPEN_DATA, content="codes"),
        ),
        tables=("incidents_incident",),
        has_history=False,
        style=Style("#c0392b"),
        keywords=(_("incidents"),),
    ),
)
