"""The administrator's page of the programs that may report by Open311: give a key, take it back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access
from incidents.forms.open311 import ClientForm
from incidents.models import ApiClient
from incidents.open311 import clients


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.ADMINISTRATOR)
def programs(request: TownRequest) -> HttpResponse:
    """The programs with a key, and a form for another; its key is on this one answer and nowhere else."""
    form, issued = ClientForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        issued = clients.issue(request.municipality, by=request.user, at=timezone.now(), **form.cleaned_data)
        form = ClientForm()
    facts = {
        "form": form,
        "issued": issued,
        "clients": ApiClient.objects.of(request.municipality).select_related("issued_by"),
        "address": f"{settings.PUBLIC_URL}{reverse('incidents:open311_root')}".rstrip("/"),
    }
    return render(request, "incidents/programs.html", facts, status=422 if form.errors else 200)


@require_POST
@role_required(Role.ADMINISTRATOR)
def revoke(request: TownRequest, client_id: int) -> HttpResponse:
    """Take a key back."""
    client = access.client_by_id(request.municipality, client_id)
    try:
        clients.revoke(client, by=request.user, at=timezone.now())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The key of %(program)s opens nothing any more.") % {"program": client})
    return redirect("incidents:programs")
