"""The only door through which a petition reaches a page: by its owner's secret, or for officers of its municipality."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from casework import tracking
from gis_assets import access
from gis_assets.models import Municipality, Role
from gis_assets.requests import TownRequest
from permits import secrets_of
from permits.models import Appointment, Document, Explanation, Petition, Room, Session, Visit

OFFICERS = (Role.PERMIT_OFFICER, Role.LOCAL_OFFICIAL, Role.HEAD_OF_ENGINEERING)
"""Who may open petitions at the desk."""
SIGNERS = (Role.LOCAL_OFFICIAL,)
"""Who may decide: the local official, or whom he has authorised (Building Control Act, s. 4)."""

officer_required = access.role_required(*OFFICERS)
signer_required = access.role_required(*SIGNERS)


def petition_by_secret(municipality: Municipality, secret: str) -> Petition:
    """The petition whose owner's link was opened; 404 for any other code."""
    code = tracking.normalised(secret)
    if code is None:
        raise Http404
    return get_object_or_404(_all(municipality), secret_digest=secrets_of.digest(code))


def petition_by_tracking(municipality: Municipality, number: str) -> Petition:
    """The submitted petition of a tracking number; 404 for a draft and for what nobody has.

    Whoever has only the number may see where it stands and nothing of who asks.
    """
    return get_object_or_404(_all(municipality).exclude(submitted_at=None), tracking=tracking.normalised(number) or "")


def petition_at_desk(request: TownRequest, uid: str) -> Petition:
    """A submitted petition for an officer; the view asks for the role. 404 for drafts and other municipalities'."""
    return get_object_or_404(_all(request.municipality).exclude(submitted_at=None), uid=uid)


def document_at_desk(petition: Petition, uid: str) -> Document:
    """A document of this very petition, also one that was taken out; 404 for any other."""
    return get_object_or_404(Document, petition=petition, uid=uid)


def explanation_at_desk(petition: Petition, explanation_id: int) -> Explanation:
    """An explanation of this petition's delay; 404 for any other."""
    return get_object_or_404(Explanation, petition=petition, pk=explanation_id)


def visit_of_officer(request: TownRequest, visit_id: int) -> Visit:
    """A visit that this officer was sent to, done or not; 404 for any other's."""
    mine = Visit.objects.filter(municipality=request.municipality, officer=request.user)
    return get_object_or_404(mine.select_related("petition__case", "petition__municipality"), pk=visit_id)


def _all(municipality: Municipality) -> QuerySet[Petition]:
    return Petition.objects.filter(municipality=municipality).select_related("case", "municipality", "parcel")


def appointment_at_counter(request: TownRequest, uid: str) -> Appointment:
    """An appointment for an officer of the counter; the view asks for the role. 404 for other municipalities'."""
    mine = Appointment.objects.filter(municipality=request.municipality)
    return get_object_or_404(mine.select_related("petition__case", "petition__municipality", "session__room"), uid=uid)


def session_at_counter(request: TownRequest, session_id: int) -> Session:
    """A session for an officer; the view asks for the role. 404 for other municipalities'."""
    mine = Session.objects.filter(municipality=request.municipality).select_related("room", "officer", "municipality")
    return get_object_or_404(mine, pk=session_id)


def petition_of_account(request: TownRequest, uid: str) -> Petition:
    """A petition that this person keeps in the own account; 404 for any other, and other municipalities'."""
    return get_object_or_404(_all(request.municipality), uid=uid, kept_by__user=request.user)


def room_at_counter(request: TownRequest, room_id: int) -> Room:
    """A room for an officer; the view asks for the role. 404 for other municipalities'."""
    return get_object_or_404(Room.objects.filter(municipality=request.municipality), pk=room_id)


def officers_of(municipality: Municipality) -> QuerySet[User]:
    """Who may receive people at the counter."""
    roles = [str(role) for role in OFFICERS]
    mine = User.objects.filter(is_active=True, memberships__municipality=municipality, memberships__role__in=roles)
    return mine.distinct().order_by("first_name", "username")
