"""The notices of land and buildings of a year whose tax is not paid in full, by the ledger."""

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from gis_assets.models import Municipality
from taxroll.models import AccountKind, Levied, Notice, Transfer


def of_year(municipality: Municipality, *, tax_year_be: int) -> QuerySet[Notice]:
    """Notices in force with tax open in the books, with bill, roll and municipality."""
    receivables = Transfer.objects.filter(municipality=municipality, tax_year_be=tax_year_be).order_by()
    debits = receivables.filter(debit__kind=AccountKind.RECEIVABLE).values("debit__notice")
    credits_ = receivables.filter(credit__kind=AccountKind.RECEIVABLE).values("credit__notice")
    owed = dict(debits.annotate(sum=Coalesce(Sum("amount_satang"), 0)).values_list("debit__notice", "sum"))
    for debt, satang in credits_.annotate(sum=Sum("amount_satang")).values_list("credit__notice", "sum"):
        owed[debt] = owed.get(debt, 0) - satang
    open_debts = [debt for debt, satang in owed.items() if satang > 0]
    notices = Notice.objects.of_debts(open_debts).filter(
        municipality=municipality, cancelled_at=None, bill__roll__tax=Levied.LAND
    )
    return notices.select_related("bill__roll", "municipality").order_by("number")
