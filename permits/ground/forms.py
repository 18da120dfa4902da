"""What an officer sends to put planning areas in force: the file, what it is, and what its columns mean."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from permits.ground import area_files
from permits.models import AreaKind

ENDINGS = (".geojson", ".json", ".gpkg", ".zip", ".kml")
MOST_MB, MOST_EXPANDED_MB, MOST_MEMBERS = 30, 200, 100
SYSTEMS = (
    ("", _("As the file says")),
    ("32647", "WGS 84 / UTM 47N (EPSG:32647)"),
    ("32648", "WGS 84 / UTM 48N (EPSG:32648)"),
    ("24047", "Indian 1975 / UTM 47N (EPSG:24047)"),
    ("24048", "Indian 1975 / UTM 48N (EPSG:24048)"),
    ("4326", "WGS 84 (EPSG:4326)"),
)
MEANINGS = {
    "code": _("Code"),
    "name_th": _("Thai name"),
    "name_en": _("English name"),
    "allowed": _("Uses allowed"),
    "denied": _("Uses not allowed"),
    "most_height_m": _("Greatest height (m)"),
    "most_storeys": _("Most storeys"),
    "citation": _("Where it is written"),
    "doubt": _("What is not certain"),
}


class AreaFileForm(forms.Form):
    """A file with all areas of one kind."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoPackage, GeoJSON, KML or zipped shapefile, up to 30 MB, with all areas of this kind."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    kind = forms.ChoiceField(label=_("What the areas are"), choices=AreaKind.choices)
    since = DayField(
        label=_("In force from"),
        help_text=_("Areas of this kind that are in force until then end on this day."),
    )
    epsg = forms.ChoiceField(label=_("Coordinate system"), choices=SYSTEMS, required=False)
    citation = forms.CharField(
        label=_("Where they are written"),
        max_length=300,
        required=False,
        help_text=_("For areas whose row in the file does not say it."),
    )
    doubt = forms.CharField(label=_("What is not certain about them"), max_length=300, required=False)

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse by name, size, and what a zip file would become before anything is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        ending = _ending(file.name or "")
        if ending not in ENDINGS:
            raise forms.ValidationError(
                _("“%(name)s” is of a kind that is not read. Send a GeoPackage, GeoJSON, KML or zipped shapefile."),
                params={"name": file.name},
            )
        if (file.size or 0) > MOST_MB * 1_000_000:
            raise forms.ValidationError(
                _("“%(name)s” is larger than %(most)s MB. Cut it to the municipality."),
                params={"name": file.name, "most": MOST_MB},
            )
        if ending == ".zip":
            _refuse_bomb(file)
        return file

    def asked(self) -> dict[str, Any]:
        """What was answered beside the file, as plain values."""
        told = self.cleaned_data
        return {
            "kind": told["kind"],
            "since": told["since"].isoformat(),
            "epsg": int(told["epsg"]) if told["epsg"] else None,
            "citation": told["citation"],
            "doubt": told["doubt"],
        }


class ColumnsForm(forms.Form):
    """By which column of the file each meaning is told; none: nothing is said of it."""

    leave_out_wrong = forms.BooleanField(label=_("Leave out the features that cannot be used"), required=False)

    def __init__(self, *args: Any, columns: tuple[str, ...], chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "–"), *((name, name) for name in columns)]
        for meaning in area_files.MEANINGS:
            self.fields[f"column_{meaning}"] = forms.ChoiceField(
                label=MEANINGS[meaning], choices=offered, required=False, initial=chosen.get(meaning, "")
            )
        self.fields["leave_out_wrong"] = self.fields.pop("leave_out_wrong")  # after what it depends on

    def columns(self) -> dict[str, str]:
        """The chosen columns by meaning; an empty one overrules what was guessed."""
        return {meaning: self.cleaned_data[f"column_{meaning}"] for meaning in area_files.MEANINGS}


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}"


def _refuse_bomb(file: UploadedFile[Any]) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as packed:
            members = packed.infolist()
    except zipfile.BadZipFile as error:
        raise forms.ValidationError(_("The zip file is broken. Pack it again.")) from error
    finally:
        file.seek(0)
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_EXPANDED_MB * 1_000_000:
        raise forms.ValidationError(
            _("The zip file would become larger than %(most)s MB."), params={"most": MOST_EXPANDED_MB}
        )
