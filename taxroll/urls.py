"""Addresses of the tax office, under `tax/`. No name or number of a person ever stands in one."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from taxroll.views import bills, corrections, differences, law, lists, notices, payments, rolls, verification

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
    path("notices/<int:notice_id>/cancel/", notices.cancel_notice, name="cancel_notice"),
    path("notices/<int:notice_id>/pay/", payments.pay, name="pay"),
    path("parcels/<uuid:uid>/effect/", bills.effect, name="effect"),
    path("receipts/<int:receipt_id>/", payments.receipt_paper, name="receipt_paper"),
]
