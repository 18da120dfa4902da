"""What every test stands on: a PostGIS database of its own, under row-level security like the application."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import JobDeferrer
from psycopg.types.range import Range
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.workermanage import WorkerController

from gis_assets import tenancy
from gis_assets.models import Membership, Municipality, MunicipalityCode, Role, Source
from tests import databases, lasting, sharing
from tests.speaking import Officer

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = Path(os.environ.get("REAL_DATA", ROOT.parent / "shared" / "data"))
# The same examples in every run, however long a busy machine takes for one, and no file of them that processes share.
hypothesis_settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("suite")
BOUNDARY = "POLYGON((98.89 18.73, 98.98 18.73, 98.98 18.77, 98.89 18.77, 98.89 18.73))"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded by now stays to the end: looking through all of it for waste, again and again, takes long."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put first what takes long; leave out, and count aloud, what needs real files where there are none."""
    left_out = [] if REAL_DATA.is_dir() else [item for item in items if item.get_closest_marker("real_data")]
    items[:] = sharing.in_order([item for item in items if item not in left_out])
    config.hook.pytest_deselected(items=left_out)
    config.stash[_left_out] = len(left_out)


_left_out = pytest.StashKey[int]()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> sharing.ByPlace:
    return sharing.ByPlace(config, log)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that shares in the tests tells what it left out to the one that hands them out."""
    if (told := getattr(session.config, "workeroutput", None)) is not None:
        told["left_out"] = session.config.stash.get(_left_out, 0)


def pytest_testnodedown(node: WorkerController) -> None:
    """Each of them sees all tests, and leaves out the same."""
    node.config.stash[_left_out] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(_left_out, 0):
        terminalreporter.write_line(f"{count} tests on real data did not run: no folder {REAL_DATA}", yellow=True)


@pytest.fixture(scope="session")
def real_data() -> Path:
    return REAL_DATA


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """Make the test database anew as the owner of the tables; tests then connect as the application's role."""
    databases.make_anew(connection.settings_dict["NAME"])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if isinstance(item, pytest.Function):
        lasting.prepare(item)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    value = yield
    lasting.note(fixturedef, value)
    return value


def pytest_fixture_post_finalizer(fixturedef: pytest.FixtureDef[object]) -> None:
    lasting.forget(fixturedef)


@lasting.kept
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The transaction in which all that lasts was made."""
    with django_db_blocker.unblock(), lasting.undone_afterwards():
        yield


@pytest.fixture(autouse=True)
def own(request: pytest.FixtureRequest) -> None:
    """What the test writes is its own, and what it was handed is a copy, where something lasts."""
    if lasting.is_anything():
        request.getfixturevalue("db")
        lasting.hand_out(request.node)


def a_municipality(*, dla_code: str = "04500199", name_en: str = "Test Town") -> Municipality:
    boundary = MultiPolygon(GEOSGeometry(BOUNDARY, srid=4326), srid=4326)
    municipality = Municipality.objects.create(
        dla_code=dla_code, name_th="เทศบาลเมืองทดสอบ", name_en=name_en, utm_epsg=32647, boundary=boundary
    )
    with tenancy.within(municipality):
        MunicipalityCode.objects.create(
            municipality=municipality, dla_code=dla_code, valid=Range(datetime(2020, 1, 1, tzinfo=UTC).date(), None)
        )
    return municipality


@pytest.fixture
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue takes no job: the server falls between what is written and its work."""

    def fall(_self: JobDeferrer, **_arguments: object) -> int:
        raise ConnectorException

    monkeypatch.setattr(JobDeferrer, "defer", fall)


@lasting.fixture
def municipality(ground: None) -> Iterator[Municipality]:
    """The municipality of the test; the connection is bound to it."""
    municipality = a_municipality()
    with tenancy.within(municipality):
        yield municipality


@lasting.fixture
def other_municipality(municipality: Municipality) -> Municipality:
    return a_municipality(dla_code="05500198", name_en="Other Town")


@lasting.fixture
def source(municipality: Municipality) -> Source:
    return Source.objects.create(
        municipality=municipality, kind="test", reference="test", recorded_at=datetime(2023, 1, 1, tzinfo=UTC)
    )


@lasting.fixture
def officer(municipality: Municipality) -> Callable[..., User]:
    """`officer(Role.SURVEYOR)` makes a person with those roles; `of=` in another municipality."""

    def make(*roles: Role, of: Municipality = municipality) -> User:
        user = User.objects.create_user(f"user{User.objects.count() + 1}", password="not a secret")
        with tenancy.within(of):
            Membership.objects.bulk_create([Membership(user=user, municipality=of, role=role) for role in roles])
        return user

    return make


@lasting.fixture
def client_as(officer: Callable[..., User]) -> Callable[..., Officer]:
    """`client_as(Role.SURVEYOR)` is a browser signed in as such an officer; it carries `.user`."""

    def make(*roles: Role, of: Municipality | None = None) -> Officer:
        return Officer(officer(*roles, **({"of": of} if of else {})))

    return make
