"""Citizens and crews may leave the address of a program that is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0014_numbers_of_owners"),
        ("incidents", "0006_reports_in_full"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="contact",
            name="contact_holds_a_way_to_reach_somebody",
        ),
        migrations.AddField(
            model_name="contact",
            name="webhook",
            field=models.CharField(blank=True, max_length=500, verbose_name="address of a program"),
        ),
        migrations.AddField(
            model_name="heldreport",
            name="webhook",
            field=models.CharField(blank=True, max_length=500, verbose_name="address of a program"),
        ),
        migrations.AddField(
            model_name="responder",
            name="webhook",
            field=models.CharField(
                blank=True,
                help_text="It is told which incident the crew gets, beside the e-mail of who signs in.",
                max_length=500,
                verbose_name="address of a program",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), ("phone", ""), ("webhook", ""), _negated=True),
                name="contact_holds_a_way_to_reach_somebody",
            ),
        ),
    ]
