"""Puts the stored sentences of the pure core into the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from gis_assets.models.parcels import DocumentType
from landsurvey.formats.features import MALFORMED
from landsurvey.formats.reading import PLACES
from landsurvey.rasters.place import FILES
from landsurvey.rules.shapes import UNSOUND
from landsurvey.words import Sentence

_TERMS = UNSOUND | MALFORMED | PLACES | FILES


def translated(sentence: Sentence) -> str:
    """Return the sentence in the active language with its figures in place."""
    return gettext(sentence.msgid) % {name: _term(value) for name, value in sentence.args.items()}


def translated_json(stored: Mapping[str, Any]) -> str:
    """Return the same for a sentence as `Sentence.to_json` stored it."""
    return translated(Sentence.from_json(stored))


def result(inspected: Mapping[str, Any], *, finding_rows: Mapping[str, Any] | None = None) -> Any:
    """The one result object of an inspection, for the page and the shell alike: every sentence also in words."""
    return spoken({**inspected, **({} if finding_rows is None else {"finding_rows": finding_rows})})


def spoken(stored: Any) -> Any:
    """Return JSON in which every stored sentence also has its `words` in the active language."""
    if isinstance(stored, list):
        return [spoken(part) for part in stored]
    if not isinstance(stored, Mapping):
        return stored
    if stored.keys() == {"msgid", "args"}:
        return {**stored, "words": translated_json(stored)}
    return {name: spoken(part) for name, part in stored.items()}


def _term(value: str | int) -> str | int:
    """Kinds of documents, what is wrong with shapes and where grids are named have words; all else stands as it is."""
    if value in DocumentType.values:
        return str(DocumentType(value).label)
    return gettext(str(value)) if value in _TERMS else value
