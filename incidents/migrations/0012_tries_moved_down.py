"""Tries of codes are counted by `casework.tries`; those of the hour before the upgrade count no more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0011_reports_by_phone"), ("casework", "0008_tries")]

    operations = [migrations.DeleteModel(name="Lookup")]
