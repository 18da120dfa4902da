"""All addresses of the one-stop service, below `/permits/`: the citizen's, everybody's, and the office's."""

from django.urls import URLPattern, path

from permits.views import (
    areas,
    booking,
    buildings,
    checkin,
    checks,
    decisions,
    desk,
    documents,
    doors,
    fees,
    front,
    kept,
    limits,
    petition,
    place,
    rooms,
    sessions,
    status,
    times,
    verify,
    visits,
)

app_name = "permits"

# A citizen begins, fills in, draws, attaches and submits.
PETITIONS: list[URLPattern] = [
    path("", front.front, name="front"),
    path("new/<slug:service>/", front.begin, name="begin"),
    path("go-on/", front.go_on, name="go_on"),
    path("mine/<str:secret>/", petition.mine, name="mine"),
    path("mine/<str:secret>/link.svg", petition.link_qr, name="link_qr"),
    path("mine/<str:secret>/link/", petition.send_link, name="send_link"),
    path("mine/<str:secret>/form/<slug:page>/", petition.form, name="form"),
    path("mine/<str:secret>/save/", petition.save, name="save"),
    path("mine/<str:secret>/parcels/", place.parcels, name="parcels"),
    path("mine/<str:secret>/drawing/", place.drawing, name="drawing"),
    path("mine/<str:secret>/documents/", documents.attach, name="documents"),
    path("mine/<str:secret>/documents/<uuid:uid>/", documents.document, name="document"),
    path("mine/<str:secret>/documents/<uuid:uid>/preview/", documents.preview, name="document_preview"),
    path("mine/<str:secret>/documents/<uuid:uid>/out/", documents.take_out, name="take_out"),
    path("mine/<str:secret>/submit/", petition.submit, name="submit"),
    path("mine/<str:secret>/answer/", petition.answer, name="answer"),
    path("mine/<str:secret>/withdraw/", petition.withdraw, name="withdraw"),
]
# What the map says while a plan is drawn.
GROUND: list[URLPattern] = [
    path("mine/<str:secret>/checks/", checks.live, name="checks"),
    path("limits/", limits.page, name="limits"),
    path("areas/", areas.page, name="areas"),
    path("areas/areas.geojson", areas.geojson, name="areas_geojson"),
    path("areas/confirm/", areas.confirm, name="areas_confirm"),
]
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
    path("rooms/", rooms.page, name="rooms"),
    path("rooms/<int:room_id>/rename/", rooms.rename, name="room_rename"),
    path("rooms/<int:room_id>/close/", rooms.close, name="room_close"),
    path("rooms/<int:room_id>/open/", rooms.open_again, name="room_open"),
]
# The officer's desk.
DESK: list[URLPattern] = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<uuid:uid>/", desk.petition_at_desk, name="petition_at_desk"),
    path("desk/<uuid:uid>/next/", desk.next_petition, name="desk_next"),
    path("desk/<uuid:uid>/beat/", desk.beat, name="desk_beat"),
    path("desk/<uuid:uid>/begin/", desk.begin, name="desk_begin"),
    path("desk/<uuid:uid>/check/", desk.check, name="desk_check"),
    path("desk/<uuid:uid>/ask/", desk.ask, name="desk_ask"),
    path("desk/<uuid:uid>/mark/", desk.mark, name="desk_mark"),
    path("desk/<uuid:uid>/visit/", visits.order, name="desk_visit"),
    path("desk/<uuid:uid>/decide/", decisions.approve, name="desk_decide"),
    path("desk/<uuid:uid>/refuse/", decisions.refuse, name="desk_refuse"),
    path("desk/<uuid:uid>/pay/", fees.pay, name="desk_pay"),
    path("desk/<uuid:uid>/issue/", decisions.issue, name="desk_issue"),
    path("desk/<uuid:uid>/revoke/", decisions.revoke, name="desk_revoke"),
    path("desk/<uuid:uid>/built/", buildings.built, name="desk_built"),
    path("desk/<uuid:uid>/built/drawing/", buildings.drawing, name="desk_drawing"),
    path("desk/<uuid:uid>/undo/", buildings.undo, name="desk_undo"),
    path("desk/<uuid:uid>/explain/<int:explanation_id>/", desk.explain, name="desk_explain"),
    path("desk/<uuid:uid>/documents/<uuid:document>/", desk.document, name="desk_document"),
    path("desk/<uuid:uid>/permit.pdf", decisions.permit_at_desk, name="desk_permit"),
    path("desk/<uuid:uid>/letter.pdf", decisions.letter_at_desk, name="desk_letter"),
    path("visits/", visits.visits, name="visits"),
    path("visits/token/", visits.token, name="visits_token"),
    path("visits/worker.js", visits.worker, name="visits_worker"),
    path("visits/<int:visit_id>/report/", visits.report, name="visit_report"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_code, name="verify"),
    path("mine/<str:secret>/permit.pdf", decisions.permit_pdf, name="permit_pdf"),
    path("mine/<str:secret>/letter.pdf", decisions.letter_pdf, name="letter_pdf"),
    path("mine/<str:secret>/fee/", fees.fee, name="fee"),
    path("mine/<str:secret>/receipt.pdf", fees.receipt_pdf, name="receipt_pdf"),
    path("desk/<uuid:uid>/receipt.pdf", fees.receipt_at_desk, name="desk_receipt"),
    path("receipts/<str:reference>/<str:code>/", fees.verify_receipt, name="verify_receipt"),
]
# Petitions in a person's account.
ACCOUNTS: list[URLPattern] = [
    path("mine/<str:secret>/keep/", kept.keep, name="keep"),
    path("kept/", kept.kept, name="kept"),
    path("kept/<uuid:uid>/", kept.open_kept, name="kept_open"),
    path("kept/<uuid:uid>/give-up/", kept.give_up, name="kept_give_up"),
]
# Where a petition stands, and how long the steps take.
FOLLOWING: list[URLPattern] = [
    path("status/", status.find_status, name="find_status"),
    path("status/<str:tracking>/", status.status, name="status"),
    path("mine/<str:secret>/status/", status.my_status, name="my_status"),
    path("mine/<str:secret>/news/", status.set_news, name="set_news"),
    path("times/", times.dashboard, name="times"),
    path("times/cases/", times.cases, name="times_cases"),
    path("next/", times.next_steps, name="next"),
]

urlpatterns = [doors.guarded(each) for each in (*PETITIONS, *GROUND, *APPOINTMENTS, *DESK, *ACCOUNTS, *FOLLOWING)]
