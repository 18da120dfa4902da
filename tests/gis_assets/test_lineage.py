"""Who holds a parcel that came from others."""

from fractions import Fraction

from gis_assets.inheritance import Held, inherited

ANN, BEN, CHAI = 1, 2, 3
WHOLE = Fraction(1)


def owner(party: int, share: Fraction = WHOLE, **facts: bool) -> Held:
    return Held(party, "owner" if share == 1 else "co_owner", share, **facts)


def test_part_of_a_split_is_held_as_its_parent_was() -> None:
    holders = [owner(ANN, Fraction(2, 3)), owner(BEN, Fraction(1, 3))]

    assert inherited([(holders, 0.4)]) == holders


def test_merged_parcel_is_held_as_its_parents_when_they_were_held_alike() -> None:
    assert inherited([([owner(ANN)], 0.3), ([owner(ANN, is_registered_home=True)], 0.7)]) == [owner(ANN)]


def test_holders_of_different_parents_share_by_the_ground_they_brought() -> None:
    held = inherited([([owner(ANN)], 300.0), ([owner(BEN, Fraction(1, 2)), owner(CHAI, Fraction(1, 2))], 100.0)])

    assert {one.party: one.share for one in held} == {ANN: Fraction(3, 4), BEN: Fraction(1, 8), CHAI: Fraction(1, 8)}
    assert {one.kind for one in held} == {"co_owner"}


def test_shares_are_the_whole_when_grounds_do_not_divide_evenly() -> None:
    held = inherited([([owner(ANN)], 1.0), ([owner(BEN)], 1.0), ([owner(CHAI)], 1.0)])

    assert sum(one.share for one in held) == 1


def test_parent_without_a_holder_brings_nothing() -> None:
    assert inherited([([], 0.9), ([owner(BEN)], 0.1)]) == [owner(BEN)]
    assert inherited([([], 1.0)]) == []
