"""Addresses of the officer's figures, under `tax/`; part of the addresses of the tax office."""

from django.urls import path

from taxroll.views import dashboard, missing, sales, taxmap, whatif

urlpatterns = [
    path("insight/", dashboard.newest, name="insight"),
    path("insight/<int:tax_year_be>/", dashboard.of_year, name="dashboard"),
    path("insight/map/", taxmap.newest, name="newest_tax_map"),
    path("insight/<int:tax_year_be>/map/", taxmap.page, name="tax_map"),
    path("insight/<int:tax_year_be>/map.geojson", taxmap.shapes, name="tax_map_shapes"),
    path("sales/", sales.newest, name="ratio_study"),
    path("sales/<int:tax_year_be>/", sales.study, name="ratios"),
    path("sales/<int:tax_year_be>/record/", sales.record, name="record_sale"),
    path("sales/<int:tax_year_be>/bring-in/", sales.bring_in, name="bring_in_sales"),
    path("what-if/", whatif.kept, name="scenarios"),
    path("what-if/on/<int:tax_year_be>/", whatif.new, name="new_scenario"),
    path("what-if/<uuid:uid>/", whatif.one, name="scenario"),
    path("what-if/<uuid:uid>/discard/", whatif.discard, name="discard_scenario"),
    path("what-if/<uuid:uid>/beside/<uuid:other>/", whatif.compared, name="scenarios_compared"),
    path("missing/", missing.searches, name="building_searches"),
    path("missing/<uuid:uid>/", missing.search, name="building_search"),
    path("missing/<uuid:uid>/progress/", missing.progress, name="search_progress"),
    path("missing/<uuid:uid>/suspects.geojson", missing.shapes, name="suspect_shapes"),
    path("missing/suspects/<int:suspect_id>/decide/", missing.decide, name="decide_suspect"),
]
