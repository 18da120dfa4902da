"""All addresses of the one-stop service, below `/permits/`: the citizen's, everybody's, and the office's."""

from django.urls import URLPattern, path

from permits.views import areas, checks, limits

app_name = "permits"

# A citizen begins, fills in, draws, attaches and submits.
PETITIONS: list[URLPattern] = []
# What the map says while a plan is drawn.
GROUND: list[URLPattern] = [
    path("mine/<str:secret>/checks/", checks.live, name="checks"),
    path("limits/", limits.page, name="limits"),
    path("areas/", areas.page, name="areas"),
    path("areas/areas.geojson", areas.geojson, name="areas_geojson"),
    path("areas/confirm/", areas.confirm, name="areas_confirm"),
]
# Places of the counter's hours.
APPOINTMENTS: list[URLPattern] = []
# The officer's desk.
DESK: list[URLPattern] = []
# Where a petition stands, and how long the steps take.
FOLLOWING: list[URLPattern] = []

urlpatterns = [*PETITIONS, *GROUND, *APPOINTMENTS, *DESK, *FOLLOWING]
