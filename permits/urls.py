"""All addresses of the one-stop service, below `/permits/`: the citizen's, everybody's, and the office's."""

from django.urls import URLPattern, path

from permits.views import booking, checkin, sessions

app_name = "permits"

# A citizen begins, fills in, draws, attaches and submits.
PETITIONS: list[URLPattern] = []
# What the map says while a plan is drawn.
GROUND: list[URLPattern] = []
# Places of the counter's hours.
APPOINTMENTS: list[URLPattern] = [
    path("mine/<str:secret>/appointment/", booking.appointment, name="booking"),
    path("mine/<str:secret>/appointment/hold/", booking.hold, name="booking_hold"),
    path("mine/<str:secret>/appointment/confirm/", booking.confirm, name="booking_confirm"),
    path("mine/<str:secret>/appointment/move/", booking.move, name="booking_move"),
    path("mine/<str:secret>/appointment/cancel/", booking.cancel, name="booking_cancel"),
    path("mine/<str:secret>/appointment.ics", booking.calendar, name="calendar"),
    path("checkin/", checkin.checkin, name="checkin"),
    path("checkin/<uuid:uid>/arrive/", checkin.arrive, name="arrive"),
    path("checkin/<uuid:uid>/leave/", checkin.leave, name="leave"),
    path("walkin/", checkin.walk_in, name="walkin"),
    path("waiting/", checkin.waiting, name="waiting"),
    path("sessions/", sessions.week, name="sessions"),
    path("sessions/<int:session_id>/call-off/", sessions.call_off, name="call_off"),
]
# The officer's desk.
DESK: list[URLPattern] = []
# Where a petition stands, and how long the steps take.
FOLLOWING: list[URLPattern] = []

urlpatterns = [*PETITIONS, *GROUND, *APPOINTMENTS, *DESK, *FOLLOWING]
