"""What people fill in when they send a file or answer what it does not say."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gis_assets.models.versions import AccuracyClass
from landsurvey import wording
from landsurvey.formats import crs
from landsurvey.models import UploadKind, UploadStatus

_OTHER_CRS = "other_crs"


class UploadForm(forms.Form):
    """A survey file, how exactly it was measured, and which survey it corrects."""

    file = forms.FileField(
        label=_("Survey file"),
        help_text=_(
            "Any file a surveyor has: a zipped shapefile, GeoPackage, GeoJSON, KML, GML, DXF, EDIGEO, FileGDB in a "
            "zip, a table (CSV, Excel), GeoTIFF, or the package of the land office. It is kept exactly as you send it."
        ),
        allow_empty_file=True,  # refused in words of our own
    )
    accuracy_class = forms.ChoiceField(
        label=_("How it was measured"),
        choices=AccuracyClass.choices,
        initial=AccuracyClass.UNKNOWN,
        help_text=_("Decides how far a measured area may differ from the deed before it is pointed out."),
    )
    corrects = forms.UUIDField(required=False, widget=forms.HiddenInput)


class PartForm(forms.Form):
    """What a browser announces before it sends a file in pieces."""

    name = forms.CharField(strip=False)
    size = forms.IntegerField(min_value=0, max_value=2**53)
    modified = forms.IntegerField(min_value=0, max_value=2**53, required=False)
    accuracy_class = forms.ChoiceField(choices=AccuracyClass.choices)
    corrects = forms.UUIDField(required=False)


class FilterForm(forms.Form):
    """Which uploads the list shows; anything unknown shows all."""

    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *UploadStatus.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *UploadKind.choices])

    def wanted(self) -> dict[str, str]:
        """Return the filters that were set and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AnswerForm(forms.Form):
    """Answers to the questions of an inspection: a field for each kind, its choices from the inspection itself."""

    use_required_attribute = False  # a code written out stands for a choice

    def __init__(self, *args: Any, questions: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question["kind"]] = _field(question)
        if "crs" in self.fields:
            self.fields["crs"].required = not self.data.get(_OTHER_CRS)
            self.fields[_OTHER_CRS] = forms.IntegerField(
                label=_("Another EPSG code"), required=False, min_value=1024, max_value=32767
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        epsg = cleaned.get(_OTHER_CRS)
        if epsg is not None and not crs.name_of(epsg):
            said = _("EPSG:%(epsg)s is no registered coordinate system.")
            self.add_error(_OTHER_CRS, forms.ValidationError(said, params={"epsg": epsg}))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Return the answers by kind of question; a code written out wins over a choice."""
        given = {name: answer for name, answer in self.cleaned_data.items() if answer and name != _OTHER_CRS}
        if epsg := self.cleaned_data.get(_OTHER_CRS) or given.get("crs"):
            given["crs"] = int(epsg)
        return given


class ChangeForm(AnswerForm):
    """Answers that may be given anew, the present ones preselected; blank leaves the matter to the file."""

    def __init__(
        self, *args: Any, questions: Sequence[Mapping[str, Any]], answers: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, questions=questions, auto_id="change_%s", **kwargs)
        self._given = {kind: str(said) for kind, said in answers.items()}
        for question in questions:
            self.fields[question["kind"]] = self._choice(question)
        self.order_fields(["layer", "crs", _OTHER_CRS])

    def _choice(self, question: Mapping[str, Any]) -> forms.ChoiceField:
        present = self._given.get(question["kind"], "")
        offered = dict(_choices(question))
        choices = {"": _left_to_the_file(offered.get(question["read"], question["read"])), **offered}
        choices.setdefault(present, present)
        label = wording.translated_json(question["sentence"])
        return forms.ChoiceField(label=label, choices=list(choices.items()), initial=present, required=False)

    def changes(self) -> dict[str, Any]:
        """Return the answers that differ from the present ones; None where the file is to decide again."""
        asked = {name: str(said or "") for name, said in self.cleaned_data.items() if name != _OTHER_CRS}
        if epsg := self.cleaned_data.get(_OTHER_CRS):
            asked["crs"] = str(epsg)
        differ = {kind: said for kind, said in asked.items() if said != self._given.get(kind, "")}
        return {kind: (int(said) if kind == "crs" else said) if said else None for kind, said in differ.items()}


def _field(question: Mapping[str, Any]) -> forms.Field:
    """A choice where the inspection offers any, else a line to write on."""
    label = wording.translated_json(question["sentence"])
    choices = _choices(question)
    if choices:
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
    return forms.CharField(label=label, max_length=200)


def _left_to_the_file(said: str) -> str:
    return gettext("As the file itself says: %(said)s") % {"said": said} if said else gettext("As the file itself says")


def _choices(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(value, gettext(name) if name else value) for value, name in question["choices"]]
