"""Addresses of the tax office, under `tax/`. No name or number of a person ever stands in one."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from taxroll.views import (
    arrears,
    bankfiles,
    batches,
    bills,
    books,
    corrections,
    counter,
    deliveries,
    differences,
    law,
    lists,
    notices,
    payments,
    rolls,
    verification,
)

app_name = "taxroll"


def of_roll(route: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    """A page of the main roll of a year, `2567/...`, and of any roll by its sequence, `2567/2/...`."""
    return [
        path(f"<int:tax_year_be>/{route}", view, name=name),
        path(f"<int:tax_year_be>/<int:sequence>/{route}", view, name=name),
    ]


urlpatterns = [
    path("", rolls.rolls, name="rolls"),
    path("build/", rolls.build, name="build"),
    path("next/", rolls.next_steps, name="next"),
    path("law/<int:tax_year_be>/", law.law_of_year, name="law"),
    path("differences/", differences.compared, name="differences"),
    path("differences/drawn.geojson", differences.drawn, name="differences_drawn"),
    path("differences/list.<slug:form>", differences.export, name="differences_export"),
    path("<int:tax_year_be>/supplement/", rolls.supplement, name="supplement"),
    path("<int:tax_year_be>/publish/", rolls.publish, name="publish"),
    path("<int:tax_year_be>/withdraw/", rolls.withdraw, name="withdraw"),
    path("<int:tax_year_be>/corrections/", corrections.of_roll, name="corrections"),
    path("corrections/<uuid:uid>/", corrections.correction, name="correction"),
    path("corrections/<uuid:uid>/apply/", corrections.apply, name="apply_correction"),
    *of_roll("", rolls.roll, "roll"),
    *of_roll("assess/", rolls.assess, "assess"),
    *of_roll("reopen/", rolls.reopen, "reopen"),
    *of_roll("seal/", rolls.seal, "seal"),
    *of_roll("gaps/", rolls.gaps, "gaps"),
    *of_roll("list/", lists.property_list, "list"),
    *of_roll("list.pdf", lists.posting_paper, "list_paper"),
    *of_roll("verify/", verification.verify, "verify"),
    *of_roll("export/<slug:what>.<slug:form>", lists.export, "export"),
    path("bills/<int:bill_id>/", bills.bill, name="bill"),
    path("bills/<int:bill_id>/list.pdf", lists.owner_paper, name="owner_list"),
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
    path("counter/", counter.find, name="counter"),
    path("notices/<int:notice_id>/money/", counter.money_of, name="money"),
    path("notices/<int:notice_id>/money/take/", counter.take, name="take_money"),
    path("notices/<int:notice_id>/money/instalments/", counter.grant_instalments, name="grant_instalments"),
    path("notices/<int:notice_id>/money/waive/", counter.waive, name="waive"),
    path("notices/<int:notice_id>/money/write-off/", counter.write_off, name="write_off"),
    path("notices/<int:notice_id>/money/refund/", counter.request_refund, name="request_refund"),
    path("payments/<int:payment_id>/reverse/", counter.reverse, name="reverse_payment"),
    path("bank/", bankfiles.bank_files, name="bank_files"),
    path("bank/<int:file_id>/", bankfiles.bank_file, name="bank_file"),
    path("bank/lines/<int:line_id>/match/", bankfiles.match, name="match_line"),
    path("bank/lines/<int:line_id>/return/", bankfiles.give_back, name="return_line"),
    path("<int:tax_year_be>/warnings/", arrears.warnings, name="warnings"),
    path("warnings/<int:letter_id>/", arrears.letter_paper, name="letter_paper"),
    path("warnings/<int:letter_id>/received/", arrears.letter_received, name="letter_received"),
    path("<int:tax_year_be>/land-office/", arrears.land_office, name="land_office"),
    path("land-office/<int:report_id>/", arrears.report_paper, name="report_paper"),
    path("land-office/<int:report_id>/table/", arrears.report_table, name="report_table"),
    path("refunds/", books.refund_list, name="refunds"),
    path("refunds/<int:refund_id>/decide/", books.decide_refund, name="decide_refund"),
    path("refunds/<int:refund_id>/pay/", books.pay_refund, name="pay_refund"),
    path("closings/", books.closings, name="closings"),
    path("closings/<int:closing_id>/", books.closing_paper, name="closing_paper"),
    path("books/", books.books, name="books"),
    path("<int:tax_year_be>/calendar/", books.calendar, name="calendar"),
    path("receipts/<int:receipt_id>/", payments.receipt_paper, name="receipt_paper"),
]
