"""The table of moves, as a whole."""

from gis_assets.models import Role
from taxroll.models import RollStatus
from taxroll.rolls import states
from taxroll.rolls.states import Move


def test_main_roll_goes_from_draft_to_list_to_assessed_to_sealed() -> None:
    state = states.DRAFT

    for move in (Move.PUBLISH, Move.ASSESS, Move.SEAL):
        state = states.after(move, state=state, sequence=1) or ""

    assert state == states.SEALED


def test_no_move_leads_out_of_a_sealed_roll() -> None:
    for sequence in (1, 2):
        assert states.open_moves(state=states.SEALED, sequence=sequence) == []


def test_draft_is_neither_assessed_nor_sealed_without_a_list() -> None:
    for move in (Move.ASSESS, Move.SEAL):
        assert states.after(move, state=states.DRAFT, sequence=1) is None


def test_supplementary_roll_is_assessed_without_a_list() -> None:
    assert states.after(Move.ASSESS, state=states.DRAFT, sequence=2) == states.ASSESSED
    assert states.after(Move.PUBLISH, state=states.DRAFT, sequence=2) is None


def test_states_and_roles_are_those_of_the_platform() -> None:
    for table in (states.MAIN, states.SUPPLEMENTARY):
        for rule in table.values():
            assert {*rule.leads, *rule.leads.values()} <= set(RollStatus)
            assert rule.role in set(Role)
