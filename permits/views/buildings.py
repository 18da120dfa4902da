"""The finished building goes into the register, by one confirmed step, and out of it again with a reason."""

import uuid

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework import attachments, uploading
from gis_assets import units
from gis_assets.requests import TownRequest
from permits import access
from permits.desk import forms, registering
from permits.views import deskpage, place


@require_POST
@access.officer_required
def built(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Enter the building as the form says."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.BuiltForm(request.POST, petition=petition, prefix="built")

    def act() -> None:
        day = form.cleaned_data["finished_date"]
        said = registering.Finished(form.cleaned_data["outline"], form.facts(built_year_be=units.year_be(day.year)))
        registering.register(petition, finished_date=day, said=said, by=request.user, at=timezone.now())

    return deskpage.carry_out(
        request,
        petition,
        "built_form",
        form,
        act,
        done=_("The building is in the register. The next roll finds it there."),
    )


@require_POST
@access.officer_required
@uploading.bounded(lambda: settings.PETITION_DRAWING_MB * attachments.BYTES_OF_A_MB)
def drawing(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The outlines of a surveyor's drawing of the finished building, to be chosen from; nothing is saved."""
    return place.outlines_in(request, access.petition_at_desk(request, str(uid)))


@require_POST
@access.signer_required
def undo(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the building out again."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.WhyForm(request.POST, prefix="undo")
    return deskpage.carry_out(
        request,
        petition,
        "undo_form",
        form,
        lambda: registering.undo(petition, why=form.cleaned_data["why"], by=request.user, at=timezone.now()),
        done=_("The building was taken out of the register. What stood there is kept."),
    )
