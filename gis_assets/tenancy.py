"""The second lock: PostgreSQL row-level security bound to one municipality at a time.

Every table with a `municipality_id` has a policy that compares it with the session setting `app.municipality`
(see `sql/protect_municipality_rows.sql`). Without a binding no row is seen and none can be written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib import auth
from django.db import connection
from django.http import HttpRequest, HttpResponse

from gis_assets import entering, sql_files
from gis_assets.entering import Binding
from gis_assets.models import Municipality

SESSION_KEY = "municipality"
NOBODY: Binding = ("", "")


def bind(municipality_id: int | None, *, user_id: int | None = None) -> None:
    """Bind this connection to a municipality and a person, or to none."""
    _bound_to((str(municipality_id or ""), str(user_id or "")))


def _bound_to(binding: Binding) -> Binding:
    """Bind this connection; gives what it was bound to before."""
    municipality, person = binding
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "bind_session"), {"municipality": municipality, "person": person})
        [(municipality, person, *_now)] = cursor.fetchall()
    return municipality, person


@contextmanager
def within(municipality: Municipality, *, user_id: int | None = None) -> Iterator[None]:
    """Inside the block this connection sees and writes only the rows of that municipality."""
    outer = _bound_to((str(municipality.pk), str(user_id or "")))
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _bound_to(outer)


def municipality_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request its municipality and person, and bind the connection to them until the answer is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        found = entering.enter(
            request.get_host(), chosen=session.get(SESSION_KEY), person_id=session.get(auth.SESSION_KEY)
        )
        request.municipality = found.municipality  # type: ignore[attr-defined]  # Django's way to hand facts to views
        try:
            _recognise(request, found)
            return get_response(request)
        finally:
            # A lent connection is bound to nobody when it comes back.
            is_bound_outside = found.outer != NOBODY or not settings.KEPT_OPEN
            if is_bound_outside and not connection.needs_rollback:
                _bound_to(found.outer)

    return middleware


def _recognise(request: HttpRequest, found: entering.Entered) -> None:
    """Let who was found be who asks; bind the connection anew where it is somebody else, or nobody."""
    if found.person and entering.is_signed_in(found.person, request.session):
        request.user = found.person
        request._town_roles = found.roles  # type: ignore[attr-defined]  # what `gis_assets.access` would ask for
    elif found.person and found.municipality:
        bind(found.municipality.pk, user_id=request.user.pk)


def of_request(request: HttpRequest) -> Municipality | None:
    """The municipality chosen in this session, else of this host name, else of the installation."""
    return of_host(request.get_host(), chosen=request.session.get(SESSION_KEY))


def of_host(host: str, *, chosen: str | None = None) -> Municipality | None:
    """The municipality of that DLA code, else of that host name (a port does not count), else of the installation."""
    return entering.enter(host, chosen=chosen, binds=False).municipality
