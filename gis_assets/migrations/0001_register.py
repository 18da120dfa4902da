import uuid

import django.contrib.gis.db.models.fields
import django.contrib.gis.db.models.functions
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.contrib.postgres import operations as postgres_operations
from django.db import migrations, models

import gis_assets.models.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        postgres_operations.CreateExtension("postgis"),
        postgres_operations.CreateExtension("pgrouting"),
        postgres_operations.CreateExtension("btree_gist"),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "dla_code",
                    models.CharField(
                        max_length=8,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{8}$")],
                        verbose_name="DLA code",
                    ),
                ),
                ("name_th", models.CharField(max_length=200, verbose_name="Thai name")),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="English name"),
                ),
                (
                    "utm_epsg",
                    models.PositiveIntegerField(
                        choices=[(32647, "EPSG:32647"), (32648, "EPSG:32648")],
                        verbose_name="projected CRS",
                    ),
                ),
                (
                    "boundary",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        blank=True, null=True, srid=4326, verbose_name="boundary"
                    ),
                ),
                (
                    "settings",
                    models.JSONField(blank=True, default=dict, verbose_name="settings"),
                ),
            ],
            options={
                "verbose_name": "municipality",
                "verbose_name_plural": "municipalities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("utm_epsg__in", [32647, 32648])),
                        name="municipality_lies_in_utm_47_or_48",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GridNode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("substation", "Substation"),
                            ("feeder", "Feeder"),
                            ("transformer", "Transformer"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "grid node",
                "verbose_name_plural": "grid nodes",
            },
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "building",
                "verbose_name_plural": "buildings",
            },
        ),
        migrations.CreateModel(
            name="MunicipalityCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "dla_code",
                    models.CharField(
                        max_length=8,
                        validators=[django.core.validators.RegexValidator("^\\d{8}$")],
                        verbose_name="DLA code",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="valid"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="gis_assets.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "parcel",
                "verbose_name_plural": "parcels",
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("natural", "Natural person"),
                            ("juristic", "Juristic person"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "party",
                "verbose_name_plural": "parties",
            },
        ),
        migrations.CreateModel(
            name="RoadSegment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "road segment",
                "verbose_name_plural": "road segments",
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                (
                    "reference",
                    models.CharField(max_length=300, verbose_name="reference"),
                ),
                (
                    "sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256"),
                ),
                (
                    "accuracy_class",
                    models.CharField(
                        choices=[
                            ("rtk", "RTK GNSS"),
                            ("survey", "Ground survey, 1:1000"),
                            ("graphic", "Digitised from 1:4000 sheets"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="accuracy",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoadSegmentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "road_class",
                    models.CharField(
                        choices=[
                            ("highway", "Highway"),
                            ("ring", "Ring road"),
                            ("main", "Main road"),
                            ("street", "Street"),
                            ("soi", "Soi"),
                        ],
                        max_length=10,
                        verbose_name="class",
                    ),
                ),
                (
                    "name_th",
                    models.CharField(blank=True, max_length=200, verbose_name="Thai name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English name"),
                ),
                (
                    "is_oneway",
                    models.BooleanField(default=False, verbose_name="one way along the line"),
                ),
                ("speed_kmh", models.PositiveIntegerField(verbose_name="speed (km/h)")),
                (
                    "length_m",
                    models.DecimalField(decimal_places=2, max_digits=10, verbose_name="length (m)"),
                ),
                ("from_node", models.BigIntegerField()),
                ("to_node", models.BigIntegerField()),
                (
                    "shape",
                    gis_assets.models.fields.OwnSridGeometryField(srid=0, verbose_name="centre line"),
                ),
                (
                    "shape_wgs84",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.gis.db.models.functions.Transform("shape", 4326),
                        output_field=django.contrib.gis.db.models.fields.LineStringField(srid=4326),
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "road",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="gis_assets.roadsegment",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "road segment version",
                "verbose_name_plural": "road segment versions",
            },
        ),
        migrations.CreateModel(
            name="Right",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("co_owner", "Co-owner"),
                            ("possessor", "Possessor of state land"),
                            ("building_owner", "Owner of the building only"),
                        ],
                        max_length=15,
                        verbose_name="right",
                    ),
                ),
                (
                    "share_numerator",
                    models.PositiveIntegerField(default=1, verbose_name="share"),
                ),
                (
                    "share_denominator",
                    models.PositiveIntegerField(default=1, verbose_name="of"),
                ),
                (
                    "is_registered_home",
                    models.BooleanField(default=False, verbose_name="registered home of the holder"),
                ),
                (
                    "building",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights",
                        to="gis_assets.building",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights",
                        to="gis_assets.parcel",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights",
                        to="gis_assets.party",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "right",
                "verbose_name_plural": "rights",
            },
        ),
        migrations.CreateModel(
            name="PartyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "id_digest",
                    models.CharField(blank=True, db_index=True, max_length=64),
                ),
                ("id_tail", models.CharField(blank=True, max_length=3)),
                (
                    "address",
                    models.CharField(blank=True, max_length=500, verbose_name="address"),
                ),
                (
                    "phone",
                    models.CharField(blank=True, max_length=30, verbose_name="phone"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="gis_assets.party",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "party version",
                "verbose_name_plural": "party versions",
            },
        ),
        migrations.CreateModel(
            name="ParcelVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "code",
                    models.CharField(blank=True, max_length=30, verbose_name="parcel code"),
                ),
                (
                    "document_type",
                    models.CharField(
                        choices=[
                            ("chanote", "Title deed (chanote)"),
                            ("ns3k", "Nor Sor 3 Kor"),
                            ("ns3", "Nor Sor 3"),
                            ("spk", "Sor Por Kor 4-01"),
                            ("other", "Other document"),
                            ("none", "No document"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="document",
                    ),
                ),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=30, verbose_name="document number"),
                ),
                (
                    "utmmap1",
                    models.CharField(blank=True, max_length=4, verbose_name="sheet 1:50,000"),
                ),
                (
                    "utmmap2",
                    models.CharField(blank=True, max_length=1, verbose_name="sheet quadrant"),
                ),
                (
                    "utmmap3",
                    models.CharField(blank=True, max_length=4, verbose_name="sheet square"),
                ),
                (
                    "utmmap4",
                    models.CharField(blank=True, max_length=3, verbose_name="sheet part"),
                ),
                (
                    "utm_scale",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="sheet scale"),
                ),
                (
                    "land_number",
                    models.CharField(blank=True, max_length=20, verbose_name="land number"),
                ),
                (
                    "survey_page",
                    models.CharField(blank=True, max_length=20, verbose_name="survey page"),
                ),
                (
                    "deed_area_wah",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="deed area (sq wah)",
                    ),
                ),
                (
                    "measured_area_m2",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        verbose_name="measured area (m²)",
                    ),
                ),
                (
                    "agriculture_wah",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="farming (sq wah)",
                    ),
                ),
                (
                    "residential_wah",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="dwelling (sq wah)",
                    ),
                ),
                (
                    "other_wah",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="other use (sq wah)",
                    ),
                ),
                (
                    "vacant_wah",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="unused (sq wah)",
                    ),
                ),
                (
                    "vacant_since_be",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="unused since tax year (B.E.)",
                    ),
                ),
                (
                    "accuracy_class",
                    models.CharField(
                        choices=[
                            ("rtk", "RTK GNSS"),
                            ("survey", "Ground survey, 1:1000"),
                            ("graphic", "Digitised from 1:4000 sheets"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="accuracy",
                    ),
                ),
                (
                    "measured_shape",
                    gis_assets.models.fields.OwnSridGeometryField(
                        spatial_index=False, srid=0, verbose_name="shape as measured"
                    ),
                ),
                (
                    "shape",
                    gis_assets.models.fields.OwnSridGeometryField(srid=0, verbose_name="shape"),
                ),
                (
                    "shape_wgs84",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.gis.db.models.functions.Transform("shape", 4326),
                        output_field=django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326),
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="gis_assets.parcel",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "parcel version",
                "verbose_name_plural": "parcel versions",
            },
        ),
        migrations.CreateModel(
            name="LandCover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("forest", "Forest"),
                            ("water", "Water"),
                            ("paddy", "Paddy"),
                            ("urban", "Built-up"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "name_th",
                    models.CharField(blank=True, max_length=200, verbose_name="Thai name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English name"),
                ),
                (
                    "shape_wgs84",
                    django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "land cover",
                "verbose_name_plural": "land cover",
            },
        ),
        migrations.CreateModel(
            name="GridNodeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "rating_kva",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="rating (kVA)"),
                ),
                (
                    "shape",
                    gis_assets.models.fields.OwnSridGeometryField(srid=0, verbose_name="position"),
                ),
                (
                    "shape_wgs84",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.gis.db.models.functions.Transform("shape", 4326),
                        output_field=django.contrib.gis.db.models.fields.PointField(srid=4326),
                    ),
                ),
                (
                    "node",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="gis_assets.gridnode",
                    ),
                ),
                (
                    "upstream_node",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fed_versions",
                        to="gis_assets.gridnode",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "grid node version",
                "verbose_name_plural": "grid node versions",
            },
        ),
        migrations.CreateModel(
            name="BuildingVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "house_number",
                    models.CharField(blank=True, max_length=30, verbose_name="house number"),
                ),
                (
                    "treasury_type",
                    models.CharField(max_length=8, verbose_name="building type"),
                ),
                (
                    "material_class",
                    models.CharField(
                        choices=[
                            ("masonry", "Masonry"),
                            ("half", "Half masonry, half wood"),
                            ("wood", "Wood"),
                        ],
                        max_length=10,
                        verbose_name="material",
                    ),
                ),
                (
                    "storeys",
                    models.DecimalField(decimal_places=1, max_digits=4, verbose_name="storeys"),
                ),
                (
                    "floor_area_m2",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="floor area (m²)"),
                ),
                (
                    "built_year_be",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="year built (B.E.)"),
                ),
                (
                    "agriculture_m2",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="farming (m²)",
                    ),
                ),
                (
                    "residential_m2",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="dwelling (m²)",
                    ),
                ),
                (
                    "other_m2",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="other use (m²)",
                    ),
                ),
                (
                    "vacant_m2",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=12,
                        verbose_name="unused (m²)",
                    ),
                ),
                (
                    "shape",
                    gis_assets.models.fields.OwnSridGeometryField(srid=0, verbose_name="footprint"),
                ),
                (
                    "shape_wgs84",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.gis.db.models.functions.Transform("shape", 4326),
                        output_field=django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326),
                    ),
                ),
                (
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="gis_assets.building",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "on_parcel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="building_versions",
                        to="gis_assets.parcel",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "building version",
                "verbose_name_plural": "building versions",
            },
        ),
        migrations.CreateModel(
            name="Tambon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "tis_code",
                    models.CharField(
                        max_length=6,
                        validators=[django.core.validators.RegexValidator("^\\d{6}$")],
                        verbose_name="TIS 1099 code",
                    ),
                ),
                ("name_th", models.CharField(max_length=200, verbose_name="Thai name")),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="English name"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tambons",
                        to="gis_assets.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UtilityPole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("code", models.CharField(max_length=8, verbose_name="pole code")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "utility pole",
                "verbose_name_plural": "utility poles",
            },
        ),
        migrations.CreateModel(
            name="UtilityPoleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("power", "Power pole"),
                            ("lighting", "Lighting pole"),
                            ("telecom", "Telecom pole"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "material",
                    models.CharField(blank=True, max_length=30, verbose_name="material"),
                ),
                (
                    "height_m",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="height (m)",
                    ),
                ),
                (
                    "owner",
                    models.CharField(blank=True, max_length=100, verbose_name="owner"),
                ),
                (
                    "users",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="users of the pole",
                    ),
                ),
                (
                    "has_lamp",
                    models.BooleanField(default=False, verbose_name="has a lamp"),
                ),
                (
                    "lamp_kind",
                    models.CharField(blank=True, max_length=30, verbose_name="lamp"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("good", "Good"),
                            ("leaning", "Leaning"),
                            ("damaged", "Damaged"),
                            ("removed", "Removed"),
                        ],
                        default="good",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "shape",
                    gis_assets.models.fields.OwnSridGeometryField(srid=0, verbose_name="position"),
                ),
                (
                    "shape_wgs84",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.gis.db.models.functions.Transform("shape", 4326),
                        output_field=django.contrib.gis.db.models.fields.PointField(srid=4326),
                    ),
                ),
                (
                    "feeder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeder_pole_versions",
                        to="gis_assets.gridnode",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
                (
                    "pole",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="gis_assets.utilitypole",
                    ),
                ),
                (
                    "road",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pole_versions",
                        to="gis_assets.roadsegment",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.source",
                    ),
                ),
                (
                    "transformer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transformer_pole_versions",
                        to="gis_assets.gridnode",
                    ),
                ),
                (
                    "upstream_pole",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="downstream_versions",
                        to="gis_assets.utilitypole",
                    ),
                ),
            ],
            options={
                "verbose_name": "utility pole version",
                "verbose_name_plural": "utility pole versions",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("surveyor", "Surveyor"),
                            ("survey_reviewer", "Survey reviewer"),
                            ("dispatcher", "Dispatcher"),
                            ("responder", "Responder"),
                            ("tax_officer", "Tax officer"),
                            ("head_of_revenue", "Head of revenue"),
                            ("data_publisher", "Data publisher"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("user"),
                        models.F("municipality"),
                        models.F("role"),
                        name="person_has_a_role_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("action", models.CharField(max_length=60, verbose_name="action")),
                (
                    "thing_kind",
                    models.CharField(max_length=40, verbose_name="kind of thing"),
                ),
                ("thing_uid", models.CharField(max_length=60, verbose_name="thing")),
                (
                    "why",
                    models.CharField(blank=True, max_length=500, verbose_name="why"),
                ),
                (
                    "details",
                    models.JSONField(blank=True, default=dict, verbose_name="details"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "journal entry",
                "verbose_name_plural": "journal",
                "indexes": [
                    models.Index(
                        fields=["municipality", "thing_kind", "thing_uid", "at"],
                        name="journal_of_a_thing",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="gridnode",
            constraint=models.UniqueConstraint(
                models.F("municipality"),
                models.F("code"),
                name="grid_node_code_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="municipalitycode",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("dla_code", "="), ("valid", "&&")],
                name="dla_code_means_one_municipality_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="roadsegmentversion",
            index=django.contrib.postgres.indexes.GistIndex(fields=["shape_wgs84"], name="road_by_place"),
        ),
        migrations.AddConstraint(
            model_name="roadsegmentversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("road", "="), ("valid", "&&")],
                name="road_has_one_version_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="roadsegmentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("length_m__gt", 0), ("speed_kmh__gt", 0)),
                name="road_speed_and_length_are_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="right",
            constraint=models.CheckConstraint(
                condition=models.Q(("parcel", None), ("building", None), _connector="XOR"),
                name="right_is_in_one_parcel_or_one_building",
            ),
        ),
        migrations.AddConstraint(
            model_name="right",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share_numerator__gte", 1),
                    ("share_numerator__lte", models.F("share_denominator")),
                ),
                name="right_share_is_at_most_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="right",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("party", "="),
                    (django.db.models.functions.comparison.Coalesce("parcel", 0), "="),
                    (
                        django.db.models.functions.comparison.Coalesce("building", 0),
                        "=",
                    ),
                    ("valid", "&&"),
                ],
                name="party_holds_a_right_once_per_day",
            ),
        ),
        migrations.AddIndex(
            model_name="partyversion",
            index=models.Index(fields=["municipality", "name"], name="party_by_name"),
        ),
        migrations.AddConstraint(
            model_name="partyversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("party", "="), ("valid", "&&")],
                name="party_has_one_version_per_day",
            ),
        ),
        migrations.AddIndex(
            model_name="parcelversion",
            index=models.Index(fields=["municipality", "code"], name="parcel_by_code"),
        ),
        migrations.AddIndex(
            model_name="parcelversion",
            index=models.Index(fields=["municipality", "document_number"], name="parcel_by_document"),
        ),
        migrations.AddIndex(
            model_name="parcelversion",
            index=django.contrib.postgres.indexes.GistIndex(fields=["shape_wgs84"], name="parcel_by_place"),
        ),
        migrations.AddConstraint(
            model_name="parcelversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("parcel", "="), ("valid", "&&")],
                name="parcel_has_one_version_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("deed_area_wah__gt", 0), ("deed_area_wah", None), _connector="OR"),
                name="parcel_deed_area_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("measured_area_m2__gt", 0)),
                name="parcel_measured_area_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agriculture_wah__gte", 0),
                    ("other_wah__gte", 0),
                    ("residential_wah__gte", 0),
                    ("vacant_wah__gte", 0),
                ),
                name="parcel_use_areas_are_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="gridnodeversion",
            index=django.contrib.postgres.indexes.GistIndex(fields=["shape_wgs84"], name="grid_node_by_place"),
        ),
        migrations.AddConstraint(
            model_name="gridnodeversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("node", "="), ("valid", "&&")],
                name="node_has_one_version_per_day",
            ),
        ),
        migrations.AddIndex(
            model_name="buildingversion",
            index=django.contrib.postgres.indexes.GistIndex(fields=["shape_wgs84"], name="building_by_place"),
        ),
        migrations.AddConstraint(
            model_name="buildingversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("building", "="), ("valid", "&&")],
                name="building_has_one_version_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="buildingversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("floor_area_m2__gt", 0)),
                name="building_floor_area_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="tambon",
            constraint=models.UniqueConstraint(
                models.F("municipality"),
                models.F("tis_code"),
                name="tambon_stands_once_in_a_municipality",
            ),
        ),
        migrations.AddConstraint(
            model_name="utilitypole",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("code"), name="pole_code_stands_once"
            ),
        ),
        migrations.AddIndex(
            model_name="utilitypoleversion",
            index=django.contrib.postgres.indexes.GistIndex(fields=["shape_wgs84"], name="pole_by_place"),
        ),
        migrations.AddConstraint(
            model_name="utilitypoleversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("pole", "="), ("valid", "&&")],
                name="pole_has_one_version_per_day",
            ),
        ),
    ]
