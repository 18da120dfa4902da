"""The public pages: the map, the list of layers, and each layer as a file."""

from django.urls import include, path, re_path

from opendata import card_pages, check_pages, file_pages, raster_files, sheets, views
from opendata.ogc import tiles

app_name = "opendata"
urlpatterns = [
    path("", views.public_map, name="map"),
    path("map/link.svg", sheets.link_qr, name="map_link_qr"),
    path("layers/", views.layer_list, name="layers"),
    path("layers/<slug:name>.geojson", views.layer_file, name="layer"),
    path("layers/<slug:name>/map/", card_pages.on_map, name="layer_on_map"),
    path("layers/<slug:name>/things/<str:thing>/card/", card_pages.card, name="card"),
    path("layers/<slug:name>/files/", file_pages.files, name="files"),
    path("layers/<slug:name>/files/make/", file_pages.make, name="make_files"),
    path("layers/<slug:name>/files/progress/", file_pages.progress, name="files_progress"),
    re_path(
        r"^layers/(?P<name>[\w-]+)/files/(?P<version>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)?)/(?P<file>[\w.-]+)$",
        file_pages.file,
        name="file",
    ),
    re_path(r"^layers/(?P<name>[\w-]+)/latest\.(?P<extension>[a-z.]+)$", file_pages.latest, name="latest_file"),
    path("layers/<slug:name>/rasters/<uuid:uid>.tif", raster_files.file, name="raster_file"),
    path("data/checks/", check_pages.checks, name="checks"),
    path("data/checks/<slug:name>/check/", check_pages.check_layer, name="check_layer"),
    path("data/checks/<slug:name>/withdraw/", check_pages.withdraw, name="withdraw_layer"),
    path("data/checks/<slug:name>/put-back/", check_pages.put_back, name="put_back_layer"),
    path("data/findings/<int:finding_id>/accept/", check_pages.accept, name="accept_value"),
    path("ogc/", include(tiles.urlpatterns)),
    path("", include("opendata.catalogue.urls")),
]
