"""All addresses of this app, from the root: the citizen's short ones (`p/`, `r/`) and the staff's (`incidents/`)."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from incidents.views import (
    announcements,
    beliefs,
    board,
    calls,
    closures,
    crew,
    crews,
    grouping,
    held,
    indices,
    live,
    open311,
    outages,
    phone,
    photos,
    planned,
    poles,
    programs,
    public,
    sending,
    steps,
)


class OpenFormat(StringConverter):
    """The formats of Open311, as addresses end with them."""

    regex = "xml|json"


class Announced(StringConverter):
    """What can be announced."""

    regex = "outage|closure"


register_converter(OpenFormat, "fmt")
register_converter(Announced, "announced")

app_name = "incidents"
urlpatterns = [
    path("p/", public.place, name="place"),
    path("p/send/", sending.send, name="send"),
    path("p/near/", sending.near, name="near"),
    path("p/token/", sending.token, name="token"),
    path("p/shell/", sending.shell, name="shell"),
    path("p/worker.js", sending.worker, name="worker"),
    path("p/<str:code>/", public.pole, name="pole"),
    path("r/", public.find_report, name="find_report"),
    path("r/<str:code>/", public.status, name="status"),
    path("r/<str:code>/quiet/", public.quiet, name="quiet"),
    path("incidents/", board.board, name="board"),
    path("incidents/queue/", board.queue, name="queue"),
    path("incidents/stream/", live.stream, name="stream"),
    path("incidents/changes/", live.changes, name="changes"),
    path("incidents/units/", board.units, name="units"),
    path("incidents/find/", board.find, name="find"),
    path("incidents/wall/", board.wall, name="wall"),
    path("incidents/next/", crew.next_steps, name="next"),
    path("incidents/open.geojson", board.open_geojson, name="open"),
    path("incidents/crews.geojson", board.crews_geojson, name="crews"),
    path("incidents/closures/", closures.closures_page, name="closures"),
    path("incidents/closures.geojson", closures.closures_geojson, name="closures_geojson"),
    path("incidents/closures/<int:closure_id>/end/", closures.end, name="end_closure"),
    path("incidents/closures/<int:closure_id>/again/", closures.close_again, name="close_again"),
    path("incidents/mine/", crew.mine, name="mine"),
    path("incidents/mine/duty/", crew.duty, name="duty"),
    path("incidents/mine/position/", crew.position, name="position"),
    path("incidents/<int:incident_id>/", board.detail, name="detail"),
    path("incidents/<int:incident_id>/route.geojson", board.route_geojson, name="route"),
    path("incidents/<int:incident_id>/assign/", steps.assign, name="assign"),
    path("incidents/<int:incident_id>/set-out/", steps.set_out, name="set_out"),
    path("incidents/<int:incident_id>/arrive/", steps.arrive, name="arrive"),
    path("incidents/<int:incident_id>/give-back/", steps.give_back, name="give_back"),
    path("incidents/<int:incident_id>/resolve/", steps.resolve, name="resolve"),
    path("incidents/<int:incident_id>/reopen/", steps.reopen, name="reopen"),
    path("incidents/<int:incident_id>/priority/", steps.priority, name="priority"),
    path("p/<str:code>/power/", poles.has_power, name="has_power"),
    path("incidents/poles/<str:code>/", poles.pole, name="pole_history"),
    path("incidents/offenders/", poles.ranking, name="offenders"),
    path("incidents/outages/", outages.outages, name="outages"),
    path("incidents/outages.geojson", outages.outages_geojson, name="outages_geojson"),
    path("incidents/planned.geojson", planned.planned_geojson, name="planned_geojson"),
    path("incidents/outages/below.geojson", outages.below, name="below"),
    path("incidents/outages/confirm/", outages.confirm, name="confirm_outage"),
    path("incidents/outages/<int:outage_id>/expect/", outages.expect, name="expect_outage"),
    path("incidents/outages/<int:outage_id>/restore/", outages.restore, name="restore_outage"),
    path("incidents/outages/<int:outage_id>/withdraw/", outages.withdraw, name="withdraw_outage"),
    path("incidents/settings/", beliefs.settings, name="settings"),
    path("incidents/planned/", planned.planned, name="planned"),
    path("incidents/planned/<int:work_id>/cancel/", planned.cancel_planned, name="cancel_planned"),
    path("incidents/<int:incident_id>/grouping/", grouping.panel, name="grouping"),
    path("incidents/<int:incident_id>/merge/", grouping.merge, name="merge"),
    path("incidents/<int:incident_id>/split/", grouping.split, name="split"),
    path("incidents/regroupings/<int:regrouping_id>/undo/", grouping.undo, name="undo_regrouping"),
    path("incidents/call/", calls.call, name="call"),
    path("incidents/held/", held.listed, name="held"),
    path("incidents/held/<int:held_id>/", held.decide, name="decide_held"),
    path("incidents/photos/<uuid:uid>.jpg", photos.photo, name="photo"),
    path("open311/", RedirectView.as_view(url="/open311/v2/discovery.json"), name="open311"),
    path("open311/discovery.<fmt:fmt>", open311.discovery, name="open311_discovery"),
    path("open311/v2/", RedirectView.as_view(url="/open311/v2/discovery.json"), name="open311_root"),
    path("open311/v2/discovery.<fmt:fmt>", open311.discovery, name="open311_discovery_of_version"),
    path("open311/v2/services.<fmt:fmt>", open311.services, name="open311_services"),
    path("open311/v2/services/<str:code>.<fmt:fmt>", open311.service, name="open311_service"),
    path("open311/v2/requests.<fmt:fmt>", open311.requests, name="open311_requests"),
    path("open311/v2/requests/<str:number>.<fmt:fmt>", open311.one_request, name="open311_request"),
    path("open311/v2/tokens/<str:number>.<fmt:fmt>", open311.token, name="open311_token"),
    path("cap/", announcements.feed, name="cap"),
    path("cap/<str:code>/", announcements.feed, name="cap_of_town"),
    path("cap/<str:code>/<uuid:uid>.xml", announcements.message, name="cap_message"),
    path("incidents/announcements/", announcements.listed, name="announcements"),
    path("incidents/announcements/<announced:kind>/<int:thing_id>/", announcements.preview, name="announce"),
    path(
        "incidents/announcements/<announced:kind>/<int:thing_id>/take-back/", announcements.take_back, name="take_back"
    ),
    path("incidents/programs/", programs.programs, name="programs"),
    path("incidents/programs/<int:client_id>/revoke/", programs.revoke, name="revoke_program"),
    path("incidents/indices/", indices.indices_part, name="indices"),
    path("incidents/mine/session/", phone.session, name="mine_session"),
    path("incidents/mine/taps/", phone.taps, name="mine_taps"),
    path("incidents/mine/first/<int:incident_id>/", crew.first, name="mine_first"),
    path("incidents/mine/worker.js", phone.worker, name="mine_worker"),
    path("incidents/mine/app.webmanifest", phone.manifest, name="mine_manifest"),
    path("incidents/<int:incident_id>/accept/", steps.accept, name="accept"),
    path("incidents/<int:incident_id>/reassign/", crews.reassign, name="reassign"),
    path("incidents/nearer/", crews.nearer, name="nearer"),
    path("incidents/crews/", crews.crews, name="crew_lists"),
    path("incidents/crews/<int:responder_id>/move/", crews.move, name="move_job"),
    path("incidents/crews/<int:responder_id>/by-road/", crews.by_road, name="order_jobs"),
]
