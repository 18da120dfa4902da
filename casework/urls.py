"""The page of step times; included under `kpi/`."""

from django.urls import path

from casework import views

app_name = "casework"
urlpatterns = [path("", views.kpi_page, name="kpi")]
