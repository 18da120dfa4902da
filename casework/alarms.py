"""Tells the officers whose business it is which clocks ran out: one message for each of them and look, by the outbox.

Where a case type names nobody, its administrators are told. Nothing of a case but its number, type and step is said.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import outbox
from casework.models import Case, Escalation
from casework.rulebook import Rulebook
from gis_assets.models import Municipality, Role
from gis_assets.templatetags.town import thai_time

NAMED = 20
"""So many clocks stand in a message one by one; the page of step times shows all."""


def tell(municipality: Municipality, escalations: Sequence[Escalation], *, book: Rulebook, at: datetime) -> None:
    """Write a message to everybody with an e-mail who has the role of one of them; the same clocks are told once."""
    cases = Case.objects.in_bulk({each.case_id for each in escalations})
    for officer, mine in _by_officer(municipality, escalations).items():
        ordered = sorted(mine, key=lambda each: (each.due_at, each.entered_id, each.code))
        subject, body = outbox.in_both(partial(_words, municipality, ordered, cases, book))
        # A clock runs out once, so the first of them names the whole message.
        first = min(ordered, key=lambda each: (each.entered_id, each.code))
        outbox.enqueue(
            municipality,
            to=outbox.Address("email", officer.email),
            subject=subject,
            body=body,
            dedup_key=f"escalation:{first.entered_id}:{first.code}:{officer.pk}:email",
            about=f"officer:{officer.pk}",
            kind="case.clocks_ran_out",
            facts={"clocks": len(ordered), "url": settings.PUBLIC_URL + reverse("casework:kpi")},
            at=at,
        )


def _by_officer(municipality: Municipality, escalations: Sequence[Escalation]) -> Mapping[User, list[Escalation]]:
    by_role: defaultdict[str, list[Escalation]] = defaultdict(list)
    for escalation in escalations:
        by_role[escalation.to_role or Role.ADMINISTRATOR].append(escalation)
    told: defaultdict[User, list[Escalation]] = defaultdict(list)
    for role, theirs in by_role.items():
        officers = User.objects.filter(memberships__municipality=municipality, memberships__role=role, is_active=True)
        for officer in officers.exclude(email="").order_by("pk"):
            told[officer] += theirs
    return told


def _words(
    municipality: Municipality, escalations: Sequence[Escalation], cases: Mapping[int, Case], book: Rulebook
) -> tuple[str, str]:
    count = len(escalations)
    heading = ngettext("%(count)s clock ran out in %(town)s", "%(count)s clocks ran out in %(town)s", count)
    subject = heading % {"count": count, "town": municipality}
    lines = [_line(each, cases[each.case_id], book) for each in escalations[:NAMED]]
    if count > NAMED:
        lines.append(_("… and %(more)s more.") % {"more": count - NAMED})
    page = settings.PUBLIC_URL + reverse("casework:kpi")
    lines.append(_("All of them, with who has them: %(url)s") % {"url": page})
    return subject, "\n\n".join([f"{subject}.", *lines])


def _line(escalation: Escalation, case: Case, book: Rulebook) -> str:
    facts = {
        "case": case.reference,
        "type": book.case_types[case.case_type_id],
        "step": book.name(case.case_type_id, escalation.code) or _("The whole case"),
        "due": thai_time(escalation.due_at),
        "url": settings.PUBLIC_URL + reverse("casework:case", args=[case.pk]),
    }
    return _("%(case)s %(type)s: “%(step)s” was due %(due)s. %(url)s") % facts
