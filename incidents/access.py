"""The only doors through which reports, incidents and crews reach a view; always within one municipality."""

import re
from datetime import date
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from casework import tracking
from gis_assets import access, asset_codes
from gis_assets.models import GridNode, Municipality, Role, UtilityPole, UtilityPoleVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import progress, standing
from incidents.models import (
    Announcement,
    ApiClient,
    Assignment,
    Closure,
    HeldReport,
    Incident,
    Outage,
    Photo,
    PlannedWork,
    Regrouping,
    Report,
    Responder,
)
from incidents.open311.refusals import NotKnown, NotTaken

TRACKING = "incidents.tracking"
"""The kind of code that is counted when it is tried out (`casework.tries`)."""


class NoSuchDevice(Refusal):
    """No pole and no grid node carries this code."""


def jurisdiction(request: TownRequest, jurisdiction_id: str) -> Municipality:
    """The town that a program asks for by its code, else the one that this host stands for.

    Raises NotKnown, or NotTaken where a host of several towns leaves open which is meant.
    """
    if jurisdiction_id:
        if asked := Municipality.objects.filter(dla_code=jurisdiction_id[:20]).first():
            return asked
        raise NotKnown(_("There is no jurisdiction_id “%(code)s” here.") % {"code": jurisdiction_id[:20]})
    town, host = request.municipality, request.get_host().rsplit(":", 1)[0]
    if town is None:
        raise NotKnown(_("No town is served here."))
    if host in town.settings.get("hosts", []) or Municipality.objects.count() == 1:
        return town
    raise NotTaken(
        _("jurisdiction_id is missing: several towns are served here. It is the town's code of eight digits.")
    )


def sent_or_none(municipality: Municipality, code: str) -> Report | HeldReport | None:
    """What was sent under this tracking code, held or not, if there is such."""
    try:
        return sent_by_tracking(municipality, code)
    except Http404:
        return None


def pole_in_words(municipality: Municipality, words: str, *, on: date) -> UtilityPoleVersion | None:
    """The first pole of the town whose code stands among the words."""
    for word in re.split(r"[\s,;:()]+", words):
        try:
            return access.pole_by_code(municipality, word, on=on)
        except (asset_codes.WrongAssetCode, Http404):
            continue
    return None


def client_by_id(municipality: Municipality, client_id: int) -> ApiClient:
    """A program with a key of this municipality; 404 for any other."""
    return get_object_or_404(ApiClient, municipality=municipality, pk=client_id)


def announced_thing(municipality: Municipality, *, kind: str, thing_id: int) -> Outage | Closure:
    """An outage or a closure of this municipality; 404 for any other."""
    return outage_by_id(municipality, thing_id) if kind == "outage" else closure_by_id(municipality, thing_id)


def announcement_by_uid(municipality: Municipality, uid: UUID) -> Announcement:
    """A message that this municipality sent; 404 for any other."""
    return get_object_or_404(Announcement, municipality=municipality, uid=uid)


def incident_by_id(municipality: Municipality, incident_id: int) -> Incident:
    """An incident of this municipality; 404 for any other."""
    incident = get_object_or_404(
        Incident.objects.of(municipality).select_related("case", "pole", "road"), pk=incident_id
    )
    # Already read, with a boundary of thousands of points.
    incident.municipality = incident.case.municipality = municipality
    return incident


def standing_of(request: TownRequest, incident_id: int) -> standing.Standing:
    """How an incident stands, for a dispatcher or for the crew that has it; 404 for anybody else."""
    found = standing.of(request.municipality, incident_id=incident_id)
    if found is None:
        raise Http404(_("There is no such incident here."))
    if not access.has_role(request, Role.DISPATCHER):
        acting_crew(request, incident_by_id(request.municipality, incident_id))
    return found


def report_by_tracking(municipality: Municipality, code: str) -> Report:
    """The report with this tracking code, however it was typed; 404 for any other."""
    stored = tracking.normalised(code)
    if stored is None:
        raise Http404(_("There is no report with this code."))
    reports = Report.objects.filter(municipality=municipality).select_related("incident__case__case_type", "pole")
    return get_object_or_404(reports, tracking=stored)


def sent_by_tracking(municipality: Municipality, code: str) -> Report | HeldReport:
    """What was sent under this tracking code, held or not; 404 for any other code."""
    stored = tracking.normalised(code) or ""
    held = HeldReport.objects.filter(municipality=municipality, tracking=stored, report__isnull=True)
    return held.select_related("pole", "municipality").first() or report_by_tracking(municipality, code)


def open_incident(municipality: Municipality, incident_id: int | None) -> Incident | None:
    """The open incident that a citizen recognised, if there is such a one."""
    return Incident.objects.of(municipality).open().filter(pk=incident_id).first() if incident_id else None


def held_by_id(municipality: Municipality, held_id: int) -> HeldReport:
    """A held report of this municipality; 404 for any other."""
    return get_object_or_404(
        HeldReport.objects.select_related("municipality", "pole"), municipality=municipality, pk=held_id
    )


def photo_by_uid(request: TownRequest, uid: UUID) -> Photo:
    """A photo for a dispatcher, or for the crew that has its incident; 404 for anybody else."""
    photos = Photo.objects.select_related("report__incident", "incident")
    photo = get_object_or_404(photos, municipality=request.municipality, uid=uid)
    if access.has_role(request, Role.DISPATCHER):
        return photo
    incident = photo.incident or (photo.report.incident if photo.report else None)
    if incident is None:
        raise Http404(_("This photo is not of an incident of yours."))
    acting_crew(request, incident)
    return photo


def closure_by_id(municipality: Municipality, closure_id: int) -> Closure:
    """A closure of this municipality; 404 for any other."""
    return get_object_or_404(Closure.objects.select_related("municipality"), municipality=municipality, pk=closure_id)


def responder_by_id(municipality: Municipality, responder_id: int) -> Responder:
    """A crew of this municipality; 404 for any other."""
    return get_object_or_404(Responder, municipality=municipality, pk=responder_id)


def responder_of(request: TownRequest) -> Responder | None:
    """The crew that this person signs in for here, if any."""
    return Responder.objects.filter(municipality=request.municipality, user_id=request.user.pk).first()


def own_crew(request: TownRequest) -> Responder:
    """The crew that this person signs in for here; 404 for who signs in for none."""
    crew = responder_of(request)
    return responder_by_id(request.municipality, crew.pk if crew else 0)


def assignment_of_crew(request: TownRequest, assignment_id: int) -> Assignment:
    """What this person's crew was given, whether it has it still or not; 404 for any other."""
    rows = Assignment.objects.select_related("incident__case", "responder", "municipality")
    return get_object_or_404(
        rows, municipality=request.municipality, pk=assignment_id, responder__user_id=request.user.pk
    )


def acting_crew(request: TownRequest, incident: Incident) -> Responder | None:
    """Whom a step is taken for: a dispatcher acts for any crew (none is returned), a crew only for itself.

    An incident that is not this crew's does not exist for it: 404.
    """
    if access.has_role(request, Role.DISPATCHER):
        return None
    responder = responder_of(request)
    if responder is None or not _has(responder, incident):
        raise Http404(_("This incident is not with you now."))
    return responder


def incident_of_crew(municipality: Municipality, *, crew: Responder, incident_id: int) -> Incident:
    """An incident that this crew has now; 404 for any other."""
    incident = incident_by_id(municipality, incident_id)
    if not _has(crew, incident):
        raise Http404(_("This incident is not with you now."))
    return incident


def _has(crew: Responder, incident: Incident) -> bool:
    assignment = progress.assignment_of(incident)
    return assignment is not None and assignment.responder_id == crew.pk


def outage_by_id(municipality: Municipality, outage_id: int) -> Outage:
    """An outage of this municipality; 404 for any other."""
    return get_object_or_404(
        Outage.objects.select_related("municipality", "node", "pole"), municipality=municipality, pk=outage_id
    )


def planned_work_by_id(municipality: Municipality, work_id: int) -> PlannedWork:
    """A planned work of this municipality; 404 for any other."""
    return get_object_or_404(PlannedWork, municipality=municipality, pk=work_id)


def regrouping_by_id(municipality: Municipality, regrouping_id: int) -> Regrouping:
    """A regrouping of this municipality; 404 for any other."""
    rows = Regrouping.objects.select_related("source", "target")
    return get_object_or_404(rows, municipality=municipality, pk=regrouping_id)


def device(municipality: Municipality, *, kind: str, id: int) -> GridNode | UtilityPole:  # noqa: A002  # the form's word
    """A grid node or a pole of this municipality by its number; 404 for any other."""
    if kind == "node":
        return get_object_or_404(GridNode, municipality=municipality, pk=id)
    return get_object_or_404(UtilityPole, municipality=municipality, pk=id)


def device_by_code(municipality: Municipality, code: str, *, on: date) -> GridNode | UtilityPole:
    """A grid node or a pole by what a person typed; raises NoSuchDevice."""
    typed = code.strip()
    if node := GridNode.objects.filter(municipality=municipality, code__iexact=typed).first():
        return node
    try:
        return access.pole_by_code(municipality, typed, on=on).pole
    except (asset_codes.WrongAssetCode, Http404) as error:
        raise NoSuchDevice(
            _("Nothing of the grid carries the code %(code)s. Look it up on the map and type it again.")
            % {"code": typed}
        ) from error
