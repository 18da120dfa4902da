"""Approving, refusing, issuing and revoking at the desk, and the papers that come of it."""

import uuid

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.requests import TownRequest
from permits import access, wording
from permits.desk import deciding, files, findings, forms, issuing
from permits.models import Decision, Permit, Petition
from permits.views import deskpage

PDF = "application/pdf"


@require_POST
@access.signer_required
def approve(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Approve; without a fee the permit is issued at once."""
    petition = access.petition_at_desk(request, str(uid))
    told = deskpage.said_of(findings.latest(petition))
    fails = [(each.rule, each.words["sentence"]) for each in deskpage.broken(told)]
    form = forms.ApproveForm(request.POST, broken=fails, prefix="approve")
    return deskpage.carry_out(
        request,
        petition,
        "approve_form",
        form,
        lambda: deciding.approve(
            petition,
            reasons=form.cleaned_data["reasons"],
            conditions=form.cleaned_data["conditions"],
            overruled=form.overruled(),
            by=request.user,
            at=timezone.now(),
        ),
        done=_("Signed: %(outcome)s.") % {"outcome": _words(petition)["approved"]},
    )


@require_POST
@access.signer_required
def refuse(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Refuse in writing."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.RefuseForm(request.POST, prefix="refuse")
    return deskpage.carry_out(
        request,
        petition,
        "refuse_form",
        form,
        lambda: deciding.refuse(petition, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("Signed: %(outcome)s. The letter with the way to appeal is ready.")
        % {"outcome": _words(petition)["refused"]},
    )


@require_POST
@access.officer_required
def issue(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Issue the permit of an approved and paid petition."""
    petition = access.petition_at_desk(request, str(uid))
    return deskpage.attempt(
        request,
        petition,
        lambda: issuing.issue(petition, by=request.user, at=timezone.now()),
        done=_("The %(paper)s is issued.") % _words(petition),
    )


@require_POST
@access.signer_required
def revoke(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Revoke the permit."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.WhyForm(request.POST, prefix="revoke")
    return deskpage.carry_out(
        request,
        petition,
        "revoke_form",
        form,
        lambda: issuing.revoke(petition, why=form.cleaned_data["why"], by=request.user, at=timezone.now()),
        done=_("The %(paper)s is revoked. Whoever verifies it is told so.") % _words(petition),
    )


@never_cache
@require_safe
@access.officer_required
def permit_at_desk(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The permit, for the officer."""
    return _permit(access.petition_at_desk(request, str(uid)))


@never_cache
@require_safe
@access.officer_required
def letter_at_desk(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The letter of the refusal, for the officer."""
    return _letter(access.petition_at_desk(request, str(uid)))


@require_safe
def permit_pdf(_request: TownRequest, petition: Petition) -> HttpResponse:
    """The permit, for its holder."""
    return _permit(petition)


@require_safe
def letter_pdf(_request: TownRequest, petition: Petition) -> HttpResponse:
    """The letter of the refusal, for the applicant."""
    return _letter(petition)


def _words(petition: Petition) -> dict[str, str]:
    return wording.of_paper(petition.as_offered().paper)


def _permit(petition: Petition) -> HttpResponse:
    permit = Permit.objects.filter(petition=petition).select_related("municipality").first()
    if permit is None:
        raise Http404
    return paper(issuing.document(permit), f"permit-{permit.pk}")


def _letter(petition: Petition) -> HttpResponse:
    decided = Decision.objects.filter(petition=petition).exclude(letter="").first()
    if decided is None:
        raise Http404
    return paper(files.kept(decided.letter, sha256=decided.letter_sha256), f"letter-{decided.pk}")


def paper(document: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows under that name."""
    return HttpResponse(document, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
