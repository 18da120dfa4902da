import django.db.models.deletion
from django.db import migrations, models

from gis_assets import sql_files

_VERSIONS = "gis_assets_parcelversion"
# What versions refer to, and by which column.
_REFERRED = {"gis_assets_parcel": "parcel_id", "gis_assets_source": "source_id"}


def _trigger(name: str, event: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON {_VERSIONS} REFERENCING NEW TABLE AS written "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_parcel_versions()",
        f"DROP TRIGGER {name} ON {_VERSIONS}",
    )


def _guard(table: str, column: str) -> migrations.RunSQL:
    name = f"kept_while_versions_refer_by_{column}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE DELETE OR UPDATE OF id, municipality_id ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_while_versions_refer('{column}')",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    """Keys and the one version a day are kept for a statement at once; see `sql/keep_parcel_versions.sql`."""

    dependencies = [("gis_assets", "0010_signs")]

    operations = [
        migrations.RunSQL(sql_files.load("gis_assets", "refresh_statistics"), migrations.RunSQL.noop),
        migrations.RunSQL(sql_files.load("gis_assets", "period_end"), "DROP FUNCTION period_end(daterange)"),
        migrations.RunSQL(sql_files.load("gis_assets", "keep_parcel_versions"), "DROP FUNCTION keep_parcel_versions()"),
        migrations.RunSQL(
            sql_files.load("gis_assets", "refuse_while_versions_refer"), "DROP FUNCTION refuse_while_versions_refer()"
        ),
        migrations.RemoveConstraint(model_name="parcelversion", name="parcel_has_one_version_per_day"),
        migrations.AddConstraint(
            model_name="parcelversion",
            constraint=models.UniqueConstraint(
                models.F("parcel"),
                models.Func("valid", function="period_end", output_field=models.DateField()),
                name="parcel_has_one_version_per_day",
            ),
        ),
        # Nobody searches by the last day: no sample for the planner after each import.
        migrations.RunSQL(
            "ALTER INDEX parcel_has_one_version_per_day ALTER COLUMN 2 SET STATISTICS 0", migrations.RunSQL.noop
        ),
        *[
            migrations.AlterField(
                model_name="parcelversion",
                name=name,
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to=f"gis_assets.{name}", db_constraint=False, **more
                ),
            )
            for name, more in (
                ("municipality", {"db_index": False}),
                ("parcel", {"db_index": False, "related_name": "versions"}),
                ("source", {}),
            )
        ],
        _trigger("parcel_versions_inserted", "INSERT"),
        _trigger("parcel_versions_updated", "UPDATE"),
        *[_guard(table, column) for table, column in _REFERRED.items()],
    ]
