"""The queue behind publishing checks for which an asker would wait too long; what is open stands in `Publication`."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

CHECK = "opendata.check_layer"


def check(layer: str, *, municipality_id: int) -> None:
    """Have the layer checked unless that is asked for already."""
    name = f"{CHECK}:{municipality_id}:{layer}"
    try:
        with transaction.atomic():
            job = app.configure_task(CHECK, lock=name, queueing_lock=name)
            job.defer(layer=layer, municipality_id=municipality_id)
    except AlreadyEnqueued:
        return
