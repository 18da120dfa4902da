"""The words for where a petition stands. Which of them a service uses, and what follows what, its file says.

Pure: no Django. The code knows a step only by these words, so a service may leave steps out and never adds one that
nobody acts on.
"""

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
"""The applicant is waited for: the clock stands still on the ground `WAITS_FOR_APPLICANT`."""
WAITS_FOR_APPLICANT = "waits-for-applicant"
"""The ground for a pause that every service declares which may ask back."""
