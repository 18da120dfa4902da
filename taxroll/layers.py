"""The public layer of the tax roll: sums of many owners, never of one."""

from django.utils.translation import gettext_lazy as _

from gis_assets.publication import STATISTICS, Column, Layer, SmallGroups, Style

LAYERS = (
    Layer(
        name="tax_statistics",
        title=_("Tax statistics"),
        description=_(
            "Assessed value and land and building tax of the roll in force, by zone of the tax map and by cell of "
            "500 m. Pieces of land with fewer than ten owners, or where one owner has more than half, are left out of "
            "every sum."
        ),
        app="taxroll",
        sql="layer_tax_statistics",
        geometry="polygon",
        columns=(
            Column(
                "level",
                _("Summed by"),
                ground=STATISTICS,
                content="choices",
                values={"zone": _("Zone of the tax map"), "cell": _("Cell of 500 m")},
            ),
            Column("zone", _("Zone"), ground=STATISTICS, content="codes"),
            Column("tax_year_be", _("Tax year (B.E.)"), "integer", STATISTICS, content="codes"),
            Column("owners", _("Owners"), "integer", STATISTICS, content="codes"),
            Column("value_baht", _("Assessed value"), "integer", STATISTICS, content="codes", unit="THB"),
            Column("tax_baht", _("Tax payable"), "integer", STATISTICS, content="codes", unit="THB"),
        ),
        tables=("taxroll_roll",),
        min_zoom=11,
        updated="year",
        style=Style("#8d72b3"),
        small_groups=SmallGroups(least=10, count="owners"),
        keywords=(_("land and building tax"), _("statistics")),
        is_on_map=False,
    ),
)
