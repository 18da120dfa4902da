"""The browsers of the tests: who is signed in with one, and the language it is answered in, Thai without a word."""

from typing import TypeVar

from django.contrib.auth.models import User
from django.test import Client

Browser = TypeVar("Browser", bound=Client)


class Officer(Client):
    """A browser in which an officer is signed in."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user
        self.force_login(user)


def english(client: Browser) -> Browser:
    """The same browser after the reader chose English."""
    client.cookies["django_language"] = "en"
    return client
