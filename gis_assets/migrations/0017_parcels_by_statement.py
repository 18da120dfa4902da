import django.db.models.deletion
from django.db import migrations, models

from gis_assets import sql_files

_PARCELS = "gis_assets_parcel"
_GUARD = "kept_while_parcels_lie_in"


def _trigger(name: str, event: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON {_PARCELS} REFERENCING NEW TABLE AS written "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_parcels()",
        f"DROP TRIGGER {name} ON {_PARCELS}",
    )


class Migration(migrations.Migration):
    """That a parcel's municipality exists is kept for a statement at once; see `sql/keep_parcels.sql`."""

    dependencies = [("gis_assets", "0016_permit_officers")]

    operations = [
        migrations.RunSQL(sql_files.load("gis_assets", "keep_parcels"), "DROP FUNCTION keep_parcels()"),
        migrations.RunSQL(
            sql_files.load("gis_assets", "refuse_while_parcels_lie_in"), "DROP FUNCTION refuse_while_parcels_lie_in()"
        ),
        migrations.AlterField(
            model_name="parcel",
            name="municipality",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"
            ),
        ),
        _trigger("parcels_inserted", "INSERT"),
        _trigger("parcels_updated", "UPDATE"),
        migrations.RunSQL(
            f"CREATE TRIGGER {_GUARD} BEFORE DELETE OR UPDATE OF id ON gis_assets_municipality "
            "FOR EACH ROW EXECUTE FUNCTION refuse_while_parcels_lie_in()",
            f"DROP TRIGGER {_GUARD} ON gis_assets_municipality",
        ),
    ]
