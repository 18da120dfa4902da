"""The data manager's form: the catalogue's fields in their groups, each explained, days in the reader's era."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opendata.catalogue import pages, previews
from opendata.scheme import checking, eras, fields
from opendata.scheme.fields import Field, Values

NOT_CHOSEN = ("", "–")
ROWS_OF_LONG = 4


class DatasetForm(forms.Form):
    """Every field that data sets of this type have. What is wrong with them is for `scheme.checking` to say."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, values: Values, seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        self.data_type = self._type(values)
        for field in fields.of_type(self.data_type).values():
            self.fields[field.key] = _field(field, values.get(field.key))
            if field.other:
                label = _("%(field)s: other, in your words") % {"field": pages.words(field)}
                self.fields[field.other] = forms.CharField(label=label, required=False, initial=values.get(field.other))

    def _type(self, values: Values) -> str:
        """A type that was just chosen decides which fields follow."""
        chosen = self.data.get("data_type") if self.is_bound else values.get("data_type")
        known = {choice.value for choice in fields.all_fields()["data_type"].choices}
        return str(chosen) if chosen in known else fields.GEOGRAPHIC

    @property
    def groups(self) -> list[tuple[Any, list[tuple[str, Any]]]]:
        """The bound fields in their groups with titles, each with its kind; a twin in free words is of kind `twin`."""
        known = fields.of_type(self.data_type)
        found = []
        for group, title in previews.GROUPS.items():
            fit = [field for field in known.values() if field.group == group]
            keys = [pair for field in fit for pair in ((field.kind, field.key), ("twin", field.other)) if pair[1]]
            if keys:
                found.append((title, [(kind, self[key]) for kind, key in keys]))
        return found

    def values(self) -> Values:
        """What was typed, whether right or wrong."""
        typed = cast(QueryDict, self.data)
        return {
            key: typed.getlist(key) if isinstance(field, forms.MultipleChoiceField) else typed.get(key, "")
            for key, field in self.fields.items()
            if key != "seen"
        }

    def show(self, faults: checking.Faults) -> None:
        """Put the sentences beside their fields."""
        for key, sentences in faults.items():
            for sentence in sentences:
                self.add_error(key if key in self.fields else None, sentence)


def _field(field: Field, value: Any) -> forms.Field:
    facts: dict[str, Any] = {
        "label": pages.words(field),
        "help_text": field.help_en if pages.is_english() else field.help_th,
        "required": field.is_required,
        "initial": eras.thai_day(value) if field.kind == "date" and value and not pages.is_english() else value,
    }
    # What is missing is said once, by the check of all fields, with everything else that is wrong.
    made = _widgeted(field, facts)
    made.widget.is_required = False
    return made


def _widgeted(field: Field, facts: dict[str, Any]) -> forms.Field:
    if field.kind == "choices":
        return forms.MultipleChoiceField(choices=_choices(field), widget=forms.CheckboxSelectMultiple, **facts)
    if field.kind == "choice":
        empty = [] if field.is_required else [NOT_CHOSEN]
        return forms.ChoiceField(choices=[*empty, *_choices(field)], **facts)
    if field.kind == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": ROWS_OF_LONG}), **facts)
    kinds = {"email": "email", "url": "url", "number": "number"}
    widget = forms.TextInput(attrs={"type": kinds[field.kind]} if field.kind in kinds else {})
    return forms.CharField(widget=widget, **facts)


def _choices(field: Field) -> list[tuple[str, str]]:
    """The value itself is Thai; in English its meaning stands before it."""
    if not pages.is_english():
        return [(choice.value, choice.value) for choice in field.choices]
    return [
        (choice.value, choice.en if choice.en == choice.value else f"{choice.en} · {choice.value}")
        for choice in field.choices
    ]
