"""More time to pay, granted to one owner: only ever added."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _run(statement):
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0009_condominium_units"),
        ("taxroll", "0017_decisions_give_back_their_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MoreTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("last_date", models.DateField(verbose_name="pay by")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("document_number", models.CharField(max_length=100, verbose_name="number of the decision")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="more_time", to="taxroll.notice"
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
                "verbose_name": "more time for one owner",
                "verbose_name_plural": "more time for one owner",
                "ordering": ["recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("document_number", ""), _negated=True)
                        & models.Q(("reason", ""), _negated=True),
                        name="more_time_names_document_and_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_date__gt", models.F("decided_on"))),
                        name="more_time_ends_after_its_decision",
                    ),
                ],
            },
        ),
        _run("SELECT protect_municipality_rows('taxroll_moretime')"),
        _run(
            "CREATE TRIGGER more_time_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_moretime"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()"
        ),
        _run("REVOKE UPDATE, DELETE, TRUNCATE ON taxroll_moretime FROM town_app"),
    ]
