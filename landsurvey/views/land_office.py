"""Pages of the land office's package: each row, what became of it, and what an officer decides.

Holders are personal data: only reviewers of the survey come here.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from gis_assets import citizen_ids
from gis_assets.access import parcel_by_code, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, wording
from landsurvey.forms.land_office import ApplyForm, ChooseParcelForm, MeaningForm
from landsurvey.landoffice import handover, land_office, statuses
from landsurvey.landoffice.transactions import Book, TransactionKind
from landsurvey.models import LandOfficeTransaction, TransactionState, Upload

_ROWS = 50
_TABLES = {
    Book.DEEDS: gettext_lazy("Title deeds"),
    Book.CERTIFICATES: gettext_lazy("Certificates of use"),
    Book.BUILDINGS: gettext_lazy("Buildings"),
}
_FIRST = TransactionState.PROPOSED


@role_required(Role.SURVEY_REVIEWER)
@require_GET
def package(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The rows of one state, and the statuses that nobody has explained."""
    return _show(request, access.upload_by_uid(request.municipality, uid), state=request.GET.get("state", ""))


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def meaning(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """An officer says what a status means; it is remembered for the municipality."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = MeaningForm(request.POST)
    if not form.is_valid():
        return _show(request, upload, state=TransactionState.QUARANTINED, refused=_first_error(form))
    kind = TransactionKind(form.cleaned_data["kind"])
    count = land_office.say_meaning(
        upload, status=form.cleaned_data["status"], kind=kind, by=request.user, at=timezone.now()
    )
    _say_gone_on(request, count)
    return _back(upload, TransactionState.QUARANTINED)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def look_again(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Try what was set aside against the register of today."""
    upload = access.upload_by_uid(request.municipality, uid)
    _say_gone_on(request, land_office.look_again(upload, by=request.user, at=timezone.now()))
    return _back(upload, TransactionState.QUARANTINED)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def apply(request: TownRequest, uid: uuid.UUID, row_id: int) -> HttpResponse:
    upload, row = _row(request, uid, row_id)
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _show(request, upload, state=row.state, row=row, refused=_first_error(form))
    try:
        handover.apply(row, by=request.user, at=timezone.now(), share=form.cleaned_data["share"])
    except Refusal as refusal:
        return _show(request, upload, state=row.state, row=row, refused=str(refusal))
    messages.success(request, _("Row %(row)s is in the register now.") % {"row": row.row})
    return _back(upload, row.state)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def apply_all(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Apply every proposal on which nothing is remarked."""
    upload = access.upload_by_uid(request.municipality, uid)
    done, refused = handover.apply_unremarked(upload, by=request.user, at=timezone.now())
    said = ngettext("%(count)s row is in the register now.", "%(count)s rows are in the register now.", done)
    messages.success(request, said % {"count": done})
    for sentence in refused:
        messages.warning(request, sentence)
    return _back(upload, _FIRST)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def dismiss(request: TownRequest, uid: uuid.UUID, row_id: int) -> HttpResponse:
    upload, row = _row(request, uid, row_id)
    try:
        land_office.dismiss(row, by=request.user, at=timezone.now(), why=request.POST.get("why", ""))
    except Refusal as refusal:
        return _show(request, upload, state=row.state, row=row, refused=str(refusal))
    messages.success(request, _("Row %(row)s is dismissed and stays on record.") % {"row": row.row})
    return _back(upload, row.state)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def choose_parcel(request: TownRequest, uid: uuid.UUID, row_id: int) -> HttpResponse:
    """Say by its code which parcel a row means."""
    upload, row = _row(request, uid, row_id)
    form = ChooseParcelForm(request.POST)
    if not form.is_valid():
        return _show(request, upload, state=row.state, row=row, refused=_first_error(form))
    parcel = parcel_by_code(request.municipality, form.cleaned_data["code"], on=timezone.localdate())
    try:
        land_office.choose_parcel(row, parcel)
    except Refusal as refusal:
        return _show(request, upload, state=row.state, row=row, refused=str(refusal))
    return _back(upload, row.state)


def _row(request: TownRequest, uid: uuid.UUID, row_id: int) -> tuple[Upload, LandOfficeTransaction]:
    upload = access.upload_by_uid(request.municipality, uid)
    return upload, get_object_or_404(upload.transactions.select_related("parcel"), pk=row_id)


def _say_gone_on(request: TownRequest, count: int) -> None:
    said = ngettext("%(count)s row goes on now.", "%(count)s rows go on now.", count)
    messages.info(request, said % {"count": count})


def _first_error(form: Any) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def _back(upload: Upload, state: str) -> HttpResponseRedirect:
    address = redirect("landsurvey:land_office", uid=upload.uid)
    address["Location"] += f"?state={state}"
    return address


def _show(
    request: TownRequest, upload: Upload, *, state: str, row: LandOfficeTransaction | None = None, refused: str = ""
) -> HttpResponse:
    """One state's rows; a refusal stands at the row that it is about."""
    counted = dict(upload.transactions.values_list("state").annotate(count=Count("pk")))
    shown = state if state in TransactionState.values else next((s for s in _ORDER if counted.get(s)), _FIRST)
    rows = upload.transactions.filter(state=shown).select_related("decided_by").order_by("book", "row")
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page", 1))
    codes = land_office.codes_of(list(page), on=timezone.localdate())
    facts = {
        "upload": upload,
        "page": page,
        "rows": [_shown(one, codes, refused if row and row.pk == one.pk else "") for one in page],
        "state": shown,
        "states": [(state, counted.get(state.value, 0)) for state in _ORDER],
        "unknown": [MeaningForm(initial={"status": status}) for status in statuses.unexplained_in(upload)],
        "refused": refused if row is None else "",
        "posted": request.POST,
    }
    return render(request, "landsurvey/land_office.html", facts, status=422 if refused else 200)


def _shown(row: LandOfficeTransaction, codes: Mapping[int, str], refused: str) -> dict[str, Any]:
    """A row with its words: why it waits, the code of its parcel, what was refused on it."""
    return {
        "row": row,
        "table": _TABLES[Book(row.book)],
        "reasons": [wording.translated_json(reason) for reason in row.reasons],
        "code": codes.get(row.parcel_id or 0, ""),
        "number": citizen_ids.masked(row.holder_tail),
        "is_open": row.state in (TransactionState.PROPOSED, TransactionState.QUARANTINED),
        "refused": refused,
    }


_ORDER = (
    TransactionState.PROPOSED,
    TransactionState.QUARANTINED,
    TransactionState.APPLIED,
    TransactionState.RECORDED,
    TransactionState.DISMISSED,
)
