"""What only a person can say of a file: which layer, on which grid, in which encoding."""

from collections.abc import Sequence
from dataclasses import replace

from landsurvey.formats import crs, encoding
from landsurvey.formats.reading import Layer
from landsurvey.inspecting import fingerprint
from landsurvey.inspecting.inspected import Question
from landsurvey.words import Sentence, gettext_noop

ENCODING_CHOICES = ("cp874", "utf-8", "cp1252")
SWAPPED, AS_WRITTEN = "swapped", "as_written"
_AXES_ASKED = gettext_noop(
    "Have east and north (longitude and latitude) changed places? As they are written, the figures are not possible."
)
_AXES_SWAPPED = gettext_noop("Yes, exchange them")
_AXES_AS_WRITTEN = gettext_noop("No, read them as they are written")
_LAYER, _CRS, _ENCODING = gettext_noop("Layer"), gettext_noop("Coordinate system"), gettext_noop("Encoding")
_LAYER_ASKED = gettext_noop("Which of the %(count)s layers in the file is to be read?")
_CRS_ASKED = gettext_noop(
    "On which grid do the coordinates stand? Each choice would put the survey in or beside the municipality."
)
_CRS_UNKNOWN = gettext_noop(
    "On which grid do the coordinates stand? None of the usual grids would put the survey here."
)
_ENCODING_ASKED = gettext_noop("In which encoding is the text? Choose the one in which the sample reads well.")


def which_layer(layers: Sequence[Layer]) -> Question:
    """All layers are offered; those that can hold parcels come first, the fullest before the others."""
    ordered = sorted(layers, key=lambda layer: (not layer.may_hold_areas, -(layer.rows or 0)))
    choices = tuple((layer.name, _described(layer)) for layer in ordered)
    return Question("layer", Sentence(_LAYER_ASKED, {"count": len(layers)}), choices)


def answerable(
    layers: Sequence[Layer], grid: crs.Decision, text: encoding.Decision, *, may_be_swapped: bool
) -> tuple[Question, ...]:
    """Everything that a person may decide anew of a file that was read, whether it had to be asked or not."""
    grids = dict.fromkeys((*([grid.epsg] if grid.epsg else []), *(grid.candidates or crs.KNOWN)))
    names = dict.fromkeys((text.encoding, *ENCODING_CHOICES))
    found = [
        Question("crs", Sentence(_CRS), tuple((str(code), f"EPSG:{code} {crs.name_of(code)}") for code in grids)),
        Question("encoding", Sentence(_ENCODING), tuple((name, name) for name in names)),
    ]
    if len(layers) > 1:
        found.insert(0, replace(which_layer(layers), sentence=Sentence(_LAYER)))
    return (*found, *([which_axes()] if may_be_swapped else []))


def about(grid: crs.Decision, text: encoding.Decision) -> tuple[Question, ...]:
    """Return what is still to be asked once the layer is read."""
    asked = []
    if grid.epsg is None or not grid.is_certain:
        sentence = Sentence(_CRS_ASKED if grid.candidates else _CRS_UNKNOWN)
        offered = grid.candidates or crs.KNOWN
        asked.append(
            Question("crs", sentence, tuple((str(code), f"EPSG:{code} {crs.name_of(code)}") for code in offered))
        )
    return (*asked, *about_text(text))


def about_text(text: encoding.Decision) -> tuple[Question, ...]:
    """Return the question for the encoding when the evidence leaves a doubt."""
    if text.is_certain:
        return ()
    names = dict.fromkeys((*ENCODING_CHOICES, text.encoding))
    return (Question("encoding", Sentence(_ENCODING_ASKED), tuple((name, name) for name in names)),)


def which_axes() -> Question:
    """The figures would be possible only the other way round; exchanging them is proposed first."""
    return Question("axes", Sentence(_AXES_ASKED), ((SWAPPED, _AXES_SWAPPED), (AS_WRITTEN, _AXES_AS_WRITTEN)))


def which_datum(found: fingerprint.Fingerprint) -> Question:
    """The survey lies as a known mistake would put it; undoing the likeliest one is proposed first."""
    return Question("datum", found.sentence or Sentence(""), found.choices())


def _described(layer: Layer) -> str:
    facts = [layer.geometry_type, "" if layer.rows is None else f"{layer.rows:,}"]
    told = ", ".join(fact for fact in facts if fact)
    return f"{layer.name} ({told})" if told else layer.name
