"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# To connect costs more than most requests ask of the database.
os.environ.setdefault("KEEPS_CONNECTIONS", "1")
_django = get_asgi_application()

from django.conf import settings  # noqa: E402  the apps are there only now

from config import turns  # noqa: E402
from incidents.engines import listening  # noqa: E402
from incidents.live import streaming  # noqa: E402
from incidents.network import warming  # noqa: E402
from opendata.ogc import door  # noqa: E402

_for_people = streaming.carrying(turns.in_turn(_django, at_once=settings.REQUESTS_AT_ONCE))
application = door.beside(_for_people, at_once=settings.OPEN_API_AT_ONCE)
# Before the first request is taken: compiling takes half a minute, reading what was compiled a second.
warming.warm_up()
listening.start()
