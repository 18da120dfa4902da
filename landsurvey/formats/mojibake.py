"""Knows the ways in which Thai text is commonly spoilt, and can undo them where nothing was lost.

Programs read bytes in the wrong encoding and save what they saw; the damage is then part of the text and no choice of
encoding mends it. Here it is only proposed what the text was: a person decides, and what the file held stays stored.
"""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from landsurvey.formats import encoding
from landsurvey.formats.features import Column

_ROUNDS = 3  # text that was spoilt twice has been seen in municipal files
_THAI_BLOCK = "\u0e00-\u0e7f"
_RUN = re.compile("[^\x00-\x7f]+")
# UTF-8 read as cp874: every letter becomes เธ or เน and one more sign, which is seldom Thai. Without a sign that is
# none, only a long chain of such groups is proof: names such as เนตร or เธียร begin in the same way.
_UTF8_AS_THAI = re.compile(f"เ[ธน][^{_THAI_BLOCK}\\s]|เ[ธน]\u00a0|(?:เ[ธน].){{3}}")
_LOST_NO_BREAK = re.compile("(เ[ธน]) ")
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+"
)
_LATIN_WORD = re.compile(
    "[A-Za-z][\u00c0-\u00ff]{1,2}(?![\u00a1-\u00ff])|(?<![\u00a1-\u00ff])[\u00c0-\u00ff]{1,2}[A-Za-z]"
)
_UNASSIGNED = re.compile("[\u0e00\u0e3b-\u0e3e\u0e5c-\u0e7f]")
_LEAST_LETTERS = 2


@dataclass(frozen=True)
class Repair:
    """What stands in a cell (index of the row, heading) and what it probably was."""

    index: int
    heading: str
    before: str
    after: str


def repaired(text: str) -> str | None:
    """Return what the text was before it was read in the wrong encoding, or None when it is not certainly that.

    Text in which signs were lost (U+FFFD) cannot be repaired.
    """
    if text.isascii() or "\ufffd" in text:
        return None
    current = text
    for _ in range(_ROUNDS):
        undone = _undone(current)
        if undone is None:
            break
        current = undone
    return current if current != text and _reads_well(current) else None


def repairs(attributes: Mapping[str, Column]) -> list[Repair]:
    """Return every repair that can be proposed for a table, by row and then by column."""
    found = [
        Repair(index, heading, before, answers[before])
        for heading, column in attributes.items()
        if (answers := answers_for(column))
        for index, before in enumerate(column.tolist())
        if before in answers
    ]
    return sorted(found, key=lambda repair: repair.index)


def answers_for(column: Column) -> dict[str, str]:
    """Return spoilt text -> repaired text for the distinct texts of a column that can be repaired."""
    tried = {text: repaired(text) for text in set(column.tolist()) if not text.isascii()}
    return {text: after for text, after in tried.items() if after is not None}


def _undone(text: str) -> str | None:
    """Take back one wrong reading; None when there is no sign of one."""
    for way in (_utf8_read_as_thai, _utf8_read_as_latin, _thai_read_as_latin):
        before = way(text)
        if before is not None and before != text:
            return before
    return None


def _utf8_read_as_thai(text: str) -> str | None:
    if not _UTF8_AS_THAI.search(text):
        return None
    whole = _LOST_NO_BREAK.sub("\\1\u00a0", text)  # a program on the way has made the blank an ordinary one
    return _by_runs(_RUN, whole, lambda run: _decoded(_bytes(run, "cp874"), "utf-8"))


def _utf8_read_as_latin(text: str) -> str | None:
    if "\u00e0\u00b8" not in text and "\u00e0\u00b9" not in text:
        return None
    return _by_runs(_LATIN, text, lambda run: _decoded(_bytes(run, "cp1252"), "utf-8"))


def _thai_read_as_latin(text: str) -> str | None:
    """The whole text at once: what holds a Thai letter, or a word of a Latin language, was not read in that way."""
    letters = sum(len(run) for run in _LATIN.findall(text))
    if letters < _LEAST_LETTERS or _LATIN_WORD.search(text) or re.search(f"[{_THAI_BLOCK}]", text):
        return None
    before = _decoded(_bytes(text, "cp1252"), "cp874")
    return before if before is not None and _reads_well(before) else None


def _by_runs(pattern: re.Pattern[str], text: str, undo: Callable[[str], str | None]) -> str | None:
    """Undo each run of signs that can be undone; the others stand, for they may never have been spoilt."""
    answers = {run: undo(run) for run in pattern.findall(text)}
    if all(answer is None for answer in answers.values()):
        return None
    return pattern.sub(lambda match: answers[match[0]] or match[0], text)


def _bytes(text: str, codec: str) -> bytes | None:
    """Return the bytes that a reader of the wrong encoding saw; bytes without a sign came through as controls."""
    found = bytearray()
    for letter in text:
        try:
            found += letter.encode(codec)
        except UnicodeEncodeError:
            if not 0x80 <= ord(letter) <= 0xFF:
                return None
            found.append(ord(letter))
    return bytes(found)


def _decoded(raw: bytes | None, codec: str) -> str | None:
    """Decode; a last letter that the width of a field has cut in two is left out."""
    if raw is None:
        return None
    try:
        text = codecs.getincrementaldecoder(codec)().decode(raw, final=False)
    except UnicodeDecodeError:
        return None
    return None if _UNASSIGNED.search(text) else text or None


def _reads_well(text: str) -> bool:
    return encoding.thai_share([text]) == 1.0 and not _UNASSIGNED.search(text) and not _UTF8_AS_THAI.search(text)
