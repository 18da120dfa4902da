"""An installation that can send by mail and to programs on this machine, and who receives it."""

from collections.abc import Iterator

import pytest
from django.conf import settings as town_settings
from pytest_django import Settings

from config import environment
from tests.casework.outbox import receivers
from tests.casework.outbox.receivers import MailServer, WebServer


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with receivers.mail_server() as server:
        yield server


@pytest.fixture
def web() -> Iterator[WebServer]:
    with receivers.web_server() as server:
        yield server


@pytest.fixture
def connected(settings: Settings, mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation knows the mail server, and programs may live on this machine."""
    monkeypatch.setenv("OUTBOX_INSIDE_NETWORKS", "127.0.0.0/8")
    settings.OUTBOX_INSIDE_NETWORKS = environment.networks("OUTBOX_INSIDE_NETWORKS")
    settings.OUTBOX_CHANNELS = town_settings.OUTBOX_CHANNELS | {"email": "casework.outbox.mail.Mail"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
    settings.DEFAULT_FROM_EMAIL = "town@example.org"
