"""The words of a message in both languages: Thai first, the same in English below."""

from collections.abc import Callable

from django.utils import translation

LANGUAGES = ("th", "en")
Words = Callable[[], tuple[str, str]]
"""Gives subject and body in the language that is active when it is called."""


def in_both(words: Words) -> tuple[str, str]:
    """Subject in Thai; the words in Thai and below them in English."""
    told = []
    for language in LANGUAGES:
        with translation.override(language):
            told.append(words())
    (subject, thai), (_subject, english) = told
    return subject, f"{thai}\n\n— — —\n\n{english}\n"
