"""What people fill in when they say what the columns of a file mean."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from landsurvey.intake import headings
from landsurvey.intake.headings import SurveyColumn

_ASIDE = ("", _("Keep aside"))


class HeadingsForm(forms.Form):
    """A choice of our fields for each column of the file, the present meaning preselected."""

    def __init__(self, *args: Any, columns: Sequence[SurveyColumn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for number, column in enumerate(columns):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=column.heading,
                choices=[_ASIDE, *headings.FIELDS.items()],
                initial=column.field,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        taken = Counter(field for field in cleaned.values() if field)
        for name, field in list(cleaned.items()):
            if field and taken[field] > 1:
                said = _("“%(field)s” is chosen for several columns. Keep the others aside.")
                self.add_error(name, forms.ValidationError(said, params={"field": headings.FIELDS[field]}))
        return cleaned

    def meaning(self) -> dict[str, str]:
        """Return heading -> field, "" for a column that is kept aside."""
        return {column.heading: self.cleaned_data[f"column{number}"] for number, column in enumerate(self.columns)}

    def lines(self) -> list[tuple[SurveyColumn, forms.BoundField]]:
        """Return each column with its choice, for the page."""
        return [(column, self[f"column{number}"]) for number, column in enumerate(self.columns)]
