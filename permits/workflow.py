"""The words for where a petition stands. Which of them a service uses, and what follows what, its file says.

Pure: no Django. The code knows a step only by these words, so a service may leave steps out and never adds one that
nobody acts on.
"""

from collections.abc import Mapping

SUBMITTED = "submitted"
BOOKED = "booked"
EXAMINED = "examined"
ASKED = "asked"
VISIT = "visit"
APPROVED = "approved"
ISSUED = "issued"
BUILT = "built"
REFUSED = "refused"
WITHDRAWN = "withdrawn"

STEPS = (SUBMITTED, BOOKED, EXAMINED, ASKED, VISIT, APPROVED, ISSUED, BUILT, REFUSED, WITHDRAWN)
OPEN = frozenset({SUBMITTED, BOOKED, EXAMINED, ASKED, VISIT})
"""Nothing is decided yet: an officer may act, and the citizen may withdraw."""
APPLICANTS = frozenset({ASKED})
"""The applicant is to mend or add something; an answer brings the petition back."""
WAITS_FOR_APPLICANT = "waits-for-applicant"
WAITS_FOR_PAYMENT = "waits-for-payment"
PAUSES: Mapping[str, str] = {ASKED: WAITS_FOR_APPLICANT, APPROVED: WAITS_FOR_PAYMENT}
"""Steps in which the clock stands still, and on which ground; every service that has the step declares the ground."""
