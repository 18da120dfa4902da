"""What people fill in when they send a file or answer what it does not say."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.models.versions import AccuracyClass
from landsurvey.formats import crs

_FIELD_OF = {"layer": "layer", "crs": "epsg", "encoding": "encoding"}


class UploadForm(forms.Form):
    """A survey file and how exactly it was measured."""

    file = forms.FileField(
        label=_("Zipped shapefile"),
        help_text=_("One .zip with the .shp, .shx, .dbf and .prj of the parcels. It is kept exactly as you send it."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    accuracy_class = forms.ChoiceField(
        label=_("How it was measured"),
        choices=AccuracyClass.choices,
        initial=AccuracyClass.UNKNOWN,
        help_text=_("Decides how far a measured area may differ from the deed before it is pointed out."),
    )


class AnswerForm(forms.Form):
    """Answers to the questions of an inspection; only the fields asked for are shown."""

    use_required_attribute = False  # a code written out stands for a choice
    layer = forms.ChoiceField(label=_("Shapefile"), widget=forms.RadioSelect)
    epsg = forms.ChoiceField(label=_("Coordinate system"), widget=forms.RadioSelect)
    other_epsg = forms.IntegerField(label=_("Another EPSG code"), required=False, min_value=1024, max_value=32767)
    encoding = forms.ChoiceField(label=_("Encoding"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, questions: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {_FIELD_OF[question["kind"]]: question["choices"] for question in questions}
        for name in ("layer", "epsg", "encoding"):
            if name in choices:
                cast(forms.ChoiceField, self.fields[name]).choices = [(value, label) for value, label in choices[name]]
            else:
                del self.fields[name]
        if "epsg" in choices:
            self.fields["epsg"].required = not self.data.get("other_epsg")
        else:
            del self.fields["other_epsg"]

    def clean_other_epsg(self) -> int | None:
        epsg: int | None = self.cleaned_data["other_epsg"]
        if epsg is not None and not crs.name_of(epsg):
            raise forms.ValidationError(_("EPSG:%(epsg)s is no registered coordinate system."), params={"epsg": epsg})
        return epsg

    def answers(self) -> dict[str, Any]:
        """Return the answers as `uploads.answer` takes them; a code written out wins over a choice."""
        cleaned = self.cleaned_data
        epsg = cleaned.get("other_epsg") or cleaned.get("epsg")
        given = {"layer": cleaned.get("layer"), "crs": int(epsg) if epsg else None, "encoding": cleaned.get("encoding")}
        return {kind: answer for kind, answer in given.items() if answer}
