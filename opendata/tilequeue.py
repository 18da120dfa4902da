"""The queue behind tiles that take longer than an asker would wait; what is shown stands in `TileBuild`."""

from datetime import date

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

BUILD = "opendata.build_tiles"


def build(layer: str, *, municipality_id: int, on: date) -> None:
    """Have the tiles made unless that is asked for already."""
    name = f"{BUILD}:{municipality_id}:{layer}:{on}"
    try:
        with transaction.atomic():
            job = app.configure_task(BUILD, lock=name, queueing_lock=name)
            job.defer(layer=layer, municipality_id=municipality_id, on=on.isoformat())
    except AlreadyEnqueued:
        return
