"""What only the owner of a petition sees beside its steps.

What is asked back, why it is late, the papers, the fee, the permit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from permits import services, wording
from permits.appointments import standing
from permits.models import (
    Appointment,
    AppointmentState,
    AskBack,
    Decision,
    Document,
    Explanation,
    Fee,
    Outcome,
    Permit,
    Petition,
)
from permits.petitions import asking_back
from permits.services import Question, Requirement


@dataclass(frozen=True)
class Paper:
    """A document that came with the petition, by what it is."""

    name: str
    document: Document


@dataclass(frozen=True)
class Asked:
    """What an officer asks for: in words, and by the names of the questions and documents that it concerns."""

    asked: AskBack
    names: Sequence[str]


@dataclass(frozen=True)
class Mine:
    """Everything of a petition that its owner alone sees."""

    asked: Asked | None
    appointment: Appointment | None
    may_book: bool
    papers: Sequence[Paper]
    decision: Decision | None
    fee: Fee | None
    permit: Permit | None
    explanations: Sequence[Explanation]

    @property
    def is_to_book(self) -> bool:
        """Whether the owner is to choose a time, or to confirm the one that is kept."""
        is_held = self.appointment is not None and self.appointment.state == AppointmentState.HELD
        return is_held or (self.may_book and self.appointment is None)

    @property
    def is_decided(self) -> bool:
        return self.decision is not None or self.permit is not None

    @property
    def is_refused(self) -> bool:
        return self.decision is not None and self.decision.outcome == Outcome.REFUSED

    @property
    def must_pay(self) -> bool:
        return self.fee is not None and self.fee.paid_at is None


def of(petition: Petition) -> Mine:
    """What the owner of a submitted petition sees."""
    filed, service = services.every()[petition.service], petition.as_offered()
    # Those of its day go before; a document may have come under an entry that has ended.
    named: tuple[Requirement | Question, ...] = (*filed.requirements, *service.requirements, *service.questions)
    names = asking_back.names() | {part.code: wording.said(part.name) for part in named}
    open_one = AskBack.objects.filter(petition=petition, answered_at=None).first()
    documents = Document.objects.filter(petition=petition, removed_at=None).order_by("added_at", "pk")
    return Mine(
        asked=Asked(open_one, [names.get(code, code) for code in open_one.items]) if open_one else None,
        appointment=standing.to_come(petition),
        may_book=standing.may_book(petition),
        papers=[Paper(names.get(each.requirement, each.name), each) for each in documents],
        decision=Decision.objects.filter(petition=petition).first(),
        fee=Fee.objects.filter(petition=petition).exclude(amount_satang=0).first(),
        permit=Permit.objects.filter(petition=petition).first(),
        explanations=list(Explanation.objects.filter(petition=petition).exclude(sent_at=None).order_by("-sent_at")),
    )


def addresses(petition: Petition) -> dict[str, str]:
    """Where the applicant wants to hear of it, as typed."""
    applicant = getattr(petition, "applicant", None)
    return {"email": applicant.email, "webhook": applicant.webhook} if applicant else {}
