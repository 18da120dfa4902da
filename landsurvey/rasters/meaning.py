"""What the cells mean: which of them are missing, whether they are heights or colours, what heights are counted from.

Each answer stands with its evidence; what the file does not say is asked, with the likely answer first.
"""

import math
from dataclasses import dataclass

from rasterio.enums import ColorInterp, MaskFlags
from rasterio.io import DatasetReader

from landsurvey.inspecting.inspected import Question
from landsurvey.rasters.figures import Figures
from landsurvey.words import FileRefused, Sentence, gettext_noop

ELEVATION, ORTHOPHOTO, WATER, OTHER = "elevation", "orthophoto", "water", "other"
MSL, ELLIPSOID, UNKNOWN = "msl", "ellipsoid", "unknown"
NONE_MISSING = "none"
_RIM_SHARE = 0.01
_FAR = (-9000.0, 30000.0)  # no height on land lies outside; values there stand for something else
_HEIGHT_WORDS = ("elev", "dem", "dtm", "dsm", "srtm", "height", "altitude", "ความสูง", "ระดับ")
_WATER_WORDS = ("flood", "inundation", "depth", "water", "น้ำ")

_TAGGED = gettext_noop("The file itself names %(value)s as missing: %(count)s cells.")
_MASKED = gettext_noop("The file marks its missing cells itself: %(count)s cells.")
_CHOSEN = gettext_noop("It was chosen by a person.")
_NOTHING_MISSING = gettext_noop("No cell looks as if it were missing.")
_AT_RIM = gettext_noop(
    "%(count)s cells are %(value)s, %(rim)s of them at the rim; all others lie between %(least)s and %(most)s."
)
_ASK_NODATA = gettext_noop(
    "The file does not say which cells are missing. %(count)s cells are %(value)s, %(rim)s of them at the rim, "
    "all others lie between %(least)s and %(most)s. Does %(value)s mean that nothing was measured there?"
)
_IS_MISSING = gettext_noop("Yes, those cells are missing")
_ALL_MEASURED = gettext_noop("No, every cell was measured")

_NAMED_HEIGHTS = gettext_noop("The band is called “%(name)s”.")
_ONE_BAND = gettext_noop("It has one band of the type %(type)s.")
_COLOURS = gettext_noop("It has %(bands)s bands of the type %(type)s: colours.")
_ASK_KIND = gettext_noop("What do the cells show? The file has %(bands)s band(s) of the type %(type)s.")
_KINDS = {
    ELEVATION: gettext_noop("Heights (an elevation model)"),
    ORTHOPHOTO: gettext_noop("A picture of the ground (an orthophoto)"),
    WATER: gettext_noop("Where water stands (a flood's depth, or a mask of water)"),
    OTHER: gettext_noop("Something else"),
}

_CELLS, _HEIGHTS = gettext_noop("What the cells show"), gettext_noop("Heights above")
_SAID_VERTICAL = gettext_noop("According to the file its heights are of %(name)s.")
_ASK_VERTICAL = gettext_noop(
    "What are the heights counted from? The file does not say. In Thailand heights above the ellipsoid and above mean "
    "sea level differ by tens of metres; slopes are the same."
)
_DATUMS = {
    MSL: gettext_noop("Mean sea level"),
    ELLIPSOID: gettext_noop("The ellipsoid (as GNSS gives them)"),
    UNKNOWN: gettext_noop("Nobody knows"),
}


class NoSuchAnswer(FileRefused):
    msgid = gettext_noop("“%(value)s” is no answer to that question. Choose one of the answers that are offered.")


@dataclass(frozen=True)
class Fact:
    """Something decided about the raster and what speaks for it; not certain while a person is asked.

    `question` is what is asked; "" as a value means that nothing is known.
    """

    value: str
    evidence: tuple[Sentence, ...] = ()
    question: Question | None = None

    @property
    def is_certain(self) -> bool:
        return self.question is None


def missing(raster: DatasetReader, found: Figures, *, chosen: str | None = None) -> Fact:
    """Which value means a missing cell: a number as text, "" when the file marks them in another way or none is."""
    if chosen is not None:
        return Fact(_number(chosen), (Sentence(_CHOSEN),))
    if raster.nodata is not None:
        tag: dict[str, str | int] = {"value": f"{raster.nodata:.10g}", "count": f"{found.missing:,}"}
        return Fact(repr(float(raster.nodata)), (Sentence(_TAGGED, tag),))
    if _has_mask(raster):
        return Fact("", (Sentence(_MASKED, {"count": f"{found.missing:,}"}),))
    suspect = _suspect(found)
    if suspect is None:
        return Fact("", (Sentence(_NOTHING_MISSING),))
    said = _evidence(found, suspect)
    choices = ((f"{suspect:.17g}", _IS_MISSING), (NONE_MISSING, _ALL_MEASURED))
    asked = Question("nodata", Sentence(_ASK_NODATA, said), choices)
    return Fact(repr(suspect), (Sentence(_AT_RIM, said),), asked)


def kind(raster: DatasetReader, *, chosen: str | None = None) -> Fact:
    """Heights, a picture, or something else."""
    if chosen is not None:
        return Fact(_one_of(_KINDS, chosen), (Sentence(_CHOSEN),))
    said: dict[str, str | int] = {"bands": raster.count, "type": raster.dtypes[0]}
    name = next((text for text in (*raster.descriptions, *raster.units) if text and _is_about_heights(text)), None)
    if name and raster.count == 1:
        return Fact(ELEVATION, (Sentence(_NAMED_HEIGHTS, {"name": name[:60]}), Sentence(_ONE_BAND, said)))
    if raster.count in (3, 4) and raster.dtypes[0] in ("uint8", "uint16"):
        return Fact(ORTHOPHOTO, (Sentence(_COLOURS, said),))
    order = _likely(raster)
    asked = Question("raster_kind", Sentence(_ASK_KIND, said), tuple((value, _KINDS[value]) for value in order))
    return Fact(order[0], (Sentence(_ONE_BAND, said),) if raster.count == 1 else (), asked)


def vertical_datum(said: str, *, chosen: str | None = None) -> Fact:
    """What heights are counted from; `said` is what the file's own coordinate system says of them."""
    if chosen is not None:
        return Fact(_one_of(_DATUMS, chosen), (Sentence(_CHOSEN),))
    if said:
        value = ELLIPSOID if "ellips" in said.lower() else MSL
        return Fact(value, (Sentence(_SAID_VERTICAL, {"name": said}),))
    return Fact(UNKNOWN, (), Question("vertical_datum", Sentence(_ASK_VERTICAL), tuple(_DATUMS.items())))


def any_kind() -> Question:
    """What cells may show, all of it."""
    return Question("raster_kind", Sentence(_CELLS), tuple(_KINDS.items()))


def any_datum() -> Question:
    """What heights may be counted from, all of it."""
    return Question("vertical_datum", Sentence(_HEIGHTS), tuple(_DATUMS.items()))


def _has_mask(raster: DatasetReader) -> bool:
    return any(MaskFlags.all_valid not in flags for flags in raster.mask_flag_enums)


def _suspect(found: Figures) -> float | None:
    """The value that most likely means a missing cell, None when nothing speaks for any."""
    least = max(4, math.ceil(found.rim * _RIM_SHARE))
    suspected = [
        (suspect.at_rim, suspect.cells, value)
        for value, suspect in found.suspects.items()
        if suspect.cells and (suspect.at_rim >= least or not _FAR[0] < value < _FAR[1])
    ]
    return max(suspected)[2] if suspected else None


def _evidence(found: Figures, value: float) -> dict[str, str | int]:
    others = found.without(value)
    suspect = found.suspects[value]
    return {
        "value": f"{value:g}",
        "count": f"{suspect.cells:,}",
        "rim": f"{suspect.at_rim:,}",
        "least": f"{others.get('min', value):g}",
        "most": f"{others.get('max', value):g}",
    }


def _likely(raster: DatasetReader) -> tuple[str, ...]:
    likely: tuple[str, ...] = (OTHER, ORTHOPHOTO, ELEVATION)
    if raster.count == 1 and raster.colorinterp[0] != ColorInterp.palette:
        likely = (ORTHOPHOTO, ELEVATION, WATER) if raster.dtypes[0] == "uint8" else (ELEVATION, WATER, ORTHOPHOTO)
    if any(_is_about_water(text) for text in (*raster.descriptions, *raster.units) if text):
        likely = (WATER, *likely)
    return tuple(dict.fromkeys((*likely, *_KINDS)))


def _is_about_water(text: str) -> bool:
    return any(word in text.lower() for word in _WATER_WORDS)


def _is_about_heights(text: str) -> bool:
    return any(word in text.lower() for word in _HEIGHT_WORDS)


def _number(chosen: str) -> str:
    if chosen == NONE_MISSING:
        return ""
    try:
        return repr(float(chosen))
    except ValueError:
        raise NoSuchAnswer(value=chosen[:30]) from None


def _one_of(known: dict[str, str], chosen: str) -> str:
    if chosen not in known:
        raise NoSuchAnswer(value=chosen[:30])
    return chosen
