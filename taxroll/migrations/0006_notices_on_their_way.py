import uuid

import django.contrib.gis.db.models.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files

PROTECTED = ("taxoffice", "noticebatch", "deliveryevent")


def _run(statement):
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
        ("taxroll", "0005_collection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TaxOffice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="office")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                ("signer_name", models.CharField(blank=True, max_length=200, verbose_name="who signs")),
                ("signer_position", models.CharField(blank=True, max_length=200, verbose_name="position")),
                (
                    "biller_tax_id",
                    models.CharField(
                        blank=True,
                        max_length=13,
                        validators=[django.core.validators.RegexValidator("^\\d{13}$")],
                        verbose_name="biller's tax number",
                    ),
                ),
                (
                    "biller_suffix",
                    models.CharField(
                        blank=True,
                        max_length=2,
                        validators=[django.core.validators.RegexValidator("^\\d{2}$")],
                        verbose_name="suffix given by the bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "tax office",
                "verbose_name_plural": "tax offices",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="door",
            field=django.contrib.gis.db.models.fields.PointField(blank=True, null=True, srid=4326, verbose_name="door"),
        ),
        migrations.AddField(
            model_name="notice",
            name="first_page",
            field=models.PositiveIntegerField(default=1, verbose_name="first page"),
        ),
        migrations.AddField(
            model_name="notice",
            name="page_count",
            field=models.PositiveIntegerField(default=1, verbose_name="pages"),
        ),
        migrations.AddField(
            model_name="notice",
            name="place_in_batch",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="place in the batch"),
        ),
        migrations.AddField(
            model_name="notice",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="taxroll.notice",
                verbose_name="issued in place of",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="route_basis",
            field=models.CharField(default="parcel", max_length=10, verbose_name="order taken from"),
        ),
        migrations.AddField(
            model_name="notice",
            name="route_key",
            field=models.CharField(db_collation="C", blank=True, max_length=700, verbose_name="order of delivery"),
        ),
        migrations.CreateModel(
            name="DeliveryEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("printed", "Printed"),
                            ("handed_over", "With the deliverer"),
                            ("posted", "Posted"),
                            ("received", "Paper received"),
                            ("refused", "Paper refused"),
                            ("returned", "Came back"),
                            ("pasted", "Pasted at the door"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                ("on_date", models.DateField(verbose_name="day")),
                ("tracking_number", models.CharField(blank=True, max_length=30, verbose_name="tracking number")),
                ("received_by", models.CharField(blank=True, max_length=200, verbose_name="received by")),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "The owner"),
                            ("family", "A member of the family"),
                            ("household", "Somebody of the house"),
                            ("employee", "An employee"),
                            ("other", "Somebody else"),
                        ],
                        max_length=10,
                        verbose_name="relation to the owner",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("due_date_before", models.DateField(blank=True, null=True, verbose_name="day to pay before")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "deliverer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="taxroll.notice"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery event",
                "verbose_name_plural": "delivery events",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("print", "Print files of 100 in delivery order"),
                            ("owner", "One file for each owner"),
                        ],
                        default="print",
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being issued"),
                            ("done", "Issued"),
                            ("broken", "Broken off"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("total", models.PositiveIntegerField(verbose_name="notices to issue")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="issued")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "roll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batches", to="taxroll.roll"
                    ),
                ),
            ],
            options={
                "verbose_name": "batch of notices",
                "verbose_name_plural": "batches of notices",
                "ordering": ["-asked_at"],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="taxroll.noticebatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                models.F("batch"), models.F("place_in_batch"), name="place_in_a_batch_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("batch", None), ("place_in_batch", None)),
                    models.Q(("batch__isnull", False), ("place_in_batch__gte", 1)),
                    _connector="OR",
                ),
                name="notice_of_a_batch_has_its_place",
            ),
        ),
        migrations.AddField(
            model_name="taxoffice",
            name="municipality",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddIndex(
            model_name="deliveryevent",
            index=models.Index(fields=["notice", "-id"], name="delivery_latest_of_notice"),
        ),
        migrations.AddConstraint(
            model_name="deliveryevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deliverer__isnull", False), ("state", "handed_over")),
                    models.Q(models.Q(("state", "handed_over"), _negated=True), ("deliverer", None)),
                    _connector="OR",
                ),
                name="handing_over_names_the_deliverer",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "posted"), _negated=True),
                    models.Q(("tracking_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="posting_names_the_tracking_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "received"), _negated=True),
                    models.Q(models.Q(("received_by", ""), _negated=True), models.Q(("relation", ""), _negated=True)),
                    _connector="OR",
                ),
                name="receipt_names_who_and_relation",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticebatch",
            constraint=models.UniqueConstraint(
                models.F("roll"),
                condition=models.Q(("state__in", ("waiting", "working", "broken"))),
                name="roll_has_one_open_batch_of_notices",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", False), ("state", "done")),
                    models.Q(models.Q(("state", "done"), _negated=True), ("finished_at", None)),
                    _connector="OR",
                ),
                name="finished_batch_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("biller_suffix", ""), ("biller_tax_id", "")),
                    ("biller_tax_id__regex", "^\\d{13}$"),
                    _connector="OR",
                ),
                name="biller_number_has_thirteen_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(("biller_suffix", ""), ("biller_suffix__regex", "^\\d{2}$"), _connector="OR"),
                name="biller_suffix_has_two_digits",
            ),
        ),
        *[_run(f"SELECT protect_municipality_rows('taxroll_{table}')") for table in PROTECTED],
        _run(sql_files.load("taxroll", "refuse_change_of_issued_notice")),
        _run("DROP TRIGGER issued_notice_is_never_changed ON taxroll_notice"),
        _run(
            "CREATE TRIGGER issued_notice_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_notice"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued_notice()"
        ),
        _run(
            "CREATE TRIGGER issued_deliveryevent_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_deliveryevent"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()"
        ),
        _run("REVOKE UPDATE, DELETE ON taxroll_deliveryevent FROM town_app"),
    ]
