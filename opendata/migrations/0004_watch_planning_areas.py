"""The public layer of planning areas is told of its changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("opendata", "0003_datasets"), ("permits", "0002_protection")]

    operations = [migrations.RunSQL("SELECT watch_table('permits_planningarea')", migrations.RunSQL.noop)]
