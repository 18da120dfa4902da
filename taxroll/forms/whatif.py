"""What a scenario changes, as people write it: percent and baht. What is left as it stands is no change."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taxroll.insight.scenarios import ALL, EXEMPTIONS, Change
from taxroll.law.book import LawOfYear
from taxroll.law.tables import UNBOUNDED_SATANG, Table
from taxroll.models import TableChoice

PPM_PER_PERCENT = 10_000
PPM = 1_000_000
SATANG = 100
HUNDRED = Decimal(100)
MILLION_BAHT = 1_000_000
EXEMPTION_TITLES = {
    "agriculture": _("Farming of natural persons (baht)"),
    "main_home": _("Main home with its land (baht)"),
    "main_home_building": _("Main home, building only (baht)"),
}


class ScenarioForm(forms.Form):
    """Name, note, and one field for every rate, price factor and exemption of the year."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=100)
    note = forms.CharField(label=_("What it is to show"), max_length=500, required=False)
    relief_percent = forms.DecimalField(
        label=_("General reduction of the tax (%)"), min_value=0, max_value=100, max_digits=7, decimal_places=4
    )

    def __init__(
        self, *args: Any, law: LawOfYear, zones: Sequence[tuple[str, str]], types: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.law, self.zones, self.types = law, zones, types
        self.fields["relief_percent"].initial = _percent(PPM - law.general_pay_ppm.value)
        self._add_rates()
        self._add_exemptions()
        self._add_prices()

    def _add_rates(self) -> None:
        for table, dated in self.law.rates.items():
            if table is Table.EXEMPT:
                continue
            for place, part in enumerate(dated.value):
                border = "" if part.up_to_satang == UNBOUNDED_SATANG else part.up_to_satang // SATANG // MILLION_BAHT
                label = _("up to %(border)s million (%%)") % {"border": border} if border else _("all above (%)")
                self.fields[f"rate_{table.value}_{place}"] = forms.DecimalField(
                    label=label, min_value=0, max_value=100, max_digits=7, decimal_places=4,
                    initial=_percent(part.rate_ppm),
                )  # fmt: skip

    def _add_exemptions(self) -> None:
        for key, name in EXEMPTIONS.items():
            satang = getattr(self.law, name).value
            self.fields[f"exempt_{key}"] = forms.IntegerField(
                label=EXEMPTION_TITLES[key], min_value=0, max_value=10**12, required=False,
                help_text=_("Empty: the whole value is exempt."),
                initial=None if satang == UNBOUNDED_SATANG else satang // SATANG,
            )  # fmt: skip

    def _add_prices(self) -> None:
        self.fields["land_all"] = _factor(_("All land (%)"), initial=HUNDRED)
        for place, (code, name) in enumerate(self.zones):
            self.fields[f"land_{place}"] = _factor(f"{code} {name}".strip())
        self.fields["building_all"] = _factor(_("All buildings (%)"), initial=HUNDRED)
        self.fields["unit_all"] = _factor(_("All condominium units (%)"), initial=HUNDRED)
        for place, kind in enumerate(self.types):
            self.fields[f"building_{place}"] = _factor(_("Type %(type)s") % {"type": kind})

    def rate_groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The rate fields table by table, for the template."""
        for table in self.law.rates:
            fields = [self[name] for name in self.fields if name.startswith(f"rate_{table.value}_")]
            if fields:
                yield str(TableChoice(table.value).label), fields

    def exemption_fields(self) -> list[forms.BoundField]:
        return [self[f"exempt_{key}"] for key in EXEMPTIONS]

    def zone_fields(self) -> list[forms.BoundField]:
        return [self[f"land_{place}"] for place in range(len(self.zones))]

    def type_fields(self) -> list[forms.BoundField]:
        return [self[f"building_{place}"] for place in range(len(self.types))]

    def change(self) -> Change:
        """What differs from the year's law and prices."""
        asked = self.cleaned_data
        pay = PPM - _ppm(asked["relief_percent"])
        return Change(
            rates_ppm=dict(self._rates()),
            land_ppm=self._factors("land", [code for code, _name in self.zones]),
            building_ppm=self._factors("building", self.types),
            unit_ppm=None if asked["unit_all"] in (None, HUNDRED) else _ppm(asked["unit_all"]),
            exempt_satang=dict(self._exemptions()),
            general_pay_ppm=None if pay == self.law.general_pay_ppm.value else pay,
        )

    def _rates(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        for table, dated in self.law.rates.items():
            if table is Table.EXEMPT:
                continue
            rates = tuple(_ppm(self.cleaned_data[f"rate_{table.value}_{place}"]) for place in range(len(dated.value)))
            if rates != tuple(part.rate_ppm for part in dated.value):
                yield table.key, rates

    def _exemptions(self) -> Iterator[tuple[str, int]]:
        for key, name in EXEMPTIONS.items():
            baht = self.cleaned_data[f"exempt_{key}"]
            satang = UNBOUNDED_SATANG if baht is None else baht * SATANG
            if satang != getattr(self.law, name).value:
                yield key, satang

    def _factors(self, of: str, names: Sequence[str]) -> dict[str, int]:
        """Factors that differ from the one of all, and that of all where it is not 100 %."""
        of_all = self.cleaned_data[f"{of}_all"]
        everything = PPM if of_all is None else _ppm(of_all)
        found = {} if everything == PPM else {ALL: everything}
        for place, name in enumerate(names):
            percent = self.cleaned_data[f"{of}_{place}"]
            if percent is not None and _ppm(percent) != everything:
                found[name] = _ppm(percent)
        return found


def _factor(label: object, *, initial: Decimal | None = None) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,  # type: ignore[arg-type]  # lazy text
        min_value=10,
        max_value=1000,
        max_digits=7,
        decimal_places=2,
        required=False,
        initial=initial,
    )


def _percent(ppm: int) -> Decimal:
    """Exact, or an untouched field would count as a change; with two decimals at least."""
    exact = Decimal(ppm) / PPM_PER_PERCENT
    short = exact.quantize(Decimal("0.01"))
    return short if short == exact else exact


def _ppm(percent: Decimal) -> int:
    return int(percent * PPM_PER_PERCENT)
