"""What owners fill in on their page, and what officers fill in about a filing."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from gis_assets.models import Letters
from taxroll.disputes import attachments, listed
from taxroll.disputes.filings import Said
from taxroll.disputes.reassessing import Correction
from taxroll.forms.money import BahtField, satang
from taxroll.law.tables import Table
from taxroll.models import (
    Bill,
    FilingKind,
    FilingOutcome,
    Grounds,
    LineKind,
    ReassessedLine,
    ReassessedSign,
    RollLine,
    SignLine,
    TableChoice,
)
from taxroll.signs.reassessing import FACTS, SignCorrection

LONGEST_WORDS = 4000
PPM_PER_PERCENT = 10_000
LARGEST_CM, MOST_FACES = 100_000, 100
SIGN_GROUNDS = (Grounds.AREA, Grounds.RELIEF, Grounds.COMPUTING, Grounds.OTHER)
ACCEPTED = "image/jpeg,image/png,application/pdf"


class DoorForm(forms.Form):
    """The two numbers that open an owner's page. Sent in the body, never in an address."""

    notice_number = forms.CharField(
        label=_("Notice number"),
        max_length=30,
        help_text=_("At the top of your notice, such as 2567/000123."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    citizen_id = forms.CharField(
        label=_("13-digit number"),
        max_length=30,
        help_text=_("Of the person or firm the notice is addressed to. It is compared and not kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )


class FollowForm(forms.Form):
    """The tracking code of a case."""

    code = forms.CharField(
        label=_("Tracking code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class SeveralFiles(forms.ClearableFileInput):
    """A file field of the browser that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what they are is told by `attachments.read`."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files that were sent, none among them."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


class FilingForm(forms.Form):
    """A filing in the owner's words; fields that its kind does not know are left out."""

    line = forms.TypedChoiceField(label=_("Which property?"), required=False, coerce=int, empty_value=None)
    grounds = forms.ChoiceField(label=_("What is wrong?"), choices=Grounds.choices, widget=forms.RadioSelect)
    parts = forms.TypedChoiceField(
        label=_("Instalments"), choices=[(3, "3"), (2, "2")], coerce=int, widget=forms.RadioSelect
    )
    happened_on = DayField(label=_("Since which day?"))
    notified_on = DayField(
        label=_("When did you receive the notice?"),
        required=False,
        help_text=_("The days to object count from it. Leave it empty if you do not know."),
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is wrong, and what should stand instead?"),
    )
    documents = FilesField(
        label=_("Photos or PDF"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ACCEPTED}),
        help_text=_("The deed, a photo of the place, a contract. Only the tax office sees them."),
    )
    key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    fields_of = {
        FilingKind.OBJECTION: ("line", "grounds", "notified_on", "words", "documents"),
        FilingKind.APPEAL: ("notified_on", "words", "documents"),
        FilingKind.COURT: ("notified_on", "words", "documents"),
        FilingKind.LIST_CORRECTION: ("line", "grounds", "words", "documents"),
        FilingKind.CHANGE_OF_USE: ("line", "happened_on", "words", "documents"),
        FilingKind.INSTALMENTS: ("parts", "words"),
    }

    def __init__(self, *args: Any, kind: FilingKind, bill: Bill, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for name in set(self.fields) - {*self.fields_of[kind], "key"}:
            del self.fields[name]
        self.lines = {line.pk: line for line in bill.lines.order_by("number")}
        if bill.roll.is_of_signs:
            self._be_about_signs()
        elif "line" in self.fields:
            named = [(pk, _named(line)) for pk, line in self.lines.items()]
            all_of_it = [] if kind in listed.KINDS else [("", _("All of it"))]
            self.fields["line"].choices = [*all_of_it, *named]  # type: ignore[attr-defined]  # a choice field
            self.fields["line"].required = kind in listed.KINDS
        if kind == FilingKind.APPEAL and "notified_on" in self.fields:
            self.fields["notified_on"].label = _("When did you receive the decision?")

    def _be_about_signs(self) -> None:
        """Signs are no lines of the roll, and only some grounds are about them."""
        self.fields.pop("line", None)
        if "grounds" in self.fields:
            self.fields["grounds"].choices = [(g.value, g.label) for g in SIGN_GROUNDS]  # type: ignore[attr-defined]  # a choice field

    def said(self) -> Said:
        """What was filled in; raises the Refusals of `attachments.read`."""
        facts = self.cleaned_data
        return Said(
            words=facts["words"],
            grounds=facts.get("grounds", ""),
            line=self.lines.get(facts.get("line") or 0),
            parts=facts.get("parts"),
            happened_on=facts.get("happened_on"),
            notified_on=facts.get("notified_on"),
            attachments=attachments.read(facts.get("documents", [])),
        )


class DecisionForm(forms.Form):
    """The decision of a filing with its reasons."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons and sections of law"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the reasons and the section of law; they are told to the owner.")},
    )

    def __init__(self, *args: Any, is_silent: bool, **facts: Any) -> None:
        super().__init__(*args, **facts)
        offered = [outcome for outcome in FilingOutcome if is_silent or outcome != FilingOutcome.BY_SILENCE]
        self.fields["outcome"].choices = [(o.value, o.label) for o in offered]  # type: ignore[attr-defined]  # a choice field


class ToldForm(forms.Form):
    """The day on which the owner received the decision."""

    on = DayField(label=_("Received by the owner on"))


class CorrectionForm(forms.Form):
    """What should have stood for one line of the bill; empty fields leave it as it is."""

    area_wah = forms.DecimalField(
        label=_("Area (sq wah)"), required=False, max_digits=12, decimal_places=2, min_value=Decimal("0.01")
    )
    value_baht = BahtField(label=_("Value (baht)"), required=False, min_value=Decimal(0))
    table = forms.TypedChoiceField(
        label=_("Use"), required=False, choices=[("", "–"), *TableChoice.choices], coerce=int, empty_value=None
    )
    vacant_years = forms.IntegerField(label=_("Vacant tax years"), required=False, min_value=0, max_value=99)
    reduction_percent = forms.DecimalField(
        label=_("Reduction in per cent"), required=False, max_digits=5, decimal_places=2, min_value=0, max_value=100
    )

    def __init__(self, data: Any = None, *, line: RollLine, decided: ReassessedLine | None = None) -> None:
        super().__init__(data, prefix=f"line{line.pk}", initial=_corrected(line, decided) if decided else None)
        self.line = line
        if line.kind != LineKind.LAND:
            del self.fields["area_wah"]

    @property
    def name(self) -> str:
        return _named(self.line)

    def correction(self) -> Correction | None:
        """What was corrected, or None where nothing was."""
        facts = self.cleaned_data
        value, table, percent = (facts.get(name) for name in ("value_baht", "table", "reduction_percent"))
        found = Correction(
            area_wah=facts.get("area_wah"),
            value_satang=None if value is None else satang(value),
            table=None if table is None else Table(table),
            vacant_years=facts.get("vacant_years"),
            reduction_ppm=None if percent is None else int(percent * PPM_PER_PERCENT),
        )
        return None if found == Correction() else found


class SignCorrectionForm(forms.Form):
    """What should have stood for one sign of the bill; empty fields leave it as it is."""

    width_cm = forms.IntegerField(label=_("width (cm)"), required=False, min_value=1, max_value=LARGEST_CM)
    height_cm = forms.IntegerField(label=_("height (cm)"), required=False, min_value=1, max_value=LARGEST_CM)
    faces = forms.IntegerField(label=_("faces"), required=False, min_value=1, max_value=MOST_FACES)
    letters = forms.TypedChoiceField(
        label=_("letters"), required=False, choices=[("", "–"), *Letters.choices], coerce=int, empty_value=None
    )
    is_moving = forms.TypedChoiceField(
        label=_("moving or changing"),
        required=False,
        choices=[("", "–"), ("1", _("moving or changing")), ("0", _("static"))],
        coerce=lambda value: value == "1",
        empty_value=None,
    )
    shown_from = DayField(label=_("shown from"), required=False)
    owes_nothing = forms.BooleanField(label=_("Owes nothing"), required=False)

    def __init__(self, data: Any = None, *, line: SignLine, decided: ReassessedSign | None = None) -> None:
        super().__init__(data, prefix=f"sign{line.pk}", initial=_corrected_sign(line, decided) if decided else None)
        self.line = line

    @property
    def name(self) -> str:
        return f"{self.line.sign_number} · {self.line.words}"

    def correction(self) -> SignCorrection | None:
        """What was corrected, or None where nothing was."""
        found = SignCorrection(**self.cleaned_data)
        return None if found == SignCorrection() else found


def corrections(forms_: Sequence[CorrectionForm | SignCorrectionForm]) -> dict[int, Correction | SignCorrection]:
    """What was corrected, by line."""
    made = {form.line.pk: form.correction() for form in forms_}
    return {pk: correction for pk, correction in made.items() if correction}


def _corrected(line: RollLine, decided: ReassessedLine) -> dict[str, Any]:
    """What a former decision put right, which holds until another decision says otherwise."""
    changed: dict[str, Any] = {}
    if decided.area_wah != line.area_wah:
        changed["area_wah"] = decided.area_wah
    elif decided.property_satang != line.property_satang:
        changed["value_baht"] = Decimal(decided.property_satang) / 100
    for name in ("table", "vacant_years"):
        if getattr(decided, name) != getattr(line, name):
            changed[name] = getattr(decided, name)
    if decided.reduction_ppm != line.reduction_ppm:
        changed["reduction_percent"] = Decimal(decided.reduction_ppm) / PPM_PER_PERCENT
    return changed


def _corrected_sign(line: SignLine, decided: ReassessedSign) -> dict[str, Any]:
    """What a former decision put right of a sign."""
    changed = {name: getattr(decided, name) for name in FACTS if getattr(decided, name) != getattr(line, name)}
    if "is_moving" in changed:
        changed["is_moving"] = "1" if changed["is_moving"] else "0"
    return changed | {"owes_nothing": decided.owes_nothing}


def _named(line: RollLine) -> str:
    if line.kind == LineKind.LAND:
        name = _("Land %(code)s") % {"code": line.parcel_code}
    elif line.kind == LineKind.UNIT:
        name = f"{line.condominium_name} {line.unit_number}"
    else:
        name = _("Building %(number)s") % {"number": line.house_number or "–"}
    return f"{name} · {line.get_table_display()}"
