"""Pages of the data publisher: what the publishing check found, what was decided about it, and what is withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Municipality, Role
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from opendata import decisions, gate, layers
from opendata.models import AcceptedValue, Publication, PublicationFinding


@role_required(Role.DATA_PUBLISHER)
@require_safe
def checks(request: TownRequest) -> HttpResponse:
    """Every declared layer: open, stopped with what was found, withdrawn, or at fault."""
    # What nobody has checked yet is checked now, or asked for.
    gate.open_layers(municipality=request.municipality)
    gate.open_rasters(municipality=request.municipality)
    rows = _rows(request.municipality)
    accepted = AcceptedValue.objects.filter(municipality=request.municipality).select_related("accepted_by")
    facts = {
        "rows": rows,
        "faulty": layers.faulty(),
        "stopped": [row for row in rows if row["publication"] and row["publication"].is_stopped],
        "accepted": accepted.order_by("-accepted_at"),
    }
    return render(request, "opendata/checks.html", facts)


@role_required(Role.DATA_PUBLISHER)
@require_POST
def check_layer(request: TownRequest, name: str) -> HttpResponse:
    """Check one layer again, now."""
    verdict = gate.check(_declared(name), municipality=request.municipality, on=timezone.localdate())
    return _told(request, verdict)


@role_required(Role.DATA_PUBLISHER)
@require_POST
def accept(request: TownRequest, finding_id: int) -> HttpResponse:
    """Hold that a value is no person's, with a reason; the layer is checked again at once."""
    finding = get_object_or_404(PublicationFinding, pk=finding_id, municipality=request.municipality)
    now = timezone.localtime()
    try:
        verdict = decisions.accept(
            finding,
            layer=_declared(finding.of_check.layer),
            reason=request.POST.get("reason", ""),
            by=request.user,
            on=now.date(),
            at=now,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("opendata:checks")
    return _told(request, verdict)


@role_required(Role.DATA_PUBLISHER)
@require_POST
def withdraw(request: TownRequest, name: str) -> HttpResponse:
    """Serve a layer no more, with a reason."""
    try:
        decisions.withdraw(
            _declared(name),
            municipality=request.municipality,
            reason=request.POST.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("opendata:checks")


@role_required(Role.DATA_PUBLISHER)
@require_POST
def put_back(request: TownRequest, name: str) -> HttpResponse:
    """Serve a withdrawn layer again, if its check finds nothing."""
    now = timezone.localtime()
    verdict = decisions.put_back(
        _declared(name), municipality=request.municipality, by=request.user, on=now.date(), at=now
    )
    return _told(request, verdict)


def _rows(municipality: Municipality) -> list[dict[str, Any]]:
    rows = Publication.objects.filter(municipality=municipality).select_related("last_check", "withdrawn_by")
    known = {row.layer: row for row in rows.prefetch_related("last_check__findings")}
    shown = layers.all_layers() | {name: layer for name, layer in layers.all_rasters().items() if name in known}
    return [_row(layer, known.get(name)) for name, layer in shown.items()]


def _row(layer: Layer, row: Publication | None) -> dict[str, Any]:
    """A large layer that waits for its first check has no row yet."""
    return {"layer": layer, "publication": row, "findings": row.last_check.findings.all() if row else ()}


def _declared(name: str) -> Layer:
    try:
        return layers.layer_named(name)
    except layers.UnknownLayer as refusal:
        raise Http404(str(refusal)) from refusal


def _told(request: TownRequest, verdict: gate.Verdict) -> HttpResponse:
    if verdict.is_clean:
        messages.success(request, _("Checked: nothing in the layer looks like personal data."))
    else:
        messages.error(request, _("Checked: the layer stays closed, since values in it look like personal data."))
    return redirect("opendata:checks")
