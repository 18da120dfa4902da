"""What may stand in the log."""

import logging
from typing import Any

import pytest
from django.conf import settings

from config.logs import WithoutSecrets


@pytest.mark.parametrize(
    ("message", "args", "told"),
    [
        (
            "%s: %s",
            ("Not Found", "/permits/mine/CYS86CZR2SCGWAKG/form/place/"),
            "Not Found: /permits/mine/…/form/place/",
        ),
        ("lost: POST /r/7QX-4KM2/quiet/", (), "lost: POST /r/…/quiet/"),
        ("Not Found: /incidents/mine/first/12/", (), "Not Found: /incidents/mine/first/12/"),
    ],
)
def test_secret_of_an_address_is_left_out(message: str, args: tuple[Any, ...], told: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)

    assert WithoutSecrets().filter(record)

    assert record.getMessage() == told


def test_everything_that_is_logged_goes_that_way() -> None:
    told: Any = settings.LOGGING

    assert told["handlers"]["console"]["filters"] == ["without_secrets"]
    assert told["root"]["handlers"] == ["console"]
