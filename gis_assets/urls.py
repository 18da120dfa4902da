"""Fragments about things of the register."""

from django.urls import path

from gis_assets import views

app_name = "gis_assets"
urlpatterns = [
    path("parcels/<path:code>/card/", views.parcel_card, name="parcel_card"),
    path("poles/<str:code>/card/", views.pole_card, name="pole_card"),
    path("poles/<str:code>/qr.svg", views.pole_qr, name="pole_qr"),
    path("municipality/", views.choose_municipality, name="choose_municipality"),
]
