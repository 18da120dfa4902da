"""Who holds a parcel that came from others: pure.

A part of a split is held as its parent was. A merged parcel is held as its parents were when all were held alike, which
is the only case the land office merges; otherwise each parent's holders share in proportion to the ground it brought.
The rule is ours, so that no parcel is left without a taxpayer; the land office's register decides, and rights taken
over are marked until it is heard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

# Weights of ground are whole parts of this, so that shares stay fractions that a deed could state.
PARTS = 10_000
_MOST_DENOMINATOR = 1_000_000
CO_OWNER = "co_owner"


@dataclass(frozen=True)
class Held:
    """What one party holds in a parcel."""

    party: int
    kind: str
    share: Fraction
    is_registered_home: bool = False


def is_held_alike(parents: Sequence[Sequence[Held]]) -> bool:
    """Whether the same parties hold all parcels in the same shares."""
    return len({frozenset((held.party, held.share) for held in holders) for holders in parents}) <= 1


def inherited(parents: Sequence[tuple[Sequence[Held], float]]) -> list[Held]:
    """What is held in a parcel made from others, each given by its holders and the ground it brought (any unit).

    Parents that nobody holds bring nothing; without any holder the answer is empty.
    """
    holding = [(holders, ground) for holders, ground in parents if holders]
    if not holding:
        return []
    if is_held_alike([holders for holders, _ in holding]):
        return list(holding[0][0])
    shares: dict[int, Fraction] = {}
    kinds: dict[int, str] = {}
    homes: set[int] = set()
    for (holders, _), weight in zip(holding, _weights([ground for _, ground in holding]), strict=True):
        for held in holders:
            shares[held.party] = shares.get(held.party, Fraction(0)) + held.share * weight / PARTS
            kinds.setdefault(held.party, held.kind)
            homes |= {held.party} if held.is_registered_home else set()
    return [_held(party, share, kinds, homes, is_only=len(shares) == 1) for party, share in shares.items() if share]


def _held(party: int, share: Fraction, kinds: Mapping[int, str], homes: set[int], *, is_only: bool) -> Held:
    kind = kinds[party] if is_only or kinds[party] != "owner" else CO_OWNER
    return Held(party, kind, min(Fraction(1), share.limit_denominator(_MOST_DENOMINATOR)), party in homes)


def _weights(grounds: Sequence[float]) -> list[int]:
    """Whole parts of `PARTS` in proportion, none below one; what rounding leaves goes to the largest."""
    total = sum(grounds) or 1.0
    weights = [max(1, int(PARTS * ground / total)) for ground in grounds]
    weights[max(range(len(grounds)), key=lambda place: grounds[place])] += PARTS - sum(weights)
    return weights
