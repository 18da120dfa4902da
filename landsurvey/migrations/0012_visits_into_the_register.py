import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0006_sketched_buildings"),
        ("landsurvey", "0011_rasters_of_campaigns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted_on", models.DateField(verbose_name="base map of")),
                ("counted_at", models.DateTimeField(verbose_name="counted at")),
                ("took_s", models.FloatField(verbose_name="time it took (s)")),
                ("source_mark", models.BigIntegerField()),
                ("visit_mark", models.BigIntegerField()),
                ("rows", models.JSONField()),
                ("bounds", models.JSONField(blank=True, null=True)),
                ("left", models.JSONField(default=list)),
                ("blocks_geojson", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "figures of a campaign",
                "verbose_name_plural": "figures of campaigns",
            },
        ),
        migrations.CreateModel(
            name="VisitDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[("pending", "Not decided"), ("accepted", "Accepted"), ("returned", "Returned")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="comment")),
                ("effective_date", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("counts", models.JSONField(blank=True, default=dict, verbose_name="what it did")),
                (
                    "ended_buildings",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("undone_date", models.DateField(blank=True, null=True, verbose_name="taken back from")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                ("undone_why", models.CharField(blank=True, max_length=500, verbose_name="why it was taken back")),
            ],
            options={
                "verbose_name": "decision on a visit",
                "verbose_name_plural": "decisions on visits",
            },
        ),
        migrations.AddField(
            model_name="terrainrun",
            name="is_dry_where_missing",
            field=models.BooleanField(db_default=True, default=True, verbose_name="cells without a value are dry"),
        ),
        migrations.AddField(
            model_name="terrainrun",
            name="water_from",
            field=models.FloatField(db_default=0, default=0, verbose_name="under water from"),
        ),
        migrations.AddField(
            model_name="terrainrun",
            name="water_raster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="landsurvey.raster",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="decision",
            field=models.CharField(
                choices=[("pending", "Not decided"), ("accepted", "Accepted"), ("returned", "Returned")],
                db_default="pending",
                default="pending",
                max_length=10,
                verbose_name="decision",
            ),
        ),
        migrations.AlterField(
            model_name="raster",
            name="kind",
            field=models.CharField(
                choices=[
                    ("elevation", "Elevation model"),
                    ("orthophoto", "Orthophoto"),
                    ("water", "Flood depth or water mask"),
                    ("other", "Other raster"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["municipality", "decision", "visited_at"], name="visit_by_decision"),
        ),
        migrations.AddConstraint(
            model_name="terrainrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("water_level_m", None), ("water_raster", None), _connector="OR"),
                name="terrain_water_has_one_source",
            ),
        ),
        migrations.AddField(
            model_name="campaignfigures",
            name="campaign",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="landsurvey.campaign"
            ),
        ),
        migrations.AddField(
            model_name="campaignfigures",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="visitdecision",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="visitdecision",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="visitdecision",
            name="source",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visit_decision",
                to="gis_assets.source",
            ),
        ),
        migrations.AddField(
            model_name="visitdecision",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="visitdecision",
            name="undone_source",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gis_assets.source",
            ),
        ),
        migrations.AddField(
            model_name="visitdecision",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="landsurvey.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitdecision",
            constraint=models.UniqueConstraint(
                models.F("visit"), condition=models.Q(("undone_at", None)), name="visit_is_decided_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "accepted"), ("effective_date__isnull", False)),
                    models.Q(("decision", "returned"), ("source", None), models.Q(("comment", ""), _negated=True)),
                    _connector="OR",
                ),
                name="visit_decision_says_from_when_or_why",
            ),
        ),
        migrations.RemoveIndex(model_name="stagedfeature", name="row_by_change"),
        migrations.AddIndex(
            model_name="stagedfeature",
            index=models.Index(
                fields=["upload", "change", "row"],
                include=("decision", "has_errors", "municipality"),
                name="row_by_change",
            ),
        ),
        migrations.AddIndex(
            model_name="stagedfeature",
            index=models.Index(fields=["upload", "decision", "row"], include=("municipality",), name="row_by_decision"),
        ),
        migrations.AddIndex(
            model_name="stagedfeature",
            index=models.Index(fields=["upload", "parcel"], name="row_by_parcel"),
        ),
        migrations.AlterField(
            model_name="finding",
            name="upload",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="findings",
                to="landsurvey.upload",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["upload", "row"], name="finding_by_row"),
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('landsurvey_visitdecision')", migrations.RunSQL.noop),
        migrations.RunSQL("SELECT protect_municipality_rows('landsurvey_campaignfigures')", migrations.RunSQL.noop),
    ]
