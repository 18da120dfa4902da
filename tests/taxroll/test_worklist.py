"""The work list: what is on it, how it is mended, and that a mended item is gone without building the roll."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import User

from gis_assets import corrections, rights
from gis_assets.models import BuildingVersion, JournalEntry, Municipality, ParcelVersion, Right
from gis_assets.models.parties import PartyKind
from gis_assets.rights import Person
from taxroll import claims, mending, undoing, worklist
from taxroll.claims import Decision
from taxroll.mending import Edit
from taxroll.models import ApprovedPrice, ClaimedUse
from taxroll.worklist import Worklist
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_house, a_right, a_unit, an_owner
from tests.taxroll.conftest import AT

ON = date(2024, 1, 1)
Editing = Callable[..., Edit]


@pytest.fixture
def listed(municipality: Municipality) -> Callable[[], Worklist]:
    return lambda: worklist.read(municipality=municipality, on=ON)


@pytest.fixture
def editing(municipality: Municipality, clerk: User) -> Editing:
    def make(*versions: ParcelVersion | BuildingVersion) -> Edit:
        names = [f"{'parcel' if isinstance(one, ParcelVersion) else 'building'}:{one.pk}" for one in versions]
        return Edit(names, ON, "ออกสำรวจ 5 ม.ค. 2567", municipality, clerk, AT)

    return make


@lasting.fixture
def plot(municipality: Municipality, prices: None) -> ParcelVersion:
    """100 sq wah that nobody has said the use of."""
    plot = a_parcel(municipality)
    a_right(an_owner(municipality), plot.parcel)
    return plot


def counts(found: Worklist) -> dict[str, int]:
    return {group.key: group.count for group in found.groups}


def test_whole_property_is_on_no_list(municipality: Municipality, prices: None, listed: Callable[[], Worklist]) -> None:
    a_right(an_owner(municipality), a_parcel(municipality, other_wah=100).parcel)

    assert counts(listed()) == {}


def test_property_is_listed_under_its_first_trouble_only(
    municipality: Municipality, listed: Callable[[], Worklist]
) -> None:
    a_parcel(municipality)

    assert counts(listed()) == {"no_owner": 1}


def test_measured_area_far_from_the_deed_is_looked_at_and_does_not_block(
    municipality: Municipality, prices: None, listed: Callable[[], Worklist]
) -> None:
    plot = a_parcel(municipality, other_wah=100, measured_area_m2=421)
    a_right(an_owner(municipality), plot.parcel)

    found = listed()

    assert [(group.key, group.blocks) for group in found.groups] == [("measured_off", False)]
    assert bool(found.register.is_valued.all())


def test_unused_land_without_its_year_is_looked_at(
    municipality: Municipality, prices: None, listed: Callable[[], Worklist]
) -> None:
    a_right(an_owner(municipality), a_parcel(municipality, vacant_wah=100).parcel)

    assert counts(listed()) == {"vacant_undated": 1}


def test_unused_land_is_off_the_list_when_its_year_was_given(
    municipality: Municipality, prices: None, listed: Callable[[], Worklist], editing: Editing
) -> None:
    plot = a_parcel(municipality, vacant_wah=100)
    a_right(an_owner(municipality), plot.parcel)
    before = counts(listed())

    mending.set_vacant_since(editing(plot), year_be=2565)

    assert (before, counts(listed())) == ({"vacant_undated": 1}, {})
    assert ParcelVersion.objects.as_of(ON).get(parcel=plot.parcel).vacant_since_be == 2565


def test_claim_that_ends_this_year_is_looked_at(
    municipality: Municipality, prices: None, listed: Callable[[], Worklist], clerk: User
) -> None:
    plot = a_parcel(municipality, other_wah=100)
    a_right(an_owner(municipality), plot.parcel)
    claims.exempt(
        Decision(plot.parcel, ON, date(2024, 6, 30), "x", clerk, AT),
        kind="public_use",
        of_use=ClaimedUse.OTHER,
        area=Decimal(5),
    )

    assert counts(listed()) == {"claim_ends": 1}


def test_item_is_gone_when_its_use_is_assigned(
    plot: ParcelVersion, listed: Callable[[], Worklist], editing: Editing
) -> None:
    before = counts(listed())

    mending.assign_use(editing(plot), use="other")

    assert (before, counts(listed())) == ({"no_use": 1}, {})
    new = ParcelVersion.objects.as_of(ON).get(parcel=plot.parcel)
    assert (new.other_wah, new.code, new.shape.area) == (Decimal(100), plot.code, plot.shape.area)


def test_edit_is_a_new_version_from_new_year_and_the_old_keeps_its_days(plot: ParcelVersion, editing: Editing) -> None:
    source = mending.assign_use(editing(plot), use="other")

    old, new = ParcelVersion.objects.filter(parcel=plot.parcel).order_by("pk")
    assert (old.valid.upper, new.valid.lower, new.source) == (ON, ON, source)
    assert JournalEntry.objects.get(action=mending.ACTION).why == "ออกสำรวจ 5 ม.ค. 2567"


def test_many_are_changed_by_one_edit_and_undone_as_one(
    municipality: Municipality, plot: ParcelVersion, editing: Editing, listed: Callable[[], Worklist], clerk: User
) -> None:
    other = a_parcel(municipality, code="01A002", shape=square(east=100))
    a_right(an_owner(municipality), other.parcel)
    mending.assign_use(editing(plot, other), use="residential")
    (entry,) = undoing.latest(municipality)

    undoing.undo(entry, by=clerk, at=AT)

    assert counts(listed()) == {"no_use": 2}
    assert undoing.latest(municipality) == []
    assert ParcelVersion.objects.filter(parcel=plot.parcel).count() == 3


def test_undo_is_refused_when_the_property_was_changed_again(
    municipality: Municipality, plot: ParcelVersion, editing: Editing, clerk: User
) -> None:
    mending.assign_use(editing(plot), use="other")
    (entry,) = undoing.latest(municipality)
    mending.assign_use(editing(ParcelVersion.objects.as_of(ON).get(parcel=plot.parcel)), use="residential")

    with pytest.raises(undoing.WasChangedSince):
        undoing.undo(entry, by=clerk, at=AT)


def test_edit_is_undone_once(municipality: Municipality, plot: ParcelVersion, editing: Editing, clerk: User) -> None:
    mending.assign_use(editing(plot), use="other")
    (entry,) = undoing.latest(municipality)
    undoing.undo(entry, by=clerk, at=AT)

    with pytest.raises(undoing.UndoneAlready):
        undoing.undo(entry, by=clerk, at=AT)


def test_owners_set_in_bulk_are_undone_with_shares_and_homes(
    municipality: Municipality, prices: None, editing: Editing, clerk: User
) -> None:
    plot, empty = a_parcel(municipality, other_wah=100), a_parcel(municipality, code="01A002", other_wah=100)
    for party, home in ((an_owner(municipality, name="ก"), True), (an_owner(municipality, name="ข"), False)):
        a_right(party, plot.parcel, kind="co_owner", share_denominator=2, is_registered_home=home)
    before = held_by_name(plot, empty)
    newcomer = Person(PartyKind.NATURAL, "นางใหม่", "", "", "")
    mending.set_owners(editing(plot, empty), owners=[(newcomer, Fraction(1))])
    (entry,) = undoing.latest(municipality)

    undoing.undo(entry, by=clerk, at=AT)

    assert entry.details["count"] == 2
    assert held_by_name(plot, empty) == before == [[("ก", "1/2", True), ("ข", "1/2", False)], []]
    assert undoing.latest(municipality) == []


def test_owners_are_refused_when_one_number_stands_twice(plot: ParcelVersion, editing: Editing) -> None:
    twice = [(Person(PartyKind.NATURAL, name, "", "d" * 64, "123"), Fraction(1, 2)) for name in ("ก", "ข")]

    with pytest.raises(rights.NamedTwice):
        mending.set_owners(editing(plot), owners=twice)


def test_owners_are_not_undone_when_somebody_else_holds_by_now(
    municipality: Municipality, plot: ParcelVersion, editing: Editing, clerk: User
) -> None:
    for name in ("นางใหม่", "นางใหม่กว่า"):
        mending.set_owners(editing(plot), owners=[(Person(PartyKind.NATURAL, name, "", "", ""), Fraction(1))])
    first = undoing.latest(municipality)[-1]

    with pytest.raises(undoing.WasChangedSince):
        undoing.undo(first, by=clerk, at=AT)


def test_prices_approved_in_bulk_are_undone_and_the_former_holds_again(
    municipality: Municipality, plot: ParcelVersion, editing: Editing, clerk: User
) -> None:
    decided = Decision(plot.parcel, date(2023, 1, 1), None, "มติเดิม", clerk, AT)
    former = claims.approve_price(decided, price_satang=1_000_00)
    mending.approve_prices(editing(plot), price_satang=5_000_00)
    (entry,) = undoing.latest(municipality)

    undoing.undo(entry, by=clerk, at=AT)

    [in_force] = ApprovedPrice.objects.filter(withdrawn_at=None, valid__contains=ON)
    assert in_force == former
    assert in_force.valid.upper is None


def held_by_name(*plots: ParcelVersion) -> list[list[tuple[str, str, bool]]]:
    """Of each plot who holds it on the day: name, share, whether it is a registered home."""
    return [
        [
            (
                right.party.versions.get().name,
                f"{right.share_numerator}/{right.share_denominator}",
                right.is_registered_home,
            )
            for right in rights.held_on(plot.parcel, on=ON)
        ]
        for plot in plots
    ]


def test_nothing_is_changed_when_one_of_many_does_not_fit(
    municipality: Municipality, plot: ParcelVersion, editing: Editing
) -> None:
    house = a_house(municipality, on_parcel=plot.parcel, built_year_be=None)

    with pytest.raises(mending.DoesNotFit):
        mending.set_year_built(editing(house, plot), year_be=2555)

    assert BuildingVersion.objects.get().built_year_be is None


def test_year_of_building_is_mended(
    municipality: Municipality, plot: ParcelVersion, editing: Editing, listed: Callable[[], Worklist]
) -> None:
    house = a_house(municipality, on_parcel=plot.parcel, built_year_be=None)

    mending.set_year_built(editing(house), year_be=2555)

    assert counts(listed()) == {"no_use": 1}


@pytest.mark.parametrize("year", [255, 2012, 2570])
def test_impossible_year_is_refused(
    year: int, municipality: Municipality, plot: ParcelVersion, editing: Editing
) -> None:
    with pytest.raises(mending.YearIsImpossible):
        mending.set_vacant_since(editing(plot), year_be=year)


def test_price_is_approved_for_many(
    municipality: Municipality, editing: Editing, listed: Callable[[], Worklist]
) -> None:
    plot = a_parcel(municipality, other_wah=100)
    a_right(an_owner(municipality), plot.parcel)
    before = counts(listed())

    mending.approve_prices(editing(plot), price_satang=5_000_00)

    assert (before, counts(listed())) == ({"no_land_price": 1}, {})


def test_version_superseded_meanwhile_is_not_overwritten(plot: ParcelVersion, editing: Editing) -> None:
    edit = editing(plot)
    mending.assign_use(edit, use="other")

    with pytest.raises(corrections.NotInForce):
        mending.assign_use(edit, use="vacant")


def test_property_of_another_municipality_cannot_be_named(
    plot: ParcelVersion, other_municipality: Municipality, clerk: User
) -> None:
    edit = Edit([f"parcel:{plot.pk}"], ON, "x", other_municipality, clerk, AT)

    with pytest.raises(mending.NothingChosen):
        mending.assign_use(edit, use="other")


def test_shares_are_mended_and_a_newcomer_joins(
    municipality: Municipality, prices: None, listed: Callable[[], Worklist], clerk: User
) -> None:
    plot, one, two = a_parcel(municipality, other_wah=100), an_owner(municipality), an_owner(municipality)
    for owner in (one, two):
        a_right(owner, plot.parcel, share_numerator=6, share_denominator=10)
    before = counts(listed())
    newcomer = Person(PartyKind.NATURAL, "นางใหม่", "", "", "")

    mending.set_holders(
        plot.parcel,
        former=rights.held_on(plot.parcel, on=ON),
        shares={one.pk: Fraction(1, 3), two.pk: Fraction(1, 3)},
        homes={one.pk},
        newcomer=(newcomer, Fraction(1, 3)),
        on=ON,
        evidence="โฉนด",
        by=clerk,
        at=AT,
    )

    assert (before, counts(listed())) == ({"shares_wrong": 1}, {})
    held = Right.objects.as_of(ON).filter(parcel=plot.parcel)
    assert [(right.share_numerator, right.share_denominator) for right in held] == [(1, 3)] * 3
    assert held.get(party=one).is_registered_home


def test_shares_that_are_not_one_are_refused(plot: ParcelVersion, clerk: User) -> None:
    held = rights.held_on(plot.parcel, on=ON)
    half = {held[0].party_id: Fraction(1, 2)}

    with pytest.raises(mending.SharesAreNotOne):
        mending.set_holders(
            plot.parcel, former=held, shares=half, homes=(), newcomer=None, on=ON, evidence="x", by=clerk, at=AT
        )


def test_search_finds_by_name_code_deed_and_house_number(municipality: Municipality) -> None:
    plot = a_parcel(municipality, code="07C021", document_number="12345")
    a_right(an_owner(municipality, name="นางสาวสมหญิง ใจงาม"), plot.parcel)
    a_house(municipality, on_parcel=plot.parcel, house_number="99/1")
    a_unit(municipality, on_parcel=plot.parcel, unit_number="101/5")

    def found(**words: str) -> list[str]:
        return [item.kind for item in worklist.search(municipality=municipality, on=ON, **words)]

    assert found(owner="สมหญิง") == ["parcel"]
    assert found(code="07C") == ["parcel"]
    assert found(deed="12345") == ["parcel"]
    assert found(house="99/1") == ["building"]
    assert found(house="101/5") == ["unit"]
    assert found(owner="%") == []
    assert found() == []
