"""Signboards and their versions."""

import uuid

import django.contrib.gis.db.models.fields
import django.contrib.gis.db.models.functions
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import gis_assets.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0009_condominium_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, verbose_name="sign number")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "sign",
                "verbose_name_plural": "signs",
            },
        ),
        migrations.CreateModel(
            name="SignVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("words", models.CharField(max_length=300, verbose_name="words on the sign")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="place")),
                ("width_cm", models.PositiveIntegerField(verbose_name="width (cm)")),
                ("height_cm", models.PositiveIntegerField(verbose_name="height (cm)")),
                ("faces", models.PositiveSmallIntegerField(default=1, verbose_name="faces")),
                (
                    "letters",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: Thai letters only"),
                            (2, "2: Thai with foreign letters, pictures or marks"),
                            (3, "3: no Thai, or Thai under or below foreign letters"),
                        ],
                        verbose_name="letters",
                    ),
                ),
                ("is_moving", models.BooleanField(default=False, verbose_name="moving or changing")),
                ("shown_from", models.DateField(verbose_name="shown from")),
                ("shown_until", models.DateField(blank=True, null=True, verbose_name="taken down on")),
                ("exempt_reason", models.CharField(blank=True, max_length=300, verbose_name="why it is exempt")),
                ("shape", gis_assets.models.fields.OwnSridGeometryField(srid=0, verbose_name="position")),
                (
                    "shape_wgs84",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.gis.db.models.functions.Transform("shape", 4326),
                        output_field=django.contrib.gis.db.models.fields.PointField(srid=4326),
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "on_building",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_versions",
                        to="gis_assets.building",
                        verbose_name="on building",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_versions",
                        to="gis_assets.party",
                        verbose_name="owner",
                    ),
                ),
                (
                    "sign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="gis_assets.sign"
                    ),
                ),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.source")),
            ],
            options={
                "verbose_name": "sign version",
                "verbose_name_plural": "sign versions",
            },
        ),
        migrations.AddConstraint(
            model_name="sign",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("number"), name="sign_number_stands_once"
            ),
        ),
        migrations.AddIndex(
            model_name="signversion",
            index=django.contrib.postgres.indexes.GistIndex(fields=["shape_wgs84"], name="sign_by_place"),
        ),
        migrations.AddConstraint(
            model_name="signversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[(models.Func("sign", "valid", function="days_held", output_field=models.Field()), "&&")],
                name="sign_has_one_version_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="signversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("faces__gt", 0), ("height_cm__gt", 0), ("width_cm__gt", 0)),
                name="sign_measures_are_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="signversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("letters__in", [1, 2, 3])), name="sign_letters_are_of_a_class"
            ),
        ),
        migrations.AddConstraint(
            model_name="signversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("shown_until", None), ("shown_until__gt", models.F("shown_from")), _connector="OR"),
                name="sign_is_taken_down_after_it_was_put_up",
            ),
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('gis_assets_{table}')", migrations.RunSQL.noop)
            for table in ("sign", "signversion")
        ],
    ]
