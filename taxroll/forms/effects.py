"""What a survey would make of a parcel."""

import uuid
from decimal import Decimal

from django import forms

from taxroll.effects import Change

LEAST, MOST = Decimal("0.01"), Decimal(30_000_000)
MOST_PARTS = 100
USES = ("agriculture", "residential", "other", "vacant")


def _area(least: Decimal = LEAST) -> forms.DecimalField:
    return forms.DecimalField(required=False, min_value=least, max_value=MOST, decimal_places=2)


class EffectForm(forms.Form):
    """Areas in square wah: the deed's, those of the uses, or those of the parts (`40,60`); `joined` are parcels' uids.

    `change` says in one word what the page knows of the change (split, merged) when it knows no figures.
    """

    area_wah = _area()
    agriculture_wah = _area(Decimal(0))
    residential_wah = _area(Decimal(0))
    other_wah = _area(Decimal(0))
    vacant_wah = _area(Decimal(0))
    parts_wah = forms.CharField(required=False, max_length=2000)
    joined = forms.CharField(required=False, max_length=4000)
    change = forms.CharField(required=False, max_length=12)

    def clean_parts_wah(self) -> tuple[Decimal, ...]:
        texts = [text for text in self.cleaned_data["parts_wah"].split(",") if text.strip()]
        if len(texts) == 1 or len(texts) > MOST_PARTS:
            raise forms.ValidationError("parts")
        return tuple(_area().clean(text.strip()) for text in texts)

    def clean_joined(self) -> tuple[uuid.UUID, ...]:
        try:
            return tuple(uuid.UUID(text.strip()) for text in self.cleaned_data["joined"].split(",") if text.strip())
        except ValueError as wrong:
            raise forms.ValidationError("joined") from wrong

    def proposed(self) -> Change:
        """The change without the parcels to be joined, which only `access` can find."""
        given = self.cleaned_data
        uses = {use: given[f"{use}_wah"] or Decimal(0) for use in USES}
        return Change(
            area_wah=given["area_wah"],
            uses_wah=uses if any(uses.values()) else {},
            parts_wah=given["parts_wah"],
        )
