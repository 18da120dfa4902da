"""Addresses of the survey pages."""

from django.urls import path

from landsurvey import views

app_name = "landsurvey"
urlpatterns = [
    path("", views.upload_list, name="uploads"),
    path("next/", views.what_is_next, name="next"),
    path("uploads/<uuid:uid>/", views.upload_page, name="upload"),
    path("uploads/<uuid:uid>/progress/", views.progress, name="progress"),
    path("uploads/<uuid:uid>/file/", views.original_file, name="file"),
    path("uploads/<uuid:uid>/findings/<slug:rule_id>/", views.findings, name="findings"),
    path("uploads/<uuid:uid>/rows/", views.rows, name="rows"),
    path("uploads/<uuid:uid>/findings.geojson", views.findings_geojson, name="findings_geojson"),
    path("uploads/<uuid:uid>/shapes.geojson", views.shapes_geojson, name="shapes_geojson"),
    path("uploads/<uuid:uid>/answer/", views.answer, name="answer"),
    path("uploads/<uuid:uid>/decide/", views.decide, name="decide"),
    path("uploads/<uuid:uid>/accept-all/", views.accept_all, name="accept_all"),
    path("uploads/<uuid:uid>/promote/", views.promote, name="promote"),
]
