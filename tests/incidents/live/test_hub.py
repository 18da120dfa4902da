"""The listener of a process: who joins while another leaves is told on."""

import asyncio
from uuid import uuid4

from gis_assets.models import Municipality
from incidents import reports
from incidents.live import looks, reading
from incidents.live.feeds import Feed
from incidents.live.hub import Hub
from incidents.models import Kind, LiveEvent
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.live.conftest import LONGEST_S


async def joined_while_the_last_left(town: int, *, since: looks.Look | None) -> Feed:
    """The feed of who joined, all that it was told on joining taken."""
    hub = Hub()
    last = await hub.join(town, since=None)
    joining = asyncio.create_task(hub.join(town, since=since))
    await asyncio.sleep(0)  # it has begun, and asks the database
    hub.leave(town, last)
    feed = await joining
    while b"event: changes" not in (await feed.take(within_s=LONGEST_S) or b""):
        continue
    return feed


def test_page_is_told_on_when_it_joined_while_the_last_other_left(town: Municipality) -> None:
    with asyncio.Runner() as runner:
        feed = runner.run(joined_while_the_last_left(town.pk, since=looks.read(reading.now())))
        pole = builders.a_pole(town, (10, 3))
        reports.receive(town, kind=Kind.LAMP_OUT, key=uuid4(), channel="qr", at=AT, pole=pole)

        message = runner.run(feed.take(within_s=LONGEST_S))

    assert message is not None
    assert f'"number":{LiveEvent.objects.order_by("-pk")[0].pk}'.encode() in message
