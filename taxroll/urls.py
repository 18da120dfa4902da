"""Addresses of the tax office, under `tax/`. No name or number of a person ever stands in one."""

from django.urls import path

from taxroll.views import bills, dashboard, law, notices, payments, rolls, sales, taxmap, whatif

app_name = "taxroll"
urlpatterns = [
    path("", rolls.rolls, name="rolls"),
    path("build/", rolls.build, name="build"),
    path("next/", rolls.next_steps, name="next"),
    path("law/<int:tax_year_be>/", law.law_of_year, name="law"),
    path("<int:tax_year_be>/", rolls.roll, name="roll"),
    path("<int:tax_year_be>/seal/", rolls.seal, name="seal"),
    path("<int:tax_year_be>/gaps/", rolls.gaps, name="gaps"),
    path("bills/<int:bill_id>/", bills.bill, name="bill"),
    path("bills/<int:bill_id>/notice/", notices.notice, name="notice"),
    path("notices/<int:notice_id>/", notices.notice_paper, name="notice_paper"),
    path("notices/<int:notice_id>/cancel/", notices.cancel_notice, name="cancel_notice"),
    path("notices/<int:notice_id>/pay/", payments.pay, name="pay"),
    path("parcels/<uuid:uid>/effect/", bills.effect, name="effect"),
    path("receipts/<int:receipt_id>/", payments.receipt_paper, name="receipt_paper"),
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
    path("what-if/<uuid:uid>/bills.csv", whatif.table, name="scenario_table"),
    path("what-if/<uuid:uid>/discard/", whatif.discard, name="discard_scenario"),
    path("what-if/<uuid:uid>/beside/<uuid:other>/", whatif.compared, name="scenarios_compared"),
]
