"""What reviewers fill in."""

import re
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from landsurvey.models import Change, Decision, GoneDecision, Verdict
from landsurvey.reviewing import desk

_ROWS = re.compile(r"\d{1,9}(-\d{1,9})?")
_MOST_ROWS = 100_000


class DecideForm(forms.Form):
    """Which rows, what is decided, and why."""

    decision = forms.ChoiceField(choices=Decision.choices)
    rows = forms.CharField(
        label=_("Rows"), required=False, help_text=_("Row numbers such as 3, 7, 12-15; or tick rows in the list.")
    )
    comment = forms.CharField(
        label=_("Word to the surveyor"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_rows(self) -> set[int]:
        """Row numbers and ranges, typed or ticked."""
        rows: set[int] = set()
        for part in re.split(r"[\s,]+", ",".join(cast(QueryDict, self.data).getlist("rows")).strip(", ")):
            if not part:
                continue
            if not _ROWS.fullmatch(part):
                raise forms.ValidationError(_("“%(part)s” is no row number."), params={"part": part})
            first, _dash, last = part.partition("-")
            if int(last or first) - int(first) > _MOST_ROWS:
                raise forms.ValidationError(_("“%(part)s” is more rows than a survey has."), params={"part": part})
            rows.update(range(int(first), int(last or first) + 1))
        return rows


class PromoteForm(forms.Form):
    """The day from which the accepted rows are in force."""

    effective_date = DayField(
        label=_("In force from"),
        help_text=_("The earlier shape of each parcel ends on that day; the past stays as it was."),
    )


class QueueForm(forms.Form):
    """The queue and the row that an address of the desk shows; what it does not understand it leaves out."""

    DECISIONS = (("", _("All")), *Decision.choices)
    LEVELS = (
        (desk.WITH_ERRORS, _("With errors")),
        (desk.WITH_WARNINGS, _("With warnings")),
        (desk.CLEAN, _("Without warnings")),
    )
    change = forms.ChoiceField(choices=[("", ""), *Change.choices, (desk.GONE, "")], required=False)
    decision = forms.ChoiceField(choices=DECISIONS, required=False)
    level = forms.ChoiceField(choices=[("", ""), *LEVELS], required=False)
    row = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000)

    def read(self) -> tuple[desk.Queue, int | None]:
        """Return the queue and the row asked for."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name, "") for name in ("change", "decision", "level")}
        return desk.Queue(**asked), self.cleaned_data.get("row")


class VerdictForm(forms.Form):
    """One decision on the thing that a card shows; `seen` is the last act of review that its page knew."""

    decision = forms.ChoiceField(choices=[*Decision.choices, *GoneDecision.choices, *Verdict.choices, ("code", "")])
    seen = forms.IntegerField(min_value=0)
    proposal = forms.IntegerField(required=False, min_value=1)
    comment = forms.CharField(required=False, max_length=500)


class SeenForm(forms.Form):
    """The last act of review that the page knew, when it knew one."""

    seen = forms.IntegerField(required=False, min_value=0)


class UndoForm(forms.Form):
    """From which day a promotion is taken back, and why."""

    effective_date = DayField(
        label=_("Taken back from"),
        help_text=_("New versions are written from that day; the days before stay as they were."),
    )
    why = forms.CharField(label=_("Why it is taken back"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DayForm(forms.Form):
    """The day as of which the register is shown."""

    on = DayField(
        label=_("Register as of"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
