"""Row-level security on every table, and triggers that keep sealed rolls and issued documents as they are."""

from django.db import migrations

from gis_assets import sql_files

PROTECTED = (
    "landpricezone",
    "buildingprice",
    "roll",
    "bill",
    "rollline",
    "rollgap",
    "numberseries",
    "notice",
    "payment",
    "receipt",
)
PARTS_OF_A_ROLL = ("bill", "rollline", "rollgap")
ISSUED = ("notice", "payment", "receipt")
ADDED_ONLY = ("payment", "receipt")


def _run(statement: str) -> migrations.RunSQL:
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


def _function(name: str, arguments: str = "") -> migrations.RunSQL:
    return migrations.RunSQL(sql_files.load("taxroll", name), f"DROP FUNCTION {name}({arguments}) CASCADE")


class Migration(migrations.Migration):
    dependencies = [("taxroll", "0001_tax_roll")]

    operations = [
        *[_run(f"SELECT protect_municipality_rows('taxroll_{table}')") for table in PROTECTED],
        _function("refuse_change_of_sealed_roll"),
        _function("guard_sealed_roll", "regclass"),
        _function("refuse_change_when_sealed"),
        _function("refuse_change_of_issued"),
        *[_run(f"SELECT guard_sealed_roll('taxroll_{table}')") for table in PARTS_OF_A_ROLL],
        _run(
            "CREATE TRIGGER sealed_roll_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_roll"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_when_sealed()"
        ),
        *[
            _run(
                f"CREATE TRIGGER issued_{table}_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_{table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()"
            )
            for table in ISSUED
        ],
        *[_run(f"REVOKE UPDATE, DELETE ON taxroll_{table} FROM town_app") for table in ADDED_ONLY],
    ]
