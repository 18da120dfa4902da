"""The desk's terms where a municipality sets its own."""

from datetime import date

from gis_assets.models import Municipality
from permits.desk import terms

ON = date(2026, 11, 30)


def test_own_value_that_is_no_number_does_not_count(municipality: Municipality) -> None:
    municipality.settings[terms.SETTING] = {"appeal_days": "15 วัน", "explain_days": "9", "receiving_is_complete": True}

    assert terms.appeal(municipality, service="road-use", on=ON).value == 15
    assert terms.explain_days(municipality, on=ON) == 9
    assert terms.counts_from_submission(municipality, on=ON)
