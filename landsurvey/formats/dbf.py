"""The bytes of a dBASE table, cell by cell, before anyone has decided which language they are in.

Values are kept as the text that stands in the file, so that `07` stays `07`; who needs numbers parses them later.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from landsurvey.formats.features import Column
from landsurvey.words import FileRefused, gettext_noop

_HEADER_BYTES = 32
_FIELD_BYTES = 32
_END_OF_FIELDS = 0x0D
_DELETED = ord("*")
_TEXT_KINDS = frozenset("CM")
_PADDING = b" \0\t\r\n"
_ONE_BYTE_CODECS = frozenset({"cp874", "cp1252", "latin-1", "iso8859-1"})
_SELDOM = 4  # where more than one cell in so many is new, decoding each distinct cell once saves nothing
_FIRST_BEYOND_ASCII = 128


class TableIsDamaged(FileRefused):
    """The .dbf does not hold what its header promises."""

    msgid = gettext_noop(
        "The attribute table (.dbf) is damaged: it promises %(promised)s bytes and holds %(held)s. "
        "Export the shapefile again and send the new zip."
    )


@dataclass(frozen=True)
class Field:
    """One column as the header describes it; `name` is still raw bytes."""

    name: bytes
    kind: str
    start: int
    width: int

    @property
    def is_text(self) -> bool:
        """Numbers, dates and logicals are plain ASCII by definition of the format."""
        return self.kind in _TEXT_KINDS


@dataclass(frozen=True)
class Table:
    """Header facts and the record block as a matrix of bytes, one line for each record."""

    language_id: int
    fields: tuple[Field, ...]
    records: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return int(self.records.shape[0])

    @property
    def is_deleted(self) -> npt.NDArray[np.bool_]:
        """Rows that were struck out but not yet removed from the file."""
        return np.asarray(self.records[:, 0] == _DELETED)

    def cells(self, field: Field) -> list[bytes]:
        """Return the field's bytes for every record, without the padding of blanks and nulls."""
        if field.width == 0:
            return [b""] * len(self)
        return [cell.strip(_PADDING) for cell in self._column(field).tolist()]

    def cells_beyond_ascii(self, field: Field) -> list[bytes]:
        """Return the distinct cells of the field that hold a byte over 127, in the order of the file."""
        if self._is_ascii(field):
            return []
        column = self._column(field)
        beyond = (column.view(np.uint8).reshape(-1, field.width) >= _FIRST_BEYOND_ASCII).any(axis=1)
        return [cell.strip(_PADDING) for cell in dict.fromkeys(column[beyond].tolist())]

    def texts(self, field: Field, *, codec: str) -> Column:
        """Return the field's text for every record; each distinct cell is decoded once.

        A character cut off by the width of the field becomes U+FFFD instead of an error.
        """
        texts = np.full(len(self), "", dtype=object)
        if field.width == 0 or len(self) == 0:
            return texts
        column = self._column(field)
        cells = column.tolist()
        distinct = set(cells)
        if len(distinct) * _SELDOM > len(cells) and (decoded := self._decoded_together(column, field, codec)):
            texts[:] = decoded
            return texts
        text_of = {cell: cell.strip(_PADDING).decode(codec, errors="replace") for cell in distinct}
        return np.fromiter(map(text_of.__getitem__, cells), dtype=object, count=len(cells))

    def _decoded_together(self, column: npt.NDArray[np.bytes_], field: Field, codec: str) -> list[str] | None:
        """Decode the whole column as one text; None where a letter may take several bytes or a cell holds a break."""
        is_ascii = self._is_ascii(field)
        if not is_ascii and codec not in _ONE_BYTE_CODECS:
            return None
        cells = b"\n".join(np.strings.strip(column, _PADDING).tolist())
        found = cells.decode("ascii" if is_ascii else codec, errors="replace").split("\n")
        return found if len(found) == len(self) else None

    def _is_ascii(self, field: Field) -> bool:
        return not bool(self._beyond_ascii[field.start : field.start + field.width].any())

    @cached_property
    def _beyond_ascii(self) -> npt.NDArray[np.bool_]:
        """For each byte of a record whether it is over 127 in any of them."""
        return np.asarray(self.records.max(axis=0, initial=0) >= _FIRST_BEYOND_ASCII)

    def _column(self, field: Field) -> npt.NDArray[np.bytes_]:
        block = np.ascontiguousarray(self.records[:, field.start : field.start + field.width])
        column: npt.NDArray[np.bytes_] = block.view(f"S{field.width}").ravel()
        return column


def read(path: Path) -> Table:
    """Read a .dbf file; raises `TableIsDamaged`."""
    return parse(path.read_bytes())


def parse(content: bytes) -> Table:
    """Read the bytes of a .dbf file.

    Raises `TableIsDamaged` when the header and the length of the file contradict each other.
    """
    if len(content) < _HEADER_BYTES:
        raise TableIsDamaged(promised=_HEADER_BYTES, held=len(content))
    count = int.from_bytes(content[4:8], "little")
    header_length = int.from_bytes(content[8:10], "little")
    record_length = int.from_bytes(content[10:12], "little")
    if record_length == 0 or len(content) - header_length < count * record_length:
        raise TableIsDamaged(promised=header_length + count * record_length, held=len(content))
    fields = _fields(content[:header_length])
    if fields and fields[-1].start + fields[-1].width > record_length:
        raise TableIsDamaged(promised=fields[-1].start + fields[-1].width, held=record_length)
    body = np.frombuffer(content, dtype=np.uint8, count=count * record_length, offset=header_length)
    return Table(
        language_id=content[29],
        fields=fields,
        records=body.reshape(count, record_length),
    )


def _fields(header: bytes) -> tuple[Field, ...]:
    found = []
    start = 1  # the first byte of a record says whether it is deleted
    position = _HEADER_BYTES
    while position + _FIELD_BYTES <= len(header) and header[position] != _END_OF_FIELDS:
        described = header[position : position + _FIELD_BYTES]
        kind = chr(described[11])
        width = described[16] + (described[17] << 8 if kind == "C" else 0)
        found.append(Field(name=described[:11].split(b"\0")[0].strip(), kind=kind, start=start, width=width))
        start += width
        position += _FIELD_BYTES
    return tuple(found)
