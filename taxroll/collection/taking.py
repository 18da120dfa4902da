"""Taking a bank's file and having its lines matched by a worker, who may be killed and goes on where it broke off."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from procrastinate.contrib.django import app

from gis_assets.models import Municipality
from taxroll.collection import bankfiles
from taxroll.collection.bankformats import Layout
from taxroll.models import BankFile, LineState

MATCH = "taxroll.match_bank_file"


@transaction.atomic
def take(*, municipality: Municipality, layout: Layout, name: str, content: bytes, by: User, at: datetime) -> BankFile:
    """Book a file's money and queue its matching, both or neither; raises what `bankfiles.receive` does."""
    taken = bankfiles.receive(municipality=municipality, layout=layout, name=name, content=content, by=by, at=at)
    enqueue(taken)
    return taken


def enqueue(taken: BankFile) -> None:
    """Have the waiting lines matched; two runs of one file follow each other, never at once."""
    job = app.configure_task(MATCH, lock=f"{MATCH}:{taken.pk}")
    job.defer(file_id=taken.pk, municipality_id=taken.municipality_id)


def take_up_left(municipality: Municipality, *, before: datetime) -> None:
    """Put files whose lines still wait since then into the queue again: their worker died."""
    left = BankFile.objects.filter(municipality=municipality, received_at__lt=before, lines__state=LineState.WAITING)
    for taken in left.distinct():
        enqueue(taken)
