"""Many municipalities' rolls at once on an existing Dask cluster: whole municipalities are its partitions.

No rule of the law reaches beyond a municipality, so nothing is exchanged between workers. Dask gives the work of a lost
worker to another. What each does is `workers.build`, the same call as a build at the desk, or `workers.compute`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from distributed import Client, Future, as_completed
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion
from gis_assets.refusals import Refusal
from taxroll.law import book, library
from taxroll.rolls import freezing, workers
from taxroll.rolls.workers import Built

# A worker that meets a restarted database tries again; what the law or the data forbid is answered, not raised.
RETRIES = 3
# So many municipalities a worker thread are computed ahead of their being written down; the rest wait frozen on disk.
AHEAD = 2


class NoScheduler(Refusal):
    def __init__(self, address: str) -> None:
        sentence = _("No Dask scheduler answers at %(address)s. Start it, or build without --scheduler.")
        super().__init__(sentence % {"address": address})


class NoWorkers(Refusal):
    def __init__(self, address: str) -> None:
        sentence = _("The Dask scheduler at %(address)s has no workers. Start some, then build again.")
        super().__init__(sentence % {"address": address})


class FrozenWithoutScheduler(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Inputs are frozen for the workers of a cluster. Name its --scheduler, or leave --frozen out.")
        )


@dataclass(frozen=True)
class Order:
    """Which rolls of a year are to be built, by whom and when; where, and over which folder of frozen inputs if any."""

    municipalities: Sequence[Municipality]
    tax_year_be: int
    username: str
    at: datetime
    scheduler: str | None = None
    frozen: Path | None = None

    def given(self) -> dict[str, Any]:
        """What `workers.build` is told beside the municipality."""
        law = library.current().digest
        return {"tax_year_be": self.tax_year_be, "username": self.username, "at": self.at, "law_digest": law}


def build(order: Order) -> Iterator[Built]:
    """Build each municipality's draft, here or on the cluster; told as they come.

    Raises NoScheduler, NoWorkers or FrozenWithoutScheduler; a refusal to one municipality stands in its answer.
    """
    towns = _largest_first(order.municipalities)
    if order.scheduler is None:
        if order.frozen:
            raise FrozenWithoutScheduler
        yield from (workers.build(town.dla_code, **order.given()) for town in towns)
        return
    with _cluster(order.scheduler) as client:
        if order.frozen:
            yield from _over_files(client, order, iter(towns), order.frozen)
        else:
            yield from _over_postgresql(client, order, towns)


@contextmanager
def _cluster(address: str) -> Iterator[Client]:
    """The cluster at that address, its workers ready for us."""
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError) as failure:
        raise NoScheduler(address) from failure
    with client:
        if not client.nthreads():
            raise NoWorkers(address)
        client.register_plugin(workers.DjangoReady(settings.SETTINGS_MODULE))
        yield client


def _over_postgresql(client: Client, order: Order, towns: Sequence[Municipality]) -> Iterator[Built]:
    """Each draft is built and kept by a worker, straight from and into PostgreSQL."""
    asked = [
        client.submit(workers.build, town.dla_code, priority=-place, pure=False, retries=RETRIES, **order.given())
        for place, town in enumerate(towns)
    ]
    for _future, built in as_completed(asked, loop=client.loop, with_results=True):
        yield built


def _over_files(client: Client, order: Order, towns: Iterator[Municipality], folder: Path) -> Iterator[Built]:
    """Inputs are frozen here, computed by workers that only read the folder, and the drafts kept here."""
    day = book.assessment_day(order.tax_year_be)
    dla_codes: dict[Future[Any], str] = {}
    ready = as_completed(loop=client.loop)

    def ask() -> None:
        town = next(towns, None)
        if town is None:
            return
        with tenancy.within(town):
            frozen = freezing.freeze(town, on=day, folder=folder)
        given = {"sha256": frozen.sha256, "tax_year_be": order.tax_year_be, "pure": False, "retries": RETRIES}
        future = client.submit(workers.compute, town.dla_code, str(frozen.path.resolve()), **given)
        dla_codes[future] = town.dla_code
        ready.add(future)

    for _turn in range(AHEAD * sum(client.nthreads().values())):
        ask()
    for future in ready:
        dla_code, computed = dla_codes.pop(future), future.result()
        future.release()
        ask()
        if isinstance(computed, Built):
            yield computed
        else:
            yield workers.build(dla_code, computed=computed, **order.given())


def _largest_first(municipalities: Sequence[Municipality]) -> list[Municipality]:
    """The largest would else be begun last and keep everybody waiting."""
    sizes = {}
    for town in municipalities:
        with tenancy.within(town):
            sizes[town.pk] = ParcelVersion.objects.filter(municipality=town).count()
    return sorted(municipalities, key=lambda town: (-sizes[town.pk], town.dla_code))
