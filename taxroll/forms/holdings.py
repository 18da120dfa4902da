"""Decisions about one property: exempt use, a reduction, taxes of 2562, an approved price, its holders."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets import citizen_ids
from gis_assets.days import DayField
from gis_assets.models import Party
from gis_assets.models.parties import PartyKind
from gis_assets.rights import Person
from taxroll.law import library
from taxroll.law.dated import LawIsSilent
from taxroll.models import ClaimedUse

SATANG_PER_BAHT = 100
SHARE = re.compile(r"^\s*(\d{1,7})\s*(?:/\s*(\d{1,7}))?\s*$")


class ClaimForm(forms.Form):
    """The period and the evidence that every decision has."""

    since = DayField(label=_("In force from"))
    last = DayField(label=_("Last day"), required=False)
    evidence = forms.CharField(label=_("Evidence"), max_length=500)


class ExemptForm(ClaimForm):
    kind = forms.ChoiceField(label=_("Kind of section 8"))
    of_use = forms.ChoiceField(label=_("How much of it"), choices=ClaimedUse.choices)
    area = forms.DecimalField(
        label=_("Exempt area (sq wah or m²)"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        help_text=_("Only for a part: square wah for land, square metres for buildings and units."),
    )
    field_order = ["kind", "of_use", "area", "since", "last", "evidence"]

    def __init__(self, *args: Any, tax_year_be: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["kind"], "exempt_property", tax_year_be)


class ReductionForm(ClaimForm):
    kind = forms.ChoiceField(label=_("Type of property"))
    since_date = DayField(label=_("Acquired or permitted on"))
    field_order = ["kind", "since_date", "since", "last", "evidence"]

    def __init__(self, *args: Any, tax_year_be: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["kind"], "type_reductions", tax_year_be)


class OldTaxForm(forms.Form):
    party = forms.ModelChoiceField(Party.objects.none(), label=_("Owner"))
    house_and_land_baht = forms.DecimalField(
        label=_("House and land tax of 2562 (baht)"), min_value=0, max_digits=14, decimal_places=2, initial=0
    )
    maintenance_baht = forms.DecimalField(
        label=_("Local maintenance tax of 2562 (baht)"), min_value=0, max_digits=14, decimal_places=2, initial=0
    )
    evidence = forms.CharField(label=_("Evidence"), max_length=500)

    def __init__(self, *args: Any, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        field.queryset = Party.objects.filter(pk__in=names)  # type: ignore[attr-defined]  # a model choice field
        field.label_from_instance = lambda party: names[party.pk]  # type: ignore[attr-defined]  # the names of the day

    def satang(self, name: str) -> int:
        return int(self.cleaned_data[name] * SATANG_PER_BAHT)


class ApprovedPriceForm(ClaimForm):
    price_baht = forms.DecimalField(
        label=_("Approved price (baht per sq wah or m²)"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    field_order = ["price_baht", "since", "last", "evidence"]


class HoldersForm(forms.Form):
    """A share for each holder of the day (empty to take him off), and one who joins them."""

    evidence = forms.CharField(label=_("Evidence"), max_length=200)

    def __init__(self, *args: Any, holders: dict[int, tuple[str, str, bool]], **kwargs: Any) -> None:
        """`holders`: name, share as text and registered home by the party's id."""
        super().__init__(*args, **kwargs)
        for pk, (name, share, is_home) in holders.items():
            self.fields[f"share_{pk}"] = forms.CharField(
                label=_("Share of %(name)s") % {"name": name}, initial=share, required=False, max_length=15
            )
            self.fields[f"home_{pk}"] = forms.BooleanField(
                label=_("Registered home of %(name)s") % {"name": name}, initial=is_home, required=False
            )
        self.fields["new_name"] = forms.CharField(label=_("Another owner: name"), required=False, max_length=300)
        self.fields["new_kind"] = forms.ChoiceField(label=_("Kind of owner"), choices=PartyKind.choices)
        self.fields["new_id"] = forms.CharField(label=_("13-digit number"), required=False, max_length=17)
        self.fields["new_address"] = forms.CharField(label=_("Address"), required=False, max_length=500)
        self.fields["new_share"] = forms.CharField(
            label=_("Share of this owner"), required=False, max_length=15, help_text=_("As a fraction: 1 or 1/2.")
        )
        self.order_fields([name for name in self.fields if name != "evidence"] + ["evidence"])

    def clean_new_id(self) -> str:
        """The number without strokes, checked by its last digit; it is kept as a keyed digest only."""
        number: str = self.cleaned_data["new_id"]
        try:
            return citizen_ids.compact(number) if number else ""
        except citizen_ids.NotACitizenId as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in [field for field in self.fields if field.startswith("share_") or field == "new_share"]:
            if cleaned.get(name) and fraction(cleaned[name]) is None:
                self.add_error(name, _("Write the share as a fraction such as 1/2."))
        if bool(cleaned.get("new_name")) != bool(cleaned.get("new_share")):
            self.add_error("new_name", _("Another owner needs a name and a share."))
        return cleaned

    def shares(self) -> dict[int, Fraction]:
        """The share of each holder that stays, by party."""
        written = {name.removeprefix("share_"): text for name, text in self.cleaned_data.items() if text}
        found = {int(pk): fraction(str(text)) for pk, text in written.items() if pk.isdecimal()}
        return {pk: share for pk, share in found.items() if share is not None}

    def homes(self) -> set[int]:
        """Parties whose registered home this is."""
        ticked = [name for name, value in self.cleaned_data.items() if name.startswith("home_") and value]
        return {int(name.removeprefix("home_")) for name in ticked}

    def newcomer(self) -> tuple[Person, Fraction] | None:
        """Who joins, and the share."""
        cleaned = self.cleaned_data
        share = fraction(cleaned["new_share"]) if cleaned["new_share"] else None
        if share is None:
            return None
        number = cleaned["new_id"]
        digest = citizen_ids.digest(number, key=settings.PARTY_KEY) if number else ""
        tail = citizen_ids.tail(number) if number else ""
        person = Person(PartyKind(cleaned["new_kind"]), cleaned["new_name"], cleaned["new_address"], digest, tail)
        return person, share


def fraction(text: str) -> Fraction | None:
    """A share such as 1/2 or 1; None for what is none."""
    written = SHARE.match(text)
    if not written or int(written[2] or 1) == 0:
        return None
    share = Fraction(int(written[1]), int(written[2] or 1))
    return share if 0 < share <= 1 else None


def kinds(of_law: str, tax_year_be: int) -> list[tuple[str, str]]:
    """The law's list of that year in the language of the page; empty for a year without law."""
    try:
        listed = getattr(library.of_year(tax_year_be), of_law)
    except LawIsSilent:
        return []
    is_thai = (translation.get_language() or "th").startswith("th")
    return [(key, dated.value.title_th if is_thai else dated.value.title) for key, dated in listed.items()]


def _choose(field: forms.Field, of_law: str, tax_year_be: int) -> None:
    field.choices = kinds(of_law, tax_year_be)  # type: ignore[attr-defined]  # a choice field
