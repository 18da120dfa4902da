"""The steps of an incident, which may follow which, and the words people see for them.

Pure: no database. The same table is recorded as the case types' steps (see `incidents.case_types`) and checked there
on every move.
"""

from casework import workflow

REPORTED = "reported"
ASSIGNED = "assigned"
ON_THE_WAY = "on_the_way"
ON_SCENE = "on_scene"
RESOLVED = "resolved"
REOPENED = "reopened"

WAITING = frozenset({REPORTED, REOPENED})
"""Steps in which no crew has the incident yet."""

TABLE = workflow.declared(
    REPORTED,
    next_steps={
        REPORTED: (ASSIGNED, RESOLVED),
        ASSIGNED: (ON_THE_WAY, ON_SCENE, REPORTED),
        ON_THE_WAY: (ON_SCENE, REPORTED),
        ON_SCENE: (RESOLVED, REPORTED),
        RESOLVED: (REOPENED,),
        REOPENED: (ASSIGNED, RESOLVED),
    },
)
"""Back to `reported` is a crew giving the incident back; straight to `resolved` is an incident that needs no crew."""

WAY_FORWARD = (REPORTED, ASSIGNED, ON_THE_WAY, ON_SCENE, RESOLVED)
"""The usual way of an incident, for showing what is still to come."""


def still_to_come(current: str) -> tuple[str, ...]:
    """The steps of the usual way that lie ahead; a reopened incident starts again at the assignment."""
    at = WAY_FORWARD.index(REPORTED if current == REOPENED else current)
    return WAY_FORWARD[at + 1 :]
