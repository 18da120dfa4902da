"""What reviewers fill in."""

import re
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from landsurvey.models import Decision

_ROWS = re.compile(r"\d+(-\d+)?")
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

    effective_date = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The earlier shape of each parcel ends on that day; the past stays as it was."),
    )
