"""The steps of an incident, which may follow which, and the words people see for them.

Pure: no database. The same table is recorded as the case types' steps (see `incidents.case_types`) and checked there
on every move.
"""

from casework import workflow

REPORTED = "reported"
ASSIGNED = "assigned"
ACCEPTED = "accepted"
ON_THE_WAY = "on_the_way"
ON_SCENE = "on_scene"
RESOLVED = "resolved"
REOPENED = "reopened"
MERGED = "merged"

AT_REST = frozenset({RESOLVED, MERGED})
"""Steps in which nobody has to mend anything here any more."""

WAITING = frozenset({REPORTED, REOPENED})
"""Steps in which no crew has the incident yet."""

TABLE = workflow.declared(
    REPORTED,
    next_steps={
        REPORTED: (ASSIGNED, RESOLVED, MERGED),
        ASSIGNED: (ACCEPTED, ON_THE_WAY, ON_SCENE, ASSIGNED, REPORTED),
        ACCEPTED: (ON_THE_WAY, ON_SCENE, ASSIGNED, REPORTED),
        ON_THE_WAY: (ON_SCENE, ASSIGNED, REPORTED),
        ON_SCENE: (RESOLVED, REPORTED),
        RESOLVED: (REOPENED,),
        REOPENED: (ASSIGNED, RESOLVED, MERGED),
        MERGED: (REPORTED,),
    },
)
"""Back to `reported` is a crew giving the incident back; straight to `resolved` is an incident that needs no crew;
`assigned` again is another crew in its place, or a crew that turns aside to something more urgent first.

A merged incident lives on in another one and comes back as `reported` when that is undone; only one
without a crew is merged.
"""

UNDER_WAY = frozenset({ON_THE_WAY, ON_SCENE})
"""Steps in which a crew works on this incident and on no other."""

WAY_FORWARD = (REPORTED, ASSIGNED, ACCEPTED, ON_THE_WAY, ON_SCENE, RESOLVED)
"""The usual way of an incident, for showing what is still to come."""


def still_to_come(current: str) -> tuple[str, ...]:
    """The steps of the usual way that lie ahead; a reopened incident starts again at the assignment."""
    if current == MERGED:
        return ()
    at = WAY_FORWARD.index(REPORTED if current == REOPENED else current)
    return WAY_FORWARD[at + 1 :]
