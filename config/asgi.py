"""The ASGI entry point."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# To connect costs more than most requests ask of the database.
os.environ.setdefault("KEEPS_CONNECTIONS", "1")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  the apps are there only now

from casework import uploading  # noqa: E402
from config import bodies, lifespan, threads, turns  # noqa: E402
from incidents import photos  # noqa: E402
from incidents.engines import listening  # noqa: E402
from incidents.live import streaming  # noqa: E402
from incidents.network import warming  # noqa: E402
from opendata import opening  # noqa: E402
from opendata.ogc import door  # noqa: E402
from permits.desk import verifying  # noqa: E402
from permits.ground import forms  # noqa: E402

# The doors of the one-stop service and of reports, most of which open to everybody.
_report = uploading.MOST_FILES * photos.MAX_BYTES + uploading.FIELDS_BYTES
_most = {
    "/p/": _report,
    "/incidents/": _report,
    "/permits/verify/": verifying.MOST_BYTES + uploading.FIELDS_BYTES,
    "/permits/areas/": forms.MOST_MB * 1_000_000 + uploading.FIELDS_BYTES,
    "/permits/": uploading.MOST_FILES * settings.PETITION_DOCUMENT_MB * 1_000_000 + uploading.FIELDS_BYTES,
}
_django = bodies.unread_beyond(threads.lent(threads.Handler(), kept=settings.REQUESTS_AT_ONCE), most=_most)
_for_people = streaming.carrying(turns.in_turn(_django, at_once=settings.REQUESTS_AT_ONCE))
_for_all = door.beside(_for_people, at_once=settings.OPEN_API_AT_ONCE)
application = lifespan.begun_with(_for_all, begin=opening.start)
# Before the first request is taken: compiling takes half a minute, reading what was compiled a second.
warming.warm_up()
listening.start()
# What is loaded now stays: to look through it for what may go would hold up a request for half a second now and then.
gc.freeze()
