"""The notices of a year whose tax is not paid in full, by the ledger."""

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from gis_assets.models import Municipality
from taxroll.models import AccountKind, Notice, Transfer


def of_year(municipality: Municipality, *, tax_year_be: int) -> QuerySet[Notice]:
    """Notices in force with tax open in the books, with bill, roll and municipality."""
    receivables = Transfer.objects.filter(municipality=municipality, tax_year_be=tax_year_be).order_by()
    debits = receivables.filter(debit__kind=AccountKind.RECEIVABLE).values("debit__notice")
    credits_ = receivables.filter(credit__kind=AccountKind.RECEIVABLE).values("credit__notice")
    owed = dict(debits.annotate(sum=Coalesce(Sum("amount_satang"), 0)).values_list("debit__notice", "sum"))
    for notice, satang in credits_.annotate(sum=Sum("amount_satang")).values_list("credit__notice", "sum"):
        owed[notice] = owed.get(notice, 0) - satang
    open_ones = [notice for notice, satang in owed.items() if satang > 0]
    notices = Notice.objects.filter(municipality=municipality, pk__in=open_ones, cancelled_at=None)
    return notices.select_related("bill__roll", "municipality").order_by("number")
