"""All addresses of the one-stop service, below `/permits/`: the citizen's, everybody's, and the office's."""

from django.urls import URLPattern

app_name = "permits"

# A citizen begins, fills in, draws, attaches and submits.
PETITIONS: list[URLPattern] = []
# What the map says while a plan is drawn.
GROUND: list[URLPattern] = []
# Places of the counter's hours.
APPOINTMENTS: list[URLPattern] = []
# The officer's desk.
DESK: list[URLPattern] = []
# Where a petition stands, and how long the steps take.
FOLLOWING: list[URLPattern] = []

urlpatterns = [*PETITIONS, *GROUND, *APPOINTMENTS, *DESK, *FOLLOWING]
