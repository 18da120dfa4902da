"""What only a person can say of a file: which layer, on which grid, in which encoding."""

from collections.abc import Sequence

from landsurvey.formats import crs, encoding
from landsurvey.formats.reading import Layer
from landsurvey.inspected import Question
from landsurvey.words import Sentence, gettext_noop

ENCODING_CHOICES = ("cp874", "utf-8", "cp1252")
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


def about(grid: crs.Decision, text: encoding.Decision) -> tuple[Question, ...]:
    """Return what is still to be asked once the layer is read."""
    asked = []
    if grid.epsg is None or not grid.is_certain:
        sentence = Sentence(_CRS_ASKED if grid.candidates else _CRS_UNKNOWN)
        offered = grid.candidates or crs.KNOWN
        asked.append(
            Question("crs", sentence, tuple((str(code), f"EPSG:{code} {crs.name_of(code)}") for code in offered))
        )
    if not text.is_certain:
        offered_names = dict.fromkeys((*ENCODING_CHOICES, text.encoding))
        asked.append(Question("encoding", Sentence(_ENCODING_ASKED), tuple((name, name) for name in offered_names)))
    return tuple(asked)


def _described(layer: Layer) -> str:
    facts = [layer.geometry_type, "" if layer.rows is None else f"{layer.rows:,}"]
    told = ", ".join(fact for fact in facts if fact)
    return f"{layer.name} ({told})" if told else layer.name
