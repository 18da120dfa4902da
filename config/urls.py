"""Every address of the platform, composed from the apps by name."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path
from django.views.i18n import set_language

from config import api, home
from opendata.ogc import views as ogc

urlpatterns = [
    path("", include("opendata.urls")),
    path("ogc", ogc.landing),
    path("ogc/", include("opendata.ogc.urls")),
    path("", include("gis_assets.urls")),
    path("", include("incidents.urls")),
    path("home/", home.home, name="home"),
    path("accent.css", home.accent, name="accent"),
    path("survey/", include("landsurvey.urls")),
    path("tax/", include("taxroll.urls")),
    path("permits/", include("permits.urls")),
    path("kpi/", include("casework.urls")),
    path("messages/", include("casework.outbox.urls")),
    path("api/", api.api.urls),
    path("accounts/login/", auth.LoginView.as_view(), name="login"),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
