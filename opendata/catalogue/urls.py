"""The catalogue's addresses; included by `opendata.urls`, hence in its name space."""

from django.urls import path, re_path

from opendata.catalogue import editing, embedding, pages, querying
from opendata.ckan import views as ckan
from opendata.dcat import views as dcat

FORMS = r"(?P<form>ttl|rdf|xml|jsonld)"

urlpatterns = [
    path("data/", pages.catalogue, name="catalogue"),
    path("data/next/", editing.next_steps, name="next"),
    path("data/sent/", editing.sent, name="sent"),
    path("data/<slug:name>/", pages.dataset, name="dataset"),
    path("data/<slug:name>/api/", querying.query_page, name="query"),
    path("data/<slug:name>/embed/", embedding.embedded, name="embed"),
    path("data/<slug:name>/edit/", editing.edit, name="edit_dataset"),
    re_path(rf"^data/(?P<name>[a-z][a-z0-9_]*)\.{FORMS}$", dcat.dataset, name="dataset_rdf"),
    re_path(rf"^catalog\.{FORMS}$", dcat.catalogue, name="catalogue_rdf"),
    path("api/3/action/<slug:name>", ckan.action, name="ckan_action"),
    path("api/action/<slug:name>", ckan.action),
]
