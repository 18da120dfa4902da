"""What the checks last said of a petition, for whoever decides upon it."""

from collections.abc import Mapping
from typing import Any

from permits.models import Checkup, Petition
from permits.rules.facts import Verdict

Found = Mapping[str, Any]
ORDER = {Verdict.FAIL: 0, Verdict.ASK: 1, Verdict.PASS: 2}


def latest(petition: Petition) -> Checkup | None:
    """The last run of the checks."""
    return petition.checkups.select_related("municipality").order_by("at", "pk").last()


def in_order(checkup: Checkup | None) -> list[Found]:
    """What was found: broken rules first, then what asks for a look, each in the order of the checks."""
    return sorted(checkup.findings if checkup else [], key=lambda found: ORDER[Verdict(found["verdict"])])


def failing(checkup: Checkup | None) -> list[str]:
    """The broken rules, each once."""
    found = (each["rule"] for each in in_order(checkup) if each["verdict"] == Verdict.FAIL)
    return list(dict.fromkeys(found))
