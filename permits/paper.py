"""The paper in which a petition ends, and what it and the deeds around it are called.

A permit, unless the service's file says otherwise: of the service, or of one way that its petitions go, from a day on.
So a notification is acknowledged and not permitted, on the paper itself and wherever a person reads of it. Pure: no
Django.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from permits import cited, workflow
from permits.cited import Cited, Text

NAMED_STEPS = (workflow.APPROVED, workflow.ISSUED, workflow.REFUSED)
"""Steps whose names say what the paper is."""
PERMIT = {
    "name": Text("ใบอนุญาต", "permit"),
    "request": Text("คำขอ", "petition"),
    "grants": Text("อนุญาตให้", "permits"),
    "approve": Text("อนุญาต", "approve"),
    "approved": Text("อนุญาต", "approved"),
    "refused": Text("ไม่อนุญาต", "refused"),
}
"""The words of a permit, which hold where a file says no other."""


@dataclass(frozen=True)
class Paper:
    """`title` stands at its head, `name` in sentences (“the permit”), `prefix` before its number.

    `request` is what came in (“petition”), `grants` opens the paper's sentence, `approve`, `approved` and `refused` are
    the deed and its two outcomes. `subject` is what the petition is called, `steps` its steps, where not as the service
    has them.
    """

    title: Text
    prefix: str
    cited: Cited
    name: Text = PERMIT["name"]
    request: Text = PERMIT["request"]
    grants: Text = PERMIT["grants"]
    approve: Text = PERMIT["approve"]
    approved: Text = PERMIT["approved"]
    refused: Text = PERMIT["refused"]
    subject: Text | None = None
    steps: Mapping[str, Text] | None = None


def read(entry: Mapping[str, Any]) -> Paper:
    """A paper from its entry; raises KeyError for what is missing."""
    words = {word: cited.text(entry, word) for word in PERMIT if word in entry}
    steps = {code: cited.text(entry, f"step_{code}") for code in NAMED_STEPS if f"step_{code}" in entry}
    return Paper(
        title=cited.text(entry, "title"),
        prefix=entry["prefix"],
        cited=cited.cited(entry),
        subject=cited.text(entry, "subject") if "subject" in entry else None,
        steps=steps or None,
        **words,
    )


def texts(paper: Paper) -> list[Text]:
    """Everything that it says in both languages."""
    words = [getattr(paper, word) for word in PERMIT]
    return [paper.title, *words, *([paper.subject] if paper.subject else []), *(paper.steps or {}).values()]
