"""The public pages: the map, the list of layers, and each layer as a file."""

from django.urls import path

from opendata import check_pages, views

app_name = "opendata"
urlpatterns = [
    path("", views.public_map, name="map"),
    path("layers/", views.layer_list, name="layers"),
    path("layers/<slug:name>.geojson", views.layer_file, name="layer"),
    path("data/checks/", check_pages.checks, name="checks"),
    path("data/checks/<slug:name>/check/", check_pages.check_layer, name="check_layer"),
    path("data/checks/<slug:name>/withdraw/", check_pages.withdraw, name="withdraw_layer"),
    path("data/checks/<slug:name>/put-back/", check_pages.put_back, name="put_back_layer"),
    path("data/findings/<int:finding_id>/accept/", check_pages.accept, name="accept_value"),
]
