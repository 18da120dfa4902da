"""The finished building goes into the register, by one confirmed step, and out of it again with a reason."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gis_assets import units
from gis_assets.requests import TownRequest
from permits import access
from permits.desk import forms, registering
from permits.views import deskpage


@require_POST
@access.officer_required
def built(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Enter the building as the form says."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.BuiltForm(request.POST, prefix="built")

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
