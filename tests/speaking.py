"""The browsers of the tests: who is signed in with one, in which town, and in what language, Thai without a word."""

import copy
from typing import Any, Self, TypeVar

from django.contrib.auth.models import User
from django.test import Client

from gis_assets import tenancy
from gis_assets.models import Municipality

Browser = TypeVar("Browser", bound=Client)


class Officer(Client):
    """A browser in which an officer is signed in."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user
        self.force_login(user)

    def __deepcopy__(self, copies: dict[int, Any]) -> Self:
        """The same person with a browser of his own."""
        other = copy.copy(self)
        other.user, other.cookies = copy.deepcopy((self.user, self.cookies), copies)
        return other


def english(client: Browser) -> Browser:
    """The same browser after the reader chose English."""
    client.cookies["django_language"] = "en"
    return client


def at_work_in(client: Browser, municipality: Municipality) -> Browser:
    """The same browser after the reader chose that municipality."""
    session = client.session
    session[tenancy.SESSION_KEY] = municipality.dla_code
    session.save()
    return client
