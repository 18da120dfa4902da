"""Puts the stored sentences of the pure core into the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from gis_assets.models.parcels import DocumentType
from landsurvey.rules.shapes import UNSOUND
from landsurvey.words import Sentence


def translated(sentence: Sentence) -> str:
    """Return the sentence in the active language with its figures in place."""
    return gettext(sentence.msgid) % {name: _term(value) for name, value in sentence.args.items()}


def translated_json(stored: Mapping[str, Any]) -> str:
    """Return the same for a sentence as `Sentence.to_json` stored it."""
    return translated(Sentence.from_json(stored))


def _term(value: str | int) -> str | int:
    """Kinds of documents and of unsound outlines have names of their own; all else stands as it is."""
    if value in DocumentType.values:
        return str(DocumentType(value).label)
    return gettext(str(value)) if value in UNSOUND else value
