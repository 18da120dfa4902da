"""All addresses of this app, from the root: the citizen's short ones (`p/`, `r/`) and the staff's (`incidents/`)."""

from django.urls import path

from incidents import public_views, views

app_name = "incidents"
urlpatterns = [
    path("p/", public_views.place, name="place"),
    path("p/<str:code>/", public_views.pole, name="pole"),
    path("r/", public_views.find_report, name="find_report"),
    path("r/<str:code>/", public_views.status, name="status"),
    path("incidents/", views.board, name="board"),
    path("incidents/queue/", views.queue, name="queue"),
    path("incidents/next/", views.next_steps, name="next"),
    path("incidents/open.geojson", views.open_geojson, name="open"),
    path("incidents/crews.geojson", views.crews_geojson, name="crews"),
    path("incidents/mine/", views.mine, name="mine"),
    path("incidents/mine/duty/", views.duty, name="duty"),
    path("incidents/mine/position/", views.position, name="position"),
    path("incidents/<int:incident_id>/", views.detail, name="detail"),
    path("incidents/<int:incident_id>/route.geojson", views.route_geojson, name="route"),
    path("incidents/<int:incident_id>/assign/", views.assign, name="assign"),
    path("incidents/<int:incident_id>/set-out/", views.set_out, name="set_out"),
    path("incidents/<int:incident_id>/arrive/", views.arrive, name="arrive"),
    path("incidents/<int:incident_id>/give-back/", views.give_back, name="give_back"),
    path("incidents/<int:incident_id>/resolve/", views.resolve, name="resolve"),
    path("incidents/<int:incident_id>/reopen/", views.reopen, name="reopen"),
]
