"""The only door through which figures and cases reach a page: a head sees his division, an officer his own work."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from casework.kpi import Scope
from casework.models import Case, CaseType, Holiday, Message
from gis_assets import access
from gis_assets.models import Municipality, Role
from gis_assets.requests import TownRequest

HEADS = (Role.HEAD_OF_ENGINEERING, Role.HEAD_OF_REVENUE)


def scope_of(request: TownRequest) -> Scope:
    """Whose figures this person sees; an officer of another municipality is refused."""
    roles = access.roles_of(request.user, request.municipality)
    if not roles:
        raise PermissionDenied
    types = CaseType.objects.filter(municipality=request.municipality)
    if Role.ADMINISTRATOR not in roles:
        types = types.exclude(head="").filter(head__in=roles)
    return Scope(officer=request.user.pk, overseen=frozenset(types.values_list("pk", flat=True)))


def case_by_id(request: TownRequest, case_id: int) -> Case:
    """A case of this person's division, or one that he worked on; 404 for any other."""
    cases = Case.objects.select_related("case_type", "municipality")
    return get_object_or_404(cases.filter(pk__in=_open_to(request).values("pk")), pk=case_id)


def may_open(request: TownRequest, case: Case) -> bool:
    """Whether `case_by_id` would give this person the case: for pages that link to it."""
    return _open_to(request).filter(pk=case.pk).exists()


def _open_to(request: TownRequest) -> QuerySet[Case]:
    scope = scope_of(request)
    mine = Q(steps__by=request.user) | Q(charges__officer=request.user)
    return Case.objects.filter(municipality=request.municipality).filter(Q(case_type__in=scope.overseen) | mine)


def holiday_by_id(municipality: Municipality, holiday_id: int) -> Holiday:
    """A holiday of this municipality; 404 for any other."""
    return get_object_or_404(Holiday, municipality=municipality, pk=holiday_id)


def message_by_id(municipality: Municipality, message_id: int) -> Message:
    """A message of this municipality; 404 for any other."""
    return get_object_or_404(Message, municipality=municipality, pk=message_id)


def may_change_holidays(request: TownRequest) -> bool:
    """Whether this person decides on which days the office is closed."""
    return access.has_role(request, *HEADS)
