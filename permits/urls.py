"""All addresses of the one-stop service, below `/permits/`: the citizen's, everybody's, and the office's."""

from django.urls import URLPattern, path

from permits.views import doors, status

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
FOLLOWING: list[URLPattern] = [
    path("status/", status.find_status, name="find_status"),
    path("status/<str:tracking>/", status.status, name="status"),
    path("mine/<str:secret>/status/", status.my_status, name="my_status"),
    path("mine/<str:secret>/news/", status.set_news, name="set_news"),
]

urlpatterns = [doors.guarded(each) for each in (*PETITIONS, *GROUND, *APPOINTMENTS, *DESK, *FOLLOWING)]
