"""What can be said of a survey file: the one result that a page shows and the command line prints.

It is made by `inspection` and changes nothing; sentences stay data until somebody reads them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import shapely

from gis_assets.geometry import Wkb
from landsurvey.formats import crs, encoding
from landsurvey.formats.features import Column, Features, Malformed
from landsurvey.formats.reading import Layer
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Level, Proposal, Rule, Survey
from landsurvey.words import Sentence, gettext_noop

ROWS_TOLD = 200
PLACE_DIGITS = 8  # of a degree: a millimetre
_KEYS_TOLD = 200
_NO_ROW_USABLE = gettext_noop(
    "None of the %(rows)s rows can be used as they are. See the findings, mend the file and send it again."
)


@dataclass(frozen=True)
class Question:
    """Something only a person can answer before the file is usable.

    `kind` is layer, crs, encoding, axes or datum; status of a word of the land office, whose rows alone wait for it.
    """

    kind: str
    sentence: Sentence
    choices: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, object]:
        choices = [list(choice) for choice in self.choices]
        return {"kind": self.kind, "sentence": self.sentence.to_json(), "choices": choices}


@dataclass(frozen=True)
class Found:
    """A finding with its rule and its place in WGS 84 (longitude, latitude), None when it has none."""

    rule: Rule
    index: int | None
    place: tuple[float, float] | None
    args: Mapping[str, str | int]
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Reading:
    """The columns behind an inspection: what the file holds, where it lies, what it means."""

    features: Features
    survey: Survey
    epsg: int
    plane_epsg: int


@dataclass(frozen=True)
class Handed:
    """The columns of a reading on their way beside the register, before they are checked.

    `reading` is without its shapes and without the texts of the file, which were handed over when they had been read:
    `measured` holds the shapes as they were sent, `placed` on the municipality's grid; `areas_m2` on that grid as well,
    or on the file's own where that one is undefined. `borrowed` names the heading for fields of the parcels that are
    nothing but its texts; see `with_texts`.
    """

    reading: Reading
    measured: Wkb
    placed: Wkb
    areas_m2: npt.NDArray[np.float64]
    borrowed: Mapping[str, str]

    @classmethod
    def of(cls, reading: Reading) -> "Handed":
        features, survey = reading.features, reading.survey
        measured = Wkb.of(features.geometry)
        placed = measured if survey.projected is features.geometry else Wkb.of(survey.projected)
        areas_m2 = np.where(placed.lengths < 0, survey.areas_m2, shapely.area(survey.projected))
        bare = np.full(len(features), None, dtype=object)
        headings = {id(column): heading for heading, column in features.attributes.items()}
        text = survey.parcels.text
        borrowed = {field: headings[id(column)] for field, column in text.items() if id(column) in headings}
        parcels = replace(survey.parcels, text={field: text[field] for field in text if field not in borrowed})
        columns = replace(survey, parcels=parcels, plane=bare, projected=bare, boundary=None, indian={}, known=None)
        sent = replace(reading, features=replace(features, geometry=bare, attributes={}), survey=columns)
        return cls(sent, measured, placed, areas_m2, borrowed)

    def with_texts(self, attributes: Mapping[str, Column]) -> "Handed":
        """The same with the fields that it borrows from the texts of the file, handed over before."""
        survey = self.reading.survey
        text = survey.parcels.text | {field: attributes[heading] for field, heading in self.borrowed.items()}
        parcels = replace(survey.parcels, text=text)
        return replace(self, reading=replace(self.reading, survey=replace(survey, parcels=parcels)), borrowed={})


@dataclass(frozen=True)
class Unsound:
    """A row whose outline is not valid, and why."""

    row: int
    reason: str


@dataclass(frozen=True)
class Overlap:
    """Two rows that cover the same ground, and how much of it."""

    row: int
    other: int
    area_m2: float


@dataclass(frozen=True)
class Inspection:
    """Everything known about one file.

    `questions` must be empty before the survey can be used, `answerable` is what a person may decide anew; `limits` are
    those that the rules went by. Without a known grid there is no `reading` and no finding. `area_epsg` is the grid on
    which `area_m2` was measured. A `refusal` stands alone, or beside findings where these leave no row usable.
    `rows_without_shape` are numbers of rows in the file; `heading_guess` says of each field's heading why it was taken.
    """

    format: str = ""
    layers: tuple[Layer, ...] = ()
    layer: str | None = None
    text: encoding.Decision | None = None
    grid: crs.Decision | None = None
    pipeline: str = ""
    proj_version: str = ""
    geometry_type: str = ""
    reader: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    heading_guess: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown_headings: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()
    answerable: tuple[Question, ...] = ()
    rows: int = 0
    rows_without_shape: tuple[int, ...] = ()
    malformed: tuple[tuple[int, Malformed], ...] = ()
    unsound: tuple[Unsound, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    area_m2: float = 0.0
    area_epsg: int | None = None
    bounds_wgs84: tuple[float, ...] = ()
    findings: tuple[Found, ...] = ()
    fingerprint: Mapping[str, object] | None = None
    refusal: Sentence | None = None
    limits: Mapping[str, float] = field(default_factory=dict)
    reading: Reading | None = None

    @property
    def must_ask(self) -> bool:
        return bool(self.questions)

    @property
    def is_faulty(self) -> npt.NDArray[np.bool_]:
        """For each row whether an error was found in it; an error of the whole file is one of every row."""
        flags = np.zeros(self.rows, dtype=bool)
        for found in self.findings:
            if found.rule.level == Level.ERROR:
                flags[found.index if found.index is not None else slice(None)] = True
        return flags

    def judged(self) -> "Inspection":
        """The same, refused where the rows were checked, nothing is left to ask and none of them can be used."""
        if self.must_ask or not self.is_faulty.all():
            return self
        return replace(self, refusal=Sentence(_NO_ROW_USABLE, {"rows": self.rows}))

    def to_json(self, *, rows_told: int = ROWS_TOLD) -> dict[str, object]:
        """Return everything but the rows themselves; at most `rows_told` of them are named for each matter."""
        return {
            **self._read_json(),
            "notes": [note.to_json() for note in self.notes],
            "questions": [asked.to_json() for asked in self.questions],
            "answerable": [asked.to_json() for asked in self.answerable],
            **self._matters_json(rows_told),
            "findings": self.counts(),
            "levels": self.levels(),
            "limits": dict(self.limits),
            "refusal": self.refusal.to_json() if self.refusal else None,
        }

    def _read_json(self) -> dict[str, object]:
        """What the file is, how it was read and where it lies."""
        return {
            "format": self.format,
            "layers": [
                {"name": layer.name, "geometry_type": layer.geometry_type, "rows": layer.rows} for layer in self.layers
            ],
            "layer": self.layer,
            "rows": self.rows,
            "area_m2": round(self.area_m2, 2),
            "area_crs": {"value": self.area_epsg, "name": crs.name_of(self.area_epsg)} if self.area_epsg else None,
            "bounds_wgs84": list(self.bounds_wgs84),
            "geometry_type": self.geometry_type,
            "reader": self.reader,
            "encoding": _encoding_json(self.text),
            "crs": _crs_json(self.grid),
            "pipeline": self.pipeline,
            "proj_version": self.proj_version,
            "fingerprint": None if self.fingerprint is None else dict(self.fingerprint),
            "headings": dict(self.headings),
            "heading_guess": {name: dict(guess) for name, guess in self.heading_guess.items()},
            "unknown_headings": list(self.unknown_headings),
        }

    def _matters_json(self, limit: int) -> dict[str, object]:
        """The rows with something the matter, matter by matter."""
        malformed = [{"row": row, "what": bad.what, "where": bad.where} for row, bad in self.malformed]
        overlaps = [{"rows": [pair.row, pair.other], "area_m2": round(pair.area_m2, 4)} for pair in self.overlaps]
        return {
            "rows_without_shape": _told(self.rows_without_shape, limit),
            "malformed": _told(malformed, limit),
            "unsound": _told([{"row": bad.row, "reason": bad.reason} for bad in self.unsound], limit),
            "duplicates": _duplicates(self.reading.survey, limit) if self.reading else {},
            "overlaps": _told(overlaps, limit),
        }

    def counts(self) -> dict[str, int]:
        """Return how often each rule spoke, in the order of the catalogue."""
        counted = {rule.id: 0 for rule in catalogue.RULES}
        for found in self.findings:
            counted[found.rule.id] += 1
        return {rule_id: count for rule_id, count in counted.items() if count}

    def levels(self) -> dict[str, int]:
        """Return how many findings there are of each level."""
        counted = dict.fromkeys((str(level) for level in Level), 0)
        for found in self.findings:
            counted[str(found.rule.level)] += 1
        return counted

    def finding_rows(self, *, rows_told: int = ROWS_TOLD) -> dict[str, dict[str, object]]:
        """Return for each rule that spoke its level, its count and the first findings with their row and figures."""
        told: dict[str, list[dict[str, object]]] = {rule_id: [] for rule_id in self.counts()}
        for found in self.findings:
            listed = told[found.rule.id]
            if len(listed) < rows_told:
                sentence = Sentence(found.rule.sentence, found.args).to_json()
                place = [round(degrees, PLACE_DIGITS) for degrees in found.place] if found.place else None
                listed.append({"row": self._row(found), "place": place, "sentence": sentence})
        return {
            rule_id: {"level": str(catalogue.BY_ID[rule_id].level), "count": count, "rows": told[rule_id]}
            for rule_id, count in self.counts().items()
        }

    def _row(self, found: Found) -> int | None:
        if found.index is None or self.reading is None:
            return None
        return int(self.reading.features.rows[found.index])


def _told(listed: Sequence[object], limit: int) -> dict[str, object]:
    return {"count": len(listed), "rows": list(listed[:limit])}


def _duplicates(survey: Survey, limit: int) -> dict[str, dict[str, list[int]]]:
    """Return for codes and documents the texts that stand on more than one row, with their rows."""
    text = survey.parcels.text
    named = {"code": text["code"], "deed": text["document_number"]}
    return {name: _repeated(column, survey.rows.tolist(), limit) for name, column in named.items()}


def _repeated(column: Column, rows: Iterable[int], limit: int) -> dict[str, list[int]]:
    counted = Counter(column.tolist())
    texts = sorted(text for text, count in counted.items() if count > 1 and text)
    repeated: dict[str, list[int]] = {text: [] for text in texts[:_KEYS_TOLD]}
    for text, row in zip(column.tolist(), rows, strict=True):
        if text in repeated and len(repeated[text]) < limit:
            repeated[text].append(row)
    return repeated


def _encoding_json(text: encoding.Decision | None) -> dict[str, object] | None:
    if text is None:
        return None
    evidence = [said.to_json() for said in text.evidence]
    return {"value": text.encoding, "is_certain": text.is_certain, "evidence": evidence, "sample": list(text.sample)}


def _crs_json(grid: crs.Decision | None) -> dict[str, object] | None:
    if grid is None:
        return None
    evidence = [said.to_json() for said in grid.evidence]
    return {
        "value": grid.epsg,
        "name": grid.name,
        "declared": grid.declared,
        "is_certain": grid.is_certain,
        "candidates": list(grid.candidates),
        "evidence": evidence,
    }
