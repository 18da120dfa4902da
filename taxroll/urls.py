"""Addresses of the tax office, under `tax/`. No name or number of a person ever stands in one."""

from django.urls import path

from taxroll.views import batches, bills, deliveries, law, notices, payments, rolls

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
    path("rolls/<int:roll_id>/notices/", notices.roll_notices, name="roll_notices"),
    path("rolls/<int:roll_id>/notices/issue/", batches.ask, name="issue_notices"),
    path("batches/<int:batch_id>/", batches.batch_page, name="batch"),
    path("batches/<int:batch_id>/progress/", batches.progress, name="batch_progress"),
    path("batches/<int:batch_id>/resume/", batches.resume, name="resume_batch"),
    path("batches/<int:batch_id>/files/<int:number>/", batches.print_file, name="print_file"),
    path("batches/<int:batch_id>/files/<int:number>/hand-over/", batches.hand_over, name="hand_over"),
    path("notices/<int:notice_id>/history/", notices.notice_page, name="notice_page"),
    path("notices/<int:notice_id>/reissue/", notices.reissue_notice, name="reissue_notice"),
    path("notices/<int:notice_id>/forms/<slug:kind>/", notices.request_form, name="request_form"),
    path("forms/<slug:kind>/", notices.blank_form, name="blank_form"),
    path("office/", notices.office, name="office"),
    path("deliveries/", deliveries.bag, name="bag"),
    path("deliveries/<int:notice_id>/", deliveries.door, name="door"),
    path("notices/<int:notice_id>/cancel/", notices.cancel_notice, name="cancel_notice"),
    path("notices/<int:notice_id>/pay/", payments.pay, name="pay"),
    path("parcels/<uuid:uid>/effect/", bills.effect, name="effect"),
    path("receipts/<int:receipt_id>/", payments.receipt_paper, name="receipt_paper"),
]
