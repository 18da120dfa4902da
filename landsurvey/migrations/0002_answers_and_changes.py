import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0004_pole_choices"),
        ("landsurvey", "0001_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="stagedfeature",
            name="accuracy_m",
            field=models.FloatField(blank=True, null=True, verbose_name="GNSS accuracy (m)"),
        ),
        migrations.AddField(
            model_name="stagedfeature",
            name="change",
            field=models.CharField(
                blank=True,
                choices=[
                    ("new", "New"),
                    ("unchanged", "Unchanged"),
                    ("attributes", "New particulars"),
                    ("moved", "Moved"),
                    ("reshaped", "Re-shaped"),
                    ("split", "Part of a split"),
                    ("merged", "Merged"),
                ],
                db_default="",
                max_length=12,
                verbose_name="change",
            ),
        ),
        migrations.AddField(
            model_name="stagedfeature",
            name="evidence",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="evidence of the change",
            ),
        ),
        migrations.AddField(
            model_name="stagedfeature",
            name="suggested_code",
            field=models.CharField(blank=True, db_default="", max_length=30, verbose_name="suggested code"),
        ),
        migrations.AddField(
            model_name="upload",
            name="answers",
            field=models.JSONField(blank=True, default=dict, verbose_name="answers"),
        ),
        migrations.AddField(
            model_name="upload",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="landsurvey.upload",
                verbose_name="corrects",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="kind",
            field=models.CharField(
                choices=[
                    ("parcels", "Survey of parcels"),
                    ("land_office", "Package of the land office"),
                    ("raster", "Elevation model or orthophoto"),
                    ("field", "Field work"),
                ],
                default="parcels",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.RunSQL(
            """
            UPDATE landsurvey_upload SET answers = jsonb_strip_nulls(jsonb_build_object(
                'layer', nullif(chosen_layer, ''), 'crs', chosen_epsg, 'encoding', nullif(chosen_encoding, '')))
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(
            model_name="upload",
            name="chosen_encoding",
        ),
        migrations.RemoveField(
            model_name="upload",
            name="chosen_epsg",
        ),
        migrations.RemoveField(
            model_name="upload",
            name="chosen_layer",
        ),
        migrations.AlterField(
            model_name="upload",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("reading", "Being checked"),
                    ("asks", "Waits for an answer"),
                    ("checked", "Checked"),
                    ("rejected", "Cannot be used"),
                    ("corrected", "Replaced by a corrected file"),
                    ("promoted", "In the register"),
                ],
                default="received",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddIndex(
            model_name="stagedfeature",
            index=models.Index(fields=["upload", "change", "row"], name="row_by_change"),
        ),
    ]
