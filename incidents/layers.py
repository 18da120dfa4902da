"""The public layers of this app."""

from django.utils.translation import gettext_lazy as _

from gis_assets.publication import OPEN_DATA, STATISTICS, Column, Layer, SmallGroups, Style
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
        tables=("incidents_incident", "gis_assets_utilitypoleversion"),
        has_history=False,
        style=Style("#c0392b"),
        keywords=(_("incidents"),),
    ),
    Layer(
        name="incident_counts",
        title=_("Incidents by month and place"),
        description=_(
            "Incidents of the last three years by month, kind and cell of 500 m, told thirty days after the month; "
            "groups of fewer than three are left out."
        ),
        app="incidents",
        sql="layer_incident_counts",
        geometry="polygon",
        columns=(
            Column("kind", _("Kind"), ground=STATISTICS, content="choices", values=dict(Kind.choices)),
            Column("month", _("Month"), "date", STATISTICS, content="codes"),
            Column("incidents", _("Incidents"), "integer", STATISTICS, content="codes"),
        ),
        tables=("incidents_incident",),
        has_history=False,
        min_zoom=11,
        updated="day",
        style=Style("#c0392b"),
        small_groups=SmallGroups(least=3, count="incidents"),
        keywords=(_("incidents"), _("statistics")),
        is_on_map=False,
    ),
)
