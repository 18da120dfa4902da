"""Addresses of the tax office, under `tax/`. No name or number of a person ever stands in one."""

from django.urls import path

from taxroll import views

app_name = "taxroll"
urlpatterns = [
    path("", views.rolls, name="rolls"),
    path("build/", views.build, name="build"),
    path("next/", views.next_steps, name="next"),
    path("<int:tax_year_be>/", views.roll, name="roll"),
    path("<int:tax_year_be>/seal/", views.seal, name="seal"),
    path("<int:tax_year_be>/gaps/", views.gaps, name="gaps"),
    path("bills/<int:bill_id>/", views.bill, name="bill"),
    path("bills/<int:bill_id>/notice/", views.notice, name="notice"),
    path("notices/<int:notice_id>/", views.notice_paper, name="notice_paper"),
    path("notices/<int:notice_id>/cancel/", views.cancel_notice, name="cancel_notice"),
    path("notices/<int:notice_id>/pay/", views.pay, name="pay"),
    path("parcels/<uuid:uid>/effect/", views.effect, name="effect"),
    path("receipts/<int:receipt_id>/", views.receipt_paper, name="receipt_paper"),
]
