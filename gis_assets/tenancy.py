"""The second lock: PostgreSQL row-level security bound to one municipality at a time.

Every table with a `municipality_id` has a policy that compares it with the session setting `app.municipality`
(see `sql/protect_municipality_rows.sql`). Without a binding no row is seen and none can be written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from gis_assets import sql_files
from gis_assets.models import Municipality

SESSION_KEY = "municipality"


Binding = tuple[str, str]
"""Numbers of a municipality and a person as text; empty for none."""


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
    """Give each request its municipality and bind the connection to it until the answer is made."""

    def middleware(request: HttpRequest) -> HttpResponse:
        municipality = of_request(request)
        request.municipality = municipality  # type: ignore[attr-defined]  # Django's way to hand facts to views
        if municipality is None:
            return get_response(request)
        with within(municipality, user_id=request.user.pk):
            return get_response(request)

    return middleware


def of_request(request: HttpRequest) -> Municipality | None:
    """The municipality chosen in this session, else of this host name, else of the installation."""
    return of_host(request.get_host(), chosen=request.session.get(SESSION_KEY))


def of_host(host: str, *, chosen: str | None = None) -> Municipality | None:
    """The municipality of that DLA code, else of that host name (a port does not count), else of the installation."""
    host = host.rsplit(":", 1)[0]
    asked = Q(dla_code__in=[chosen or "", settings.MUNICIPALITY]) | Q(settings__hosts__contains=host)
    found = list(Municipality.objects.filter(asked))
    ranks = (
        lambda m: m.dla_code == chosen,
        lambda m: host in m.settings.get("hosts", []),
        lambda m: True,
    )
    return next((m for fits in ranks for m in found if fits(m)), None)
