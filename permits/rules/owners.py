"""Whether who asks holds the land, or needs the consent of who does. Only digests are compared; names are unknown."""

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Finding, Plan, Surroundings, Verdict

RULE = "ownership"


def ownership(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The applicant's number is one of those of the parcel's holders."""
    if around.parcel is None:
        return measuring.no_parcel(RULE)
    verdict, says, mend = _said(plan, around)
    return Finding(rule=RULE, verdict=verdict, says=says, mend=mend, values={"parcel": around.parcel.code})


def _said(plan: Plan, around: Surroundings) -> tuple[Verdict, str, str]:
    if plan.applicant_digest and plan.applicant_digest in around.owners:
        return Verdict.PASS, "owner_matches", ""
    if plan.says_to_own is False:
        return Verdict.ASK, "owner_other", "bring_owner_consent"
    if not plan.applicant_digest:
        return Verdict.ASK, "owner_number_missing", "give_number"
    if not around.owners:
        return Verdict.ASK, "owner_unregistered", "bring_deed"
    return Verdict.ASK, "owner_differs", "bring_deed_or_consent"
