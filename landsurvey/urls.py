"""Addresses of the survey pages."""

from django.urls import path

from landsurvey.views import review, uploads

app_name = "landsurvey"
urlpatterns = [
    path("", uploads.upload_list, name="uploads"),
    path("next/", uploads.what_is_next, name="next"),
    path("uploads/<uuid:uid>/", uploads.upload_page, name="upload"),
    path("uploads/<uuid:uid>/progress/", uploads.progress, name="progress"),
    path("uploads/<uuid:uid>/file/", uploads.original_file, name="file"),
    path("uploads/<uuid:uid>/findings/<slug:rule_id>/", uploads.findings, name="findings"),
    path("uploads/<uuid:uid>/rows/", review.rows, name="rows"),
    path("uploads/<uuid:uid>/findings.geojson", uploads.findings_geojson, name="findings_geojson"),
    path("uploads/<uuid:uid>/shapes.geojson", uploads.shapes_geojson, name="shapes_geojson"),
    path("uploads/<uuid:uid>/answer/", uploads.answer, name="answer"),
    path("uploads/<uuid:uid>/decide/", review.decide, name="decide"),
    path("uploads/<uuid:uid>/accept-all/", review.accept_all, name="accept_all"),
    path("uploads/<uuid:uid>/promote/", review.promote, name="promote"),
]
