"""The language in which a browser of the tests is answered; without a word it is Thai."""

from django.test import Client


def english(client: Client) -> Client:
    """The same browser after the reader chose English."""
    client.cookies["django_language"] = "en"
    return client
