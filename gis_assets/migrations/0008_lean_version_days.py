from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models

from gis_assets import sql_files

THINGS = {
    "buildingversion": "building",
    "gridnodeversion": "node",
    "parcelversion": "parcel",
    "partyversion": "party",
    "roadsegmentversion": "road",
    "utilitypoleversion": "pole",
}


def one_version_a_day(thing: str) -> ExclusionConstraint:
    held = models.Func(thing, "valid", function="days_held", output_field=models.Field())
    return ExclusionConstraint(name=f"{thing}_has_one_version_per_day", expressions=[(held, "&&")])


class Migration(migrations.Migration):
    dependencies = [("gis_assets", "0007_notice_deliverer")]

    operations = [
        migrations.RunSQL(sql_files.load("gis_assets", "days_held"), "DROP FUNCTION days_held(bigint, daterange)"),
        *[
            operation
            for model, thing in THINGS.items()
            for operation in (
                migrations.RemoveConstraint(model_name=model, name=f"{thing}_has_one_version_per_day"),
                migrations.AddConstraint(model_name=model, constraint=one_version_a_day(thing)),
                # Nobody searches by these boxes: no sample of 30,000 for the planner after each import.
                migrations.RunSQL(
                    f"ALTER INDEX {thing}_has_one_version_per_day ALTER COLUMN 1 SET STATISTICS 0",
                    migrations.RunSQL.noop,
                ),
            )
        ],
    ]
