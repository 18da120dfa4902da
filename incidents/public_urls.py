"""The same addresses as `incidents.urls`, for a composition that names the public ones apart."""

from incidents.urls import app_name, urlpatterns

__all__ = ["app_name", "urlpatterns"]
