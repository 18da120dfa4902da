"""The public pages: the map, the list of layers, and each layer as a file."""

from django.urls import include, path

from opendata import views
from opendata.ogc import tiles

app_name = "opendata"
urlpatterns = [
    path("", views.public_map, name="map"),
    path("layers/", views.layer_list, name="layers"),
    path("layers/<slug:name>.geojson", views.layer_file, name="layer"),
    path("ogc/", include(tiles.urlpatterns)),
]
