"""Publishing checks with what was decided about them, and layers as files."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Tables of the layers that are published with these, beside those that are watched already.
WATCHED = (
    "landsurvey_campaign",
    "landsurvey_upload",
    "landsurvey_visit",
    "taxroll_roll",
)


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0015_parcel_versions_kept_in_one_question"),
        ("landsurvey", "0015_leaner_indexes_of_rows"),
        ("opendata", "0001_changes"),
        ("taxroll", "0016_decisions_about_signs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicationCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=40, verbose_name="layer")),
                ("on", models.DateField(verbose_name="as of")),
                (
                    "checked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="checked at"
                    ),
                ),
                ("values_scanned", models.PositiveBigIntegerField(verbose_name="values looked at")),
                ("finding_count", models.PositiveIntegerField(verbose_name="values found")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "publishing check",
                "verbose_name_plural": "publishing checks",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=40, verbose_name="layer")),
                ("declaration", models.CharField(max_length=64)),
                ("version", models.CharField(blank=True, max_length=80)),
                ("is_stopped", models.BooleanField(verbose_name="stopped by the check")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("withdrawn_why", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "last_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="opendata.publicationcheck"
                    ),
                ),
            ],
            options={
                "verbose_name": "publication of a layer",
                "verbose_name_plural": "publications of layers",
            },
        ),
        migrations.CreateModel(
            name="PublicationFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("column", models.CharField(max_length=40, verbose_name="column")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("citizen_id", "Citizen id"),
                            ("telephone", "Telephone number"),
                            ("email", "E-mail address"),
                            ("name", "Name of a person"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("masked", models.CharField(max_length=60, verbose_name="value, masked")),
                ("digest", models.CharField(max_length=64)),
                ("feature", models.CharField(max_length=100, verbose_name="first feature with it")),
                ("features", models.PositiveBigIntegerField(verbose_name="features")),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"
                    ),
                ),
                (
                    "of_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="opendata.publicationcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding of a publishing check",
                "verbose_name_plural": "findings of publishing checks",
                "ordering": ["kind", "column", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=40, verbose_name="layer")),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                ("on", models.DateField(verbose_name="as of")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being written"),
                            ("done", "Ready"),
                            ("broken", "Broken off"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done", models.PositiveSmallIntegerField(default=0, verbose_name="files written")),
                ("total", models.PositiveSmallIntegerField(default=0, verbose_name="files to write")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="why not")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made at")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="unchanged at")),
                ("feature_count", models.PositiveBigIntegerField(default=0, verbose_name="features")),
                (
                    "bbox",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(), blank=True, null=True, size=4, verbose_name="extent"
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot of a layer",
                "verbose_name_plural": "snapshots of layers",
                "ordering": ["layer", "-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SnapshotFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("extension", models.CharField(max_length=20, verbose_name="format")),
                ("size_bytes", models.PositiveBigIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "packed_bytes",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="size as it is sent compressed"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="opendata.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a snapshot",
                "verbose_name_plural": "files of snapshots",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AcceptedValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=40, verbose_name="layer")),
                ("column", models.CharField(max_length=40, verbose_name="column")),
                ("digest", models.CharField(max_length=64)),
                ("masked", models.CharField(max_length=60, verbose_name="value, masked")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("accepted_at", models.DateTimeField(verbose_name="accepted at")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "accepted value",
                "verbose_name_plural": "accepted values",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "layer", "column", "digest"), name="value_of_a_layer_is_accepted_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="accepted_value_says_why"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="publicationcheck",
            index=models.Index(fields=["municipality", "layer", "-id"], name="opendata_checks_of_layer"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(fields=("municipality", "layer"), name="layer_is_published_once"),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_why", "")),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="withdrawn_layer_names_who_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("municipality", "layer", "version"), name="version_of_a_layer_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    models.Q(("made_at__isnull", False), models.Q(("digest", ""), _negated=True)),
                    _connector="OR",
                ),
                name="finished_snapshot_says_when_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshotfile",
            constraint=models.UniqueConstraint(
                fields=("snapshot", "extension"), name="snapshot_has_one_file_of_a_format"
            ),
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('opendata_{table}')", migrations.RunSQL.noop)
            for table in (
                "publicationcheck",
                "publicationfinding",
                "acceptedvalue",
                "publication",
                "snapshot",
                "snapshotfile",
            )
        ],
        *[migrations.RunSQL(f"SELECT watch_table('{table}')", migrations.RunSQL.noop) for table in WATCHED],
    ]
