"""What an officer types to mend properties: one edit for all that are ticked, always with its evidence."""

from decimal import Decimal
from fractions import Fraction

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gis_assets import citizen_ids
from gis_assets.models.parties import PartyKind
from gis_assets.rights import Person
from taxroll.forms.holdings import fraction
from taxroll.worklist import Remedy

SATANG_PER_BAHT = 100
LONGEST_NAME, LONGEST_ADDRESS = 300, 500
USES = (
    ("", _("Choose")),
    ("agriculture", _("Farming")),
    ("residential", _("Dwelling")),
    ("other", _("Other use")),
    ("vacant", _("Left vacant")),
)


class MendForm(forms.Form):
    """What every edit says: on what evidence."""

    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, help_text=_("The paper or visit that shows it, with its number and day.")
    )


class UseForm(MendForm):
    use = forms.ChoiceField(label=_("Use of the whole area"), choices=USES)
    vacant_since_be = forms.IntegerField(label=_("Unused since tax year (B.E.)"), required=False)
    field_order = ["use", "vacant_since_be", "evidence"]


class YearBuiltForm(MendForm):
    year_be = forms.IntegerField(label=_("Year built (B.E.)"))
    field_order = ["year_be", "evidence"]


class VacantSinceForm(MendForm):
    year_be = forms.IntegerField(label=_("Unused since tax year (B.E.)"))
    field_order = ["year_be", "evidence"]


class PriceForm(MendForm):
    price_baht = forms.DecimalField(
        label=_("Approved price (baht per sq wah or m²)"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    field_order = ["price_baht", "evidence"]

    def price_satang(self) -> int:
        return int(self.cleaned_data["price_baht"] * SATANG_PER_BAHT)


class DeedAreaForm(MendForm):
    area_wah = forms.DecimalField(
        label=_("Deed area (sq wah)"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2
    )
    field_order = ["area_wah", "evidence"]


class OwnersForm(MendForm):
    """The same owners for all that is ticked, one a line."""

    owners = forms.CharField(
        label=_("Owners, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_(
            "Name | share | 13-digit number | address. The share may be left out for a single owner; "
            "several are fractions that add up to one, such as 1/2."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind of owners without a number"), choices=PartyKind.choices, initial=PartyKind.NATURAL
    )
    field_order = ["owners", "kind", "evidence"]

    def clean_owners(self) -> list[tuple[Person, Fraction]]:
        lines = [line for line in self.cleaned_data["owners"].splitlines() if line.strip()]
        return [self._owner(number, line) for number, line in enumerate(lines, start=1)]

    def _owner(self, number: int, line: str) -> tuple[Person, Fraction]:
        name, share_text, citizen_id, address = ([part.strip() for part in line.split("|")] + [""] * 4)[:4]
        share = fraction(share_text or "1")
        if not 0 < len(name) <= LONGEST_NAME or len(address) > LONGEST_ADDRESS or share is None:
            raise forms.ValidationError(_("Line %(number)s needs a name and a share such as 1/2.") % {"number": number})
        try:
            digits = citizen_ids.compact(citizen_id) if citizen_id else ""
        except citizen_ids.NotACitizenId as refusal:
            raise forms.ValidationError(
                _("Line %(number)s: %(refusal)s") % {"number": number, "refusal": refusal}
            ) from refusal
        return self._person(name, address, digits), share

    def _person(self, name: str, address: str, digits: str) -> Person:
        """Numbers of juristic persons begin with 0; without a number the form says the kind."""
        kind = PartyKind(self.data.get("kind") or PartyKind.NATURAL)
        if not digits:
            return Person(kind, name, address, "", "")
        kind = PartyKind.JURISTIC if digits.startswith("0") else PartyKind.NATURAL
        return Person(kind, name, address, citizen_ids.digest(digits, key=settings.PARTY_KEY), citizen_ids.tail(digits))


FORMS: dict[Remedy, type[MendForm]] = {
    Remedy.USE: UseForm,
    Remedy.YEAR_BUILT: YearBuiltForm,
    Remedy.VACANT_SINCE: VacantSinceForm,
    Remedy.PRICE: PriceForm,
    Remedy.DEED_AREA: DeedAreaForm,
    Remedy.OWNERS: OwnersForm,
}


class PropertySearchForm(forms.Form):
    """Sent in the body: names never stand in an address or a log."""

    owner = forms.CharField(label=_("Owner's name"), required=False, max_length=100)
    code = forms.CharField(label=_("Parcel code"), required=False, max_length=30)
    deed = forms.CharField(label=_("Deed number"), required=False, max_length=30)
    house = forms.CharField(label=_("House number"), required=False, max_length=30)
