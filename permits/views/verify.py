"""Whether a permit is ours and holds: for everybody, without a name on the page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casework import tracking, uploading
from gis_assets.requests import TownRequest, asked_code
from permits import wording
from permits.desk import office, verifying

PAGE = "permits/desk/verify.html"


@never_cache
@require_safe
def verify(request: TownRequest) -> HttpResponse:
    """Where the code that is printed on a permit is typed in."""
    typed = asked_code(request, "code")[:40]
    if typed:
        return redirect("permits:verify", tracking.normalised(typed) or typed)
    return render(request, PAGE, {"found": None})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@uploading.bounded(lambda: verifying.MOST_BYTES, most_files=1)
def verify_code(request: TownRequest, code: str) -> HttpResponse:
    """What is known of the code; POST compares a file with the one that was issued, in memory."""
    found = verifying.by_code(request.municipality, code[:40], on=timezone.localdate())
    shown: dict[str, object] = {
        "found": found,
        "grouped": tracking.grouped(found.code) if found.permit else found.code,
        "paper": _name(found),
        "office": office.of(request.municipality),
    }
    sent = request.FILES.get("file")
    if request.method == "POST" and found.permit is not None:
        is_fit = sent is not None and 0 < (sent.size or 0) <= verifying.MOST_BYTES
        shown["compared"] = "none"
        if is_fit and sent is not None:
            shown["compared"] = "same" if verifying.is_ours(found.permit, sent.read()) else "other"
    return render(request, PAGE, shown, status=200 if found.permit else 404)


def _name(found: verifying.Verified) -> str:
    """What the paper is called in the reader's language."""
    return wording.said(found.name) if found.name else ""
