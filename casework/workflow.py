"""Which step may follow which: a pure table, the same for incidents and petitions.

Pure: no Django. The table itself is declared by a case type; recording the step is for `casework.steps`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Workflow:
    """The first step of a case and, for every step, the steps that may come next."""

    first: str
    next_steps: Mapping[str, frozenset[str]]

    def __post_init__(self) -> None:
        named = {self.first}.union(*self.next_steps.values())
        if unknown := named - set(self.next_steps):
            raise ValueError(f"steps without a row of their own: {', '.join(sorted(unknown))}")

    def allows(self, current: str, *, to: str) -> bool:
        """Whether a case at `current` may enter `to`."""
        return to in self.next_steps.get(current, frozenset())


def declared(first: str, *, next_steps: Mapping[str, Iterable[str]]) -> Workflow:
    """A workflow from plain lists, as a case type's rows hold them."""
    return Workflow(first, {step: frozenset(following) for step, following in next_steps.items()})
