"""Decides in which encoding a dBASE table is written, from evidence that the user is shown.

Real Thai shapefiles say nothing, say it in words GDAL does not know ("OEM 874"), or say something false. So the bytes
themselves are asked: which encodings can decode them at all, and does the result read like Thai?
"""

import codecs
import contextlib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from landsurvey.formats import dbf
from landsurvey.formats.features import Column
from landsurvey.words import Sentence, gettext_noop

CANDIDATES = ("utf-8", "cp874", "cp1252")
PLAUSIBLE_THAI = 0.9
DOUBTFUL_THAI = 0.5
_SAMPLE_SIZE = 5
_CELLS_READ = 2_000
_ROWS_SAMPLED = 2_000
_UTF8_THAI_BYTES = 3

# dBASE language driver ids that occur in practice; the rest say nothing useful here.
_LANGUAGE_IDS = {0x03: "cp1252", 0x57: "cp1252", 0x7C: "cp874", 0x4D: "cp936", 0x4F: "cp950", 0x13: "cp932"}

_THAI_RUN = re.compile("[\u0e01-\u0e5b]+")
_FOREIGN = re.compile("[^\x00-\x7f\u0e01-\u0e5b\u2018\u2019\u201c\u201d\u2013\u2014\u2022\u2026\u20ac\u00a0]")
# Thai spelling that chance bytes do not obey: a leading vowel is followed by a consonant, vowel signs and tone marks
# stand on a consonant.
_PLAUSIBLE_RUN = re.compile(
    "(?:[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{0,3}[\u0e30\u0e32\u0e33\u0e45\u0e2f\u0e46]*"
    "|[\u0e3f\u0e2f\u0e46\u0e4f-\u0e5b])+"
)

_CPG = gettext_noop("The .cpg file says “%(said)s”, which means %(means)s.")
_CPG_UNKNOWN = gettext_noop("The .cpg file says “%(said)s”, which is no encoding we know.")
_CPG_MISSING = gettext_noop("There is no .cpg file.")
_LANGUAGE = gettext_noop("The header of the table names language driver %(said)s, which means %(means)s.")
_LANGUAGE_SILENT = gettext_noop("The header of the table names no usable language (%(said)s).")
_ASCII = gettext_noop("The table holds plain ASCII only: every encoding reads it alike.")
_DECODES = gettext_noop(
    "%(encoding)s can decode all %(cells)s cells beyond plain ASCII; %(thai)s %% of them read like Thai."
)
_FAILS = gettext_noop("%(encoding)s cannot decode the cell “%(cell)s”.")
_CONTRADICTION = gettext_noop("The .cpg file is not right: the bytes say %(encoding)s.")
_BY_STANDARD = gettext_noop("The standard of this format prescribes UTF-8, and all of the file is written in it.")
_BY_MARK = gettext_noop("The file itself says %(encoding)s, and all of it is written in it.")
NOT_BY_STANDARD = Sentence(
    gettext_noop("The standard of this format prescribes UTF-8, but the file is not written in it.")
)
_CHOSEN = gettext_noop("%(encoding)s was chosen by a person.")


@dataclass(frozen=True)
class Decision:
    """The encoding, what speaks for and against it, and some decoded cells for the eye."""

    encoding: str
    evidence: tuple[Sentence, ...]
    sample: tuple[str, ...]
    is_certain: bool


@dataclass(frozen=True)
class _Trial:
    encoding: str
    failed_cell: bytes | None
    thai_share: float

    @property
    def succeeded(self) -> bool:
        return self.failed_cell is None


def decide(table: dbf.Table, *, cpg: str | None, chosen: str | None = None) -> Decision:
    """Weigh .cpg text, language driver byte and trial decoding; `chosen` by a person ends the matter."""
    said = None if cpg is None else codec_of(cpg)
    evidence = (_cpg_evidence(cpg, said), _language_evidence(table.language_id))
    hinted = _LANGUAGE_IDS.get(table.language_id)
    return decide_cells(_cells_beyond_ascii(table), said=said, hinted=hinted, evidence=evidence, chosen=chosen)


def decide_cells(
    cells: Sequence[bytes],
    *,
    said: str | None = None,
    hinted: str | None = None,
    evidence: Sequence[Sentence] = (),
    chosen: str | None = None,
) -> Decision:
    """Weigh the bytes of any table: `cells` are those beyond plain ASCII, `said` and `hinted` codecs the file names.

    `evidence` is what the caller found in headers; `chosen` by a person ends the matter.
    """
    found = list(evidence)
    if chosen is not None:
        found.append(Sentence(_CHOSEN, {"encoding": chosen}))
        return Decision(chosen, tuple(found), _sample(cells, chosen), is_certain=True)
    if not cells:
        return Decision("utf-8", (*found, Sentence(_ASCII)), (), is_certain=True)
    hints = [codec for codec in (said, hinted) if codec is not None]
    trials = {name: _try(cells, name) for name in dict.fromkeys((*CANDIDATES, *hints))}
    found += [_trial_evidence(trial, len(cells)) for trial in trials.values()]
    encoding, is_certain = _weigh(trials, said=said)
    if said is not None and said != encoding:
        found.append(Sentence(_CONTRADICTION, {"encoding": encoding}))
    return Decision(encoding, tuple(found), _sample(cells, encoding), is_certain=is_certain)


def by_standard() -> Decision:
    """The decision for a format whose standard leaves no choice, once all of the file has been decoded so."""
    return Decision("utf-8", (Sentence(_BY_STANDARD),), (), is_certain=True)


def by_mark(codec: str) -> Decision:
    """The decision for a file that names its encoding itself and was decoded so."""
    return Decision(codec, (Sentence(_BY_MARK, {"encoding": codec}),), (), is_certain=True)


def with_sample(decision: Decision, attributes: Mapping[str, Column]) -> Decision:
    """Return the decision with some texts beyond plain ASCII for the eye."""
    texts: dict[str, None] = {}
    for column in attributes.values():
        beyond = (text for text in column[:_ROWS_SAMPLED].tolist() if not text.isascii())
        texts |= dict.fromkeys(itertools.islice(beyond, _SAMPLE_SIZE))
    return replace(decision, sample=tuple(texts)[:_SAMPLE_SIZE])


def decode(cells: Sequence[bytes], *, encoding: str) -> list[str]:
    """Decode cells; a character cut off by the width of the field becomes U+FFFD instead of an error."""
    return [cell.decode(encoding, errors="replace") for cell in cells]


def codec_of(said: str) -> str | None:
    """Translate what people and programs write ("OEM 874", "ANSI 874", "TIS-620", "65001") to a Python codec."""
    text = said.strip().lower()
    digits = re.search(r"\d{3,5}", text)
    if re.fullmatch(r"tis-?620|iso[-_]?8859[-_]11", text) or (digits and digits[0] == "874"):
        return "cp874"
    if digits and digits[0] == "65001":
        return "utf-8"
    for name in (text, text.replace("-", ""), f"cp{digits[0]}" if digits else text):
        try:
            b"".decode(name)  # not every codec is of texts, and a name may hold anything
            return codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
    return None


def thai_share(texts: Sequence[str]) -> float:
    """Return the share of texts, 0 to 1, that obey the spelling of Thai and hold no foreign sign."""
    return sum(_reads_like_thai(text) for text in texts) / len(texts) if texts else 0.0


def _reads_like_thai(text: str) -> bool:
    runs = _THAI_RUN.findall(text)
    return bool(runs) and not _FOREIGN.search(text) and all(_PLAUSIBLE_RUN.fullmatch(run) for run in runs)


def _cells_beyond_ascii(table: dbf.Table) -> list[bytes]:
    cells = [field.name for field in table.fields if not field.name.isascii()]
    for field in table.fields:
        if field.is_text:
            cells += table.cells_beyond_ascii(field)
    return cells


def _cpg_evidence(cpg: str | None, codec: str | None) -> Sentence:
    if cpg is None:
        return Sentence(_CPG_MISSING)
    if codec is None:
        return Sentence(_CPG_UNKNOWN, {"said": cpg})
    return Sentence(_CPG, {"said": cpg, "means": codec})


def _language_evidence(language_id: int) -> Sentence:
    said = f"0x{language_id:02X}"
    means = _LANGUAGE_IDS.get(language_id)
    return Sentence(_LANGUAGE, {"said": said, "means": means}) if means else Sentence(_LANGUAGE_SILENT, {"said": said})


def _try(cells: Sequence[bytes], encoding: str) -> _Trial:
    """Decode all cells strictly, and ask an even sample of them whether they read like Thai."""
    failed = _first_failure(cells, encoding)
    if failed is not None:
        return _Trial(encoding, failed_cell=failed, thai_share=0.0)
    step = -(-len(cells) // _CELLS_READ)
    return _Trial(encoding, failed_cell=None, thai_share=thai_share(decode(cells[::step], encoding=encoding)))


def _first_failure(cells: Sequence[bytes], encoding: str) -> bytes | None:
    if "\n".encode(encoding) == b"\n":
        with contextlib.suppress(UnicodeDecodeError):
            b"\n".join(cells).decode(encoding)
            return None
    for cell in cells:
        try:
            _decode_strictly(cell, encoding)
        except UnicodeDecodeError:
            return cell
    return None


def _decode_strictly(cell: bytes, encoding: str) -> str:
    """Decode, forgiving in UTF-8 only a last character that the field's width cut in two."""
    is_complete = encoding != "utf-8" or len(cell) <= _UTF8_THAI_BYTES
    return codecs.getincrementaldecoder(encoding)().decode(cell, is_complete)


def _trial_evidence(trial: _Trial, cells: int) -> Sentence:
    if trial.failed_cell is not None:
        shown = trial.failed_cell.decode("ascii", errors="backslashreplace")
        return Sentence(_FAILS, {"encoding": trial.encoding, "cell": shown[:60]})
    return Sentence(_DECODES, {"encoding": trial.encoding, "cells": cells, "thai": round(trial.thai_share * 100)})


def _weigh(trials: dict[str, _Trial], *, said: str | None) -> tuple[str, bool]:
    """Return the encoding and whether the evidence leaves no doubt."""
    if trials["utf-8"].succeeded:
        return "utf-8", True  # cells of another encoding do not all form valid UTF-8 by chance
    if trials["cp874"].thai_share >= PLAUSIBLE_THAI:
        return "cp874", True
    half_thai = trials["cp874"].thai_share >= DOUBTFUL_THAI
    if said is not None and trials[said].succeeded:
        return said, not half_thai
    if trials["cp1252"].succeeded and not half_thai:
        return "cp1252", False
    return "cp874", False


def _sample(cells: Sequence[bytes], encoding: str) -> tuple[str, ...]:
    return tuple(decode(cells[:_SAMPLE_SIZE], encoding=encoding))
