"""The rows of a file on their way beside the register, with what the rules said of them.

Their texts are put in order while another process still reads the file. They are compared with the register and copied
into a table of this connection while the rules look at them there; what is left for the transaction that shows them is
one INSERT. Nobody else sees the copy.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from django.db import connection

from gis_assets import bulk, sql_files
from gis_assets.models import ParcelVersion
from landsurvey.attributes import columns
from landsurvey.comparing import differences, register
from landsurvey.comparing.matching import Register, Surveyed
from landsurvey.formats.features import Column
from landsurvey.inspecting.inspected import Handed, Inspection, Reading
from landsurvey.intake import proposals
from landsurvey.models import Finding, StagedFeature, Upload
from landsurvey.words import FileRefused

TABLE = StagedFeature._meta.db_table
# Rows are put into text by the piece, and copied by the step; between two steps the reading process is heard.
_ROWS_A_PIECE, _ROWS_A_STEP = 5_000, 40_000
# A zipped parcel takes 80 bytes at least; a file with less than half of that for each registered one has few of them.
_BYTES_A_PARCEL = 40
# More than a continent: such a shape is a mistake, and more than the column of its area holds.
_LARGEST_M2 = 1e12
_COLUMNS = (
    "row", "attributes", "measured_shape", "shape", "measured_area_m2", "document_type", "utm_scale", "deed_area_wah",
    "surveyed_on", "accuracy_m", *columns.LIMITS, *differences.COLUMNS,
)  # fmt: skip
# `json.dumps` makes an encoder for each cell.
_as_json = json.JSONEncoder(ensure_ascii=False).encode
# What JSON or COPY writes otherwise than it stands in the text; most columns hold none of it.
_MARKED = re.compile(r'["\\\x00-\x1f]')
_FINDING_COLUMNS = ("municipality_id", "upload_id", "rule", "level", "row", "place", "args", "proposal")


class Staging:
    """The rows of one upload, from the moment they are read until they stand beside the register."""

    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._whole: Register | None = None
        self._known: Register | None = None
        self._compared: differences.Compared | None = None
        self._texts: Mapping[str, Column] = {}
        self._told: list[list[str]] = []  # the same as JSON
        self.reading: Reading | None = None  # without its shapes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop the copy; after a failure the connection may be of no use, and the next file does it."""
        if kind is None or issubclass(kind, FileRefused):
            bulk.drop_stage(TABLE)

    def read_ahead(self, path: Path) -> None:
        """Read the whole register while the file is read, if the file is so large that most of it will be asked for."""
        municipality = self._upload.municipality
        if path.stat().st_size >= _BYTES_A_PARCEL * ParcelVersion.objects.of(municipality).count():
            self._whole = register.whole(municipality)

    def known(self, bounds: npt.NDArray[np.float64]) -> Register:
        """The register where the survey lies, asked for once its bounds on the municipality's grid are known."""
        if self._whole is None:
            self._known = register.within(self._upload.municipality, bounds=bounds)
        else:
            self._known, self._whole = register.part_of(self._whole, bounds=bounds), None
        return self._known

    def take_texts(self, attributes: Mapping[str, Column]) -> Iterator[None]:
        """Put the rows as they stand in the file into JSON, a column a step, while it is found out where they lie.

        Put together from the cells of each column, of which most files repeat a few: objects made row by row took
        longer than all rules.
        """
        self._texts = attributes
        for name, column in sorted(attributes.items(), key=_as_jsonb_sorts):
            self._told.append(_json_cells(name, column.tolist()))
            yield

    def take(self, handed: Handed) -> Iterator[None]:
        """Compare the rows with the register and copy them, in small steps."""
        handed, self._texts = handed.with_texts(self._texts), {}
        self.reading = handed.reading
        surveyed = Surveyed.of(replace(handed.reading.survey, projected=handed.placed.shapes()))
        compared = differences.found(surveyed, municipality=self._upload.municipality, known=self._known)
        self._compared = compared
        yield
        stage = bulk.create_stage(TABLE, _COLUMNS)
        cells = _cells(handed, compared, self._told, utm_epsg=self._upload.municipality.utm_epsg)
        yield from _copied(stage, cells, len(surveyed))
        self._told.clear()

    def put(self, upload: Upload, seen: Inspection) -> None:
        """Let the copied rows stand beside the register with what the rules found; removes nothing."""
        if self._compared is None or seen.reading is None:
            return
        values: dict[str, Any] = {
            "municipality": upload.municipality_id,
            "upload": upload.pk,
            "faulty": seen.reading.features.rows[seen.is_faulty].tolist(),
        }
        with connection.cursor() as cursor:
            cursor.execute(sql_files.load("landsurvey", "insert_staged_rows"), values)
        if seen.rows >= bulk.MANY:
            bulk.refresh_statistics(TABLE)
        bulk.insert_rows(Finding._meta.db_table, _FINDING_COLUMNS, _finding_rows(upload, seen, seen.reading))
        differences.propose(upload, self._compared)


def _copied(stage: str, cells: Sequence[Callable[[slice], Iterable[str]]], count: int) -> Iterator[None]:
    for start in range(0, count, _ROWS_A_STEP):
        pieces = range(start, min(start + _ROWS_A_STEP, count), _ROWS_A_PIECE)
        bulk.copy_columns(
            stage, _COLUMNS, ([column(slice(at, at + _ROWS_A_PIECE)) for column in cells] for at in pieces)
        )
        yield


def _cells(
    handed: Handed, compared: differences.Compared, told: Sequence[Sequence[str]], *, utm_epsg: int
) -> list[Callable[[slice], Iterable[str]]]:
    """For each of `_COLUMNS` the cells of some of the rows, as COPY reads them.

    Text is made of a piece at a time: the server takes in one meanwhile, and all at once it takes more memory than the
    rows themselves.
    """
    reading, parcels, areas_m2 = handed.reading, handed.reading.survey.parcels, handed.areas_m2
    return [
        lambda some: map(str, reading.features.rows[some].tolist()),
        _attributes(told, reading.features.rows),
        lambda some: _or_null(handed.measured.ewkb_hex(some, srid=reading.epsg)),
        lambda some: _or_null(handed.placed.ewkb_hex(some, srid=utm_epsg, as_multipolygons=True)),
        lambda some: [f"{area:.2f}" if area < _LARGEST_M2 else bulk.NULL for area in areas_m2[some].tolist()],
        lambda some: [kind or "none" for kind in parcels.document_type[some].tolist()],
        lambda some: _values(parcels.utm_scale[some].tolist()),
        lambda some: _values(parcels.deed_area_wah[some].tolist()),
        lambda some: _values(parcels.surveyed_on[some].tolist()),
        lambda some: [bulk.NULL if metres != metres else repr(metres) for metres in parcels.accuracy_m[some].tolist()],
        *[_texts(parcels.text[field], limit) for field, limit in columns.LIMITS.items()],
        *[_sliced(column) for column in differences.texts(compared)],
    ]


def _texts(column: Column, limit: int) -> Callable[[slice], Iterable[str]]:
    return lambda some: bulk.escaped([text[:limit] for text in column[some].tolist()])


def _sliced(cells: Sequence[str]) -> Callable[[slice], Iterable[str]]:
    return lambda some: cells[some]


def _or_null(texts: Sequence[str | None]) -> list[str]:
    return [bulk.NULL if text is None else text for text in texts]


def _values(cells: Sequence[object]) -> Iterable[str]:
    """Numbers, days and None, each distinct one put into words once."""
    words = {cell: bulk.NULL if cell is None else str(cell) for cell in set(cells)}
    return map(words.__getitem__, cells)


def _attributes(told: Sequence[Sequence[str]], rows: npt.NDArray[np.int64]) -> Callable[[slice], Iterable[str]]:
    """Each row as it stood in the file, as JSON."""
    if not told:
        return lambda some: ["{}"] * len(rows[some])
    return lambda some: [f"{{{','.join(row)}}}" for row in zip(*(cells[some] for cells in told), strict=True)]


def _as_jsonb_sorts(named: tuple[str, Column]) -> tuple[int, bytes]:
    """PostgreSQL keeps headings by length, then by bytes; rows whose headings come so it takes in a quarter faster."""
    heading = named[0].encode()
    return len(heading), heading


def _json_cells(name: str, texts: list[str]) -> list[str]:
    """`"heading": "text"` for each cell of a column, escaped for COPY; no JSON of PostgreSQL holds a null character."""
    heading = _as_json(name)
    distinct = list(dict.fromkeys(texts))
    if _MARKED.search("".join(distinct)):
        cells = bulk.escaped([f"{heading}:{_as_json(text.replace(chr(0), ''))}" for text in distinct])
    else:
        (heading,) = bulk.escaped([heading])
        cells = [f'{heading}:"{text}"' for text in distinct]
    known = dict(zip(distinct, cells, strict=True))
    return [known[text] for text in texts]


def _finding_rows(upload: Upload, seen: Inspection, reading: Reading) -> Iterator[tuple[object, ...]]:
    rows = reading.features.rows
    for found in seen.findings:
        place = f"SRID=4326;POINT({found.place[0]:.8f} {found.place[1]:.8f})" if found.place else None
        yield (
            upload.municipality_id,
            upload.pk,
            found.rule.id,
            str(found.rule.level),
            None if found.index is None else int(rows[found.index]),
            place,
            json.dumps(dict(found.args), ensure_ascii=False),
            json.dumps(proposals.to_json(found.proposal), ensure_ascii=False) if found.proposal else None,
        )
