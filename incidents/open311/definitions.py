"""The services of the town: one for each kind of trouble, with what a program should ask a citizen about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gis_assets.models import Municipality
from incidents.models import Kind
from incidents.open311.refusals import NotKnown
from incidents.open311.wire import Value
from incidents.reporting import stoppers

CHANGED = "2026-11-27 18:00"
"""When services or questions last changed; programs fetch them anew when it does."""


@dataclass(frozen=True)
class Choice:
    """One answer of a list."""

    key: str
    name: Promise


@dataclass(frozen=True)
class Question:
    """What is asked; `datatype` is a word of the standard. Without `is_asked` it is only told to the citizen."""

    code: str
    datatype: str
    description: Promise
    hint: Promise | str = ""
    is_required: bool = False
    is_asked: bool = True
    choices: tuple[Choice, ...] = ()


POLE = Question(
    "POLE",
    "string",
    gettext_lazy("Code on the nearest pole"),
    hint=gettext_lazy("Seven letters and digits on its sign, such as K7M2XQ-4; it tells the place to the metre."),
)
CALL_FIRST = Question(
    "CALL_FIRST",
    "text",
    gettext_lazy("A wire that is down can kill. Stay at least 10 metres away, touch nothing, and call for help first."),
    is_asked=False,
)
QUESTIONS: Mapping[Kind, tuple[Question, ...]] = {
    Kind.POWER_OUT: (
        POLE,
        Question(
            "EXTENT",
            "singlevaluelist",
            gettext_lazy("How far does it reach?"),
            choices=(
                Choice("house", gettext_lazy("One house")),
                Choice("neighbours", gettext_lazy("Some neighbours too")),
                Choice("street", gettext_lazy("The whole street or more")),
            ),
        ),
        Question(
            "SINCE",
            "datetime",
            gettext_lazy("Since when?"),
            hint=gettext_lazy("With the time zone, such as 2026-11-27T18:30:00+07:00"),
        ),
    ),
    Kind.LAMP_OUT: (
        POLE,
        Question(
            "LAMP",
            "singlevaluelist",
            gettext_lazy("What does the lamp do?"),
            choices=(
                Choice("dark", gettext_lazy("It stays dark")),
                Choice("flickers", gettext_lazy("It flickers")),
                Choice("day", gettext_lazy("It burns by day")),
            ),
        ),
        Question("LAMPS", "number", gettext_lazy("How many lamps?")),
    ),
    Kind.WIRE_DOWN: (CALL_FIRST, POLE),
    Kind.LEANING_POLE: (POLE,),
    Kind.ROAD: (
        Question(
            "DAMAGE",
            "singlevaluelist",
            gettext_lazy("What is damaged?"),
            choices=(
                Choice("pothole", gettext_lazy("Pothole")),
                Choice("sunk", gettext_lazy("The road has sunk or collapsed")),
                Choice("cover", gettext_lazy("A drain cover is missing or broken")),
                Choice("sign", gettext_lazy("Sign, barrier or marking")),
            ),
        ),
    ),
    Kind.FLOOD: (
        Question(
            "DEPTH",
            "singlevaluelist",
            gettext_lazy("How deep is the water?"),
            choices=(
                Choice("ankle", gettext_lazy("To the ankle")),
                Choice("knee", gettext_lazy("To the knee")),
                Choice("waist", gettext_lazy("To the waist")),
                Choice("above", gettext_lazy("Deeper")),
            ),
        ),
    ),
    Kind.TREE: (
        Question(
            "LIES_ON",
            "multivaluelist",
            gettext_lazy("What does it lie on?"),
            choices=(
                Choice("road", gettext_lazy("Road")),
                Choice("wire", gettext_lazy("Wire")),
                Choice("house", gettext_lazy("House or fence")),
                Choice("car", gettext_lazy("Car")),
            ),
        ),
    ),
    Kind.OTHER: (Question("WHAT", "text", gettext_lazy("Say in a few words what is wrong."), is_required=True),),
}
_LIGHT, _WAY, _NATURE, _REST = (
    gettext_lazy("Electricity and light"),
    gettext_lazy("Roads"),
    gettext_lazy("Water and trees"),
    gettext_lazy("Other"),
)
GROUPS = {
    Kind.POWER_OUT: _LIGHT,
    Kind.LAMP_OUT: _LIGHT,
    Kind.WIRE_DOWN: _LIGHT,
    Kind.LEANING_POLE: _LIGHT,
    Kind.ROAD: _WAY,
    Kind.FLOOD: _NATURE,
    Kind.TREE: _NATURE,
    Kind.OTHER: _REST,
}
KEYWORDS = {
    Kind.POWER_OUT: gettext_lazy("power, blackout, outage, electricity"),
    Kind.LAMP_OUT: gettext_lazy("street light, lamp, dark"),
    Kind.WIRE_DOWN: gettext_lazy("wire, cable, danger"),
    Kind.LEANING_POLE: gettext_lazy("pole, leaning, broken"),
    Kind.ROAD: gettext_lazy("road, pothole, drain, pavement"),
    Kind.FLOOD: gettext_lazy("flood, water, drain"),
    Kind.TREE: gettext_lazy("tree, branch"),
    Kind.OTHER: gettext_lazy("other"),
}


def kind_of(service_code: str) -> Kind:
    """The kind behind a service code; raises NotKnown."""
    try:
        return Kind(service_code)
    except ValueError as error:
        raise NotKnown(
            _("There is no service_code “%(code)s”. GET services lists those there are.") % {"code": service_code[:40]}
        ) from error


def services(municipality: Municipality, *, on: date) -> list[Value]:
    """All services, in the reader's language."""
    warnings = {one.kind: one for one in stoppers.on(on)}
    return [_service(municipality, kind, warnings.get(kind)) for kind in Kind]


def definition(kind: Kind) -> Value:
    """What to ask about one kind."""
    return {"service_code": kind.value, "attributes": list(_attributes(QUESTIONS[kind]))}


def notice(municipality: Municipality) -> str:
    """What every answer to a report says: this way is not for a life in danger."""
    phone = stoppers.emergency_phone(municipality.settings)
    return _("Where life is in danger, call %(phone)s at once.") % {"phone": phone}


def _service(municipality: Municipality, kind: Kind, warning: stoppers.Stopper | None) -> Value:
    told = [warning.words(get_language() or "th"), _phone_of(municipality, warning)] if warning else []
    return {
        "service_code": kind.value,
        "service_name": str(kind.label),
        "description": " ".join([*told, notice(municipality)]),
        "metadata": True,
        "type": "realtime",
        "keywords": str(KEYWORDS[kind]),
        "group": str(GROUPS[kind]),
    }


def _phone_of(municipality: Municipality, warning: stoppers.Stopper) -> str:
    return _("Telephone: %(phone)s.") % {"phone": warning.number(municipality.settings)}


def _attributes(questions: Iterable[Question]) -> Iterable[Value]:
    for order, question in enumerate(questions, start=1):
        told: dict[str, Value] = {
            "variable": question.is_asked,
            "code": question.code,
            "datatype": question.datatype,
            "required": question.is_required,
            "datatype_description": str(question.hint),
            "order": order,
            "description": str(question.description),
        }
        if question.choices:
            told["values"] = [{"key": one.key, "name": str(one.name)} for one in question.choices]
        yield told
