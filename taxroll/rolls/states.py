"""Which move leads a roll from which state to which, and whose move it is: one table. Pure: no Django, no database.

The main roll of a year is published as a list before it is assessed (s. 30 and 32). A supplementary roll is not
published again; its owners are told by their notices.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

DRAFT, LISTED, ASSESSED, SEALED = "draft", "listed", "assessed", "sealed"
OFFICER, HEAD = "tax_officer", "head_of_revenue"


class Move(StrEnum):
    """What may be done with a roll."""

    BUILD = "build"
    CORRECT = "correct"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    ASSESS = "assess"
    REOPEN = "reopen"
    SEAL = "seal"


@dataclass(frozen=True)
class Rule:
    """Whose move it is, and where it leads from each state in which it may be made."""

    role: str
    leads: Mapping[str, str]


MAIN: Mapping[Move, Rule] = {
    Move.BUILD: Rule(OFFICER, {DRAFT: DRAFT}),
    Move.CORRECT: Rule(OFFICER, {DRAFT: DRAFT, LISTED: LISTED, ASSESSED: ASSESSED}),
    Move.PUBLISH: Rule(OFFICER, {DRAFT: LISTED}),
    Move.WITHDRAW: Rule(HEAD, {LISTED: DRAFT}),
    Move.ASSESS: Rule(OFFICER, {LISTED: ASSESSED}),
    Move.REOPEN: Rule(HEAD, {ASSESSED: LISTED}),
    Move.SEAL: Rule(HEAD, {ASSESSED: SEALED}),
}
SUPPLEMENTARY: Mapping[Move, Rule] = {
    Move.BUILD: Rule(OFFICER, {DRAFT: DRAFT}),
    Move.ASSESS: Rule(OFFICER, {DRAFT: ASSESSED}),
    Move.REOPEN: Rule(HEAD, {ASSESSED: DRAFT}),
    Move.SEAL: Rule(HEAD, {ASSESSED: SEALED}),
}


def table(*, sequence: int) -> Mapping[Move, Rule]:
    """The moves of a main roll (sequence 1) or of a supplementary one."""
    return MAIN if sequence == 1 else SUPPLEMENTARY


def after(move: Move, *, state: str, sequence: int) -> str | None:
    """The state to which the move leads from this one; None where it may not be made."""
    rule = table(sequence=sequence).get(move)
    return None if rule is None else rule.leads.get(state)


def open_moves(*, state: str, sequence: int) -> list[Move]:
    """The moves that may be made in this state."""
    return [move for move in table(sequence=sequence) if after(move, state=state, sequence=sequence)]
