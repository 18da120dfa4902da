"""Puts the stored sentences of the pure core into the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from landsurvey.words import Sentence


def translated(sentence: Sentence) -> str:
    """Return the sentence in the active language with its figures in place."""
    return gettext(sentence.msgid) % sentence.args


def translated_json(stored: Mapping[str, Any]) -> str:
    """Return the same for a sentence as `Sentence.to_json` stored it."""
    return translated(Sentence.from_json(stored))
