"""The only doors through which reports, incidents and crews reach a view; always within one municipality."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from casework import tracking
from gis_assets import access
from gis_assets.models import Municipality, Role
from gis_assets.requests import TownRequest
from incidents import progress
from incidents.models import Incident, Report, Responder


def incident_by_id(municipality: Municipality, incident_id: int) -> Incident:
    """An incident of this municipality; 404 for any other."""
    incidents = Incident.objects.of(municipality).select_related("case", "pole", "road", "municipality")
    return get_object_or_404(incidents, pk=incident_id)


def report_by_tracking(municipality: Municipality, code: str) -> Report:
    """The report with this tracking code, however it was typed; 404 for any other."""
    stored = tracking.normalised(code)
    if stored is None:
        raise Http404(_("There is no report with this code."))
    reports = Report.objects.filter(municipality=municipality).select_related("incident__case__case_type", "pole")
    return get_object_or_404(reports, tracking=stored)


def responder_by_id(municipality: Municipality, responder_id: int) -> Responder:
    """A crew of this municipality; 404 for any other."""
    return get_object_or_404(Responder, municipality=municipality, pk=responder_id)


def responder_of(request: TownRequest) -> Responder | None:
    """The crew that this person signs in for here, if any."""
    return Responder.objects.filter(municipality=request.municipality, user_id=request.user.pk).first()


def acting_crew(request: TownRequest, incident: Incident) -> Responder | None:
    """Whom a step is taken for: a dispatcher acts for any crew (none is returned), a crew only for itself.

    An incident that is not this crew's does not exist for it: 404.
    """
    if access.has_role(request, Role.DISPATCHER):
        return None
    responder = responder_of(request)
    assignment = progress.assignment_of(incident)
    if responder is None or assignment is None or assignment.responder_id != responder.pk:
        raise Http404(_("This incident is not with you now."))
    return responder
