"""The sentences of the checks and of the services' files in the reader's language."""

from django.utils.translation import get_language

from permits.services import Text


def said(text: Text) -> str:
    """The words in the language of the page."""
    return text.in_language(get_language() or "th")
